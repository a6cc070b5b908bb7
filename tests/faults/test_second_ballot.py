"""The second ballot raced: set up by several at once, and against the decision of its round; each again without the
round's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import transaction

from awards.choices import RoundStatus
from awards.models import AwardRound, CouncilSession, Decision, Nomination, Turnout
from awards.services import second_ballot
from tests.awards.second_cast import again, counted, decide
from tests.cast import World
from tests.faults.test_quota import all_at_once
from units.models import Notice

RACERS = 6


@pytest.mark.django_db(transaction=True)
def test_one_second_ballot_is_set_up_however_many_set_it_up_at_once(world: World) -> None:
    first = counted(world, 5, 0)
    assert all_at_once(lambda _n: again(first), RACERS) == {"done": 1, "session": RACERS - 1}
    assert (CouncilSession.objects.count(), Turnout.objects.count()) == (2, 10)
    assert Notice.objects.filter(kind="second_ballot").count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_round_is_decided_or_voted_on_again_and_never_both(world: World) -> None:
    first = counted(world, 5, 0)
    outcome = all_at_once(lambda n: again(first) if n % 2 else decide(first), RACERS)
    assert outcome["done"] == 1
    seconds = CouncilSession.objects.filter(number=2).count()
    assert seconds + Decision.objects.count() == 1
    assert Nomination.objects.filter(last_ballot=2).count() == seconds


@pytest.mark.django_db(transaction=True)
def test_without_the_rounds_lock_the_same_race_has_both(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: who sets the ballot up has read the round before it is decided, and writes after it."""
    first = counted(world, 5, 0)
    read, decided = Barrier(2), Barrier(2)

    @contextmanager
    def unguarded(*, round_id: int) -> Iterator[AwardRound]:
        yield AwardRound.objects.select_related("owner", "phase", "campaign").get(pk=round_id)

    was = second_ballot.hindrance

    def slowly(session: CouncilSession) -> str:
        told = was(session)
        read.wait(20)
        decided.wait(20)
        return told

    def race(number: int) -> None:
        if number:
            again(first)
        else:
            read.wait(20)
            with transaction.atomic():
                decide(first)
            decided.wait(20)

    monkeypatch.setattr(second_ballot, "exclusive_round", unguarded)
    monkeypatch.setattr(second_ballot, "hindrance", slowly)
    assert all_at_once(race, 2) == {"done": 2}
    assert CouncilSession.objects.filter(number=2).count() == Decision.objects.count() == 1
    assert AwardRound.objects.get().status == RoundStatus.DECIDED
