"""Reads of the import page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from campaigns.queries.campaigns import launching_unions
from units.choices import JobState
from units.models import Job, Union, User

#: The jobs that plan an import and apply it; the page lists the latest ones.
PLAN_KIND = "campaigns.plan_workbook"
KIND = "campaigns.import_workbook"
LATEST = 5


def importing_unions(user: User) -> QuerySet[Union]:
    """The unions that could launch campaigns among those that a person acts for, in the order of founding here."""
    return launching_unions(user).order_by("pk")


def imports_of(user: User) -> QuerySet[Job]:
    """The plans and imports that a person asked for, newest first: they show names and figures that others may not
    see."""
    return Job.objects.filter(created_by=user, kind__in=[PLAN_KIND, KIND]).order_by("-pk")


#: How many rows of a plan stand on a page.
ROWS_A_PAGE = 20


@dataclass(frozen=True)
class PlanPage:
    """What a job found that a workbook would change, or has changed: a line a sheet, and the rows of one of them.

    `awaits`: it may be applied.
    """

    sheets: list[dict[str, Any]]
    sheet: dict[str, Any] | None
    page: Page[dict[str, Any]]
    digest: str
    asks: int
    #: What somebody has to say yes to, in words.
    confirms: list[str]
    awaits: bool

    query: str

    @property
    def untold(self) -> int:
        """Rows of the sheet that are counted only."""
        sheet = self.sheet or {"ended": 0, "changed": 0, "new": 0, "lines": []}
        return int(sheet["ended"] + sheet["changed"] + sheet["new"] - len(sheet["lines"]))


def plan_page(job: Job, key: str, number: str) -> PlanPage | None:
    """The plan of a finished job, with the rows of the sheet of this key (else of the first); None where there is
    none."""
    result = job.result
    if job.state != JobState.DONE or not result.get("plan"):
        return None
    sheets = result["plan"]["sheets"]
    sheet = next((s for s in sheets if s["key"] == key), sheets[0] if sheets else None)
    lines = Paginator(sheet["lines"] if sheet else [], ROWS_A_PAGE)
    query = f"job={job.pk}&sheet={sheet['key']}&" if sheet else ""
    awaits = bool(sheets) and (job.kind == PLAN_KIND or result["moved"])
    return PlanPage(
        sheets,
        sheet,
        lines.get_page(number),
        result["plan"]["digest"],
        result["asks"],
        result.get("confirms", []),
        awaits,
        query,
    )
