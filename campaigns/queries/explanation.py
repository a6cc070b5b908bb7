"""The lines behind a participant's points, with the words that explain them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Prefetch
from django.utils.translation import gettext

from campaigns.choices import IndicatorKind, ResultState, TargetKind
from campaigns.explanations import figure_text, tie_sentence, timing
from campaigns.models import (
    Criterion,
    CriterionInput,
    Indicator,
    Participant,
    Phase,
    Result,
    ScoreLine,
    Standing,
)
from campaigns.queries.line_inputs import leaf_of
from campaigns.rules import attained
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import MAIN
from common.fields import from_units, to_units
from common.templatetags.look import point_places
from units.models import User


@dataclass(frozen=True)
class Line:
    """A criterion with its frozen line: a leaf with its inputs, or a group with the sum of its children."""

    criterion: Criterion
    depth: int
    line: ScoreLine
    indicator: Indicator | None = None
    target_kind: str = ""
    ratio: Decimal | None = None
    how: str = ""
    result: Result | None = None
    evidence: int = 0

    @property
    def points(self) -> Decimal:
        """What it gave; 0 for "no points"."""
        return self.line.points or Decimal(0)

    @property
    def most(self) -> Decimal:
        """What it gives at most."""
        return self.criterion.max_points

    @property
    def target(self) -> str:
        """The target due, with its unit of measure; "" without one."""
        if self.line.target is None or self.indicator is None:
            return ""
        return f"{self._figure(self.line.target, self.indicator)} {self.indicator.unit_of_measure}".strip()

    @property
    def signed_target(self) -> str:
        """Where the registered target was changed after signing: the signed one, and by which document; else ""."""
        before = getattr(self.result, "signed_value", None)
        if before is None or self.indicator is None or self.target_kind != TargetKind.REGISTERED:
            return ""
        words = gettext("signed for the year: %(value)s, changed by %(document)s")
        document = getattr(self.result, "changed_by", "")
        return words % {
            "value": figure_text(before, kind=self.indicator.kind, decimals=self.indicator.decimals),
            "document": document,
        }

    @property
    def value(self) -> str:
        """The counted figure as people read it, or its state in words; "" for a group."""
        if self.line.state is None or self.indicator is None:
            return ""
        if self.line.value is None or self.line.state not in (ResultState.REPORTED, ResultState.NOTHING):
            return str(ResultState(self.line.state).label)
        if self.line.state == ResultState.NOTHING and not self.line.value:
            return str(ResultState.NOTHING.label)
        if self.indicator.kind == IndicatorKind.YES_NO:
            return gettext("yes") if self.line.value >= 1 else gettext("no")
        stage = self.result.stage if self.result is not None else ""
        return self._figure(self.line.value, self.indicator, stage)

    @property
    def timing(self) -> str:
        """How a milestone's day lies to its target; "" for other figures, and without one of the two."""
        is_day = self.indicator is not None and self.indicator.kind == IndicatorKind.MILESTONE
        if not is_day or self.line.value is None or self.line.target is None:
            return ""
        return timing(self.line.value, self.line.target)

    @property
    def own_value(self) -> str:
        """This phase's own figure where the counted one also carries earlier phases; "" where they are the same."""
        if self.result is None or self.indicator is None or self.result.value in (None, self.line.value):
            return ""
        return self._figure(self.result.value, self.indicator)

    @staticmethod
    def _figure(value: Decimal, indicator: Indicator, stage: str = "") -> str:
        """With the indicator's decimals, and more where the figure has more: a share of a target may."""
        places = -int(value.as_tuple().exponent)
        return figure_text(value, kind=indicator.kind, decimals=max(places, indicator.decimals), stage=stage)


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


def explain(
    phase: Phase, participant: Participant, standing: Standing, *, tied_with: Iterable[str], user: User | None
) -> Explanation:
    """Explain a standing by the lines of its revision. Links to the sheet are for those who may open it."""
    lines = {
        line.criterion_id: line
        for line in ScoreLine.objects.filter(participant=participant, revision=standing.revision)
    }
    criteria = (
        Criterion.objects.filter(table_id=participant.table_id)
        .select_related("table")
        .order_by("order", "pk")
    )
    inputs = CriterionInput.objects.select_related("indicator").order_by("role")
    results = {
        r.indicator_id: r
        for r in Result.objects.filter(participant=participant).annotate(
            files=Count("evidence"),
            signed_value=F("registered__change__target__value"),
            changed_by=F("registered__change__document"),
        )
    }
    rows = _tree(
        list(criteria.prefetch_related(Prefetch("inputs", queryset=inputs), "steps")), lines, results
    )
    on_top = [row for row in rows if row.depth == 0]
    kinds = {row.target_kind for row in rows} - {""}
    others = list(tied_with)
    return Explanation(
        participant=participant,
        standing=standing,
        lines=rows,
        points=sum((row.points for row in on_top), Decimal(0)),
        most=sum((row.most for row in on_top), Decimal(0)),
        share=phase.target_share if kinds else None,
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
            line = lines.get(criterion.pk)
            below = walk(criterion.pk, depth + 1)
            if line is not None and criterion.is_group and below:
                rows += [Line(criterion, depth, line), *below]
            elif line is not None and not criterion.is_group:
                rows.append(_leaf(criterion, depth, line, results))
        return rows

    return walk(None, 0)


def _leaf(criterion: Criterion, depth: int, line: ScoreLine, results: dict[int, Any]) -> Line:
    inputs = inputs_of(line)
    indicators = {i.role: i.indicator for i in criterion.inputs.all()}
    indicator = indicators.get(MAIN.name)
    result = results.get(indicator.pk) if indicator else None
    aim = registry.target_kind(criterion.rule, criterion.params)
    is_day = indicator is not None and indicator.kind == IndicatorKind.MILESTONE
    ratio = attained(inputs.value, inputs.target) if aim and not is_day else None
    return Line(
        criterion=criterion,
        depth=depth,
        line=line,
        indicator=indicator,
        target_kind=aim,
        ratio=None if ratio is None else from_units(ratio),
        how=registry.sentence(criterion.rule, leaf_of(criterion), inputs),
        result=result,
        evidence=result.files if result is not None else 0,
    )


def inputs_of(line: ScoreLine) -> Inputs:
    """What a leaf's points were computed from, as its rule takes it."""
    names = ("value", "base", "gate", "target", "lead_value", "lead_target")
    amounts = {name: getattr(line, name) for name in names}
    units = {name: None if amount is None else to_units(amount) for name, amount in amounts.items()}
    return Inputs(state=line.state or "", is_confirmed=not line.applies, **units)
