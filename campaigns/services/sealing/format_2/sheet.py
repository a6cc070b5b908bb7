"""What a participant reported, as far as it counts: figures to date or of the phase, targets due, how far each was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.choices import ResultState
from campaigns.rules import cumulative, due_target, figure_counts, is_confirmed_away, is_silent
from campaigns.scoring import registry
from campaigns.scoring.base import Fact
from campaigns.scoring.parameters import FIGURE_ROLES, MAIN, VALUE
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import STATUSES, Criterion, Frame


@dataclass(frozen=True)
class Sheet:
    """A participant's record, read by the words of its campaign."""

    frame: Frame
    record: Record
    results: Mapping[str, Record]

    @classmethod
    def of(cls, frame: Frame, record: Record) -> "Sheet":
        """The sheet of a participant's record."""
        return cls(frame, record, {result["indicator"]: result for result in record["results"]})

    @property
    def union(self) -> str:
        """The union's code."""
        return str(self.record["union"])

    @property
    def facts(self) -> list[Fact]:
        """The facts that the revision counted."""
        return [
            Fact(fact["kind"], fact["grade_key"], fact["document_key"], fact["is_of_period"])
            for fact in self.record["facts"]
        ]

    @property
    def is_silent(self) -> bool:
        """It sent nothing that it supplies itself, though that was asked."""
        figures = (
            (self.frame.indicators[code]["supplier"], result["state"], STATUSES[result["status"]])
            for code, result in self.results.items()
        )
        return is_silent(figures, is_extract=self.frame.is_extract)

    def state(self, indicator: str | None) -> str:
        """What a figure says; one that is not there or does not count was not reported."""
        result = self.results.get(indicator or "")
        return str(result["state"]) if result and self._counts(result) else ResultState.NOT_REPORTED

    def figure(self, indicator: str | None, *, brought: int | None) -> int | None:
        """The figure that counts, with what earlier phases brought to it; None where it is not known."""
        result = self.results.get(indicator or "")
        if result is None or indicator is None:
            return None
        return cumulative(
            state=self.state(indicator),
            value=result["value"],
            earlier=brought or 0,
            accumulation=self.frame.indicators[indicator]["accumulation"],
        )

    def inputs(self, criterion: Criterion, line: Record, *, is_settled: bool) -> dict[str, Any]:
        """What the line of a leaf must say of its figures, by the line's keys.

        While earlier phases may still move, the line is believed what they brought; it says so of the scored figure
        alone, so the other figures are believed as well.
        """
        read = criterion.inputs
        scored = read.get(MAIN.name)
        result = self.results.get(scored or "")
        brought = {role: self._brought(criterion, read.get(role)) for role in FIGURE_ROLES}
        if not is_settled and not criterion.is_of_phase:
            brought[VALUE] = line["carried"]
        found = {
            "state": self.state(scored),
            "status": result["status"] if result else None,
            "carried": brought[VALUE],
            "target": self._target(criterion, result),
        }
        for role in FIGURE_ROLES:
            is_believed = role != VALUE and not is_settled
            found[role] = line[role] if is_believed else self.figure(read.get(role), brought=brought[role])
        if criterion.leaf is not None and criterion.reads_facts:
            given = registry.figure_of_facts(criterion.rule, criterion.leaf, self.facts)
            found |= {"state": ResultState.REPORTED if given else ResultState.NOTHING, "value": given}
        return found

    def is_confirmed(self, criterion: Criterion) -> bool:
        """That its scored figure does not apply is confirmed."""
        result = self.results.get(criterion.inputs.get(MAIN.name, ""))
        return result is not None and is_confirmed_away(
            state=result["state"],
            status=STATUSES[result["status"]],
            counts_from=self.frame.counts_from,
            final_waits=self.frame.final_waits,
            is_extract=self.frame.is_extract,
        )

    def _brought(self, criterion: Criterion, indicator: str | None) -> int | None:
        """What earlier phases brought to a figure; nothing to one that is read of the phase alone."""
        carried: int | None = self.record["carried"].get(indicator)
        return None if criterion.is_of_phase else carried

    def _target(self, criterion: Criterion, result: Record | None) -> int | None:
        """The part of the target that is due."""
        if criterion.leaf is None or result is None:
            return None
        kind = registry.rule_of(criterion.rule).target_kind(criterion.leaf.params)
        target = result[kind]["value"] if kind and result[kind] else None
        return due_target(target, self.frame.share_of(criterion))

    def _counts(self, result: Record) -> bool:
        return figure_counts(
            status=STATUSES[result["status"]],
            counts_from=self.frame.counts_from,
            is_extract=self.frame.is_extract,
            stage=result["stage"],
        )
