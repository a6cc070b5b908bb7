"""What a right workbook changes in what is stored."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from campaigns.models import Campaign, Participant, Phase, Result
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.workbook.cast import Rows, add, again, put, take, told
from tests.cast import Season, World
from units.models import Affiliation, Appointment, Cluster, Person, Union


def test_workbook_adds_and_changes_rows(season: Season, rows: Rows) -> None:
    rows["unions"].append(
        {
            "code": "TX",
            "name": "LĐLĐ quận Thanh Xuân",
            "short_name": "Thanh Xuân",
            "level": "district",
            "parent": "HN",
            "valid_from": "2020-01-01",
        }
    )
    rows["unions"].insert(
        0,
        {
            "code": "TX-1",
            "name": "CĐCS Một",
            "short_name": "Một",
            "level": "grassroots",
            "parent": "TX",
            "valid_from": "2020-01-01",
            "sector": "enterprise",
        },
    )
    rows["unions"][3]["short_name"] = "Tên mới"
    rows["participants"].append({"phase_number": 1, "union": "TX-1", "cluster": "C1", "table": "B1"})
    rows["targets"][0] |= {"value": Decimal(1500), "reason": "Điều chỉnh"}
    outcome = take(rows, by=season.world.quang)
    assert told(outcome) == []
    assert outcome.counts == {
        "unions": {"new": 2, "changed": 1},
        "participants": {"new": 1, "changed": 0},
        "targets": {"new": 0, "changed": 1},
    }
    deep, above = Union.objects.get(code="TX-1"), Union.objects.get(code="TX")
    city = season.world.city
    assert deep.affiliations.get().path == f"/{season.world.confederation.pk}/{city.pk}/{above.pk}/{deep.pk}/"
    assert Participant.objects.get(union=deep).sector == "enterprise"
    assert Participant.objects.get(union=deep).results.count() == 4
    code = rows["targets"][0]["union"]
    held = Result.objects.get(participant__union__code=code, indicator__code=rows["targets"][0]["indicator"])
    assert (held.registered.value, held.registered.version) == (Decimal(1500), 2)
    assert (Campaign.objects.count(), Cluster.objects.count()) == (1, 2)


def test_facts_of_campaign_phase_cluster_and_participants_are_corrected(season: Season, rows: Rows) -> None:
    put("campaign", 3, theme="Chủ đề mới")(rows)
    put("phases", 3, name="Đợt một")(rows)
    put("clusters", 3, name="Cụm một", owner="TLD")(rows)
    put("participants", 3, sector="", cluster="C2")(rows)
    put("participants", 4, table="", table_version=None)(rows)
    outcome = take(rows)
    assert told(outcome) == []
    assert {sheet: n["changed"] for sheet, n in outcome.counts.items()} == {
        "campaign": 1, "phases": 1, "clusters": 1, "participants": 2,
    }  # fmt: skip
    assert (Campaign.objects.get().theme, Phase.objects.get().name) == ("Chủ đề mới", "Đợt một")
    cluster = Cluster.objects.get(code=rows["clusters"][0]["code"])
    assert (cluster.name, cluster.owner) == ("Cụm một", season.world.confederation)
    assert Participant.objects.filter(table=None).count() == 1


def test_a_union_moves_and_its_place_is_corrected(world: World, rows: Rows) -> None:
    put("unions", 5, parent="TLD", valid_from=date(2024, 1, 1))(rows)
    put("unions", 6, valid_from=date(2021, 1, 1))(rows)
    assert told(take(rows)) == []
    codes = [rows["unions"][2]["code"], rows["unions"][3]["code"]]
    places = Affiliation.objects.filter(union__code__in=codes, valid_to=None).order_by("union__code")
    assert {(p.union.code, p.parent and p.parent.code, p.valid_from) for p in places} == {
        (codes[0], "TLD", date(2024, 1, 1)), (codes[1], "HN", date(2021, 1, 1)),
    }  # fmt: skip


def test_people_are_renamed_and_take_a_second_post(season: Season, rows: Rows) -> None:
    line = next(n for n, row in enumerate(rows["people"], start=3) if row["username"] == "hoa")
    for change in (
        put("people", line, full_name="Nguyễn Thị Hoa"),
        again(
            "people",
            line,
            full_name="Nguyễn Thị Hoa",
            title="Chủ tịch",
            role="chair",
            valid_from=date(2024, 5, 1),
        ),
    ):
        change(rows)
    assert told(take(rows)) == []
    hoa = Person.objects.get(user__username="hoa")
    held = Appointment.objects.filter(person=hoa).order_by("valid_from")
    assert (hoa.full_name, [(a.post.title, a.post.role) for a in held]) == (
        "Nguyễn Thị Hoa", [("Cán bộ", "officer"), ("Chủ tịch", "chair")],
    )  # fmt: skip


def test_somebody_known_by_the_account_alone_is_renamed_with_a_new_post(season: Season, rows: Rows) -> None:
    row = next(row for row in rows["people"] if row["username"] == "hoa")
    add(
        "people",
        **{**row, "username": "vy", "full_name": "Trần Vy", "email": "vy@example.vn", "title": "Ủy viên"},
    )(rows)
    assert told(take(rows)) == []
    assert Person.objects.get(user__username="vy").full_name == "Trần Vy"


def test_end_of_a_post_alone_leaves_the_person_as_is(season: Season, rows: Rows) -> None:
    line = next(n for n, row in enumerate(rows["people"], start=3) if row["username"] == "hoa")
    put("people", line, valid_to=date(2024, 12, 31))(rows)
    put("clusters", 3, name="Cụm một")(rows)
    assert take(rows).counts == {"clusters": {"new": 0, "changed": 1}, "people": {"new": 0, "changed": 1}}


def test_the_command_tells_warnings_and_shows_progress_in_a_terminal(rows: Rows, tmp_path: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    add("clusters", code="C3", name="Cụm 3", owner="BD")(rows)
    write_workbook(str(tmp_path / "a.xlsx"), rows)
    out, errors = Terminal(), StringIO()
    call_command("import_workbook", str(tmp_path / "a.xlsx"), stdout=out, stderr=errors)
    assert "Another union than the campaign's owner runs this cluster." in errors.getvalue()
    assert out.getvalue().startswith("\r")
