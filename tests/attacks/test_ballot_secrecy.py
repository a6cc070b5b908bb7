"""Joining voters to votes after a session, with everything that the database holds: no better than chance.

Each session has six voters; every nomination gets three votes for and three against, dealt at random, so that whoever knows
the totals alone guesses half of the votes right. An attack puts the ballots of a nomination in some order, the voters in some
order, and joins them. Every order that the rows offer is tried, and also the true order of voting, which the database does not
keep but a web server's log does.

Over G = sessions × nominations deals, the share of right guesses of an attack without knowledge has the mean 0.5 and the
standard deviation 0.2236 / √G (six voters, three of them right per match: a hypergeometric variance of 1.8 of 6 guesses).
The bound is five of these, in both directions, since an attack that is mostly wrong is turned round: with 29 attacks at once a
false alarm comes once in 60,000 runs.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from awards.choices import Attendance, Choice, RoundStatus, SessionStatus
from awards.models import AwardRound, Ballot, Council, CouncilSession, Nomination, Quota, Turnout
from awards.services import ballots, councils, sessions, tallying
from tests.awards.cast import BEGINS, COUNTED, ENDS, VOTE_ENDS, VOTING, make_award, make_council, make_round
from tests.cast import World, after
from tests.pages import as_
from units.actors import SYSTEM
from units.models import AuditEvent, Job, Notice, User
from units.services import jobs

VOTERS, NOMINATIONS, SESSIONS = 6, 5, 40
BOUND = 5 * 0.2236 / sqrt(NOMINATIONS * SESSIONS)


@dataclass
class Vote:
    """One session as the attacker must guess it: nomination → person → choice, and the order in which they voted."""

    session: CouncilSession
    said: dict[int, dict[int, int]]
    order: list[int]


@pytest.fixture
def council(world: World) -> Council:
    """Six members with accounts."""
    return make_council(world, VOTERS)


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


def place_order(table: str, columns: str, where: str, *params: Any) -> list[tuple[Any, ...]]:
    """Rows as they lie on the disk."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    return rows_of(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {place}", *params)


def voter_orders(vote: Vote) -> dict[str, list[int]]:
    """Every order of the voters that the rows offer, and the true one."""
    seats = Turnout.objects.filter(session=vote.session)
    told = Notice.objects.filter(key__startswith=f"session:{vote.session.pk}:", person__in=vote.order)
    orders = {
        "turnout by id": list(seats.order_by("pk").values_list("person_id", flat=True)),
        "turnout by seat": list(seats.order_by("order").values_list("person_id", flat=True)),
        "turnout on disk": [
            i for (i,) in place_order("awards_turnout", "person_id", "session_id = %s", vote.session.pk)
        ],
        "notices": list(told.order_by("pk").values_list("person_id", flat=True)),
        "accounts": list(
            User.objects.filter(person__in=vote.order).order_by("pk").values_list("person_id", flat=True)
        ),
        "as they voted": vote.order,
    }
    if connection.vendor == "postgresql":
        by_transaction = rows_of(
            "SELECT person_id FROM awards_turnout WHERE session_id = %s ORDER BY xmin::text::bigint, ctid", vote.session.pk
        )  # fmt: skip
        orders["turnout by transaction"] = [i for (i,) in by_transaction]
    return orders


def ballot_orders(vote: Vote) -> dict[str, list[tuple[int, int]]]:
    """Every order of the ballots that the rows offer, as (nomination, choice)."""
    mine = Ballot.objects.filter(session=vote.session)
    columns = "nomination_id, choice"
    orders: dict[str, list[tuple[int, int]]] = {
        "ballots by id": list(mine.order_by("pk").values_list("nomination_id", "choice")),
        "ballots on disk": place_order("awards_ballot", columns, "session_id = %s", vote.session.pk),  # type: ignore[dict-item]
        "ballots as read": rows_of(f"SELECT {columns} FROM awards_ballot WHERE session_id = %s", vote.session.pk),  # type: ignore[dict-item]
    }  # fmt: skip
    if connection.vendor == "postgresql":
        orders["ballots by transaction"] = rows_of(  # type: ignore[assignment]
            f"SELECT {columns} FROM awards_ballot WHERE session_id = %s ORDER BY xmin::text::bigint, ctid", vote.session.pk
        )  # fmt: skip
    return orders


