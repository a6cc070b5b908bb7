"""A council that votes in secret, once or twice, for tests of what can be learnt of the votes."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from awards.choices import Attendance, Choice, RoundStatus, SessionStatus
from awards.models import AwardRound, Council, CouncilSession, Nomination, Quota, Turnout
from awards.services import ballots, councils, sessions
from awards.services.second_ballot import convene_again
from tests.awards.cast import BEGINS, COUNTED, ENDS, VOTE_ENDS, VOTING, make_award, make_round
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import User
from units.services import jobs

VOTERS, NOMINATIONS, SESSIONS = 6, 5, 40


@dataclass
class Vote:
    """One session as the attacker must guess it: nomination → person → choice, and the order in which they voted.

    `before` is the order in which they voted in the first ballot, where this is the second.
    """

    session: CouncilSession
    said: dict[int, dict[int, int]]
    order: list[int]
    before: list[int] = field(default_factory=list)


def hold(world: World, council: Council, number: int, dice: random.Random) -> Vote:
    """A session in which everybody votes, in random order; not ended yet."""
    award = make_award(f"A{number}")
    round = make_round(world, name=f"Round {number}")
    Quota.objects.create(round=round, award=award)
    unions = (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong, world.city)
    rows = Nomination.objects.bulk_create(
        Nomination(round=round, award=award, union=u, name=u.name, reason="x", nominated_at=BEGINS)
        for u in unions[:NOMINATIONS]
    )
    AwardRound.objects.filter(pk=round.pk).update(
        status=RoundStatus.CLOSED, opened_at=BEGINS, second_ballot_by="Art. 9"
    )
    session = councils.convene_session(
        round=round, council=council, place="", begins_at=BEGINS, ends_at=VOTE_ENDS, by=SYSTEM, now=after(ENDS, days=1)
    )  # fmt: skip
    return _vote(session, [row.pk for row in rows], dice, VOTING)


def hold_again(first: Vote, dice: random.Random) -> Vote:
    """The second ballot on the same nominations, none of which has the votes: dealt anew, in another random order."""
    end(first)
    session = convene_again(
        session=first.session, reason="Thiếu phiếu", place="", begins_at=COUNTED, ends_at=after(COUNTED, hours=4),
        by=SYSTEM, now=COUNTED,
    )  # fmt: skip
    return replace(_vote(session, list(first.said), dice, after(COUNTED, hours=1)), before=first.order)


def _vote(session: CouncilSession, nominations: list[int], dice: random.Random, now: datetime) -> Vote:
    """Everybody is there and votes; every nomination gets as many votes for as against."""
    Turnout.objects.filter(session=session).update(attendance=Attendance.PRESENT)
    sessions.open_voting(session=session, by=SYSTEM, now=session.begins_at)
    voters = list(User.objects.filter(person__council_seats__council=session.council))
    said: dict[int, dict[int, int]] = {}
    for pk in nominations:
        dealt = [Choice.FOR, Choice.AGAINST] * (VOTERS // 2)
        dice.shuffle(dealt)
        said[pk] = {voter.person_id: int(choice) for voter, choice in zip(voters, dealt, strict=True)}
    dice.shuffle(voters)
    for minute, voter in enumerate(voters):
        marked = {pk: choices[voter.person_id] for pk, choices in said.items()}
        ballots.cast_ballot(session=session, choices=marked, by=voter, now=after(now, minutes=minute))
    return Vote(session, said, [v.person_id for v in voters])


def end(vote: Vote) -> None:
    now = after(vote.session.begins_at, hours=5)
    sessions.end_session(session_id=vote.session.pk, by=SYSTEM, now=now)
    jobs.run_all(now=now)
    assert CouncilSession.objects.get(pk=vote.session.pk).status == SessionStatus.COUNTED


def rows_of(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
