"""What an importer may not reach."""

from datetime import date
from io import BytesIO

import pytest

from campaigns.imports import ask_import
from campaigns.workbook import BY_KEY
from common.errors import Refusal
from tests.campaigns.workbook.cast import Rows, add, cell, put, take, told
from tests.cast import NOW, START, Season, World
from units.actors import SYSTEM
from units.choices import Level
from units.models import Cluster
from units.services import people, unions

REFUSED = (
    "Only staff of this union, or of one above it, may change this. "
    "Leave the row as the system has it, or ask them."
)


def test_importer_changes_only_what_stands_below(world: World, rows: Rows) -> None:
    assert told(take(rows, by=world.quang)) == []
    rows["unions"][0]["name"] = "Khác"
    assert told(take(rows, by=world.quang)) == [f"{cell('unions', 'code', 3)}: {REFUSED}"]
    rows["unions"][0]["name"] = "Tổng LĐLĐ Việt Nam"
    owner = "Only staff of HN may prepare its campaigns. Please ask them to import this workbook."
    assert told(take(rows, by=world.hoa)) == [f"{cell('campaign', 'owner', 3)}: {owner}"]
    assert told(take(rows, by=world.kim)) == [f"{cell('campaign', 'owner', 3)}: {owner}"]
    rows["people"].append(
        {
            "full_name": "Ai đó",
            "union": "TLD",
            "title": "Quản trị",
            "role": "administrator",
            "valid_from": date(2024, 1, 1),
        }
    )
    assert told(take(rows, by=world.quang)) == [
        f"{cell('people', 'union', len(rows['people']) + 2)}: {REFUSED}"
    ]


def test_clusters_and_people_of_others_are_left_alone(season: Season, rows: Rows) -> None:
    world = season.world
    other = unions.found_union(
        code="HP",
        name="Hải Phòng",
        level=Level.CITY,
        parent=world.confederation,
        by=SYSTEM,
        now=NOW,
        since=date(2020, 1, 1),
    )
    Cluster.objects.create(code="HP1", name="Cụm", owner=other)
    put("clusters", 3, owner="TLD")(rows)
    add("clusters", code="HP1", name="Cụm khác", owner="TLD", year=2024)(rows)
    add("members", cluster="HP1", union="BD", valid_from=date(2021, 1, 1))(rows)
    rows["clusters"] = [
        {k: v for k, v in row.items() if k in {c.key for c in BY_KEY["clusters"].columns}}
        for row in rows["clusters"]
    ]
    found = told(take(rows, by=world.quang))
    assert f"{cell('clusters', 'owner', 3)}: {REFUSED}" in found
    assert f"{cell('clusters', 'owner', 5)}: {REFUSED}" in found
    assert any(f.startswith(cell("members", "cluster", 7)) and f.endswith(REFUSED) for f in found)
    assert not any("another cluster" in f for f in found)


def test_unions_of_others_neither_join_nor_take_part(season: Season, rows: Rows) -> None:
    world = season.world
    add("members", cluster="C1", union="TLD", valid_from=date(2024, 1, 1))(rows)
    add("participants", phase_number=1, union="TLD", cluster="C1", table="B1")(rows)
    found = told(take(rows, by=world.quang))
    assert f"{cell('members', 'union', len(rows['members']) + 2)}: {REFUSED}" in found
    assert f"{cell('participants', 'union', len(rows['participants']) + 2)}: {REFUSED}" in found


def test_nobody_appoints_himself(season: Season, rows: Rows) -> None:
    row = next(row for row in rows["people"] if row["username"] == "quang")
    add("people", **{**row, "title": "Phó Chủ tịch", "role": "vice_chair"})(rows)
    assert told(take(rows, by=season.world.quang)) == [
        f"{cell('people', 'title', len(rows['people']) + 2)}: "
        "Nobody appoints himself. Please ask another administrator to enter this post."
    ]


def test_somebody_who_also_acts_elsewhere_is_not_renamed_from_below(season: Season, rows: Rows) -> None:
    world = season.world
    people.appoint(
        person=world.hoa.person, union=world.confederation, title="Ủy viên", role="officer", since=START, by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    line = next(n for n, row in enumerate(rows["people"], start=3) if row["username"] == "hoa")
    put("people", line, full_name="Tên khác")(rows)
    elsewhere = "This person also holds a post elsewhere. Please ask an administrator of a union above both."
    assert f"{cell('people', 'full_name', line)}: {elsewhere}" in told(take(rows, by=world.an))
    only = "Only administrators of this union, or of one above it, may do this. Please ask them."
    assert f"{cell('people', 'title', line)}: {only}" in told(take(rows, by=world.quang))


def test_somebody_of_no_federation_does_not_ask_for_an_import(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        ask_import(upload=BytesIO(), by=world.vy, now=NOW)  # type: ignore[arg-type]
    assert refusal.value.reason == "Only staff of a federation may import a workbook. Please ask them."
