"""The lines of a participant read from its rows, each under its group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from campaigns.choices import IndicatorKind, SeenBy, Span
from campaigns.models import CountedFact, Criterion, ExternalFact, Indicator, Participant, ScoreLine, Standing
from campaigns.queries.explanation.lines import Line
from campaigns.queries.facts import fact_words
from campaigns.queries.line_inputs import leaf_of
from campaigns.rules import attained
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import BASE, GATE, MAIN, SPAN
from common.fields import from_units, to_units


@dataclass(frozen=True)
class Reader:
    """What the lines of one participant are read from. `reads` says that figures of its own may be shown."""

    participant: Participant
    standing: Standing
    lines: Mapping[int, ScoreLine]
    results: Mapping[int, Any]
    facts: Mapping[int, tuple[str, ...]]
    is_extract: bool
    reads: bool

    def tree(self, criteria: Sequence[Criterion]) -> list[Line]:
        """Criteria in the order of the tree, groups before their leaves; branches without a leaf are left out."""
        children: dict[int | None, list[Criterion]] = {}
        for criterion in criteria:
            children.setdefault(criterion.parent_id, []).append(criterion)

        def walk(parent: int | None, depth: int) -> list[Line]:
            rows: list[Line] = []
            for criterion in children.get(parent, []):
                line = self.lines.get(criterion.pk)
                below = walk(criterion.pk, depth + 1)
                if line is not None and criterion.is_group and below:
                    inside = sum((row.points for row in below if row.depth == depth + 1), Decimal(0))
                    rows += [Line(criterion, depth, line, inside=inside), *below]
                elif line is not None and not criterion.is_group:
                    rows.append(self._leaf(criterion, depth, line))
            return rows

        return walk(None, 0)

    def _leaf(self, criterion: Criterion, depth: int, line: ScoreLine) -> Line:
        read = {i.role: i.indicator for i in criterion.inputs.all()}
        indicator: Indicator | None = read.get(MAIN.name)
        result = self.results.get(indicator.pk) if indicator else None
        aim = registry.target_kind(criterion.rule, criterion.params)
        inputs = self._inputs(line)
        is_closed = criterion.seen_by == SeenBy.OWN and not self.reads
        is_day = indicator is not None and indicator.kind == IndicatorKind.MILESTONE
        ratio = attained(inputs.value, inputs.target) if aim and not is_day and not is_closed else None
        shown = Line(
            criterion=criterion,
            depth=depth,
            line=line,
            indicator=indicator,
            target_kind=aim,
            ratio=None if ratio is None else from_units(ratio),
            base=read.get(BASE),
            gate=read.get(GATE.name),
            is_extract=self.is_extract,
            is_closed=is_closed,
            facts=self.facts.get(criterion.pk, ()),
        )
        if is_closed:
            return shown
        how = registry.sentence(criterion.rule, leaf_of(criterion), inputs)
        return replace(shown, how=how, result=result, evidence=result.files if result is not None else 0)

    def _inputs(self, line: ScoreLine) -> Inputs:
        """What a leaf's points were computed from, as its rule takes it."""
        names = ("value", "base", "gate", "target", "lead_value", "lead_target")
        amounts = {name: getattr(line, name) for name in names}
        units = {name: None if amount is None else to_units(amount) for name, amount in amounts.items()}
        return Inputs(
            state=line.state or "",
            is_confirmed=not line.applies,
            sector=self.participant.sector,
            members=self.standing.members,
            **units,
        )


def facts_of_lines(
    criteria: Sequence[Criterion], participant: Participant, standing: Standing
) -> dict[int, tuple[str, ...]]:
    """The facts behind the lines that score facts, each in words with its document; one query where there are such."""
    scored = [c for c in criteria if registry.steps_by(c.rule) == "fact"]
    if not scored:
        return {}
    counted = dict(
        CountedFact.objects.filter(participant=participant, revision=standing.revision).values_list(
            "fact_id", "is_of_period"
        )
    )
    facts = list(ExternalFact.objects.filter(pk__in=counted).order_by("day", "pk"))
    found: dict[int, tuple[str, ...]] = {}
    for criterion in scored:
        leaf = leaf_of(criterion)
        is_of_phase = leaf.params[SPAN.name] == Span.PHASE
        found[criterion.pk] = tuple(
            fact_words(fact)
            for fact in facts
            if (counted[fact.pk] or not is_of_phase)
            and any(
                step.fact_kind == fact.kind and step.fact_grade in ("", fact.grade_key) for step in leaf.steps
            )
        )
    return found
