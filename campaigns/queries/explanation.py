"""The lines behind a participant's points, with the words that explain them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext

from campaigns.choices import IndicatorKind, ResultState, Rule
from campaigns.explanations import how_scored, tie_sentence
from campaigns.models import Criterion, Indicator, Participant, Phase, Result, ScoreLine, Standing
from campaigns.rules import Leaf, attained
from common.fields import from_units, to_units
from common.templatetags.look import point_places
from common.text import format_figure
from units.models import User


@dataclass(frozen=True)
class Line:
    """A leaf with its frozen inputs, or a group with the sum of its leaves (`line` is None)."""

    criterion: Criterion
    depth: int
    points: Decimal
    most: Decimal
    line: ScoreLine | None = None
    ratio: Decimal | None = None
    how: str = ""
    result: Result | None = None
    evidence: int = 0

    @property
    def target(self) -> str:
        """The target due, with its unit of measure; "" without one."""
        if self.line is None or self.line.target is None or self.criterion.rule != Rule.PROPORTIONAL:
            return ""
        return f"{self._figure(self.line.target)} {self._indicator.unit_of_measure}".strip()

    @property
    def value(self) -> str:
        """The counted figure as people read it, or its state in words."""
        if self.line is None:
            return ""
        if self.line.value is None or self.line.state not in (ResultState.REPORTED, ResultState.NOTHING):
            return str(ResultState(self.line.state).label)
        if self.line.state == ResultState.NOTHING and not self.line.value:
            return str(ResultState.NOTHING.label)
        if self._indicator.kind == IndicatorKind.YES_NO:
            return gettext("yes") if self.line.value >= 1 else gettext("no")
        return self._figure(self.line.value)

    @property
    def own_value(self) -> str:
        """This phase's own figure where the counted one also carries earlier phases; "" where they are the same."""
        if self.result is None or self.line is None or self.result.value in (None, self.line.value):
            return ""
        return self._figure(self.result.value)

    @property
    def _indicator(self) -> Indicator:
        indicator = self.criterion.indicator
        if indicator is None:
            raise ValueError("A group has no indicator.")
        return indicator

    def _figure(self, value: Decimal) -> str:
        """With the indicator's decimals, and more where the figure has more: a share of a target may."""
        places = -int(value.as_tuple().exponent)
        return format_figure(value, max(places, self._indicator.decimals))


@dataclass(frozen=True)
class Explanation:
    """A participant's total, line by line."""

    participant: Participant
    standing: Standing
    lines: list[Line]
    points: Decimal
    most: Decimal
    share: Decimal | None
    uses: str
    tie: str
    may_open_sheet: bool

    @property
    def places(self) -> int:
        """How many decimals the points of these lines want."""
        return point_places(row.points for row in self.lines)


def leaf_of(criterion: Criterion) -> Leaf:
    """A criterion as the pure rules take it."""
    return Leaf(
        rule=criterion.rule,
        max_points=to_units(criterion.max_points),
        cap=to_units(criterion.cap),
        per_object=to_units(criterion.per_object),
        no_target=criterion.no_target,
        not_applicable=criterion.not_applicable,
    )


def explain(
    phase: Phase, participant: Participant, standing: Standing, *, tied_with: Iterable[str], user: User | None
) -> Explanation:
    """Explain a standing by the lines of its revision. Links to the sheet are for those who may open it."""
    lines = {
        line.criterion_id: line
        for line in ScoreLine.objects.filter(participant=participant, revision=standing.revision)
    }
    criteria = list(
        Criterion.objects.filter(table_id=participant.table_id)
        .select_related("indicator")
        .order_by("order", "pk")
    )
    results = {
        r.indicator_id: r
        for r in Result.objects.filter(participant=participant).annotate(files=Count("evidence"))
    }
    rows = _tree(criteria, lines, results)
    leaves = [row for row in rows if row.line is not None]
    proportional = [row.criterion for row in leaves if row.criterion.rule == Rule.PROPORTIONAL]
    kinds = {c.target_kind for c in proportional}
    others = list(tied_with)
    return Explanation(
        participant=participant,
        standing=standing,
        lines=rows,
        points=sum((row.points for row in leaves), Decimal(0)),
        most=sum((row.most for row in leaves), Decimal(0)),
        share=phase.target_share if proportional else None,
        uses=kinds.pop() if len(kinds) == 1 else "",
        tie=tie_sentence(standing.rank, others) if standing.is_tied and others else "",
        may_open_sheet=user is not None
        and Participant.objects.visible_to(user).filter(pk=participant.pk).exists(),
    )


def _tree(criteria: list[Criterion], lines: dict[int, ScoreLine], results: dict[int, Any]) -> list[Line]:
    """Criteria in the order of the tree, groups before their leaves; branches without a scored leaf are left out."""
    children: dict[int | None, list[Criterion]] = {}
    for criterion in criteria:
        children.setdefault(criterion.parent_id, []).append(criterion)

    def walk(parent: int | None, depth: int) -> list[Line]:
        rows: list[Line] = []
        for criterion in children.get(parent, []):
            if criterion.rule != Rule.GROUP:
                if criterion.pk in lines:
                    rows.append(_leaf(criterion, depth, lines[criterion.pk], results))
                continue
            below = walk(criterion.pk, depth + 1)
            leaves = [row for row in below if row.line is not None]
            if leaves:
                points = sum((row.points for row in leaves), Decimal(0))
                most = sum((row.most for row in leaves), Decimal(0))
                rows += [Line(criterion, depth, points, most), *below]
        return rows

    return walk(None, 0)


def _leaf(criterion: Criterion, depth: int, line: ScoreLine, results: dict[int, Any]) -> Line:
    value = None if line.value is None else to_units(line.value)
    target = None if line.target is None else to_units(line.target)
    result = results.get(criterion.indicator_id or 0)
    measured = criterion.rule == Rule.PROPORTIONAL
    ratio = attained(value, target) if measured else None
    return Line(
        criterion=criterion,
        depth=depth,
        points=line.points,
        most=criterion.max_points,
        line=line,
        ratio=None if ratio is None else from_units(ratio),
        how=how_scored(leaf_of(criterion), state=line.state, value=value, target=target),
        result=result,
        evidence=result.files if result is not None else 0,
    )
