"""The clock's loops over rounds and votes: one row never stops the others."""

import pytest

from awards.choices import RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession
from awards.services import rounds, sessions
from tests.awards.cast import COUNTED, ENDS, convene, make_award, make_round, nominate, open_with
from tests.cast import World, after
from tests.poison import poison
from units.choices import JobState
from units.models import Job
from units.services import due


def fault() -> tuple[str, str, str]:
    job = Job.objects.get(kind=due.KIND)
    return job.state, str(job.owner), job.message.rpartition("ValueError")[0]


def test_a_round_that_cannot_be_read_does_not_stop_the_next(world: World) -> None:
    award = make_award("BK")
    spoilt = open_with(make_round(world, name="Spoilt"), award)
    open_with(make_round(world, name="Sound"), award)
    poison(spoilt, "created_at")
    assert rounds.close_due_rounds(now=after(ENDS, seconds=1)) == 1
    status = dict(AwardRound.objects.values_list("name", "status"))
    assert status == {"Spoilt": RoundStatus.OPEN, "Sound": RoundStatus.CLOSED}
    said = "The nominations of “Spoilt” could not be closed; the system goes on trying. "
    assert fault() == (JobState.FAILED, str(world.city), said)


def test_a_vote_that_cannot_be_read_does_not_stop_the_next(world: World) -> None:
    award = make_award("BK")
    voting = []
    for name, union in (("Spoilt", world.ba_dinh), ("Sound", world.long_bien)):
        round = open_with(make_round(world, name=name), award)
        nominate(round, award, union)
        voting.append(convene(world, round).session)
    poison(voting[0], "begins_at")
    with pytest.raises(ValueError):
        CouncilSession.objects.get(pk=voting[0].pk)
    assert sessions.end_due_sessions(now=COUNTED) == 1
    status = dict(CouncilSession.objects.values_list("round__name", "status"))
    assert status == {"Spoilt": SessionStatus.VOTING, "Sound": SessionStatus.COUNTING}
    council = CouncilSession.objects.values_list("council__name", flat=True).get(pk=voting[0].pk)
    said = f"The vote of “{council}” could not be ended; the system goes on trying. "
    assert fault() == (JobState.FAILED, str(world.city), said)
