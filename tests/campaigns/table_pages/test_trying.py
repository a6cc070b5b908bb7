"""A table tried on closed figures: who would move, and nothing is written."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.choices import Nature
from campaigns.models import (
    ClusterRevision,
    ExternalFact,
    Indicator,
    Result,
    ScoreLine,
    ScoringTable,
    Standing,
)
from campaigns.services import campaigns, closing, tables, trying
from tests.campaigns.tables.cast import WHO, line
from tests.cast import CLOSES, Season, after
from tests.pages import as_, text_of
from units.models import AuditEvent
from units.services import jobs

#: The document of the cluster, the table's records, the standings that hold, and what the figures do not have.
TRIAL_QUERIES = 35


@pytest.fixture
def closed(season: Season) -> Season:
    """Three unions of a cluster with figures, closed by the table of the season."""
    world = season.world
    with time_machine.travel(after(CLOSES, days=-5), tick=False):
        season.send(world.ba_dinh, world.hoa, dv="1000", kp="500", bc="1")  # 80,00
        season.send(world.long_bien, world.lan, dv="500", kp="500", bc="1")  # 60,00
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    return season


@pytest.fixture
def other(closed: Season) -> ScoringTable:
    """A table that turns the order: money against the target, and a penalty for each new member."""
    table = tables.make_table(campaign=closed.campaign, code="B9", name="Bảng mới", **WHO)
    line(closed, table, "1", 100, "proportional", inputs={"value": closed.indicators["KP"]})
    fine = {"value": closed.indicators["DV"]}
    line(closed, table, "2", 50, "per_object", nature=Nature.PENALTY, inputs=fine, params={"per_object": 100})
    tables.save_band(table=table, name="Tốt", lowest=95, **WHO)
    tables.save_band(table=table, name="Khác", lowest=0, **WHO)
    return table


def place(table: ScoringTable, season: Season, name: str = "quang") -> trying.Place:
    """The figures of the first cluster."""
    pointer = ClusterRevision.objects.get(cluster=season.world.cluster_1)
    found = trying.places(table, getattr(season.world, name), str(pointer.pk))
    return next(one for one in found if one.is_chosen)


def rows(table: ScoringTable, season: Season) -> list[tuple[Any, ...]]:
    """Who would move."""
    return [
        (row.name, row.before_points, row.before_rank, row.points, row.rank, row.band, row.words)
        for row in trying.run(table, place(table, season)).rows
    ]


def test_the_table_in_force_moves_nobody(closed: Season) -> None:
    assert rows(closed.table, closed) == [
        ("LĐLĐ quận Ba Đình", Decimal(80), 1, Decimal(80), 1, "", "keeps its rank"),
        ("LĐLĐ quận Long Biên", Decimal(60), 2, Decimal(60), 2, "", "keeps its rank"),
        ("LĐLĐ quận Hoàng Mai", Decimal(0), None, Decimal(0), None, "", "not ranked"),
    ]


def test_who_would_move_and_into_which_band(closed: Season, other: ScoringTable) -> None:
    assert rows(other, closed) == [
        ("LĐLĐ quận Long Biên", Decimal(60), 2, Decimal(95), 1, "Tốt", "▴ 1 rank up"),
        ("LĐLĐ quận Ba Đình", Decimal(80), 1, Decimal(90), 2, "Khác", "▾ 1 rank down"),
        ("LĐLĐ quận Hoàng Mai", Decimal(0), None, Decimal(0), None, "", "not ranked"),
    ]


def test_nothing_is_written(closed: Season, other: ScoringTable) -> None:
    counted = (Standing, ScoreLine, Result, AuditEvent, ExternalFact, ClusterRevision)
    before = [model.objects.count() for model in counted]
    stored = list(Standing.objects.order_by("pk").values())
    trying.run(other, place(other, closed))
    assert [model.objects.count() for model in counted] == before
    assert list(Standing.objects.order_by("pk").values()) == stored


def test_a_cluster_s_own_table_is_tried_on_its_own_figures_alone(closed: Season, other: ScoringTable) -> None:
    labels = [one.label for one in trying.places(other, closed.world.quang, "")]
    assert labels == ["2024 · Đợt 1 · Cụm thi đua số 1", "2024 · Đợt 1 · Cụm thi đua số 2"]
    other.cluster = closed.world.cluster_1
    assert [one.label for one in trying.places(other, closed.world.quang, "")] == labels[:1]


def test_figures_that_last_year_did_not_have_are_named(closed: Season, other: ScoringTable) -> None:
    year = campaigns.create_campaign(
        code="HN-2025", name="Thi đua năm 2025", year=2025, owner=closed.world.city, **WHO
    )
    copy = tables.copy_table(table=other, campaign=year, code="B1", name="Bảng", **WHO)
    assert trying.run(copy, place(copy, closed)).missing == []
    fresh = Indicator.objects.create(campaign=year, code="MOI", name="Chỉ tiêu mới", decimals=0, order=9)
    line(closed, copy, "3", 5, "yes_no", inputs={"value": fresh})
    assert trying.run(copy, place(copy, closed)).missing == [
        "These figures do not have: MOI. They count as not reported."
    ]


def test_the_page_keeps_the_figures_that_were_chosen(closed: Season, other: ScoringTable) -> None:
    client, address = as_(closed.world.quang), reverse("table", args=[other.pk])
    pointer = ClusterRevision.objects.get(cluster=closed.world.cluster_1)
    assert client.get(address).context["moved"] is None
    assert client.get(address, {"on": pointer.pk}).context["moved"] is not None
    said = text_of(client.get(address))
    assert "▴ 1 rank up" in said
    assert client.get(address, {"on": "none"}).context["moved"] is None


def test_a_trial_costs_the_same_whatever_the_number_of_lines(
    closed: Season, other: ScoringTable, django_assert_num_queries: Any
) -> None:
    here = place(other, closed)
    with django_assert_num_queries(TRIAL_QUERIES):
        trying.run(other, here)
    for n in range(3, 30):
        line(closed, other, str(n), 1, "yes_no", inputs={"value": closed.indicators["BC"]})
    with django_assert_num_queries(TRIAL_QUERIES):
        trying.run(other, here)
