"""What became of a workbook."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.workbook import BY_KEY
from common.text import format_figure
from common.workbook.faults import Fault, Faults
from common.workbook.plans import Plan


@dataclass
class Outcome:
    """Faults (then nothing was written), or how many rows are new and changed.

    `confirms` is what somebody has to say yes to before it is applied.

    `campaign` is None where the workbook brought in an organisation alone. `plan` is what would be written or was;
    `asks` are its changes that need a reason. `moved`: what is stored has changed since the plan that was to be
    applied, so nothing was written and this is the plan now.
    """

    faults: Faults
    campaign: Campaign | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: int = 0
    plan: Plan | None = None
    asks: list[Fault] = field(default_factory=list)
    confirms: list[Fault] = field(default_factory=list)
    moved: bool = False

    def lines(self) -> list[str]:
        """One sentence a sheet in which something is new or changed."""
        return [
            _("%(sheet)s: %(new)s new, %(changed)s changed")
            % {"sheet": BY_KEY[key].title, **{k: format_figure(v) for k, v in n.items()}}
            for key, n in self.counts.items()
        ]

    def message(self) -> str:
        """The outcome in one sentence."""
        if self.faults:
            return ngettext(
                "Nothing was imported: %(count)s cell or row needs to be put right.",
                "Nothing was imported: %(count)s cells or rows need to be put right.",
                self.faults.total,
            ) % {"count": self.faults.total}
        if self.moved:
            return _(
                "Nothing was imported yet: what is stored has changed since the plan. Please look again."
            )
        if not self.counts:
            return _("The system holds all of this workbook already; nothing was changed.")
        return "; ".join(self.lines()) + "."

    def as_json(self) -> dict[str, Any]:
        """The outcome as a job keeps it and the page of imports shows it."""
        found: dict[str, Any] = {
            "message": self.message(),
            "counts": self.counts,
            "faults": [str(f) for f in self.faults.shown],
            "warnings": [str(f) for f in self.faults.warnings],
            "places": [[f.sheet, f.cell, f.message] for f in self.faults.shown],
            "fault_count": self.faults.total,
            "lines": self.lines(),
            "asks": len(self.asks),
            "confirms": [f.message for f in self.confirms],
            "moved": self.moved,
            "plan": self.plan.as_json() if self.plan and not self.faults else None,
        }
        if self.campaign:
            found |= {"campaign": self.campaign.pk, "name": self.campaign.name}
        return found
