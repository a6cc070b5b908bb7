"""What the page of a column shows: lines with figures and files, what stands there, what was written. Reads only."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from campaigns.choices import ColumnKind, Nature
from campaigns.models import (
    Criterion,
    CriterionInput,
    CrossCheck,
    LineScore,
    Participant,
    Result,
    ScoreColumn,
)
from campaigns.queries.columns.doors import Door, door_of
from campaigns.queries.figure_words import figure_words
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE
from campaigns.services.columns.writing import Entry, Lines
from common.text import format_figure


@dataclass
class ColumnRow:
    """A line of the page: a group as a heading, or a leaf with its figure and boxes."""

    criterion: Criterion
    depth: int
    is_group: bool = False
    applies: bool = True
    figure: str = ""
    result: Result | None = None
    files: int = 0
    start: Decimal | None = None
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    #: What the union gave itself, where a checker reads it.
    own: LineScore | None = None
    written: LineScore | None = None
    #: What stands in the boxes, and what is wrong with it.
    text: str = ""
    reason: str = ""
    points_fault: str = ""
    reason_fault: str = ""

    @property
    def is_judged(self) -> bool:
        """A person gives its points."""
        return not self.is_group and registry.rule_of(self.criterion.rule).is_judged

    @property
    def most(self) -> Decimal:
        """What it gives at most; of a penalty what it takes off."""
        most = self.criterion.max_points
        return -most if self.criterion.nature == Nature.PENALTY else most

    @property
    def start_text(self) -> str:
        """The points that stand there, as they are typed; "" where somebody judges."""
        return "" if self.start is None else format_figure(self.start)

    @property
    def points(self) -> Decimal | None:
        """The points of the column as it stands."""
        return self.written.points if self.written else self.start

    @property
    def is_missing(self) -> bool:
        """Somebody must say something here."""
        return not self.is_group and self.applies and self.points is None

    @property
    def fault(self) -> str:
        """What is wrong with the line."""
        return self.points_fault or self.reason_fault


@dataclass
class ColumnPage:
    """A column of a participant as its page shows it."""

    participant: Participant
    kind: ColumnKind
    column: ScoreColumn | None
    door: Door
    rows: list[ColumnRow]
    is_editable: bool
    #: Who cross-checks the union; None while nobody is named, and of a self-score.
    check: CrossCheck | None = None
    by_id: dict[int, ColumnRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {row.criterion.pk: row for row in self.rows}

    @property
    def is_self(self) -> bool:
        """The union scores itself."""
        return self.kind == ColumnKind.SELF

    @property
    def is_sent(self) -> bool:
        """It was sent."""
        return self.column is not None and self.column.sent_at is not None

    @property
    def leaves(self) -> list[ColumnRow]:
        """The lines that are for the union."""
        return [row for row in self.rows if not row.is_group and row.applies]

    @property
    def total(self) -> Decimal:
        """The sum of the lines as they stand."""
        return sum((row.points or Decimal(0) for row in self.leaves), Decimal(0))

    @property
    def missing(self) -> int:
        """Lines in which somebody must say something."""
        return sum(row.is_missing for row in self.rows)

    @property
    def written(self) -> int:
        """Lines in which something else than what stands there was written."""
        return sum(row.written is not None and row.written.points != row.start for row in self.leaves)

    @property
    def faults(self) -> list[ColumnRow]:
        """Lines with something to put right."""
        return [row for row in self.rows if row.fault]

    def take(self, entries: dict[int, tuple[str, str]], faults: dict[str, list[str]]) -> None:
        """Show what was typed, with what is wrong with it."""
        for pk, (text, reason) in entries.items():
            if pk in self.by_id:
                self.by_id[pk].text, self.by_id[pk].reason = text, reason
        for row in self.rows:
            row.points_fault = " ".join(faults.get(f"points-{row.criterion.pk}", []))
            row.reason_fault = " ".join(faults.get(f"reason-{row.criterion.pk}", []))


def column_page(
    participant: Participant,
    kind: ColumnKind,
    now: datetime,
    *,
    writes: bool,
    check: CrossCheck | None = None,
) -> ColumnPage:
    """The page of a column, in a constant number of queries; `writes` says that the reader is who writes it."""
    lines = Lines.of(participant, kind)
    column = (
        ScoreColumn.objects.filter(participant=participant, kind=kind)
        .select_related("sent_by__person")
        .first()
    )
    written = (
        {row.criterion_id: row for row in column.lines.select_related("written_by__person")} if column else {}
    )
    door = door_of(participant, kind, now)
    rows = [_filled(row, lines, written) for row in _tree(participant, lines)]
    _add_figures(participant, rows)
    if kind == ColumnKind.CROSS:
        _add_own(participant, rows)
    may = writes and door.lets(column.sent_at if column else None)
    return ColumnPage(participant, kind, column, door, rows, may, check)


def _tree(participant: Participant, lines: Lines) -> list[ColumnRow]:
    """The table's lines in its order, each under its group; a group without a leaf is left out."""
    children: dict[int | None, list[Criterion]] = {}
    for line in Criterion.objects.filter(table=participant.table_id).order_by("order", "pk"):
        children.setdefault(line.parent_id, []).append(line)
    leaves = {line.pk: line for line in lines.criteria}

    def walk(parent: int | None, depth: int) -> list[ColumnRow]:
        rows: list[ColumnRow] = []
        for line in children.get(parent, []):
            if line.pk in leaves:
                rows.append(ColumnRow(leaves[line.pk], depth))
            elif inside := walk(line.pk, depth + 1):
                rows += [ColumnRow(line, depth, is_group=True), *inside]
        return rows

    return walk(None, 0)


def _filled(row: ColumnRow, lines: Lines, written: dict[int, LineScore]) -> ColumnRow:
    pk = row.criterion.pk
    if row.is_group:
        return row
    row.applies, row.start = lines.computed[pk].applies, lines.starts[pk]
    row.low, row.high = lines.bounds(row.criterion)
    row.written = written.get(pk)
    if row.written is not None:
        row.text, row.reason = format_figure(row.written.points), row.written.reason
    elif row.start is not None:
        row.text = row.start_text
    return row


def _add_figures(participant: Participant, rows: list[ColumnRow]) -> None:
    """The scored figure of each line, in words, with how many files stand behind it."""
    reads = CriterionInput.objects.filter(criterion__table=participant.table_id, role=VALUE)
    scored = dict(reads.values_list("criterion_id", "indicator_id"))
    results = Result.objects.filter(participant=participant).select_related("indicator")
    found = {row.indicator_id: row for row in results.annotate(files=Count("evidence"))}
    for row in rows:
        result = found.get(scored.get(row.criterion.pk, 0))
        if result is not None:
            indicator = result.indicator
            row.result, row.files = result, result.files
            row.figure = figure_words(
                result.state,
                result.value,
                kind=indicator.kind,
                decimals=indicator.decimals,
                stage=result.stage,
            )


def _add_own(participant: Participant, rows: list[ColumnRow]) -> None:
    """What the union gave itself."""
    sent = LineScore.objects.filter(
        column__participant=participant, column__kind=ColumnKind.SELF, column__sent_at__isnull=False
    )
    own = {line.criterion_id: line for line in sent}
    for row in rows:
        row.own = own.get(row.criterion.pk)


__all__ = ["ColumnPage", "ColumnRow", "Entry", "column_page"]
