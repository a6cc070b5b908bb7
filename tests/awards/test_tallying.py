"""Counting a session: the tally in SQL, its minutes, once."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.choices import Attendance, Choice, Outcome, Seat, SessionStatus, Voting
from awards.models import Ballot, CouncilSession, Nomination, Quota, Tally, Turnout
from awards.rules import cut, votes_needed
from awards.services import sessions, tallying
from common.formats import canonical_hash
from common.upkeep import forget_deleted
from tests.awards.cast import (
    BEGINS,
    COUNTED,
    VOTE_ENDS,
    VOTING,
    Chamber,
    convene,
    make_award,
    make_round,
    nominate,
    open_with,
)
from tests.cast import World
from units.actors import SYSTEM
from units.choices import JobState
from units.models import AuditEvent, Job, Notice, Person
from units.services import jobs

COUNTS = ("votes_for", "votes_against", "votes_invalid", "members", "needed", "place", "outcome")


@pytest.fixture
def chamber(world: World) -> Chamber:
    """Three unions nominated for one award with one place; five members; the vote is open."""
    award = make_award("BK")
    round = open_with(make_round(world), award, places=1)
    for union in (world.ba_dinh, world.long_bien, world.hoang_mai):
        nominate(round, award, union)
    return convene(world, round)


def counted() -> list[tuple[object, ...]]:
    return list(Tally.objects.order_by("nomination_id").values_list(*COUNTS))


def test_votes_are_counted_and_cut_by_the_quota(chamber: Chamber) -> None:
    chamber.all_vote(5, 4, 3)
    session = chamber.end()
    assert session.status == SessionStatus.COUNTED
    assert counted() == [
        (5, 0, 0, 5, 4, 1, Outcome.PASSED),
        (4, 1, 0, 5, 4, 2, Outcome.OVER_QUOTA),
        (3, 2, 0, 5, 4, None, Outcome.FAILED),
    ]
    assert Ballot.objects.filter(is_shuffled=True).count() == Ballot.objects.count() == 15


def test_the_threshold_is_on_all_members_whoever_votes(chamber: Chamber) -> None:
    for user in chamber.voters[:3]:
        chamber.vote(user, Choice.FOR, Choice.INVALID, Choice.AGAINST)
    chamber.end()
    assert counted() == [
        (3, 0, 0, 5, 4, None, Outcome.FAILED),
        (0, 0, 3, 5, 4, None, Outcome.FAILED),
        (0, 3, 0, 5, 4, None, Outcome.FAILED),
    ]


def test_nobody_voting_is_a_tally_of_nothing(chamber: Chamber) -> None:
    chamber.end()
    assert counted() == [(0, 0, 0, 5, 4, None, Outcome.FAILED)] * 3


def test_minutes_hold_the_counts_and_their_hash(chamber: Chamber) -> None:
    chamber.all_vote(5, 4, 3)
    session = chamber.end()
    first = chamber.nominations[0]
    assert session.sha256 == canonical_hash(session.minutes)
    assert session.ended_at == VOTE_ENDS
    assert {k: session.minutes[k] for k in ("members", "present", "written", "voted", "place")} == {
        "members": 5,
        "present": 5,
        "written": 0,
        "voted": 5,
        "place": "Hall",
    }
    assert [(seat["name"], seat["seat"], seat["voted"]) for seat in session.minutes["seats"]][:2] == [
        ("Quang", "chair", True),
        ("Kim", "secretary", True),
    ]
    award = session.minutes["awards"][0]
    assert (award["code"], award["voting"], award["threshold"]) == ("BK", "secret", 80)
    assert award["lines"][0] == {
        "nomination": first.pk,
        "name": first.name,
        "union": first.union.name,
        "cluster": "Cụm thi đua số 1",
        "for": 5,
        "against": 0,
        "invalid": 0,
        "needed": 4,
        "place": 1,
        "outcome": "passed",
    }


def test_open_votes_are_cut_beside_the_secret_ones(world: World) -> None:
    secret, hands = make_award("BK"), make_award("GK", voting=Voting.HANDS, threshold=60)
    round = open_with(make_round(world), secret, hands, places=1)
    nominate(round, secret, world.ba_dinh)
    by_hands = [nominate(round, hands, u).pk for u in (world.long_bien, world.hoang_mai)]
    chamber = convene(world, round)
    sessions.record_counts(
        session=chamber.session,
        counts={by_hands[0]: (3, 2, 0), by_hands[1]: (5, 0, 0)},
        by=world.kim,
        now=VOTING,
    )
    chamber.end()
    assert counted() == [
        (0, 0, 0, 5, 4, None, Outcome.FAILED),
        (3, 2, 0, 5, 3, 2, Outcome.OVER_QUOTA),
        (5, 0, 0, 5, 3, 1, Outcome.PASSED),
    ]


def test_a_cluster_with_a_quota_of_its_own_is_a_pool_of_its_own(world: World) -> None:
    award = make_award("BK")
    round = make_round(world)
    open_with(round, award, places=1)
    Quota.objects.create(round=round, award=award, cluster=world.cluster_2, places=None)
    for union in (world.ba_dinh, world.ha_dong, world.long_bien):
        nominate(round, award, union)
    chamber = convene(world, round)
    chamber.all_vote(5, 4, 4)
    chamber.end()
    assert [row[-2:] for row in counted()] == [
        (1, Outcome.PASSED),
        (1, Outcome.PASSED),
        (2, Outcome.OVER_QUOTA),
    ]


def test_counting_twice_is_the_same_tally_once(chamber: Chamber) -> None:
    chamber.all_vote(5, 4, 3)
    before = chamber.end()
    first = counted(), list(Tally.objects.values_list("pk")), sorted(Ballot.objects.values_list("pk"))
    Job.objects.update(state=JobState.QUEUED)
    assert jobs.run_all(now=COUNTED) == 1
    again = counted(), list(Tally.objects.values_list("pk")), sorted(Ballot.objects.values_list("pk"))
    assert again == first
    assert chamber.fresh().minutes == before.minutes
    assert AuditEvent.objects.filter(verb="tally_session").count() == 1
    assert Notice.objects.filter(kind="session_counted").count() == 5
    tallying.ask_tally(session=before, by=SYSTEM, now=COUNTED)
    assert Job.objects.count() == 1


def test_a_count_that_was_broken_off_is_begun_anew(chamber: Chamber) -> None:
    chamber.all_vote(5, 4, 3)
    sessions.end_session(session_id=chamber.session.pk, by=SYSTEM, now=COUNTED)
    tallying.shuffle_ballots(chamber.session)
    tallying.count_ballots(chamber.session)
    jobs.run_all(now=COUNTED)
    assert [row[:3] for row in counted()] == [(5, 0, 0), (4, 1, 0), (3, 2, 0)]
    assert Ballot.objects.count() == 15


def test_a_worker_that_comes_too_late_publishes_nothing(chamber: Chamber) -> None:
    chamber.all_vote(5, 4, 3)
    chamber.end()
    job = Job.objects.get()
    Job.objects.update(state=JobState.RUNNING, fence="00000000-0000-4000-8000-000000000000")
    job.refresh_from_db()
    assert job.fence is not None
    running = jobs.Running(job=job, fence=job.fence)
    tallying._publish(running, session_id=chamber.session.pk, now=COUNTED)
    assert AuditEvent.objects.filter(verb="tally_session").count() == 1


def test_the_tally_takes_the_same_statements_for_any_number_of_nominations(
    chamber: Chamber, django_assert_num_queries: object
) -> None:
    chamber.all_vote(5, 4, 3)
    with django_assert_num_queries(4):  # type: ignore[operator]
        tallying.count_ballots(chamber.session)
    with django_assert_num_queries(1):  # type: ignore[operator]
        tallying.cut_pools(chamber.session)


def test_inside_a_transaction_nothing_is_cleared_away(
    chamber: Chamber, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        forget_deleted(Ballot)


CODES = count(1)
POOLS = st.lists(
    st.tuples(
        st.sampled_from([50, 66, 80, 90]),
        st.one_of(st.none(), st.integers(0, 5)),
        st.lists(st.integers(0, 9), max_size=8),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.drill
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pools=POOLS)
def test_sql_and_rules_cut_alike(world: World, pools: list[tuple[int, int | None, list[int]]]) -> None:
    """Two implementations: every pool is an award of its own here, with its threshold, its places, its votes."""
    Tally.objects.all().delete()
    Nomination.objects.all().delete()
    Quota.objects.all().delete()
    Turnout.objects.all().delete()
    CouncilSession.objects.all().delete()
    round = make_round(world, name=f"Round {next(CODES)}")
    session = _session_of_nine(world, round)
    expected: dict[object, tuple[int | None, str]] = {}
    for threshold, places, votes in pools:
        award = make_award(f"P{next(CODES)}", threshold=threshold)
        Quota.objects.create(round=round, award=award, places=places)
        rows = Nomination.objects.bulk_create(
            Nomination(
                round=round,
                award=award,
                union=world.ba_dinh,
                name=str(n),
                name_key=str(n),
                reason="x",
                nominated_at=BEGINS,
            )
            for n in range(len(votes))
        )
        Tally.objects.bulk_create(
            Tally(session=session, nomination=row, votes_for=yes, members=9, needed=0)
            for row, yes in zip(rows, votes, strict=True)
        )
        pool = {row.pk: yes for row, yes in zip(rows, votes, strict=True)}
        expected |= cut(pool, needed=votes_needed(threshold, 9), places=places)
    tallying.cut_pools(session)
    found = {
        i: (place, outcome)
        for i, place, outcome in Tally.objects.values_list("nomination_id", "place", "outcome")
    }
    assert found == expected


def _session_of_nine(world: World, round: object) -> CouncilSession:
    from awards.models import Council

    council, _made = Council.objects.get_or_create(owner=world.city, name="Nine")
    session = CouncilSession.objects.create(
        round=round, council=council, begins_at=BEGINS, ends_at=VOTE_ENDS, status=SessionStatus.COUNTING
    )
    people = Person.objects.bulk_create(Person(full_name=f"P{n}") for n in range(9))
    Turnout.objects.bulk_create(
        Turnout(session=session, person=p, seat=Seat.MEMBER, attendance=Attendance.PRESENT) for p in people
    )
    return session
