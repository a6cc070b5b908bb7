"""What the clock does for awards, done by hand."""

from io import StringIO

from django.core.management import call_command

from awards.choices import RoundStatus, SessionStatus
from emulation_tracker.schedule import BEAT
from tests.awards.cast import COUNTED, ENDS, convene, make_award, make_round, nominate, open_with
from tests.cast import World


def run_due(now: str) -> str:
    out = StringIO()
    call_command("run_due", now=now, stdout=out)
    return out.getvalue()


def test_run_due_closes_rounds_ends_sessions_and_counts_them(world: World) -> None:
    award = make_award("BK")
    round = open_with(make_round(world), award)
    nominate(round, award, world.ba_dinh)
    other = open_with(make_round(world, name="Other"), award)
    chamber = convene(world, round)
    assert run_due(COUNTED.isoformat()).startswith("closed 2, jobs 1, ")
    other.refresh_from_db()
    assert (other.status, other.closes_at) == (RoundStatus.CLOSED, ENDS)
    assert chamber.fresh().status == SessionStatus.COUNTED
    assert run_due(COUNTED.isoformat()) == "closed 0, jobs 0, messages 0, audit events 0\n"


def test_the_clock_knows_both() -> None:
    tasks = {entry["task"] for entry in BEAT.values()}
    assert {"awards.close_due_rounds", "awards.end_due_sessions"} <= tasks