def same_transaction(vote: Vote) -> Iterator[tuple[int, int, int]]:
    """Seats and ballots that one transaction wrote, as (nomination, person, choice)."""
    if connection.vendor == "postgresql":
        yield from rows_of(  # type: ignore[misc]
            "SELECT b.nomination_id, t.person_id, b.choice FROM awards_ballot b JOIN awards_turnout t ON t.session_id = b.session_id"
            " AND t.xmin = b.xmin WHERE b.session_id = %s ORDER BY b.ctid, t.ctid", vote.session.pk
        )  # fmt: skip


def guess(vote: Vote) -> dict[str, int]:
    """How many votes each attack gets right."""
    right: dict[str, int] = {}
    for (by, people), (of, marked) in product(voter_orders(vote).items(), ballot_orders(vote).items()):
        seen: dict[int, list[int]] = {}
        for nomination, choice in marked:
            seen.setdefault(nomination, []).append(choice)
        right[f"{of}, {by}"] = sum(
            vote.said[nomination][person] == choice
            for nomination, choices in seen.items()
            for person, choice in zip(people, choices, strict=True)
        )
    joined = {(nomination, person): choice for nomination, person, choice in same_transaction(vote)}
    if joined:
        right["one transaction"] = sum(vote.said[n][p] == choice for (n, p), choice in joined.items())
    return right


def attack(world: World, council: Council) -> dict[str, float]:
    """The share of votes that each attack gets right over all sessions."""
    dice = random.Random(20240930)
    total: dict[str, int] = {}
    for number in range(SESSIONS):
        vote = hold(world, council, number, dice)
        end(vote)
        for name, count in guess(vote).items():
            total[name] = total.get(name, 0) + count
    return {name: count / (SESSIONS * NOMINATIONS * VOTERS) for name, count in total.items()}


@pytest.mark.django_db(transaction=True)
def test_after_the_session_no_attack_does_better_than_chance(world: World, council: Council) -> None:
    shares = attack(world, council)
    print({name: round(share, 3) for name, share in shares.items()}, f"bound 0.5 ± {BOUND:.3f}")
    assert len(shares) == (29 if connection.vendor == "postgresql" else 18)
    assert {name: share for name, share in shares.items() if abs(share - 0.5) > BOUND} == {}


