"""Why a union has its points of a year: of each line and of the total what each phase gave, and how they are joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from campaigns.choices import Joining, PartMissing
from campaigns.explanations import tie_sentence
from campaigns.models import Criterion, Participant, Phase, ScoreLine, Standing, TieBreak, YearPart
from campaigns.queries.explanation.after import after_the_sum
from campaigns.queries.facts import unions_read
from campaigns.queries.moves import own_moves
from campaigns.queries.years import calendar_mark, how_words, parts_of
from campaigns.rules import Part, Total, YearRule, factors, of_calendar
from common.fields import from_units, to_units
from common.templatetags.look import fixed, point_places, vn
from units.models import User


@dataclass(frozen=True)
class Held:
    """What a union has in one of the phases of its calendar; without a standing where it is not ranked there."""

    part: YearPart
    participant: Participant | None
    standing: Standing | None
    lines: dict[str, ScoreLine]

    @property
    def phase(self) -> Phase:
        """The phase."""
        return self.part.phase

    @property
    def address(self) -> str:
        """The query of the address that opens the union's explanation in that phase; "" where there is none."""
        if self.participant is None or self.standing is None:
            return ""
        return f"cluster={self.participant.cluster_id or 0}&open={self.participant.pk}"


@dataclass(frozen=True)
class Cell:
    """What a phase gave to a line: its points, None with the reason in `words`."""

    phase: str
    points: Decimal | None
    words: str = ""


@dataclass(frozen=True)
class YearLine:
    """A criterion of the year's table: what each phase gave, how that is joined, and what it makes."""

    criterion: Criterion
    depth: int
    line: ScoreLine
    cells: list[Cell]
    how: str

    @property
    def points(self) -> Decimal:
        """What it gave; 0 for "no points"."""
        return self.line.points or Decimal(0)

    @property
    def most(self) -> Decimal:
        """What it gives at most in a phase."""
        return self.criterion.max_points


@dataclass(frozen=True)
class YearExplanation:
    """A participant's total of a year, line by line. `total` are the printed totals, as a line has its points."""

    participant: Participant
    standing: Standing
    how: str
    mark: str
    parts: list[Held]
    lines: list[YearLine]
    total: list[Cell]
    total_how: str
    tie: str
    #: What was added to or taken from the sum of the lines, so that the rows still sum to the total.
    adjustments: list[tuple[str, Decimal]]
    after: list[str]
    moves: list[str]

    @property
    def points(self) -> Decimal:
        """The printed total."""
        return self.standing.points

    @property
    def most(self) -> Decimal:
        """The maximum that applies."""
        return self.standing.most

    @cached_property
    def places(self) -> int:
        """How many decimals the points want."""
        return point_places([self.standing.points, *(row.points for row in self.lines)])


def explain_year(
    year: Phase,
    participant: Participant,
    standing: Standing,
    *,
    tied_with: Iterable[str],
    user: User | None,
    parted: str = "",
) -> YearExplanation:
    """Explain a standing of a year by what its phases gave; as `explain` does for a phase."""
    reads = user is None or unions_read(user).filter(pk=participant.union_id).exists()
    parts = list(parts_of(year))
    mine = of_calendar([(part.phase.sector, part) for part in parts], participant.sector)
    held = _held(participant, mine)
    assert participant.table is not None, "who has a standing has a table"
    joiner = _Joiner(year, participant.table.part_missing, held)
    lines = {
        line.criterion_id: line
        for line in ScoreLine.objects.filter(participant=participant, revision=standing.revision)
    }
    criteria = list(Criterion.objects.filter(table=participant.table_id).order_by("order", "pk"))
    total = [_total(one) for one in held]
    has_keys = TieBreak.objects.filter(table=participant.table_id).exists()
    others = list(tied_with)
    sector = mine[0].phase.sector if mine else ""
    return YearExplanation(
        participant=participant,
        standing=standing,
        how=how_words(year.joins),
        mark=calendar_mark(sector, [part.phase for part in mine]) if sector else "",
        parts=held,
        lines=_tree(criteria, lines, joiner),
        total=total,
        total_how=joiner.words(total, standing.points),
        tie=tie_sentence(standing.rank, others, has_keys=has_keys)
        if standing.is_tied and standing.rank and others
        else parted,
        adjustments=_adjustments(standing),
        after=after_the_sum(standing, reads=reads),
        moves=own_moves(year, participant, standing.revision, reads=reads),
    )


def _total(one: Held) -> Cell:
    if one.standing is None:
        return Cell(one.phase.name, None, _("not ranked"))
    return Cell(one.phase.name, one.standing.points)


