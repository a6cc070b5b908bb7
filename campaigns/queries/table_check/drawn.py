"""A scoring table with everything that hangs on it, read in a constant number of queries."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from campaigns.choices import Nature
from campaigns.models import Band, Criterion, Downgrade, ScoringTable, TieBreak
from campaigns.queries.line_inputs import leaf_of
from campaigns.scoring import registry
from campaigns.scoring.base import Leaf, Rule


@dataclass
class Drawn:
    """A table with its lines, bands and keys.

    `leaves` are the leaves whose rule and parameters can be read, `unread` the faults of the others, as (criterion,
    parameter, what to do).
    """

    table: ScoringTable
    criteria: list[Criterion]
    bands: list[Band]
    downgrades: list[Downgrade]
    tie_breaks: list[TieBreak]
    leaves: dict[int, Leaf] = field(default_factory=dict)
    unread: list[tuple[Criterion, str, str]] = field(default_factory=list)

    @cached_property
    def by_id(self) -> dict[int, Criterion]:
        """The lines by their ids."""
        return {criterion.pk: criterion for criterion in self.criteria}

    @cached_property
    def below(self) -> dict[int | None, list[Criterion]]:
        """The lines below each line, under None those that stand in no group."""
        found: dict[int | None, list[Criterion]] = {}
        for criterion in self.criteria:
            found.setdefault(criterion.parent_id, []).append(criterion)
        return found

    @property
    def base_leaves(self) -> list[Criterion]:
        """The leaves that make the maximum."""
        return [c for c in self.criteria if c.nature == Nature.BASE and not c.is_group]

    @property
    def standards(self) -> list[Criterion]:
        """The top-level groups of base lines."""
        return [c for c in self.below.get(None, []) if c.nature == Nature.BASE and c.is_group]

    @property
    def sinks(self) -> bool:
        """Some line takes points off, so that a total may be below 0."""
        leaves = [self.by_id[pk] for pk in self.leaves]
        return any(c.nature == Nature.PENALTY or self.rule(c).sinks(self.leaves[c.pk]) for c in leaves)

    def rule(self, criterion: Criterion) -> Rule:
        """The rule of a leaf that could be read."""
        return registry.rule_of(criterion.rule)


def draw(table: ScoringTable) -> Drawn:
    """Read a table; eight queries, whatever stands in it."""
    criteria = table.criteria.select_related("table").prefetch_related("inputs__indicator", "steps")
    drawn = Drawn(
        table,
        list(criteria.order_by("order", "pk")),
        list(table.bands.prefetch_related("conditions")),
        list(table.downgrades.select_related("band")),
        list(table.tie_breaks.select_related("criterion", "indicator")),
    )
    for criterion in drawn.criteria:
        if criterion.is_group:
            continue
        try:
            drawn.leaves[criterion.pk] = leaf_of(criterion)
        except ValidationError as error:
            drawn.unread += [(criterion, name, said) for name, said in _told(error)]
    return drawn


def _told(error: ValidationError) -> list[tuple[str, str]]:
    if hasattr(error, "error_dict"):
        return [(name, texts[0]) for name, texts in error.message_dict.items()]
    return [("rule", error.messages[0])]
