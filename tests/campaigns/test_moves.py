"""Who moved by a computation after the first is kept, exactly, and told in words to those who read the standings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.choices import FactKind
from campaigns.models import Band, Move, MovedLine, PastRevision, Standing
from campaigns.queries import moves as query
from campaigns.services import facts, scoring
from tests.campaigns.revised import LATER, revise, tidy
from tests.campaigns.standings_pages.cast import close, page
from tests.cast import Season
from tests.crowd import crowd
from tests.pages import text_of
from units.services import jobs


@pytest.fixture
def ranked(season: Season) -> Season:
    """Hoang Mai 36 points, Ba Dinh 32, Long Bien 20, Ha Dong 20 in the other cluster."""
    world = season.world
    Band.objects.create(table=season.table, name="Tốt", lowest=45)
    Band.objects.create(table=season.table, name="Khá", lowest=0, below=45)
    season.prove(world.hoang_mai, world.minh, dv="900")
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.prove(world.long_bien, world.lan, dv="500")
    season.prove(world.ha_dong, world.nga, dv="500")
    close(season)
    return season


def moved(season: Season) -> list[tuple[Any, ...]]:
    rows = Move.objects.filter(participant__phase=season.phase)
    rows = rows.order_by("revision", F("rank").asc(nulls_last=True))
    return list(
        rows.values_list(
            "revision", "participant__union__code", "points_before", "points", "rank_before", "rank",
            "band_before__name", "band__name", "by_facts",
        )
    )  # fmt: skip


def lines(season: Season) -> list[tuple[Any, ...]]:
    rows = MovedLine.objects.filter(participant__phase=season.phase).order_by("revision", "participant_id")
    return list(
        rows.values_list("revision", "participant__union__code", "criterion__code", "points_before", "points")
    )


def test_everybody_whose_points_rank_or_class_changed_is_kept_and_nobody_else(ranked: Season) -> None:
    revise(ranked, ranked.world.ba_dinh, "17.5")
    assert moved(ranked) == [
        (2, "BD", Decimal(32), Decimal("49.5"), 2, 1, "Khá", "Tốt", False),
        (2, "HM", Decimal(36), Decimal(36), 1, 2, "Khá", "Khá", False),
    ]
    assert lines(ranked) == [(2, "BD", "4", Decimal(0), Decimal("17.5"))]


def test_a_computation_that_changes_nothing_moves_nobody(ranked: Season) -> None:
    revise(ranked, ranked.world.ba_dinh, "0")
    assert (moved(ranked), lines(ranked)) == ([], [])
    assert PastRevision.objects.get().number == 1


def test_each_computation_tells_its_own_way_from_the_one_before(ranked: Season) -> None:
    revise(ranked, ranked.world.ba_dinh, "2")
    revise(ranked, ranked.world.ba_dinh, "5")
    assert [row[:6] for row in moved(ranked)] == [
        (2, "BD", Decimal(32), Decimal(34), 2, 2),
        (3, "BD", Decimal(34), Decimal(37), 2, 1),
        (3, "HM", Decimal(36), Decimal(36), 1, 2),
    ]


def test_who_was_silent_and_is_ranked_now_moved_from_no_rank(season: Season) -> None:
    close(season)
    assert season.phase.campaign.final_waits
    sheet = season.sheet(season.world.ba_dinh)
    season.mark(season.world.ba_dinh, "DV", status=30)
    sheet.results.filter(indicator__code="DV").update(state="reported", value=Decimal(500))
    revise(season, season.world.long_bien, "1")
    assert [row[:6] for row in moved(season)] == [
        (2, "BD", Decimal(0), Decimal(20), None, 1),
        (2, "LB", Decimal(0), Decimal(1), None, None),
    ]


def test_no_points_is_told_from_0(ranked: Season) -> None:
    """A leaf that gave no points twice, then 0, then no points again."""
    for points in ("1", "2", "3"):
        revise(ranked, ranked.world.ba_dinh, points)
    Move.objects.all().delete()
    MovedLine.objects.all().delete()
    line = ranked.sheet(ranked.world.ba_dinh).lines.filter(criterion__code="4")
    line.filter(revision__in=(1, 2, 4)).update(points=None)
    line.filter(revision=3).update(points=0)
    for revision in (2, 3, 4):
        scoring.write_moves(phase=ranked.phase, revision=revision, clusters=[ranked.world.cluster_1.pk])
    assert lines(ranked) == [(3, "BD", "4", None, Decimal(0)), (4, "BD", "4", Decimal(0), None)]


def test_facts_that_are_counted_anew_are_said_to_have_moved_it(ranked: Season) -> None:
    world = ranked.world
    ranked.table.downgrades.create(fact_kind=FactKind.DISCIPLINE, band=ranked.table.bands.get(name="Khá"))
    revise(ranked, world.ba_dinh, "17.5")
    fact = {"kind": FactKind.DISCIPLINE, "day": date(2024, 5, 1), "number": "7/QĐ"}
    facts.record_fact(union=world.ba_dinh, by=world.quang, now=LATER, **fact)
    jobs.run_all(now=LATER)
    assert moved(ranked)[-1] == (
        3, "BD", Decimal("49.5"), Decimal("49.5"), 1, 1, "Tốt", "Khá", True,
    )  # fmt: skip


def test_a_broken_off_computation_leaves_no_move_twice(
    ranked: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    Move.objects.create(participant=ranked.sheet(ranked.world.ba_dinh), revision=2, points=99)
    MovedLine.objects.create(
        participant=ranked.sheet(ranked.world.ba_dinh),
        revision=2,
        criterion=ranked.table.criteria.get(code="1"),
    )
    revise(ranked, ranked.world.ba_dinh, "17.5")
    assert [row[:4] for row in moved(ranked)] == [
        (2, "BD", Decimal(32), Decimal("49.5")), (2, "HM", Decimal(36), Decimal(36)),
    ]  # fmt: skip
    assert lines(ranked) == [(2, "BD", "4", Decimal(0), Decimal("17.5"))]


def test_who_moved_stays_when_the_past_revision_goes(ranked: Season) -> None:
    revise(ranked, ranked.world.ba_dinh, "17.5")
    before = moved(ranked), lines(ranked)
    assert tidy() == 1
    assert not Standing.objects.filter(participant__cluster=ranked.world.cluster_1, revision=1).exists()
    assert (moved(ranked), lines(ranked)) == before


def test_keeping_who_moved_takes_two_statements_for_3_and_for_60_unions(ranked: Season) -> None:
    crowd(ranked, 60, cluster=ranked.world.cluster_2)
    for cluster in (ranked.world.cluster_1, ranked.world.cluster_2):
        with CaptureQueriesContext(connection) as queries:
            scoring.write_moves(phase=ranked.phase, revision=2, clusters=[cluster.pk])
        assert len(queries) == 2


def test_the_page_tells_who_moved_by_which_computation(ranked: Season, client: Client) -> None:
    revise(ranked, ranked.world.ba_dinh, "17.5")
    at = PastRevision.objects.get().at
    response = page(client, ranked.world.lan, ranked.phase)
    (turn,) = response.context["turns"]
    assert (turn.number, turn.at, turn.count, turn.others, turn.named_lines) == (
        2, at, 2, 0, "4 Điểm thẩm định phong trào",
    )  # fmt: skip
    assert turn.moved == [
        "LĐLĐ quận Ba Đình: from rank 2 up to rank 1; 32,00 → 49,50 points; “Khá” → “Tốt”",
        "LĐLĐ quận Hoàng Mai: from rank 1 down to rank 2",
    ]
    shown = text_of(response)
    assert all(
        sentence in shown for sentence in (turn.title, *turn.moved, "Points changed in: 4 Điểm thẩm định")
    )


def test_a_cluster_that_was_computed_once_has_no_history(ranked: Season, client: Client) -> None:
    revise(ranked, ranked.world.ba_dinh, "17.5")
    response = page(client, ranked.world.nga, ranked.phase)
    assert response.context["turns"] == []
    assert "Computed anew" not in text_of(response)


def test_many_are_counted_and_the_first_named_in_a_constant_number_of_queries(
    ranked: Season, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    revise(ranked, ranked.world.ba_dinh, "17.5")
    with CaptureQueriesContext(connection) as queries:
        assert [turn.count for turn in query.turns_of(ranked.phase, ranked.world.cluster_1.pk)] == [2]
    assert len(queries) == 3
    sheets = [
        ranked.phase.participants.get(union=union)
        for union in crowd(ranked, 60, cluster=ranked.world.cluster_1)
    ]
    Move.objects.bulk_create(
        Move(participant=sheet, revision=2, points_before=1, points=2, rank_before=n, rank=n + 1)
        for n, sheet in enumerate(sheets, start=3)
    )
    with CaptureQueriesContext(connection) as queries:
        (turn,) = query.turns_of(ranked.phase, ranked.world.cluster_1.pk)
    assert (len(queries), turn.count, len(turn.moved), turn.others) == (3, 62, 12, 50)
    shown = text_of(page(client, ranked.world.quang, ranked.phase, f"?cluster={ranked.world.cluster_1.pk}"))
    assert "62 units moved" in shown
    assert "and 50 other units" in shown


def explained(client: Client, season: Season, user: Any, union: Any) -> list[str]:
    response = page(
        client, user, season.phase, f"?cluster={season.world.cluster_1.pk}&open={season.sheet(union).pk}"
    )
    told: list[str] = response.context["shown"].moves
    assert all(sentence in text_of(response) for sentence in told)
    return [sentence.partition(": ")[2] for sentence in told]


def test_the_explanation_of_a_union_tells_its_own_moves_and_what_moved_it(
    ranked: Season, client: Client
) -> None:
    world = ranked.world
    revise(ranked, world.ba_dinh, "17.5")
    assert explained(client, ranked, world.hoa, world.ba_dinh) == [
        "from rank 2 up to rank 1; 32,00 → 49,50 points; “Khá” → “Tốt”. "
        "Points changed in: 4 Điểm thẩm định phong trào: 0,00 → 17,50."
    ]
    assert explained(client, ranked, world.hoa, world.hoang_mai) == [
        "from rank 1 down to rank 2. The points of its own lines did not change."
    ]
    assert explained(client, ranked, world.hoa, world.long_bien) == []


def test_that_facts_moved_a_union_is_said_to_those_who_may_read_them_alone(
    ranked: Season, client: Client
) -> None:
    world = ranked.world
    revise(ranked, world.ba_dinh, "0")
    sheet = ranked.sheet(world.ba_dinh)
    Move.objects.create(
        participant=sheet, revision=2, points_before=32, points=32, rank_before=1, rank=2, by_facts=True
    )
    assert explained(client, ranked, world.hoa, world.ba_dinh) == [
        "from rank 1 down to rank 2. Other facts are counted for it than before."
    ]
    assert explained(client, ranked, world.lan, world.ba_dinh) == [
        "from rank 1 down to rank 2. The points of its own lines did not change."
    ]
