"""What carrying out a plan needs at hand."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaigns.workbook.checking import Change, Plan
from campaigns.workbook.snapshot import Snapshot
from units.actors import Actor


@dataclass
class Applying:
    """The plan, and the ids that codes stand for, old and new."""

    plan: Plan
    snapshot: Snapshot
    by: Actor
    now: datetime
    ids: dict[str, dict[Any, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sheet in ("unions", "clusters", "indicators"):
            self.ids[sheet] = {key[0]: known.pk for key, known in self.snapshot.known[sheet].items()}
        for sheet in ("phases", "tables", "criteria", "participants"):
            self.ids[sheet] = {key: known.pk for key, known in self.snapshot.known[sheet].items()}

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.by, "now": self.now}

    def parts(self, sheet: str) -> tuple[list[Change], list[Change]]:
        """The new and the changed rows of a sheet."""
        rows = self.plan.changes[sheet]
        return [c for c in rows if c.is_new], [c for c in rows if not c.is_new]


def pk_of(change: Change) -> int:
    """The id of the stored row that a change is about."""
    assert change.known is not None
    return change.known.pk
