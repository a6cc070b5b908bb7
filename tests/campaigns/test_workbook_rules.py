"""The rules of a campaign's workbook, one broken at a time; and what a right one changes in what is stored."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from campaigns import imports
from campaigns.choices import ResultStatus
from campaigns.imports import ask_import, import_workbook
from campaigns.models import Campaign, Participant, Phase, Result, ScoringTable
from campaigns.services import bulk, closing
from campaigns.workbook import BY_KEY
from campaigns.workbook.exporting import write_workbook
from common.errors import Conflict, Refusal
from common.workbook.faults import SHOWN, Faults
from common.workbook.runs import Run
from common.workbook.sheets import told as written
from tests.campaigns.pledge_cast import circulated
from tests.campaigns.workbook_cast import Change, Rows, add, again, cell, put, rows_of, take, told
from tests.cast import CLOSES, NOW, Season, World
from units.actors import SYSTEM
from units.choices import Level
from units.models import Affiliation, Appointment, AuditEvent, Cluster, Person
from units.services import jobs, unions
from units.services.bulk import unions as unit_bulk

CASES: dict[str, tuple[Change, str, str, int, str]] = {
    "union dissolved before it was founded": (
        put("unions", 5, founded_on=date(2020, 1, 1), dissolved_on=date(2019, 1, 1)), "unions", "dissolved_on", 5,
        "A union is dissolved after it was founded. Correct one of the dates."),
    "union placed before its parent": (
        add("unions", code="X", name="X", short_name="X", level="district", parent="HN", valid_from=date(2019, 1, 1)),
        "unions", "valid_from", 9, "“HN” has its place from 01/01/2020 on. Choose that day or a later one."),
    "union moved to before its present place": (
        put("unions", 5, parent="TLD"), "unions", "valid_from", 5,
        "The new place must begin after 01/01/2020, when the current one began."),
    "term of no year": (
        add("terms", cluster="C1", year=1800, leader="LB"), "terms", "year", 5,
        "The year 1800 is out of range. Write a year between 1900 and 2100."),
    "campaign of no year": (
        put("campaign", 3, year=1800), "campaign", "year", 3,
        "The year 1800 is out of range. Write a year between 1900 and 2100."),
    "campaign below itself": (
        put("campaign", 3, parent="HN-2024"), "campaign", "parent", 3,
        "A campaign cannot answer itself. Choose another parent."),
    "two campaigns": (
        again("campaign", 3, code="HN-2025"), "campaign", "code", 4,
        "A workbook carries one campaign at most; this sheet has 2 rows."),
    "phase due nothing": (
        put("phases", 3, target_share=Decimal(0)), "phases", "target_share", 3,
        "The share of the target must be more than 0 %."),
    "phase number of all sectors": (
        again("phases", 3, sector="enterprise"), "phases", "number", 4,
        "Phase 1 exists already for this sector. Choose another number."),
    "indicator of five decimals": (
        put("indicators", 3, decimals=5), "indicators", "decimals", 3, "At most 4 decimals are kept. Write 0 to 4."),
    "criterion of a version that is not there": (
        put("criteria", 3, version=2), "criteria", "table", 3,
        "There is no version 2 of the table “B1”. Add it to the sheet of tables."),
    "criterion of a table that is not there": (
        put("criteria", 3, table="B2"), "criteria", "table", 3,
        "There is no version 1 of the table “B2”. Did you mean “B1”?"),
    "criterion capped at nothing": (
        put("criteria", 3, cap=Decimal(0)), "criteria", "cap", 3, "The cap must be more than 0 %."),
    "target below nothing": (
        put("targets", 3, value=Decimal("1.5")), "targets", "value", 3, "Only whole numbers are taken here."),
    "person of two names": (
        again("people", 3, title="Khác", full_name="Hoá"), "people", "full_name", 0,
        "Row 3 gives this person another name, address or mark. Write the same in both."),
    "post held twice": (
        again("people", 3, valid_from=date(2021, 1, 1)), "people", "valid_from", 3,
        "This person holds the post from 01/01/2021 on already. Choose other days."),
    "post that ends before it begins": (
        put("people", 3, valid_to=date(2019, 1, 1)), "people", "valid_to", 3, "The end must come after 01/01/2020."),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_told_at_its_cell_and_nothing_is_written(rows: Rows, name: str) -> None:
    change, sheet, key, line, message = CASES[name]
    events = AuditEvent.objects.count()
    change(rows)
    assert f"{cell(sheet, key, line or len(rows[sheet]) + 2)}: {message}" in told(take(rows))
    assert AuditEvent.objects.count() == events


#: A cell that cannot be read at all is told once; the rules that would need it keep silent.
UNREADABLE: dict[str, tuple[str, str]] = {
    "unions": ("parent", "x" * 41),
    "members": ("union", "x" * 41),
    "terms": ("year", "nhiều"),
    "people": ("email", "x" * 300),
    "campaign": ("year", "nhiều"),
    "phases": ("number", "nhiều"),
    "criteria": ("rule", "khác"),
    "participants": ("table_version", "nhiều"),
    "results": ("value", "nhiều"),
}


@pytest.mark.parametrize("sheet", UNREADABLE)
def test_a_cell_that_cannot_be_read_is_told_once(rows: Rows, sheet: str) -> None:
    key, value = UNREADABLE[sheet]
    rows[sheet] = rows[sheet][:1]
    page = BY_KEY[sheet]
    found = [f for f in told(spoiled(rows, sheet, key, value)) if f.startswith(f"{page.title}!")]
    assert [f.split(": ")[0] for f in found] == [cell(sheet, key, 3)]


def spoiled(rows: Rows, sheet: str, key: str, value: str) -> imports.Outcome:
    """The import of these rows with a text that the column does not take in the first row."""
    from common.workbook import writing

    file, right = BytesIO(), writing.write_cell

    def wrong(page: Any, line: int, place: int, column: Any, held: Any, styles: Any) -> None:
        if (page.name, line, column.key) == (BY_KEY[sheet].title, 2, key):
            page.write_string(line, place, value)
        else:
            right(page, line, place, column, held, styles)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "write_cell", wrong)
        write_workbook(file, rows)
    return import_workbook(file=file, by=SYSTEM, now=NOW)


def test_a_table_of_another_cluster_scores_nobody_here(season: Season, rows: Rows) -> None:
    ScoringTable.objects.create(
        campaign=season.campaign, code="B2", name="Riêng", cluster=season.world.cluster_2
    )
    rows = rows_of(season.campaign)
    line = next(n for n, row in enumerate(rows["participants"], start=3) if row["cluster"] == "C1")
    put("participants", line, table="B2")(rows)
    assert told(take(rows)) == [
        f"{cell('participants', 'table', line)}: “B2” is another cluster's table. Choose this cluster's, or the common one."
    ]


def test_a_target_that_stands_in_a_pledge_changes_only_for_a_reason(season: Season, rows: Rows) -> None:
    circulated(season)
    line = next(n for n, row in enumerate(rows["targets"], start=3) if row["union"] == "BD")
    put("targets", line, value=Decimal(1))(rows)
    assert told(take(rows)) == [
        f"{cell('targets', 'reason', line)}: These targets stand in the pledge. Please say why they change."
    ]
    put("targets", line, reason="Sáp nhập")(rows)
    assert take(rows).counts == {"targets": {"new": 0, "changed": 1}}


def test_kind_of_an_indicator_stays_once_a_phase_with_it_is_closed(season: Season, rows: Rows) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    put("indicators", 3, kind="money", name="Tên mới")(rows)
    add("indicators", code="MOI", name="Mới", short_name="Mới", order=9)(rows)
    assert told(take(rows)) == [
        f"{cell('indicators', 'kind', 3)}: A phase with this indicator is closed; write what is stored: number."
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "empty"), ("", "empty"), (True, "yes"), (False, "no"), (date(2024, 7, 1), "01/07/2024"),
     (datetime(2024, 7, 1, 9, 5), "01/07/2024 09:05"), (Decimal("1234.5"), "1.234,5"), ("B1", "B1")],
)  # fmt: skip
def test_a_stored_value_is_told_as_people_write_it(value: Any, text: str) -> None:
    assert written(value) == text


def test_at_most_two_hundred_warnings_are_told() -> None:
    faults = Faults()
    for n in range(SHOWN + 1):
        faults.warn("Xếp loại", f"A{n}", "…")
    assert (len(faults.warnings), faults.is_full, bool(faults)) == (200, False, False)


# --- What an importer may not reach ------------------------------------------------------------------------------------
REFUSED = "Only staff of this union, or of one above it, may change this. Leave the row as the system has it, or ask them."


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
    add("clusters", code="HP1", name="Cụm khác", owner="HP", year=2024)(rows)
    add("members", cluster="HP1", union="BD", valid_from=date(2021, 1, 1))(rows)
    rows["clusters"] = [
        {k: v for k, v in row.items() if k in {c.key for c in BY_KEY["clusters"].columns}}
        for row in rows["clusters"]
    ]
    found = told(take(rows, by=world.quang))
    assert f"{cell('clusters', 'owner', 3)}: {REFUSED}" in found
    assert f"{cell('clusters', 'owner', 5)}: {REFUSED}" in found
    assert any(f.startswith(cell("members", "cluster", 7)) and f.endswith(REFUSED) for f in found)


def test_a_cluster_run_by_another_union_than_the_owner_is_a_warning(rows: Rows) -> None:
    add("clusters", code="C3", name="Cụm 3", owner="BD")(rows)
    outcome = take(rows)
    assert (told(outcome), [str(w) for w in outcome.faults.warnings]) == (
        [],
        [
            f"{cell('clusters', 'owner', 5)}: Another union than the campaign's owner runs this cluster. "
            "Please make sure that this is meant."
        ],
    )


# --- What a right workbook changes ------------------------------------------------------------------------------------
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


def test_a_place_is_not_corrected_into_the_days_of_an_earlier_one(world: World) -> None:
    unions.affiliate_union(
        union=world.ba_dinh, parent=world.confederation, since=date(2022, 1, 1), by=SYSTEM, now=NOW
    )
    with pytest.raises(ValidationError) as error:
        unit_bulk.correct_places(days={world.ba_dinh.pk: date(2021, 6, 1)}, by=SYSTEM, now=NOW)
    assert error.value.message_dict == {
        "valid_from": ["“BD” had another place until 01/01/2022. Choose that day or a later one."]
    }


def test_a_top_is_not_put_under_what_stands_below_it(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        unit_bulk.put_top_under(
            union=world.confederation, parent=world.city, since=date(2020, 1, 1), by=SYSTEM, now=NOW
        )
    assert error.value.message_dict == {
        "parent": ["“TLD” has had another place already. Choose a later day for the new one."]
    }


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


# --- What happens meanwhile ------------------------------------------------------------------------------------------
def test_figures_submitted_or_changed_meanwhile_stop_the_import(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    fields = {"state": "reported", "value": Decimal(5), "as_of": None, "is_estimate": False, "note": ""}
    given = {
        "rows": [((row.participant_id, row.indicator_id), fields)],
        "campaign": season.campaign,
        "by": SYSTEM,
        "now": NOW,
    }
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "update_from", lambda *_a, **_k: 0)
        with pytest.raises(Conflict) as changed:
            bulk.enter_results(**given)
    assert (
        changed.value.reason
        == "Some figures were changed meanwhile. Nothing was imported; please import once more."
    )
    Result.objects.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
    with pytest.raises(Conflict) as submitted:
        bulk.enter_results(**given)
    assert (
        submitted.value.reason
        == "Some figures were submitted meanwhile. Nothing was imported; please import once more."
    )


@pytest.mark.parametrize(
    ("error", "faults"),
    [
        (ValidationError({"file": ["Đã có."]}), [": Đã có."]),
        (Refusal("Không được."), [": Không được."]),
    ],
)
def test_what_a_service_refuses_while_writing_is_told_as_a_fault(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, error: Exception, faults: list[str]
) -> None:
    def refuse(*_a: Any, **_k: Any) -> None:
        raise error

    monkeypatch.setattr(Run, "apply", refuse)
    assert told(take(rows)) == faults


def test_what_became_wrong_between_reading_and_writing_is_told(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, calls = Run.check, []

    def check(run: Run, *more: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            run.faults.add(BY_KEY["unions"].title, "A3", "…")
        right(run, *more)

    monkeypatch.setattr(Run, "check", check)
    outcome = take(rows)
    assert (told(outcome), outcome.campaign) == ([f"{BY_KEY['unions'].title}!A3: …"], None)


def test_a_file_that_is_no_workbook_is_one_fault(db: None) -> None:
    outcome = import_workbook(file=BytesIO(b"a,b"), by=SYSTEM, now=NOW)
    assert told(outcome) == [": This is no Excel workbook. Choose a file that ends in .xlsx."]


def test_somebody_of_no_federation_does_not_ask_for_an_import(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        ask_import(upload=BytesIO(), by=world.vy, now=NOW)  # type: ignore[arg-type]
    assert refusal.value.reason == "Only staff of a federation may import a workbook. Please ask them."


# --- Writing --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"none": []}, "unknown sheets: ['none']"),
        ({"bands": [{"none": 1}]}, "bands: unknown columns ['none']"),
        ({"unions": [{"name": "x" * 40_000}]}, "name: a cell takes at most 32767 characters"),
    ],
)
def test_what_no_workbook_can_hold_is_not_written(given: Rows, message: str) -> None:
    with pytest.raises(ValueError) as error:
        write_workbook(BytesIO(), given)
    assert str(error.value) == message


def test_times_that_a_spreadsheet_cannot_keep_travel_as_text(season: Season, rows: Rows) -> None:
    put("phases", 3, entry_opens_at=datetime(2024, 7, 1, 0, 0, 0, 250_000))(rows)
    put("unions", 5, founded_on=date(1899, 5, 1))(rows)
    found = told(take(rows))
    assert found == [
        f"{cell('unions', 'founded_on', 5)}: The year 1899 is out of range. Write a date between 1900 and 2100."
    ]


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


NOBODY_OF_THEIRS = "Only staff of this union, or of one above it, may change this. Leave the row as the system has it, or ask them."


def test_unions_of_others_neither_join_nor_take_part(season: Season, rows: Rows) -> None:
    world = season.world
    add("members", cluster="C1", union="TLD", valid_from=date(2024, 1, 1))(rows)
    add("participants", phase_number=1, union="TLD", cluster="C1", table="B1")(rows)
    found = told(take(rows, by=world.quang))
    assert f"{cell('members', 'union', len(rows['members']) + 2)}: {NOBODY_OF_THEIRS}" in found
    assert f"{cell('participants', 'union', len(rows['participants']) + 2)}: {NOBODY_OF_THEIRS}" in found


def test_nobody_appoints_himself(season: Season, rows: Rows) -> None:
    row = next(row for row in rows["people"] if row["username"] == "quang")
    add("people", **{**row, "title": "Phó Chủ tịch", "role": "vice_chair"})(rows)
    assert told(take(rows, by=season.world.quang)) == [
        f"{cell('people', 'title', len(rows['people']) + 2)}: "
        "Nobody appoints himself. Ask a colleague, or the union above, to enter this row."
    ]


def test_somebody_who_also_acts_elsewhere_is_not_renamed_from_below(season: Season, rows: Rows) -> None:
    world = season.world
    add("people", username="vy", full_name="Trần Vy", email="", union="HN", title="Ủy viên", role="officer",
        valid_from=date(2024, 1, 1))(rows)  # fmt: skip
    line = len(rows["people"]) + 2
    assert f"{cell('people', 'full_name', line)}: {NOBODY_OF_THEIRS}" in told(take(rows, by=world.quang))


def test_end_of_a_post_alone_leaves_the_person_as_is(season: Season, rows: Rows) -> None:
    line = next(n for n, row in enumerate(rows["people"], start=3) if row["username"] == "hoa")
    put("people", line, valid_to=date(2024, 12, 31))(rows)
    put("clusters", 3, name="Cụm một")(rows)
    assert take(rows).counts == {"clusters": {"new": 0, "changed": 1}, "people": {"new": 0, "changed": 1}}


def test_place_that_ended_before_the_corrected_day_stays(world: World) -> None:
    unions.affiliate_union(
        union=world.ba_dinh, parent=world.confederation, since=date(2022, 1, 1), by=SYSTEM, now=NOW
    )
    unit_bulk.correct_places(days={world.ba_dinh.pk: date(2023, 6, 1)}, by=SYSTEM, now=NOW)
    places = Affiliation.objects.filter(union=world.ba_dinh).order_by("valid_from")
    assert [(p.valid_from, p.valid_to) for p in places] == [
        (date(2020, 1, 1), date(2022, 1, 1)), (date(2023, 6, 1), None),
    ]  # fmt: skip
