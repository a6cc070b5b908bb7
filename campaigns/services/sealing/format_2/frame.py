"""What a document says before its participants: the phase, its indicators, and the tables that score it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import NEVER_SPLIT, PhaseKind, ResultStatus, Rounding
from campaigns.rules import WHOLE, BandRule, BandTable, Cap, Condition, Node, TotalRule
from campaigns.scoring import registry
from campaigns.scoring.base import Leaf, Step
from campaigns.scoring.parameters import GATE, MAIN, SPAN
from campaigns.services.sealing.document import Difference, Record

STATUSES = {status.name.lower(): status for status in ResultStatus}
#: A table's code and version.
Name = tuple[Any, ...]
#: A band by its table, its name and its lower edge.
Band = tuple[Name, str, int]


@dataclass(frozen=True)
class Criterion:
    """A line of a table; `leaf` is None for a group."""

    record: Record
    leaf: Leaf | None

    @property
    def code(self) -> str:
        """Its code."""
        return str(self.record["code"])

    @property
    def rule(self) -> str:
        """Its rule's code."""
        return str(self.record["rule"])

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """The indicators that its rule reads, by their roles; others may be named beside them."""
        roles = {role.name for role in registry.roles(self.rule)}
        return {role: code for role, code in self.record["inputs"].items() if role in roles}

    @cached_property
    def is_relative(self) -> bool:
        """Its points depend on the best of the cluster."""
        return self.leaf is not None and registry.rule_of(self.rule).is_relative

    @cached_property
    def reads_facts(self) -> bool:
        """Its figure is what facts give."""
        return self.leaf is not None and registry.steps_by(self.rule) == "fact"

    @cached_property
    def is_of_phase(self) -> bool:
        """It reads the figures of the phase alone."""
        return self.leaf is not None and self.leaf.params[SPAN.name] == "phase"


@dataclass
class Table:
    """A scoring table as the document says it."""

    record: Record
    criteria: dict[str, Criterion] = field(default_factory=dict)
    bands: list[Record] = field(default_factory=list)
    downgrades: list[Record] = field(default_factory=list)
    tie_breaks: list[Record] = field(default_factory=list)

    @cached_property
    def nodes(self) -> list[Node]:
        """Its criteria as far as sums go. Raises Difference where they are no tree of groups."""
        for code in self.criteria:
            self._check_above(code)
        return [
            Node(
                key=code,
                parent=criterion.record["parent"],
                is_group=criterion.leaf is None,
                nature=criterion.record["nature"],
                most=criterion.record["max_points"],
                least=criterion.record["min_points"],
                is_clamped=criterion.record["is_clamped"],
            )
            for code, criterion in self.criteria.items()
        ]

    def _check_above(self, code: str) -> None:
        """Above a criterion stand groups alone, each once."""
        passed, above = {code}, self.criteria[code].record["parent"]
        while above is not None:
            if above in passed or above not in self.criteria or self.criteria[above].leaf is not None:
                raise Difference(_("%(criterion)s does not stand in a tree of groups.") % {"criterion": code})
            passed.add(above)
            above = self.criteria[above].record["parent"]

    @cached_property
    def total_rule(self) -> TotalRule:
        """What it says of totals."""
        said = self.record
        return TotalRule(
            nominal=said["nominal"],
            rescales=said["rescales"],
            may_exceed=said["may_exceed"],
            may_sink=said["may_sink"],
            line_step=self._step_of("line_decimals"),
            total_step=self._step_of("total_decimals"),
            is_cut=self._is_cut,
        )

    @cached_property
    def band_table(self) -> BandTable:
        """Its bands from the top, and its downgrades."""
        bands = [
            BandRule(self._band(one), one["lowest"], one["below"], one["share"], _asked(one))
            for one in self.bands
        ]
        bands.sort(key=lambda band: -band.lowest)
        caps = [Cap(self._band(one["band"]), one["fact_kind"], one["grade_key"]) for one in self.downgrades]
        return BandTable(tuple(bands), tuple(caps), self.record["silent_gets_lowest"])

    def _band(self, record: Record) -> Band:
        return tuple(self.record["table"]), record["class"], record["lowest"]

    def add(self, record: Record) -> None:
        """Take a criterion. Raises ValidationError for a rule that there is not or parameters that it does not have."""
        is_group = record["rule"] == registry.GROUP
        self.criteria[record["code"]] = Criterion(record, None if is_group else self._leaf(record))

    def _leaf(self, record: Record) -> Leaf:
        return registry.leaf_of(
            record["rule"],
            record["params"],
            record["max_points"],
            steps=[
                Step(step["lowest"], step["below"], step["points"], step["fact_kind"], step["grade_key"])
                for step in record["steps"]
            ],
            is_gated=GATE.name in record["inputs"],
            nature=record["nature"],
            step=self._step_of("line_decimals"),
            is_cut=self._is_cut,
        )

    def _step_of(self, decimals: str) -> int:
        """What amounts are rounded to, in ten-thousandths."""
        return int(10 ** (4 - self.record[decimals]))

    @property
    def _is_cut(self) -> bool:
        """Rounding drops the rest."""
        return bool(self.record["rounding"] == Rounding.TRUNCATE)


@dataclass
class Frame:
    """The campaign, the phase, the indicators by code, and the tables by name."""

    phase: Record = field(default_factory=dict)
    indicators: dict[str, Record] = field(default_factory=dict)
    tables: dict[Name, Table] = field(default_factory=dict)

    @property
    def cluster(self) -> str | None:
        """The cluster's code; None for the unions that are in none."""
        return self.phase["cluster"]["code"] if self.phase["cluster"] else None

    @cached_property
    def counts_from(self) -> int:
        """How far a figure must be to count."""
        return STATUSES[self.phase["campaign"]["counts_from"]]

    @property
    def final_waits(self) -> bool:
        """The final waits for the appraisal."""
        return bool(self.phase["campaign"]["final_waits"])

    @property
    def is_extract(self) -> bool:
        """All that is printed counts."""
        return bool(self.phase["campaign"]["is_extract"])

    @property
    def is_year(self) -> bool:
        """It has no figures of its own and joins phases."""
        return bool(self.phase["kind"] == PhaseKind.YEAR)

    @property
    def review_day(self) -> date:
        """The day on which unions are old enough to be graded or not."""
        return date.fromisoformat(self.phase["review_day"])

    def share_of(self, criterion: Criterion) -> int:
        """The part of the campaign's target that a leaf asks; percentages, days and judges' points are not split."""
        scored = self.indicators.get(criterion.inputs.get(MAIN.name, ""))
        if scored is None or scored["kind"] in NEVER_SPLIT or "%" in scored["unit_of_measure"]:
            return WHOLE
        share: int = self.phase["target_share"]
        before: int = self.phase["earlier"][-1]["target_share"] if self.phase["earlier"] else 0
        return share - before if criterion.is_of_phase and before < share else share


def _asked(band: Record) -> tuple[Condition, ...]:
    """What a band asks beside its points."""
    return tuple(
        Condition(one["kind"], one["percent"], one["fact_kind"], one["grade_key"])
        for one in band["conditions"]
    )
