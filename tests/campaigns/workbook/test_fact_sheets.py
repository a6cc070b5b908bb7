"""The sheets of headcounts and of facts: what they change, what they refuse, who may."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import ExternalFact
from campaigns.services.facts import keep_sourced_fact, withdraw_fact
from campaigns.workbook.exporting import campaign_rows
from tests.campaigns.test_facts import record
from tests.campaigns.workbook.cast import Rows, cell, rows_of, take, told
from tests.cast import NOW, Season
from tests.units.test_headcounts import record as count
from units.actors import SYSTEM
from units.models import AuditEvent, Headcount
from units.services import headcounts

JUNE = date(2024, 6, 30)
COUNT: dict[str, Any] = {"union": "BD", "as_of": JUNE, "members": 41_250, "women": 20_000, "source": "BC 12"}
FACT: dict[str, Any] = {
    "union": "BD", "kind": "discipline", "grade": "Khiển trách", "number": "12/QĐ-LĐLĐ", "day": JUNE,
}  # fmt: skip


@pytest.fixture
def rows(season: Season) -> Rows:
    return rows_of(season.campaign)


# --- Headcounts -------------------------------------------------------------------------------------------------------
def test_counts_are_written_and_corrected_in_sets(season: Season, rows: Rows) -> None:
    old = count(season.world.ba_dinh)
    rows["headcounts"] = [
        {**COUNT, "as_of": date(2024, 1, 1)},
        COUNT,
        {**COUNT, "union": "LB", "women": None},
    ]
    outcome = take(rows, by=season.world.quang)
    assert (told(outcome), outcome.counts) == ([], {"headcounts": {"new": 2, "changed": 1}})
    stored = Headcount.objects.order_by("union__code", "as_of")
    assert list(stored.values_list("union__code", "as_of", "members", "women")) == [
        ("BD", date(2024, 1, 1), 41_250, 20_000), ("BD", JUNE, 41_250, 20_000), ("LB", JUNE, 41_250, None),
    ]  # fmt: skip
    old.refresh_from_db()
    assert (old.members, old.recorded_by) == (41_250, season.world.quang)
    assert AuditEvent.objects.filter(verb="write_headcounts").count() == 1
    assert take(rows, by=season.world.quang).counts == {}


def test_a_new_count_is_told_to_the_apps_above(
    rows: Rows, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(headcounts, "steps", [lambda **told: asked.append(told)])
    rows["headcounts"] = [COUNT]
    take(rows)
    assert [(step["union_ids"], step["day"]) for step in asked] == [({season.world.ba_dinh.pk}, JUNE)]


@pytest.mark.parametrize(
    ("said", "key", "message"),
    [
        ({"members": 10}, "women", "Women are counted among the members: enter 10 or less."),
        ({"members": Decimal("1.5"), "women": None}, "members",
         "People are counted in whole numbers, for example 1.234."),
        ({"direct_workers": 41_251}, "direct_workers",
         "Direct workers are counted among the members: enter 41.250 or less."),
        ({"as_of": date(2024, 7, 21)}, "as_of",
         "This day is still to come. Please enter the day on which the members were counted."),
        ({"members": 30_000_000}, "members", "Please check this number: it lies between 0 and 20.000.000."),
        ({"union": "XX"}, "union", "“XX” is not known. Add it to the sheet “Công đoàn”, or correct the code."),
    ],
)  # fmt: skip
def test_a_fault_in_a_count_is_told_at_its_cell(
    rows: Rows, said: dict[str, Any], key: str, message: str
) -> None:
    rows["headcounts"] = [{**COUNT, **said}]
    assert told(take(rows)) == [f"{cell('headcounts', key, 3)}: {message}"]
    assert Headcount.objects.count() == 0


def test_a_day_twice_is_told(rows: Rows) -> None:
    rows["headcounts"] = [COUNT, {**COUNT, "members": 50_000}]
    said = "This row stands in row 3 already. Keep one of them."
    assert told(take(rows)) == [f"{cell('headcounts', 'union', 4)}: {said}"]


def test_counts_of_a_union_that_the_importer_does_not_keep_are_refused(season: Season, rows: Rows) -> None:
    rows["headcounts"] = [{**COUNT, "union": "TLD"}]
    said = (
        "Only staff of this union, or of one above it, may change this. "
        "Leave the row as the system has it, or ask them."
    )
    assert told(take(rows, by=season.world.quang)) == [f"{cell('headcounts', 'union', 3)}: {said}"]


# --- Facts ------------------------------------------------------------------------------------------------------------
def test_facts_are_recorded_by_who_keeps_the_union_from_above(season: Season, rows: Rows) -> None:
    rows["facts"] = [FACT, {**FACT, "union": "LB", "issued_by": "LĐLĐ TP", "note": "Quý I"}]
    outcome = take(rows, by=season.world.quang)
    assert (told(outcome), outcome.counts) == ([], {"facts": {"new": 2, "changed": 0}})
    made = ExternalFact.objects.get(union=season.world.long_bien)
    assert (made.grade, made.number, made.issued_by, made.note, made.recorded_by) == (
        "Khiển trách", "12/QĐ-LĐLĐ", "LĐLĐ TP", "Quý I", season.world.quang,
    )  # fmt: skip
    assert take(rows, by=season.world.quang).counts == {}
    rows["facts"] = [{**FACT, "grade": "KHIỂN TRÁCH", "number": "12/qđ-lđlđ"}]
    assert take(rows, by=season.world.quang).counts == {}


def test_no_union_brings_in_facts_of_its_own(season: Season, rows: Rows) -> None:
    rows["facts"] = [{**FACT, "union": "HN"}]
    said = "Facts of a union are recorded by staff of the unions above it. Please ask them."
    assert told(take(rows, by=season.world.quang)) == [f"{cell('facts', 'union', 3)}: {said}"]
    record(
        season.world.city
    )  # by somebody above: its own union reads the fact and may bring it along unchanged
    assert take(rows, by=season.world.quang).counts == {}


@pytest.mark.parametrize(
    ("said", "key", "stored"),
    [({"day": date(2024, 1, 1)}, "day", "30/06/2024"), ({"note": "Khác"}, "note", "empty")],
)
def test_a_recorded_fact_does_not_change(
    season: Season, rows: Rows, said: dict[str, Any], key: str, stored: str
) -> None:
    record(season.world.ba_dinh)
    rows["facts"] = [{**FACT, **said}]
    assert told(take(rows)) == [
        f"{cell('facts', key, 3)}: A recorded fact does not change. Write what is stored: {stored}; or withdraw it on"
        " the page of its union and record it anew."
    ]


def test_a_fact_dated_ahead_and_one_without_a_document_are_told(rows: Rows) -> None:
    rows["facts"] = [{**FACT, "day": date(2024, 7, 21)}, {**FACT, "number": ""}]
    assert told(take(rows)) == [
        f"{cell('facts', 'day', 3)}: This day is still to come. Please enter the date of the document.",
        f"{cell('facts', 'number', 4)}: “Số văn bản” may not be empty. Fill it in.",
    ]


def test_a_withdrawn_fact_that_a_file_brings_again_is_warned_of(season: Season, rows: Rows) -> None:
    old = record(season.world.ba_dinh)
    withdraw_fact(fact=old, reason="Nhầm đơn vị", by=SYSTEM, now=NOW)
    rows["facts"] = [FACT]
    outcome = take(rows, by=season.world.quang)
    assert [str(w) for w in outcome.faults.warnings] == [
        f"{cell('facts', 'number', 3)}: This fact was withdrawn: Nhầm đơn vị. It will be recorded anew."
    ]
    assert ExternalFact.objects.standing().count() == 1


def test_what_is_exported_is_what_may_count_and_was_recorded_by_itself(season: Season) -> None:
    world = season.world
    record(world.ba_dinh, number="1", day=date(2024, 7, 20))
    record(world.city, number="2")  # takes no part
    withdraw_fact(fact=record(world.ba_dinh, number="3"), reason="Nhầm", by=SYSTEM, now=NOW)
    late = record(world.ba_dinh, number="4")
    ExternalFact.objects.filter(pk=late.pk).update(day=date(2024, 8, 1))  # after the last day covered
    keep_sourced_fact(
        source="registration:1", union=world.ba_dinh, kind="registration", grade="Cờ", day=JUNE, number="5", by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    count(world.ba_dinh)
    count(world.confederation)
    for by, counted in ((SYSTEM, ["BD"]), (world.quang, ["BD"])):
        found = campaign_rows(season.campaign, by)
        assert [known.values["number"] for known in found["facts"]] == ["1"]
        assert [known.values["union"] for known in found["headcounts"]] == counted
