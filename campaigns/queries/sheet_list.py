"""The list of sheets, in a constant number of queries whatever the number of rows."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, When

from campaigns.choices import ResultState, ResultStatus, Supplier
from campaigns.models import Participant, Phase, Result
from campaigns.queries.sheets import sheets_of
from units.models import Union, User
from units.scope import scope_of

PER_PAGE = 50


@dataclass(frozen=True)
class Progress:
    """How far a sheet is: its own lines, those with an answer, and those in each status."""

    lines: int = 0
    answered: int = 0
    drafts: int = 0
    returned: int = 0
    waiting: int = 0
    verified: int = 0


def sheet_page(user: User, *, text: str, only_open: bool, number: str, now: datetime) -> Page[Participant]:
    """A page of the sheets that a person may read: own ones first, newest phase first, then by name.

    Narrowed by `text` (a union's name or code) and to open phases. Each sheet has its `progress`.
    """
    own = scope_of(user).writing_ids
    sheets = sheets_of(user)
    if text.strip():
        sheets = sheets.filter(union__in=Union.objects.matching(text))
    if only_open:
        sheets = sheets.filter(phase__in=Phase.objects.open_at(now))
    ordered = sheets.order_by(
        Case(When(union_id__in=own, then=0), default=1),
        "-phase__period_to",
        "-phase_id",
        "union__sort_key",
        "pk",
    )
    page = Paginator(ordered, PER_PAGE).get_page(number)
    add_progress(list(page.object_list))
    return page


def add_progress(sheets: list[Participant]) -> None:
    """Give each sheet its `progress`, all in one query."""
    statuses = {
        "drafts": ResultStatus.DRAFT,
        "returned": ResultStatus.RETURNED,
        "waiting": ResultStatus.SUBMITTED,
        "verified": ResultStatus.VERIFIED,
    }
    found = (
        Result.objects.filter(participant__in=[s.pk for s in sheets], indicator__supplier=Supplier.UNION)
        .order_by()
        .values("participant_id")
        .annotate(
            lines=Count("pk"),
            answered=Count("pk", filter=~Q(state=ResultState.NOT_REPORTED)),
            **{name: Count("pk", filter=Q(status=status)) for name, status in statuses.items()},
        )
    )
    names = [each.name for each in fields(Progress)]
    progress = {row[0]: Progress(*row[1:]) for row in found.values_list("participant_id", *names)}
    for sheet in sheets:
        sheet.progress = progress.get(sheet.pk, Progress())  # type: ignore[attr-defined]


def open_own_sheets(user: User, *, now: datetime) -> list[Participant]:
    """The sheets that a person may fill in now, at most two: where there is only one, the page leads straight to it."""
    mine = sheets_of(user).filter(
        union_id__in=scope_of(user).writing_ids, phase__in=Phase.objects.open_at(now)
    )
    return list(mine.order_by("phase__entry_closes_at", "pk")[:2])
