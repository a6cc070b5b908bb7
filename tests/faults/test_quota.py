"""Nominations raced for the last places of a quota, and two decisions for one number."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from awards.choices import Recipient
from awards.models import Decision, Grant, Nomination
from awards.services import decisions
from tests.awards.cast import convene, make_award, make_round, nominate, open_with
from tests.cast import World, at
from units.actors import SYSTEM

RACERS, PLACES = 8, 3


def all_at_once(act: Callable[[int], object], count: int) -> Counter[str]:
    """How many succeeded, and which fields the others were told about."""

    def attempt(number: int) -> str:
        try:
            act(number)
        except ValidationError as error:
            return ",".join(error.message_dict)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(attempt, range(count)))


@pytest.mark.django_db(transaction=True)
def test_a_quota_takes_no_more_than_it_may_however_many_come_at_once(world: World) -> None:
    award = make_award("BK", recipient=Recipient.PERSON)
    round = open_with(make_round(world), award, nominations=PLACES)
    outcome = all_at_once(lambda n: nominate(round, award, world.ba_dinh, name=f"Person {n}"), RACERS)
    assert outcome == {"done": PLACES, "award": RACERS - PLACES}
    assert Nomination.objects.count() == PLACES


@pytest.mark.django_db(transaction=True)
def test_a_number_belongs_to_one_decision_however_many_want_it(world: World) -> None:
    rounds = []
    for name in ("One", "Two"):
        award = make_award(name)
        round = open_with(make_round(world, name=name), award)
        nominate(round, award, world.ba_dinh)
        chamber = convene(world, round)
        chamber.all_vote(5)
        chamber.end()
        rounds.append(round)

    def issue(number: int) -> object:
        return decisions.issue_decision(
            round=rounds[number], number="7/QĐ", decided_on=date(2024, 10, 15), signer_name="A", signer_title="B",
            by=SYSTEM, now=at(2024, 10, 20),
        )  # fmt: skip

    assert all_at_once(issue, 2) == {"done": 1, "number": 1}
    assert (Decision.objects.count(), Grant.objects.count()) == (1, 1)
