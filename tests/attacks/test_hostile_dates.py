"""Hostile days, moments and years in every form and address that takes one: a fault in words, never an error.

Each form's page is sent whole and right but for one field. What must not happen is 500, and that the row is written.
"""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaigns.imports import import_workbook
from campaigns.models import Campaign, Phase
from campaigns.services.campaigns import add_phase, create_campaign
from campaigns.workbook.exporting import write_workbook
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import Kind, of_kind
from tests.attacks.import_cast import MINE
from tests.cast import NOW, Season, World, at
from tests.units.account_cast import administrator, signed_in
from units.actors import SYSTEM
from units.models import Appointment, Union
from units.services import clusters, people, unions

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


@pytest.mark.usefixtures("in_july")
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


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_services_of_the_organisation_name_the_field_too(world: World, day: date) -> None:
    post = {"person": world.vy.person, "union": world.ba_dinh, "title": "Trợ lý", "role": "officer"}
    who: dict[str, Any] = {"by": SYSTEM, "now": NOW}
    cluster = {"cluster": world.cluster_1, "union": world.ha_dong}
    begun = date(2024, 1, 1)

    def fresh() -> Union:
        return Union.objects.get(pk=world.ba_dinh.pk)

    acts: list[tuple[str, Callable[[], object]]] = [
        ("since", lambda: people.appoint(since=day, **post, **who)),
        ("until", lambda: people.appoint(since=begun, until=day, **post, **who)),
        (
            "on",
            lambda: people.end_appointment(appointment=world.hoa.person.appointments.get(), on=day, **who),
        ),
        ("since", lambda: clusters.join_cluster(since=day, **cluster, **who)),
        ("until", lambda: clusters.join_cluster(since=begun, until=day, **cluster, **who)),
        ("on", lambda: clusters.leave_cluster(on=day, **cluster, **who)),
        (
            "year",
            lambda: clusters.name_leader(cluster=world.cluster_1, year=day.year, leader=world.ba_dinh, **who),
        ),
        ("since", lambda: unions.affiliate_union(union=world.ba_dinh, parent=world.city, since=day, **who)),
        ("founded_on", lambda: unions.edit_union(union=fresh(), founded_on=day, **who)),
        ("dissolved_on", lambda: unions.edit_union(union=fresh(), dissolved_on=day, **who)),
        ("year", lambda: create_campaign(code="X", name="X", year=day.year, owner=world.city, **who)),
    ]
    for field, act in acts:
        with pytest.raises(ValidationError) as caught:
            act()
        assert list(caught.value.message_dict) == [field]
        assert "out of range" in caught.value.message_dict[field][0]


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


@pytest.mark.parametrize("value", [date(2102, 1, 1), date(9999, 12, 31), datetime(9999, 12, 31, 23, 59, 59)])
@pytest.mark.parametrize(
    ("key", "column"), [("period_from", "E"), ("entry_opens_at", "G"), ("entry_closes_at", "H")]
)
def test_a_workbook_with_a_hostile_date_names_the_cell(
    world: World, value: Any, key: str, column: str
) -> None:
    assert brought(world, phases=[{**PHASE, key: value}]) == [f"{column}3"]
    assert not Campaign.objects.filter(code=MINE["code"]).exists()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.DAY, "01/01/0001"),
        (Kind.DAY, "0001-01-01"),
        (Kind.DAY, "31/12/9999"),
        (Kind.MOMENT, "01/01/0001 00:00"),
        (Kind.MOMENT, "31/12/9999"),
        (Kind.MOMENT, "hết ngày 31/12/9999"),
        (Kind.MOMENT, "0001-01-01T00:00+14:00"),
        (Kind.MOMENT, "1900-01-01T00:00+14:00"),
        (Kind.MOMENT, "9999-12-31T23:59:59.9-14:00"),
        (Kind.MOMENT, datetime(9999, 12, 31, 23, 59, 59, 999_999)),
    ],
)
def test_a_cell_outside_the_years_is_told_and_never_overflows(kind: Kind, text: Any) -> None:
    with pytest.raises(Wrong, match=r"is out of range\. Write a date between 1900 and 2100\."):
        read_cell(of_kind(kind, "when", "Ngày"), text)


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
