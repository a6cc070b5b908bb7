"""Which facts count in a phase, what is told of them, and what they and headcounts move."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value

from campaigns.choices import PhaseStatus
from campaigns.models import ClusterRevision, CountedFact, ExternalFact, Phase
from campaigns.queries import facts as reads
from campaigns.services import facts
from campaigns.services.recomputing import compute_again_for
from common.db import insert_from
from common.locks import lock_number
from tests.campaigns.test_facts import record
from tests.cast import NOW, Season, World
from tests.held import held_in
from units.actors import SYSTEM
from units.models import Job, Union
from units.services import headcounts

FIRST, LAST = date(2024, 1, 1), date(2024, 7, 31)


def dated(union: Union, day: date, number: str, **said: Any) -> ExternalFact:
    """A fact of any day, which the services refuse for days to come."""
    made = record(union, number=number, **said)
    ExternalFact.objects.filter(pk=made.pk).update(day=day)
    return made


@pytest.fixture
def some(season: Season) -> dict[str, ExternalFact]:
    """Facts of Ba Dinh on both sides of the period's ends, one of Ha Dong, one withdrawn, one of who takes no part."""
    world = season.world
    found = {
        "before": dated(world.ba_dinh, FIRST - timedelta(days=1), "1"),
        "first": dated(world.ba_dinh, FIRST, "2"),
        "last": dated(world.ba_dinh, LAST, "3"),
        "after": dated(world.ba_dinh, LAST + timedelta(days=1), "4"),
        "other": dated(world.ha_dong, FIRST, "5"),
        "withdrawn": dated(world.ba_dinh, FIRST, "6"),
        "outside": dated(world.city, FIRST, "7"),
    }
    facts.withdraw_fact(fact=found["withdrawn"], reason="Nhầm", by=SYSTEM, now=NOW)
    return found


def test_facts_up_to_the_last_day_belong_to_a_phase_and_say_which_are_of_its_period(
    season: Season, some: dict[str, ExternalFact]
) -> None:
    names = {fact.pk: name for name, fact in some.items()}
    rows = reads.facts_in(season.phase).values_list("pk", "is_of_period")
    assert {names[pk]: of_period for pk, of_period in rows} == {
        "before": False, "first": True, "last": True, "other": True,
    }  # fmt: skip


def test_counted_facts_are_written_in_one_statement(
    season: Season, some: dict[str, ExternalFact], django_assert_num_queries: Any
) -> None:
    names = {fact.pk: name for name, fact in some.items()}
    columns = {"participant": "participant_id", "fact": "fact_id", "is_of_period": "is_of_period"}

    def written(clusters: list[int | None] | None) -> dict[tuple[str, str], bool]:
        CountedFact.objects.all().delete()
        rows = reads.counted_facts(season.phase, clusters).annotate(revision_no=Value(1))
        with django_assert_num_queries(1):
            insert_from(CountedFact, {**columns, "revision": "revision_no"}, rows)
        found = CountedFact.objects.values_list("participant__union__code", "fact_id", "is_of_period")
        return {(code, names[pk]): of_period for code, pk, of_period in found}

    every = {("BD", "before"): False, ("BD", "first"): True, ("BD", "last"): True, ("HD", "other"): True}
    assert written(None) == every
    assert written([season.world.cluster_2.pk]) == {("HD", "other"): True}
    assert written([None]) == {}


# --- What is told -----------------------------------------------------------------------------------------------------
def test_other_unions_are_told_only_that_the_rules_lowered_a_grade() -> None:
    assert reads.lowered_words() == "lowered as the rules provide"


def test_a_fact_in_one_line(world: World) -> None:
    made = record(world.ba_dinh)
    assert reads.fact_words(made) == "Reprimand or other discipline: Khiển trách, 12/QĐ-LĐLĐ, 30/06/2024"
    plain = record(world.ba_dinh, grade="", number="9")
    assert reads.fact_words(plain) == "Reprimand or other discipline, 9, 30/06/2024"


