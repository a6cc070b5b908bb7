"""The count of a second ballot is the result of those who stood on it; what passed before keeps its places."""

from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.choices import Outcome, SessionStatus
from awards.models import CouncilSession, Grant, Nomination, Quota, Tally
from awards.queries.decision_page import nomination_list
from awards.queries.lists import round_rows
from awards.queries.session_page import ties_of
from awards.queries.tally import places_left
from awards.rules import cut, votes_needed
from awards.services import tallying
from awards.services.sessions import settle_tie
from tests.awards.cast import COUNTED, Chamber, fault_of, make_award
from tests.awards.second_cast import (
    BEGINS,
    DONE,
    SecondChamber,
    again,
    counted,
    decide,
    results,
    sitting_again,
    vote,
)
from tests.cast import World
from units.models import AuditEvent, User


@pytest.fixture
def second(world: World) -> SecondChamber:
    """Three places; one union passed in the first ballot, three had too few votes and are voted on again."""
    return sitting_again(counted(world, 5, 3, 2, 0, places=3))


# --- Places -------------------------------------------------------------------------------------------------
def test_what_passed_keeps_its_places_and_the_rest_is_for_the_second(second: SecondChamber) -> None:
    vote(second, 5, 5, 4)
    assert results(second.session) == [
        (5, 1, Outcome.PASSED), (5, 1, Outcome.PASSED), (4, 3, Outcome.OVER_QUOTA),
    ]  # fmt: skip


def test_a_tie_of_the_second_is_settled_for_the_places_that_are_left(second: SecondChamber) -> None:
    vote(second, 4, 4, 4)
    assert [outcome for _for, _place, outcome in results(second.session)] == [Outcome.TIED] * 3
    tie = ties_of(second.session)[0]
    assert (tie.left, len(tie.rows)) == (2, 3)
    winners = [n.pk for n in second.nominations]
    settling: dict[str, Any] = {
        "session": second.session,
        "reason": "By lot",
        "by": second.world.quang,
        "now": DONE,
    }
    assert fault_of(settle_tie, **settling, winners=winners) == {
        "winners": ["There are 2 places left and 3 were chosen. Choose exactly as many."]
    }
    assert settle_tie(**settling, winners=winners[1:]) == 3
    assert [outcome for _for, _place, outcome in results(second.session)] == [
        Outcome.OVER_QUOTA, Outcome.PASSED, Outcome.PASSED,
    ]  # fmt: skip


@pytest.mark.parametrize("settled", [False, True])
def test_a_tie_of_the_first_has_taken_the_last_places(world: World, settled: bool) -> None:
    first = counted(world, 4, 4, 3, places=1)
    if settled:
        one = first.nominations[0].pk
        settle_tie(session=first.session, winners=[one], reason="By lot", by=world.quang, now=COUNTED)
    second = vote(sitting_again(first), 5)
    assert results(second.session) == [(5, 1, Outcome.OVER_QUOTA)]


def test_a_cluster_with_a_quota_of_its_own_is_counted_apart(world: World) -> None:
    """Of two places of a cluster one is taken, of the one of the rest too: who stands again fits in one pool only."""
    first = counted(world, 5, 3, 5, 3, places=1)
    Nomination.objects.filter(union__in=[world.hoang_mai, world.ha_dong]).update(cluster=world.cluster_2)
    Quota.objects.create(round=first.round, award=make_award_of(first), cluster=world.cluster_2, places=2)
    second = sitting_again(first)
    assert places_left(second.session) == {
        (make_award_of(first).pk, None): 0,
        (make_award_of(first).pk, world.cluster_2.pk): 1,
    }
    vote(second, 5, 5)
    assert results(second.session) == [(5, 1, Outcome.OVER_QUOTA), (5, 1, Outcome.PASSED)]


def make_award_of(chamber: Chamber) -> Any:
    return chamber.round.quotas.order_by("pk")[0].award


NUMBERS = count(1)
POOLS = st.lists(
    st.tuples(
        st.integers(1, 100),
        st.one_of(st.none(), st.integers(0, 6)),
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8),
    ),
    max_size=4,
)