@pytest.mark.django_db(transaction=True)
def test_without_the_rewriting_the_same_attacks_know_every_vote(
    world: World, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("shuffle_ballots", "rewrite_turnout", "forget_deleted"):
        monkeypatch.setattr(tallying, step, lambda *_args: None)
    shares = attack(world, council)
    assert shares["ballots on disk, as they voted"] == 1
    if connection.vendor == "postgresql":
        assert shares["one transaction"] == 1
        assert shares["ballots by transaction, turnout by transaction"] == 1


def contents() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        model._meta.db_table: [
            json.dumps(row, cls=DjangoJSONEncoder) for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models(include_auto_created=True)
    }


@pytest.mark.django_db(transaction=True)
def test_casting_writes_the_seat_and_the_ballot_and_nothing_else(
    world: World, council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    """Through the page: no session, audit event, notice or job, and not a line in the log."""
    vote = hold(world, council, 1, random.Random(1))
    Ballot.objects.all().delete()
    Turnout.objects.update(has_voted=False)
    now = timezone.now()
    CouncilSession.objects.update(begins_at=after(now, hours=-1), ends_at=after(now, hours=1))
    page = as_(world.quang)
    marked = {f"n{pk}": str(int(Choice.FOR)) for pk in vote.said}
    before = contents()
    caplog.clear()
    with caplog.at_level("INFO"):
        for step in ("review", "cast"):
            answer = page.post(reverse("ballot", args=[vote.session.pk]), {**marked, "step": step})
    assert answer.status_code == 302
    assert caplog.messages == []
    changed = contents()
    assert {table for table in before if before[table] != changed[table]} == {
        "awards_ballot",
        "awards_turnout",
    }
    new = [json.loads(row) for row in set(changed["awards_ballot"]) - set(before["awards_ballot"])]
    assert {tuple(sorted(row)) for row in new} == {
        ("choice", "id", "is_shuffled", "nomination_id", "session_id")
    }
    assert len(new) == NOMINATIONS


@pytest.mark.django_db(transaction=True)
def test_what_is_written_at_the_end_names_nobody(world: World, council: Council) -> None:
    vote = hold(world, council, 1, random.Random(1))
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    end(vote)
    events = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
    assert list(events.values_list("verb", flat=True)) == ["end_session", "tally_session"]
    assert [sorted(e.data) for e in events] == [["voted"], ["sha256"]]
    assert Job.objects.get().args == {"session_id": vote.session.pk}
    assert Job.objects.get().result == {"nominations": NOMINATIONS}
    told = Notice.objects.filter(kind="session_counted").values_list("title", "body", "created_at")
    assert (len(told), len(set(told))) == (VOTERS, 1)


@pytest.mark.django_db(transaction=True)
def test_the_rewritten_ballots_have_other_ids(world: World, council: Council) -> None:
    vote = hold(world, council, 1, random.Random(1))
    cast = set(Ballot.objects.values_list("pk", flat=True))
    end(vote)
    rewritten = Ballot.objects.values_list("pk", "is_shuffled")
    assert cast.isdisjoint(pk for pk, _shuffled in rewritten)
    assert {shuffled for _pk, shuffled in rewritten} == {True}
    assert len(rewritten) == VOTERS * NOMINATIONS


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="what PostgreSQL leaves in its files is told in ADR 9"
)
def test_the_file_of_sqlite_forgets_the_ballots_as_they_were_cast(world: World, council: Council) -> None:
    vote = hold(world, council, 1, random.Random(1))
    cast = [pk.hex.encode() for pk in Ballot.objects.values_list("pk", flat=True)]
    name = str(connection.settings_dict["NAME"])
    end(vote)
    kept = b"".join(f.read_bytes() for f in (Path(name), Path(f"{name}-wal")) if f.exists())
    assert [pk for pk in cast if pk in kept] == []
    assert sum(pk.hex.encode() in kept for pk in Ballot.objects.values_list("pk", flat=True)) == len(cast)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="pages of PostgreSQL")
def test_no_dead_row_is_left_in_the_pages_of_postgresql(world: World, council: Council) -> None:
    if not rows_of("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'"):
        pytest.skip("this server has no pageinspect")
    rows_of("CREATE EXTENSION IF NOT EXISTS pageinspect; SELECT 1")
    vote = hold(world, council, 1, random.Random(1))
    cast = kept_rows("awards_ballot"), kept_rows("awards_turnout")
    end(vote)
    assert cast >= (VOTERS * NOMINATIONS, VOTERS)
    assert (kept_rows("awards_ballot"), kept_rows("awards_turnout")) == (VOTERS * NOMINATIONS, VOTERS)


def kept_rows(table: str) -> int:
    """How many rows, living and dead, lie in the pages of a table."""
    pages = rows_of("SELECT pg_relation_size(%s) / current_setting('block_size')::int", table)[0][0]
    return sum(
        rows_of("SELECT count(*) FROM heap_page_items(get_raw_page(%s, %s)) WHERE lp_len > 0", table, page)[
            0
        ][0]
        for page in range(pages)
    )