# --- What they move ---------------------------------------------------------------------------------------------------
def closed_by_hand(phase: Phase, status: int) -> None:
    """The phase in this state, each of its clusters at revision 1."""
    Phase.objects.filter(pk=phase.pk).update(status=status, closed_at=phase.entry_closes_at)
    held = held_in(status)
    for cluster in phase.participants.values_list("cluster_id", flat=True).distinct():
        ClusterRevision.objects.create(phase=phase, cluster_id=cluster, number=1, status=held)


def late(season: Season) -> dict[str, int]:
    return dict(ClusterRevision.objects.values_list("cluster__code", "late_inputs"))


def asked() -> list[str]:
    return sorted(Job.objects.filter(kind="campaigns.compute_phase").values_list("key", flat=True))


def test_a_fact_moves_the_clusters_of_its_union_in_closed_phases_that_cover_its_day(season: Season) -> None:
    closed_by_hand(season.phase, PhaseStatus.CLOSED)
    made = record(season.world.ba_dinh)
    assert late(season) == {"C1": 1, "C2": 0}
    assert asked() == [f"compute:{season.phase.pk}:{season.world.cluster_1.pk}:2"]
    facts.withdraw_fact(fact=made, reason="Nhầm", by=SYSTEM, now=NOW)
    assert late(season) == {"C1": 2, "C2": 0}
    record(season.world.city)  # takes no part
    assert late(season) == {"C1": 2, "C2": 0}


def test_a_headcount_moves_them_too(season: Season) -> None:
    closed_by_hand(season.phase, PhaseStatus.CLOSED)
    headcounts.record_headcount(
        union=season.world.ha_dong, as_of=date(2024, 7, 1), members=9, source="x", by=SYSTEM, now=NOW
    )
    assert late(season) == {"C1": 0, "C2": 1}


@pytest.mark.parametrize(
    ("status", "moves", "asks"),
    [(PhaseStatus.OPEN, 0, 0), (PhaseStatus.CLOSING, 1, 0), (PhaseStatus.CLOSED, 1, 1), (PhaseStatus.SEALING, 0, 0),
     (PhaseStatus.FINAL, 0, 0)],
)  # fmt: skip
def test_a_fact_is_taken_in_every_state_and_moves_nothing_that_is_sealed(
    season: Season, status: int, moves: int, asks: int
) -> None:
    closed_by_hand(season.phase, max(status, PhaseStatus.CLOSING))
    if status == PhaseStatus.OPEN:
        ClusterRevision.objects.all().delete()
        Phase.objects.filter(pk=season.phase.pk).update(status=status, closed_at=None)
    record(season.world.ba_dinh)
    assert (late(season).get("C1", 0), len(asked())) == (moves, asks)


@pytest.mark.parametrize(
    ("review_day", "day", "moves"),
    [
        (None, LAST, 1),
        (None, LAST + timedelta(days=1), 0),
        (date(2024, 8, 15), date(2024, 8, 15), 1),
        (date(2024, 8, 15), date(2024, 8, 16), 0),
    ],
)
def test_what_comes_after_the_period_and_the_review_day_moves_nothing(
    season: Season, review_day: date | None, day: date, moves: int
) -> None:
    closed_by_hand(season.phase, PhaseStatus.CLOSED)
    Phase.objects.filter(pk=season.phase.pk).update(review_day=review_day)
    compute_again_for(union_ids=[season.world.ba_dinh.pk], day=day, by=SYSTEM, now=NOW)
    assert late(season)["C1"] == moves


def test_many_unions_are_asked_about_in_a_constant_number_of_statements(
    season: Season, django_assert_num_queries: Any
) -> None:
    closed_by_hand(season.phase, PhaseStatus.FINAL)
    ids = list(range(1, 1001))
    with transaction.atomic(), django_assert_num_queries(2):  # the phases, the pointers
        compute_again_for(union_ids=ids, day=FIRST, by=SYSTEM, now=NOW)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_an_open_phase_does_not_close_before_the_fact_is_written(season: Season) -> None:
    """Closed meanwhile, it would be computed without a fact that nobody asks about again."""
    with transaction.atomic():
        record(season.world.ba_dinh)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ((classid::bigint << 32) | objid::bigint) FROM pg_locks"
                " WHERE locktype = 'advisory' AND mode = 'ShareLock' AND pid = pg_backend_pid()"
            )
            assert cursor.fetchall() == [(lock_number("phase", season.phase.pk),)]