@pytest.fixture
def two(world: World) -> tuple[CouncilSession, CouncilSession]:
    """Two sessions of nine members on a round, without nominations."""
    chamber = counted(world, 0, size=9)
    second = again(chamber)
    Tally.objects.all().delete()
    Nomination.objects.all().delete()
    Quota.objects.all().delete()
    return chamber.session, second


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pools=POOLS)
def test_sql_and_rules_leave_the_same_places(
    world: World,
    two: tuple[CouncilSession, CouncilSession],
    pools: list[tuple[int, int | None, list[tuple[int, int]]]],
) -> None:
    """Each pool is cut twice: who fails in the first is cut again for the places that the others left."""
    first, second = two
    Tally.objects.all().delete()
    Nomination.objects.all().delete()
    Quota.objects.all().delete()
    expected: dict[Any, Any] = {}
    for threshold, places, votes in pools:
        award = make_award(f"P{next(NUMBERS)}", threshold=threshold)
        Quota.objects.create(round=first.round, award=award, places=places)
        rows = Nomination.objects.bulk_create(
            Nomination(
                round=first.round, award=award, union=world.ba_dinh, name=str(n), name_key=str(n), reason="x",
                nominated_at=BEGINS,
            )
            for n in range(len(votes))
        )  # fmt: skip
        needed = votes_needed(threshold, 9)
        before = cut(
            {r.pk: yes for r, (yes, _no) in zip(rows, votes, strict=True)}, needed=needed, places=places
        )
        failed = {pk for pk, (_place, outcome) in before.items() if outcome == Outcome.FAILED}
        taken = sum(outcome in (Outcome.PASSED, Outcome.TIED) for _place, outcome in before.values())
        left = None if places is None else max(0, places - taken)
        later = {r.pk: yes for r, (_no, yes) in zip(rows, votes, strict=True) if r.pk in failed}
        expected |= cut(later, needed=needed, places=left)
        Tally.objects.bulk_create(
            Tally(session=first, nomination=r, votes_for=yes, members=9, needed=0)
            for r, (yes, _no) in zip(rows, votes, strict=True)
        )
        Tally.objects.bulk_create(
            Tally(session=second, nomination_id=pk, votes_for=yes, members=9, needed=0)
            for pk, yes in later.items()
        )
        Nomination.objects.filter(pk__in=failed).update(last_ballot=2)
    tallying.cut_pools(first)
    tallying.cut_pools(second)
    rows_of = Tally.objects.filter(session=second).values_list("nomination_id", "place", "outcome")
    assert {pk: (place, outcome) for pk, place, outcome in rows_of} == expected


# --- What follows -------------------------------------------------------------------------------------------
def test_the_decision_takes_each_from_its_last_ballot(second: SecondChamber) -> None:
    vote(second, 4, 3, 0)
    decision = decide(second)
    assert decision.session == second.session
    assert list(Grant.objects.order_by("pk").values_list("union__code", flat=True)) == ["BD", "LB"]
    event = AuditEvent.objects.get(verb="issue_decision")
    assert event.data["granted"] == 2


def test_a_decision_waits_for_the_second_ballot_once_it_is_set_up(world: World) -> None:
    first = counted(world, 5, 0)
    session = again(first)
    told = "The council has not voted on this round, or its votes are not counted yet."
    for status in (SessionStatus.PREPARING, SessionStatus.VOTING, SessionStatus.COUNTING):
        CouncilSession.objects.filter(pk=session.pk).update(status=status)
        assert fault_of(decide, first) == {"round": [told]}


def test_a_decision_waits_for_a_tie_of_the_first_too(world: World) -> None:
    first = counted(world, 4, 4, 0, places=1)
    vote(sitting_again(first), 0)
    told = "There is a tie for the last place. The chair of the council settles it first."
    assert fault_of(decide, first) == {"round": [told]}
    one = Nomination.objects.order_by("pk")[0].pk
    settle_tie(session=first.session, winners=[one], reason="By lot", by=world.quang, now=DONE)
    assert decide(first).grants.count() == 1


def test_nothing_is_granted_where_the_second_fails_too(world: World) -> None:
    first = counted(world, 0)
    vote(sitting_again(first), 3)
    with pytest.raises(ValidationError) as error:
        decide(first)
    assert error.value.message_dict == {"round": ["The council proposed nobody; there is nothing to decide."]}


def test_lists_show_the_latest_ballot(second: SecondChamber) -> None:
    user: User = second.world.quang
    seen = round_rows(user).get()
    assert (seen.session_pk, seen.session_status) == (second.session.pk, SessionStatus.VOTING)
    vote(second, 5, 3, 0)
    rows = nomination_list(second.round, Nomination.objects.order_by("pk"))
    assert [(row["votes"], row["state"]) for row in rows] == [
        (5, "Proposed for the award"), (5, "Proposed for the award"), (3, "Not enough votes"), (0, "Not enough votes"),
    ]  # fmt: skip
