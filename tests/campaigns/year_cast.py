"""A whole year, for what ended posts and unions that left may read, and what those who read it are shown.

The campaign is launched on 10/01/2024; entry of phase 1 opens on 01/07, that of phase 2 on 01/10; cluster 1's pledge is
circulated on 20/07. It is November.
"""

from datetime import date, datetime

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase
from campaigns.services import sheets
from tests.campaigns.pledge_cast import circulated
from tests.cast import NOW, Season, at
from units.actors import SYSTEM
from units.models import Document, Union, User

TODAY = at(2024, 11, 1, 9)


def make_year(season: Season) -> Season:
    """The season with its second phase and the pledge."""
    first = season.phase
    second = Phase.objects.create(
        campaign=season.campaign,
        number=2,
        name="Đợt 2",
        period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 10, 1),
        entry_closes_at=at(2025, 1, 1),
        status=PhaseStatus.OPEN,
    )
    for sheet in Participant.objects.filter(phase=first).select_related("union", "cluster", "table"):
        sheets.enrol(
            phase=second, union=sheet.union, cluster=sheet.cluster, table=sheet.table, by=SYSTEM, now=NOW
        )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    circulated(season)
    return season


def fresh(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.select_related("person").get(pk=user.pk)


def phases_read(user: User) -> list[int]:
    """Numbers of the phases that the person reads."""
    return list(Phase.objects.visible_to(fresh(user)).order_by("number").values_list("number", flat=True))


def sheets_read(user: User) -> list[tuple[str, int]]:
    """Union and phase of the sheets that the person reads."""
    rows = Participant.objects.visible_to(fresh(user)).order_by("union__code", "phase__number")
    return list(rows.values_list("union__code", "phase__number"))


def document(union: Union, by: User, moment: datetime) -> Document:
    """A document of the union, kept at this moment."""
    return Document.objects.create(union=union, name="a.pdf", size=1, uploaded_by=by, uploaded_at=moment)
