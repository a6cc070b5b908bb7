"""Joining voters to votes after a session, with everything that the database holds: no better than chance.

Each session has six voters; every nomination gets three votes for and three against, dealt at random, so that whoever
knows the totals alone guesses half of the votes right. An attack puts the ballots of a nomination in some order, the
voters in some order, and joins them. Every order that the rows offer is tried, and also the true order of voting, which
the database does not keep but a web server's log does.

Over G = sessions × nominations deals, the share of right guesses of an attack without knowledge has the mean 0.5 and
the standard deviation 0.2236 / √G (six voters, three of them right per match: a hypergeometric variance of 1.8 of 6
guesses). The bound is five of these, in both directions, since an attack that is mostly wrong is turned round: with 29
attacks at once a false alarm comes once in 60,000 runs.

The second ballot of each round is attacked in the same way, with the order in which they voted in the first besides.
"""

import random
from collections.abc import Iterator
from itertools import product
from math import sqrt
from typing import Any

import pytest
from django.db import connection

from awards.models import Ballot, Council, Turnout
from awards.services import tallying
from tests.attacks.ballot_cast import NOMINATIONS, SESSIONS, VOTERS, Vote, end, hold, hold_again, rows_of
from tests.cast import World
from units.models import Notice, User

BOUND = 5 * 0.2236 / sqrt(NOMINATIONS * SESSIONS)


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
        **({"as they voted before": vote.before} if vote.before else {}),
    }
    if connection.vendor == "postgresql":
        by_transaction = rows_of(
            "SELECT person_id FROM awards_turnout WHERE session_id = %s ORDER BY xmin::text::bigint, ctid",
            vote.session.pk,
        )
        orders["turnout by transaction"] = [i for (i,) in by_transaction]
    return orders


def ballot_orders(vote: Vote) -> dict[str, list[tuple[int, int]]]:
    """Every order of the ballots that the rows offer, as (nomination, choice)."""
    mine = Ballot.objects.filter(session=vote.session)
    columns, own = "nomination_id, choice", "session_id = %s"
    select = f"SELECT {columns} FROM awards_ballot WHERE {own}"
    orders: dict[str, list[Any]] = {
        "ballots by id": list(mine.order_by("pk").values_list("nomination_id", "choice")),
        "ballots on disk": place_order("awards_ballot", columns, own, vote.session.pk),
        "ballots as read": rows_of(select, vote.session.pk),
    }
    if connection.vendor == "postgresql":
        orders["ballots by transaction"] = rows_of(
            f"{select} ORDER BY xmin::text::bigint, ctid", vote.session.pk
        )
    return orders


def same_transaction(vote: Vote) -> Iterator[tuple[int, int, int]]:
    """Seats and ballots that one transaction wrote, as (nomination, person, choice)."""
    if connection.vendor == "postgresql":
        yield from rows_of(  # type: ignore[misc]
            "SELECT b.nomination_id, t.person_id, b.choice FROM awards_ballot b JOIN awards_turnout t"
            " ON t.session_id = b.session_id AND t.xmin = b.xmin WHERE b.session_id = %s ORDER BY b.ctid, t.ctid",
            vote.session.pk,
        )


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


def attack(world: World, council: Council, *, again: bool = False) -> dict[str, float]:
    """The share of votes that each attack gets right over all sessions, or over all second ballots."""
    dice = random.Random(20240930)
    total: dict[str, int] = {}
    for number in range(SESSIONS):
        vote = hold(world, council, number, dice)
        if again:
            vote = hold_again(vote, dice)
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


# --- The second ballot --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_after_the_second_ballot_no_attack_does_better_than_chance(world: World, council: Council) -> None:
    shares = attack(world, council, again=True)
    print({name: round(share, 3) for name, share in shares.items()}, f"bound 0.5 ± {BOUND:.3f}")
    assert len(shares) == (33 if connection.vendor == "postgresql" else 21)
    assert {name: share for name, share in shares.items() if abs(share - 0.5) > BOUND} == {}


@pytest.mark.django_db(transaction=True)
def test_without_the_rewriting_the_same_attacks_know_every_vote_of_the_second_ballot(
    world: World, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("shuffle_ballots", "rewrite_turnout", "forget_deleted"):
        monkeypatch.setattr(tallying, step, lambda *_args: None)
    shares = attack(world, council, again=True)
    assert shares["ballots on disk, as they voted"] == 1
    if connection.vendor == "postgresql":
        assert shares["one transaction"] == 1
        assert shares["ballots by transaction, turnout by transaction"] == 1
