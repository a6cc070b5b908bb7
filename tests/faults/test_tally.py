"""Ballots raced against the end of the vote, and a tally killed half-way.

None slips in, none is lost, and all are counted once.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from awards.choices import Attendance, Choice, RoundStatus, SessionStatus
from awards.models import AwardRound, Ballot, CouncilSession, Nomination, Quota, Tally, Turnout
from awards.rules import cut, votes_needed
from awards.services import ballots, councils, sessions
from common.errors import Conflict, PhaseEnded
from tests.awards.cast import BEGINS, ENDS, VOTE_ENDS, make_award, make_council, make_round
from tests.cast import World, after
from tests.faults.conftest import UNGUARDED_ROUNDS, never, rounds
from tests.faults.processes import HURRIED, empty_broker, product
from tests.faults.unguarded import take_away
from units.actors import SYSTEM
from units.choices import JobState
from units.models import AuditEvent, Job, Notice, User
from units.services import audit, jobs

MEMBERS, NOMINATIONS, PLACES = 16, 4, 2
#: Seconds that a session may need to be counted after the last fault.
PATIENCE = 120
#: Where the worker is killed; FAULT_TALLY_STAGES names more of them, as `.ci/run` does.
STAGES = os.environ.get("FAULT_TALLY_STAGES", "count_ballots").split(",")


@dataclass
class Hall:
    """A session of sixteen members with accounts, all present, voting on four nominations for two places."""

    session: CouncilSession
    voters: list[User]
    nominations: list[int]

    def open_again(self, seconds: float) -> None:
        """Back to an open vote without ballots that ends in so many seconds."""
        for model in (Ballot, Tally, Notice, Job, AuditEvent):
            model._base_manager.all().delete()
        Turnout.objects.update(has_voted=False)
        fresh: dict[str, Any] = {"ended_at": None, "minutes": {}, "sha256": ""}
        CouncilSession.objects.filter(pk=self.session.pk).update(
            status=SessionStatus.VOTING, ends_at=after(timezone.now(), seconds=seconds), **fresh
        )

    def choices(self, number: int) -> dict[int, int]:
        """What the member of this number votes: fewer for each nomination than for the one before.

        The last two get equally many.
        """
        return {
            pk: int(Choice.FOR if number < MEMBERS - min(n, 2) else Choice.AGAINST)
            for n, pk in enumerate(self.nominations)
        }

    def cast(self, number: int) -> None:
        """One member's ballot, by the real clock."""
        marked = self.choices(number)
        ballots.cast_ballot(session=self.session, choices=marked, by=self.voters[number], now=timezone.now())

    def now(self) -> CouncilSession:
        """The session as it is."""
        return CouncilSession.objects.get(pk=self.session.pk)


@pytest.fixture
def hall(world: World) -> Hall:
    """Really committed, so that other threads and processes see it."""
    assert not connection.in_atomic_block, "mark the test django_db(transaction=True)"
    award = make_award("BK")
    round = make_round(world)
    Quota.objects.create(round=round, award=award, places=PLACES)
    unions = (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong)
    made = Nomination.objects.bulk_create(
        Nomination(round=round, award=award, union=u, name=u.name, reason="x", nominated_at=BEGINS)
        for u in unions
    )
    AwardRound.objects.filter(pk=round.pk).update(status=RoundStatus.CLOSED, opened_at=BEGINS)
    council = make_council(world, MEMBERS)
    session = councils.convene_session(
        round=round, council=council, place="", begins_at=BEGINS, ends_at=VOTE_ENDS, by=SYSTEM, now=after(ENDS, days=1)
    )  # fmt: skip
    Turnout.objects.update(attendance=Attendance.PRESENT)
    CouncilSession.objects.update(begins_at=after(timezone.now(), hours=-1), ends_at=timezone.now())
    voters = [User.objects.get(person_id=m.person_id) for m in council.members.all()]
    found = Hall(session, voters, [n.pk for n in made])
    found.open_again(3600)
    return found


@dataclass
class Outcome:
    """What went wrong over all rounds, and how much was tried."""

    late: int = 0
    lost: int = 0
    cast: int = 0
    refused: int = 0
    others: int = 0
    ends: int = 0


