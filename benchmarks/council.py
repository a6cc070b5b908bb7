"""A council's session of any size for PostgreSQL: unions nominated for five awards, quotas by cluster, ballots cast.

Clusters have ten unions. Deterministic but for the ids of the ballots: two runs count the same. Made by INSERT
… SELECT from number series, member by member as the ballots would be cast; how the rows came is not what is
measured.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from awards.choices import (
    Attendance,
    Catalogue,
    Recipient,
    RoundKind,
    RoundStatus,
    Seat,
    SessionStatus,
    Voting,
)
from awards.models import Award, AwardRound, Council, CouncilSession, RuleSet, Turnout
from units.choices import Level
from units.models import Person, Union

AWARDS = 5
ENDS_AT = datetime(2026, 12, 1, 5, tzinfo=UTC)
ROWS = (
    """INSERT INTO units_union (id, code, name, short_name, level, sector, is_sample, search, sort_key)
    SELECT %(base)s + i, %(code)s || '-' || i, 'Union ' || i, 'U' || i, 'grassroots', 'enterprise', false,
      'union ' || i, lpad(i::text, 9, '0')
    FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_cluster (id, code, name, kind, owner_id, founded_by, "order", is_sample)
    SELECT %(base)s + i, %(code)s || '-' || i, 'Cluster ' || i, 'area', %(root)s, '', i, false
    FROM generate_series(1, (%(unions)s + 9) / 10) i""",
    """INSERT INTO awards_quota (round_id, award_id, cluster_id, places)
    SELECT %(round)s, %(award)s + a, c.id, 2 + a %% 2
    FROM units_cluster c, generate_series(1, %(awards)s) a
    WHERE c.owner_id = %(root)s AND a < %(awards)s AND c.id > %(base)s""",
    """INSERT INTO awards_quota (round_id, award_id, cluster_id, places)
    SELECT %(round)s, %(award)s + a, NULL, %(unions)s / 3 FROM generate_series(1, %(awards)s) a""",
    """INSERT INTO awards_nomination (id, round_id, award_id, union_id, name, name_key, cluster_id, is_tied, reason,
      origin, status, last_ballot, nominated_at)
    SELECT %(base)s + (u - 1) * %(awards)s + a, %(round)s, %(award)s + a, %(base)s + u, 'Union ' || u, '',
      %(base)s + (u + 9) / 10, false, 'Good work', 'union', 10, 1, now()
    FROM generate_series(1, %(unions)s) u, generate_series(1, %(awards)s) a""",
)
BALLOTS = """
INSERT INTO awards_ballot (id, session_id, nomination_id, choice, is_shuffled)
SELECT gen_random_uuid(), %(session)s, n.id,
  CASE WHEN (n.id * 7919 + m * 104729 + n.id * m) %% 100 < 70 + n.id %% 31 THEN 1
    WHEN (n.id + m) %% 17 = 0 THEN 3 ELSE 2 END, false
FROM generate_series(1, %(members)s) m, awards_nomination n WHERE n.round_id = %(round)s"""


def make(*, nominations: int, members: int, code: str, base: int) -> int:
    """Make a session whose members have all voted on all nominations and whose end has come; returns its id."""
    with transaction.atomic():
        root, _made = Union.objects.get_or_create(
            code="bench-root",
            defaults={"name": "Federation", "short_name": "Federation", "level": Level.CITY},
        )
        rules, _made = RuleSet.objects.get_or_create(
            code="R",
            defaults={"title": "Rules", "number": "1", "issuer": "C", "effective_from": date(2024, 1, 1)},
        )
        for n in range(1, AWARDS + 1):
            Award.objects.create(
                pk=base + n,
                rule_set=rules,
                code=f"{code}{n}",
                name=f"Award {n}",
                catalogue=Catalogue.FORM,
                recipient=Recipient.COLLECTIVE,
                decided_by=Level.CITY,
                voting=Voting.SECRET,
                citation="Art. 1",
                order=n,
            )
        round = AwardRound.objects.create(
            owner=root,
            kind=RoundKind.SPOT,
            name=code,
            closes_at=ENDS_AT - timedelta(days=9),
            status=RoundStatus.CLOSED,
            created_at=ENDS_AT - timedelta(days=30),
            opened_at=ENDS_AT - timedelta(days=30),
        )
        council = Council.objects.create(owner=root, name=code)
        session = CouncilSession.objects.create(
            round=round,
            council=council,
            begins_at=ENDS_AT - timedelta(hours=4),
            ends_at=ENDS_AT,
            status=SessionStatus.VOTING,
        )
        people = Person.objects.bulk_create(Person(full_name=f"{code} {n}") for n in range(members))
        Turnout.objects.bulk_create(
            Turnout(
                session=session,
                person=person,
                seat=Seat.MEMBER if n else Seat.CHAIR,
                order=n,
                attendance=Attendance.PRESENT,
                has_voted=True,
            )
            for n, person in enumerate(people)
        )
        numbers: dict[str, Any] = {
            "base": base,
            "code": code,
            "root": root.pk,
            "round": round.pk,
            "award": base,
            "awards": AWARDS,
            "unions": nominations // AWARDS,
        }
        with connection.cursor() as cursor:
            for statement in ROWS:
                cursor.execute(statement, numbers)
    vote(session.pk)
    return session.pk


def vote(session_id: int) -> None:
    """Every member's ballot, one member after the other."""
    session = CouncilSession.objects.get(pk=session_id)
    numbers: dict[str, Any] = {
        "session": session_id,
        "round": session.round_id,
        "members": session.seats.count(),
    }
    with connection.cursor() as cursor:
        cursor.execute(BALLOTS, numbers)


def vote_again(session_id: int) -> None:
    """Back to the state before the end, with nothing left to write that the next round would pay for."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE awards_ballot, awards_tally, units_notice, units_job, units_auditevent")
        cursor.execute(
            "UPDATE awards_councilsession SET status = 20, ended_at = NULL, minutes = '{}', sha256 = '' WHERE id = %s",
            [session_id],
        )
    vote(session_id)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE awards_ballot, awards_tally, awards_turnout, awards_councilsession")
        cursor.execute("CHECKPOINT")
