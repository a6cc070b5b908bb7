"""A council that votes in secret, for tests of what can be learnt of the votes."""

import random
from dataclasses import dataclass
from typing import Any

from django.db import connection

from awards.choices import Attendance, Choice, RoundStatus, SessionStatus
from awards.models import AwardRound, Council, CouncilSession, Nomination, Quota, Turnout
from awards.services import ballots, councils, sessions
from tests.awards.cast import BEGINS, COUNTED, ENDS, VOTE_ENDS, VOTING, make_award, make_round
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import User
from units.services import jobs

VOTERS, NOMINATIONS, SESSIONS = 6, 5, 40


@dataclass
class Vote:
    """One session as the attacker must guess it: nomination → person → choice, and the order in which they voted."""

    session: CouncilSession
    said: dict[int, dict[int, int]]
    order: list[int]


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
    AwardRound.objects.filter(pk=round.pk).update(status=RoundStatus.CLOSED, opened_at=BEGINS)
    session = councils.convene_session(
        round=round, council=council, place="", begins_at=BEGINS, ends_at=VOTE_ENDS, by=SYSTEM, now=after(ENDS, days=1)
    )  # fmt: skip
    Turnout.objects.filter(session=session).update(attendance=Attendance.PRESENT)
    sessions.open_voting(session=session, by=SYSTEM, now=BEGINS)
    voters = list(User.objects.filter(person__council_seats__council=council))
    said: dict[int, dict[int, int]] = {}
    for row in rows:
        dealt = [Choice.FOR, Choice.AGAINST] * (VOTERS // 2)
        dice.shuffle(dealt)
        said[row.pk] = {voter.person_id: int(choice) for voter, choice in zip(voters, dealt, strict=True)}
    dice.shuffle(voters)
    for minute, voter in enumerate(voters):
        marked = {pk: choices[voter.person_id] for pk, choices in said.items()}
        ballots.cast_ballot(session=session, choices=marked, by=voter, now=after(VOTING, minutes=minute))
    return Vote(session, said, [v.person_id for v in voters])


def end(vote: Vote) -> None:
    sessions.end_session(session_id=vote.session.pk, by=SYSTEM, now=COUNTED)
    jobs.run_all(now=COUNTED)
    assert CouncilSession.objects.get(pk=vote.session.pk).status == SessionStatus.COUNTED


def rows_of(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
