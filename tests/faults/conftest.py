"""What the fault tests share: a phase that sixteen people write in, really committed and seen by other processes."""

import os
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, Result, ScoreLine, Standing
from tests.cast import START, Season, after
from tests.crowd import crowd
from tests.faults.processes import sign_in
from units.actors import SYSTEM
from units.choices import Role
from units.models import AuditEvent, Job, Letter, Notice
from units.services import people

WRITERS = 16
#: Most rounds of a race without its guard; it ends with the first harm. How the processes meet is the machine's.
UNGUARDED_ROUNDS = 40


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here kills or races processes."""
    for item in items:
        if "tests/faults" in item.path.as_posix():
            item.add_marker(pytest.mark.drill)


@dataclass
class Field:
    """A phase with sixteen sheets, of each one row, and the session of the person who may write in all of them."""

    season: Season
    session: str
    sheets: list[int]
    rows: list[int]

    @property
    def phase_id(self) -> int:
        """The phase's id."""
        return self.season.phase.pk

    def phase(self) -> Phase:
        """The phase as it is now."""
        return Phase.objects.get(pk=self.phase_id)

    def state(self) -> tuple[int, set[int]]:
        """The phase's status and the revisions that its clusters point at."""
        numbers = ClusterRevision.objects.filter(phase=self.phase_id).values_list("number", flat=True)
        return self.phase().status, set(numbers)

    def open_again(self, seconds: float) -> None:
        """Back to an open phase without figures whose deadline comes in so many seconds."""
        ScoreLine.objects.all().delete()
        Standing.objects.all().delete()
        ClusterRevision.objects.all().delete()
        Notice.objects.all().delete()
        Letter.objects.all().delete()
        Job.objects.all().delete()
        AuditEvent.objects.all().delete()
        Result.objects.update(state="not_reported", value=None, version=0)
        fresh: dict[str, Any] = {"status": PhaseStatus.OPEN, "closed_at": None}
        Phase.objects.filter(pk=self.phase_id).update(
            entry_closes_at=after(timezone.now(), seconds=seconds), **fresh
        )


@pytest.fixture
def field(season: Season) -> Field:
    """Sixteen sheets and one person who is an officer of all sixteen unions."""
    assert not connection.in_atomic_block, "mark the test django_db(transaction=True)"
    crowd(season, WRITERS - Participant.objects.count())
    hoa = season.world.hoa
    sheets = list(Participant.objects.order_by("pk").select_related("union"))
    for sheet in sheets:
        if sheet.union_id != season.world.ba_dinh.pk:
            people.appoint(
                person=hoa.person, union=sheet.union, title="Kiêm nhiệm", role=Role.OFFICER, since=START,
                by=SYSTEM, now=timezone.now(),
            )  # fmt: skip
    rows = Result.objects.filter(indicator__code="DV").order_by("participant_id")
    made = Field(season, sign_in(hoa), [s.pk for s in sheets], list(rows.values_list("pk", flat=True)))
    made.open_again(3600)
    return made


def rounds(default: int) -> int:
    """How often a race is run: RACE_ROUNDS, or few, so that `make test` stays quick."""
    return int(os.environ.get("RACE_ROUNDS", default))


def never(_outcome: object) -> bool:
    """All rounds are run."""
    return False