def race(hall: Hall, dice: random.Random) -> Outcome:
    """One round: everybody votes at once; in the midst of it two clocks end the vote and two workers count it."""
    hall.open_again(3600)
    outcome, underway = Outcome(), threading.Event()
    delays = [dice.random() / 4 for _ in hall.voters]
    acknowledged: Counter[bool] = Counter()
    others: list[int] = []

    def vote(number: int) -> None:
        try:
            time.sleep(delays[number])
            hall.cast(number)
            acknowledged[True] += 1
        except PhaseEnded:
            acknowledged[False] += 1
        except Conflict:  # without the guard a seat may be rewritten under the voter's feet
            others.append(number)
        finally:
            if acknowledged[True] >= MEMBERS // 4:
                underway.set()
            connection.close()

    with ThreadPoolExecutor(MEMBERS + 2) as pool:
        clocks = [pool.submit(end_and_count, hall, underway) for _ in range(2)]
        for voter in [pool.submit(vote, n) for n in range(MEMBERS)]:
            voter.result()
        for clock in clocks:
            clock.result()
    outcome.cast, outcome.refused, outcome.others = acknowledged[True], acknowledged[False], len(others)
    event = AuditEvent.objects.get(verb="end_session")
    outcome.ends = AuditEvent.objects.filter(verb="tally_session").count()
    outcome.late = Turnout.objects.filter(has_voted=True).count() - event.data["voted"]
    votes = {t.votes_for + t.votes_against + t.votes_invalid for t in Tally.objects.all()}
    outcome.lost = outcome.cast - votes.pop()
    assert votes == set(), "a ballot was counted in part"
    return outcome


def end_and_count(hall: Hall, underway: threading.Event) -> None:
    """A clock that is also a worker: once a quarter has voted, the end is there."""
    try:
        underway.wait(10)
        deadline = time.monotonic() + 20
        while hall.now().status != SessionStatus.COUNTED:
            sessions.end_session(session_id=hall.session.pk, by=SYSTEM, now=timezone.now())
            jobs.run_all(now=timezone.now())
            assert time.monotonic() < deadline, "the session was not counted within 20 seconds"
    finally:
        connection.close()


def run(hall: Hall, count: int, *, until: Callable[[Outcome], bool] = never) -> Outcome:
    """So many rounds, added up; fewer where `until` is true of them before."""
    total, dice = Outcome(), random.Random(7)
    for _ in range(count):
        one = race(hall, dice)
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        if until(total):
            break
    print(total)
    return total


@pytest.mark.django_db(transaction=True)
def test_no_ballot_slips_past_the_end_and_none_is_lost(hall: Hall) -> None:
    count = rounds(20)
    total = run(hall, count)
    assert (total.late, total.lost, total.others) == (0, 0, 0)
    assert total.ends == count
    assert total.cast + total.refused == MEMBERS * count
    assert total.cast >= count  # else nothing was raced
    assert total.refused > 0


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_race_loses_ballots(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(monkeypatch.setattr)
    total = run(hall, UNGUARDED_ROUNDS, until=lambda found: found.late > 0 and found.lost > 0)
    assert total.late > 0
    assert total.lost > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_tally_is_ended_by_others_and_is_the_same_once(
    hall: Hall, tmp_path: Path, stage: str
) -> None:
    """The clock ends the vote; the worker is killed in mid-tally and two others take over. The lease is 5 s, not 60."""
    mark = tmp_path / "stalled"
    for number in range(MEMBERS):
        hall.cast(number)
    with product(tmp_path, JOB_LEASE_SECONDS="5") as children:
        children.clock("clock-1", application=HURRIED)
        children.clock("clock-2", application=HURRIED)
        doomed = children.worker(
            "doomed",
            application="tests.faults.stalling",
            STALL_AT=f"awards.services.tallying:{stage}",
            STALL_MARK=str(mark),
        )
        CouncilSession.objects.update(ends_at=timezone.now())
        children.wait_for(mark.exists, f"the stage {stage}", PATIENCE)
        children.kill(doomed)
        empty_broker(children)
        before = hall.now().status
        children.worker("other-1")
        children.worker("other-2")
        children.wait_for(lambda: Job.objects.filter(state=JobState.DONE).exists(), "the tally", PATIENCE)
    session = hall.now()
    assert before == (SessionStatus.COUNTED if stage in ("_publish", "_announce") else SessionStatus.COUNTING)
    assert (session.status, session.ended_at) == (SessionStatus.COUNTED, session.ends_at)
    votes = {pk: sum(hall.choices(n)[pk] == Choice.FOR for n in range(MEMBERS)) for pk in hall.nominations}
    expected = cut(votes, needed=votes_needed(80, MEMBERS), places=PLACES)
    found = Tally.objects.values_list("nomination_id", "votes_for", "place", "outcome")
    assert {i: (count, place, outcome) for i, count, place, outcome in found} == {
        i: (votes[i], *follows) for i, follows in expected.items()
    }
    assert Ballot.objects.count() == Ballot.objects.filter(is_shuffled=True).count() == MEMBERS * NOMINATIONS
    verbs = ("end_session", "tally_session")
    assert [AuditEvent.objects.filter(verb=v).count() for v in verbs] == [1, 1]
    assert Notice.objects.filter(kind="session_counted").count() == MEMBERS
    assert Job.objects.get().attempts == 2
    while audit.seal_batch():
        pass
    assert audit.first_broken_link() is None
