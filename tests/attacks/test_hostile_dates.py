"""Hostile days, moments and years in every form and address that takes one: a fault in words, never an error.

Each form's page is sent whole and right but for one field. What must not happen is 500, and that the row is written.
"""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.imports import import_workbook
from campaigns.models import Campaign, Phase
from campaigns.services.campaigns import add_phase
from campaigns.workbook.exporting import write_workbook
from tests.attacks.import_cast import MINE
from tests.cast import NOW, Season, World, at
from tests.units.account_cast import administrator, signed_in
from units.actors import SYSTEM
from units.models import Appointment

HOSTILE = [
    "0001-01-01", "01/01/0001", "31/12/9999", "9999-12-31T23:59", "0001-01-01T00:00", "-0001-01-01", "infinity",
    "-infinity", "epoch", "now", "44 BC", "31/02/2024", "00/00/0000", "1e400", "NaN", "9" * 400, "٣١/٠٧/٢٠٢٤",
    "31/07/24", "07/31/2024", "' OR 1=1 --", "2024-07-31T24:00", "2024-W01-1", "%00", "\u202e31/07/2024",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_day_in_an_address_is_an_error(world: World, season: Season, text: str) -> None:
    client = signed_in(world.quang)
    for where in (
        reverse("units"),
        reverse("unit", args=[world.ba_dinh.pk]),
        reverse("cluster", args=[world.cluster_1.pk]),
    ):
        assert client.get(where, {"day": text}).status_code == 200
    for where, name in (
        (reverse("campaigns"), "year"),
        (reverse("decisions"), "year"),
        (reverse("public-awards"), "year"),
    ):
        assert client.get(where, {name: text}).status_code == 200


def phase_form(**changes: str) -> dict[str, str]:
    return {
        "number": "7", "name": "Đợt", "period_from": "01/08/2024", "period_to": "31/12/2024",
        "entry_opens_at": "01/12/2024", "entry_closes_at": "31/12/2024", "target_share": "100", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("field", ["period_from", "period_to", "entry_opens_at", "entry_closes_at"])
def test_no_phase_takes_a_hostile_date(world: World, season: Season, field: str) -> None:
    client, where = signed_in(world.quang), reverse("phase-new", args=[season.campaign.pk])
    before = Phase.objects.count()
    for text in HOSTILE:
        answer = client.post(where, phase_form(**{field: text}))
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True), text
        assert f'value="{text}"' in answer.content.decode() or "'" in text  # what was typed comes back
    assert Phase.objects.count() == before
    assert client.post(where, phase_form()).status_code == 302
    assert Phase.objects.count() == before + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period_from": "01/08/2014", "period_to": "31/12/2014"}, "period_from"),
        ({"period_from": "01/08/2042", "period_to": "31/12/2042"}, "period_from"),
        ({"period_to": "31/12/2042"}, "period_to"),
        ({"entry_opens_at": "01/12/2004"}, "entry_opens_at"),
        ({"entry_closes_at": "31/12/2042"}, "entry_closes_at"),
        ({"entry_opens_at": "01/06/2024", "entry_closes_at": "30/06/2024"}, "entry_closes_at"),
    ],
)
def test_the_dates_of_a_phase_are_sensible_beside_each_other(
    world: World, season: Season, changes: dict[str, str], field: str
) -> None:
    answer = signed_in(world.quang).post(
        reverse("phase-new", args=[season.campaign.pk]), phase_form(**changes)
    )
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


def test_figures_of_long_ago_are_entered_late(season: Season) -> None:
    """A fact of the organisation is never refused for being late: a phase of years ago may be entered today."""
    Phase.objects.filter(campaign=season.campaign).update(status=10)
    old = Campaign.objects.create(code="HN-2016", name="2016", year=2016, owner=season.campaign.owner)
    phase = add_phase(
        campaign=old, number=1, name="Cả năm", period_from=date(2016, 1, 1), period_to=date(2016, 12, 31),
        entry_opens_at=at(2024, 7, 1), entry_closes_at=at(2024, 9, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert phase.pk


def test_no_post_takes_a_hostile_date(world: World) -> None:
    client = signed_in(world.an)
    where = reverse("account-post", args=[world.hoa.person.pk])
    given = {"union": "HM", "title": "Ủy viên", "role": "officer"}
    before = Appointment.objects.count()
    for text in HOSTILE:
        answer = client.post(where, {**given, "since": text})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["since"]), text
    end = reverse("appointment-end", args=[world.hoa.person.appointments.get().pk])
    for text in HOSTILE:
        assert client.post(end, {"on": text}).status_code == 422, text
    assert Appointment.objects.count() == before


# --- The workbook -----------------------------------------------------------------------------------------------------
PHASE = {
    "number": 1, "name": "Đợt 1", "period_from": date(2024, 1, 1), "period_to": date(2024, 7, 31),
    "entry_opens_at": at(2024, 7, 1), "entry_closes_at": at(2024, 8, 1),
}  # fmt: skip
MEMBER = {"cluster": "CUM1", "union": "BD", "valid_from": date(2024, 1, 1)}


def brought(world: World, **sheets: list[dict[str, Any]]) -> list[str]:
    """The cells that are told when Ba Dinh's administrator brings these rows."""
    file = BytesIO()
    write_workbook(file, {"campaign": [MINE], **sheets})
    outcome = import_workbook(file=file, by=administrator(world.ba_dinh, "truong"), now=NOW)
    return [f.cell for f in outcome.faults.shown]


@pytest.mark.parametrize(
    "text", ["01/01/0001", "31/12/9999", "0001-01-01", "hết ngày 31/12/9999", "9999-12-31T23:59:59"]
)
@pytest.mark.parametrize("key", ["period_from", "entry_opens_at", "entry_closes_at"])
def test_a_workbook_with_a_hostile_date_names_the_cell(world: World, text: str, key: str) -> None:
    column = {"period_from": "E", "entry_opens_at": "G", "entry_closes_at": "H"}[key]
    assert brought(world, phases=[{**PHASE, key: text}]) == [f"{column}3"]
    assert not Campaign.objects.filter(code=MINE["code"]).exists()


@pytest.mark.parametrize("value", [datetime(9999, 12, 31, 23, 59, 59), datetime(1900, 1, 1)])
def test_a_date_cell_at_the_end_of_the_calendar_is_read(world: World, value: datetime) -> None:
    assert brought(world, phases=[{**PHASE, "entry_closes_at": value}]) == ["H3"]


def test_a_workbook_with_a_phase_far_from_its_campaign_names_the_cell(world: World) -> None:
    far = {**PHASE, "period_from": date(2042, 1, 1), "period_to": date(2042, 7, 31)}
    assert brought(world, phases=[far]) == ["E3", "F3"]


def test_a_founding_to_come_is_told(world: World) -> None:
    row = {
        "code": "BD-01", "name": "CĐCS Mới", "short_name": "Mới", "level": "grassroots", "parent": "BD",
        "valid_from": date(2024, 1, 1), "founded_on": date(2025, 1, 1),
    }  # fmt: skip
    assert brought(world, unions=[row]) == ["H3"]


def test_an_anonymous_visitor_reads_the_public_list_whatever_the_year(world: World) -> None:
    for text in HOSTILE:
        assert Client().get(reverse("public-awards"), {"year": text}).status_code == 200
