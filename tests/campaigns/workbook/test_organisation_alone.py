"""A workbook without a campaign brings in an organisation alone."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaigns.imports import import_workbook
from campaigns.models import Campaign
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.workbook.cast import Rows, take, told
from tests.campaigns.workbook.test_pages import apply, send, signed_in, workbook
from tests.cast import NOW, START, World
from units.actors import SYSTEM
from units.models import Affiliation, AuditEvent, Cluster, Union, User

REFUSED = (
    "Only staff of this union, or of one above it, may change this. "
    "Leave the row as the system has it, or ask them."
)


def organisation(parent: str = "BD") -> Rows:
    """A grassroots union with a chair, and a cluster of its parent with it as a member."""
    union = {
        "code": "CS-1", "name": "CĐCS Một", "short_name": "CĐCS Một", "level": "grassroots", "parent": parent,
        "valid_from": START,
    }  # fmt: skip
    person = {
        "full_name": "Ai đó",
        "union": "CS-1",
        "title": "Chủ tịch",
        "role": "chair",
        "valid_from": START,
    }
    return {
        "unions": [union],
        "clusters": [{"code": "K1", "name": "Khối một", "owner": parent}],
        "members": [{"cluster": "K1", "union": "CS-1", "valid_from": START}],
        "terms": [{"cluster": "K1", "year": 2024, "leader": "CS-1"}],
        "people": [person],
    }


@pytest.mark.parametrize("name", ["an", "the system"])
def test_staff_bring_in_what_stands_below_them(world: World, name: str) -> None:
    outcome = take(organisation(), by=world.users.get(name, SYSTEM))
    assert (told(outcome), outcome.campaign) == ([], None)
    assert outcome.counts == {
        key: {"new": 1, "changed": 0} for key in ("unions", "clusters", "members", "terms", "people")
    }
    assert outcome.message() == (
        "Công đoàn: 1 new, 0 changed; Cụm, khối thi đua: 1 new, 0 changed; Thành viên cụm: 1 new, 0 changed; "
        "Cụm trưởng, cụm phó: 1 new, 0 changed; Cán bộ: 1 new, 0 changed."
    )
    event = AuditEvent.objects.get(verb="import_workbook")
    assert (event.subject_type, event.data["counts"]) == ("units.union", outcome.counts)
    assert Campaign.objects.count() == 0
    assert take(organisation()).counts == {}


@pytest.mark.parametrize("name", ["hoa", "quang"])
def test_officers_bring_in_unions_and_clusters_and_no_people(world: World, name: str) -> None:
    only = "Only administrators of this union, or of one above it, may do this. Please ask them."
    assert told(take(organisation(), by=world.users[name])) == [f"Cán bộ!E3: {only}"]
    rows = {key: rows for key, rows in organisation().items() if key != "people"}
    assert told(take(rows, by=world.users[name])) == []


@pytest.mark.parametrize("parent", ["LB", "HN", "TLD"])
def test_nobody_brings_in_what_stands_elsewhere(world: World, parent: str) -> None:
    outcome = take(organisation(parent), by=world.hoa)
    assert told(outcome) == [
        f"{cell}: {REFUSED}" for cell in ("Công đoàn!A3", "Cụm, khối thi đua!D3", "Thành viên cụm!A3",
                                          "Cụm trưởng, cụm phó!A3", "Cán bộ!D3")
    ]  # fmt: skip
    assert not Union.objects.filter(code="CS-1").exists()


@pytest.mark.parametrize(
    ("name", "faults"), [("kim", 5), ("vy", 3)]
)  # Vy sees no union: what follows is not told
def test_who_acts_for_no_union_brings_in_nothing(world: World, name: str, faults: int) -> None:
    assert len(told(take(organisation(), by=world.users[name]))) == faults
    assert not Cluster.objects.filter(code="K1").exists()


def test_rows_of_a_campaign_need_its_row(world: World) -> None:
    assert told(take({**organisation(), "contents": [{"order": 1, "text": "Thi đua"}]})) == [
        "Phong trào thi đua: The rows of “Nội dung” belong to a row of this sheet. Write it, or empty those sheets."
    ]


def test_the_page_tells_of_an_organisation_alone(client: Client, world: World, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    rows = {key: rows for key, rows in organisation().items() if key != "people"}
    job = apply(client, send(signed_in(client, world.hoa), workbook(rows)))
    assert (job.result["faults"], "campaign" in job.result) == ([], False)
    page = client.get(job.result["url"]).content.decode()
    assert "Công đoàn: 1" in page
    assert Union.objects.filter(code="CS-1").count() == 1


def test_the_command_tells_of_an_organisation_alone(world: World, tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", StringIO()
    write_workbook(str(path), organisation())
    call_command("import_workbook", str(path), stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("Công đoàn: 1")


@pytest.mark.parametrize(("since", "came"), [("28/07/1929", True), ("", False)])
def test_an_empty_installation_takes_unions_that_stand_since_long(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, since: str, came: bool
) -> None:
    """The first start of docs/operations.md: the federation by command, then the organisation in the browser."""
    path = tmp_path / "unions.xlsx"
    rows = organisation("HN")
    rows["unions"][0]["valid_from"] = date(1977, 5, 1)
    write_workbook(str(path), {"unions": rows["unions"]})
    monkeypatch.setenv("ADMIN_PASSWORD", "mot cau dai de nho")
    call_command(
        "create_federation", code="HN", name="LĐLĐ", admin_name="Hồng", since=since, stdout=StringIO()
    )
    with path.open("rb") as file:
        outcome = import_workbook(file=file, by=User.objects.get(), now=timezone.now())
    assert Union.objects.filter(code="CS-1").exists() is came
    first = f"01/01/{timezone.localdate().year}"
    asked = f"Công đoàn!G3: “HN” has its place from {first} on. Choose that day or a later one."
    assert told(outcome) == ([] if came else [asked])


def test_the_federations_own_row_brings_its_first_day_forward(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "mot cau dai de nho")
    call_command("create_federation", code="HN", name="LĐLĐ", admin_name="Hồng", stdout=StringIO())
    old = {"valid_from": date(1977, 5, 1)}
    own = {"code": "HN", "name": "LĐLĐ", "short_name": "LĐLĐ", "level": "city", "parent": ""}
    rows = [{**own, **old}, {**organisation("HN")["unions"][0], **old}]
    assert told(take({"unions": rows}, by=User.objects.get())) == []
    assert {a.valid_from for a in Affiliation.objects.all()} == {date(1977, 5, 1)}