def _held(participant: Participant, parts: Sequence[YearPart]) -> list[Held]:
    """What the union has in these phases, in their visible revisions; three queries."""
    beside = Participant.objects.filter(
        phase__in=[part.phase_id for part in parts], union=participant.union_id
    )
    own = {one.phase_id: one for one in beside}
    ids = [one.pk for one in own.values()]
    ranked = Standing.objects.filter(participant__in=ids, rank__isnull=False).visible()
    standings = {one.participant_id: one for one in ranked}
    lines: dict[int, dict[str, ScoreLine]] = {}
    rows = ScoreLine.objects.filter(participant__in=list(standings)).visible().select_related("criterion")
    for line in rows:
        lines.setdefault(line.participant_id, {})[line.criterion.code] = line
    found = []
    for part in parts:
        place = own.get(part.phase_id)
        pk = place.pk if place else 0
        found.append(Held(part, place, standings.get(pk), lines.get(pk, {})))
    return found


class _Joiner:
    """Says how the parts of a line make its points, by the weights with which they count."""

    def __init__(self, year: Phase, on_missing: str, held: Sequence[Held]) -> None:
        self.rule = YearRule(year.joins, on_missing)
        self.held = held
        none = Total(0, 0, 0, 0, 0, 0)
        parts = [Part(to_units(one.part.weight), none if one.standing else None) for one in held]
        self.factors = factors(parts, self.rule)

    def cells(self, code: str) -> list[Cell]:
        """What each phase gave to the criterion with this code."""
        return [self._cell(one, code) for one in self.held]

    @staticmethod
    def _cell(one: Held, code: str) -> Cell:
        line, name = one.lines.get(code), one.phase.name
        if one.standing is None:
            return Cell(name, None, _("not ranked"))
        if line is None:
            return Cell(name, None, _("not in its table"))
        return (
            Cell(name, line.points or Decimal(0)) if line.applies else Cell(name, None, _("does not apply"))
        )

    def words(self, cells: Sequence[Cell], points: Decimal) -> str:
        """`(80,00 × 1 + 92,00 × 2) ÷ 3 = 88,00`; a phase that counts as 0 stands there as 0."""
        places = point_places([points, *(cell.points for cell in cells if cell.points is not None)])
        counted = [
            (cell.points or Decimal(0), from_units(factor), one)
            for cell, factor, one in zip(cells, self.factors, self.held, strict=True)
            if factor and (cell.points is not None or self._counts_as_zero(one))
        ]
        if not counted:
            return ""
        end = f" = {fixed(points, places)}"
        if self.rule.joins == Joining.LATEST or len(counted) == 1:
            return _("as in “%(phase)s”") % {"phase": counted[-1][2].phase.name}
        if self.rule.joins == Joining.SUM:
            return " + ".join(fixed(amount, places) for amount, _weight, _one in counted) + end
        terms = " + ".join(f"{fixed(amount, places)} × {vn(weight, 4)}" for amount, weight, _one in counted)
        whole = vn(sum((weight for _amount, weight, _one in counted), Decimal(0)), 4)
        return f"({terms}) ÷ {whole}{end}"

    def _counts_as_zero(self, one: Held) -> bool:
        """The union is not ranked in the phase, and its table gives 0 points for that."""
        return one.standing is None and self.rule.on_missing == PartMissing.ZERO


def _tree(criteria: Sequence[Criterion], lines: dict[int, ScoreLine], joiner: _Joiner) -> list[YearLine]:
    """The criteria in the order of the tree, groups before their leaves."""
    children: dict[int | None, list[Criterion]] = {}
    for criterion in criteria:
        children.setdefault(criterion.parent_id, []).append(criterion)

    def walk(parent: int | None, depth: int) -> list[YearLine]:
        rows: list[YearLine] = []
        for criterion in children.get(parent, []):
            line = lines.get(criterion.pk)
            if line is None:
                continue
            cells = joiner.cells(criterion.code)
            how = joiner.words(cells, line.points or Decimal(0)) if line.applies else _("does not apply")
            rows += [YearLine(criterion, depth, line, cells, how), *walk(criterion.pk, depth + 1)]
        return rows

    return walk(None, 0)


def _adjustments(standing: Standing) -> list[tuple[str, Decimal]]:
    """Rows between the sum of the joined lines and the joined total."""
    found = []
    if standing.rescaled:
        found.append((_("Made up for in the phases, joined"), standing.rescaled))
    if standing.cut:
        rest = _("Rounding, bounds, and lines that this table does not have")
        found.append((_("Rounding of the total") if abs(standing.cut) < 1 else rest, standing.cut))
    return found
