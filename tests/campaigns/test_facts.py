"""Facts from outside: recording them, their file, withdrawing them."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import ExternalFact
from campaigns.services import facts
from common.errors import Conflict, Refusal
from tests.cast import NOW, START, World
from units.actors import SYSTEM, Actor
from units.models import AuditEvent, Document, Union
from units.services import people

JUNE = date(2024, 6, 30)
SAID: dict[str, Any] = {"kind": "discipline", "grade": "Khiển trách", "day": JUNE, "number": "12/QĐ-LĐLĐ"}


def record(union: Union, by: Actor = SYSTEM, **said: Any) -> ExternalFact:
    return facts.record_fact(union=union, **{**SAID, **said}, by=by, now=NOW)


def a_pdf(name: str = "quyet-dinh.pdf", content: bytes = b"%PDF-1.7 x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_level_above_records_what_a_document_says(world: World) -> None:
    made = record(
        world.ba_dinh,
        world.quang,
        number=" 12/QĐ-LĐLĐ ",
        grade="Khiển  trách",
        issued_by="LĐLĐ TP",
        note="Ghi chú",
    )
    made.refresh_from_db()
    assert (made.union, made.kind, made.grade, made.day, made.number, made.issued_by, made.note) == (
        world.ba_dinh, "discipline", "Khiển trách", JUNE, "12/QĐ-LĐLĐ", "LĐLĐ TP", "Ghi chú",
    )  # fmt: skip
    assert (made.grade_key, made.document_key) == ("khiển trách", "12/qđ-lđlđ")
    assert (made.recorded_by, made.recorded_at, made.source, made.document) == (world.quang, NOW, "", None)
    event = AuditEvent.objects.get(verb="record_fact")
    assert event.data == {
        "union": "BD", "kind": "discipline", "grade": "Khiển trách", "day": "2024-06-30", "number": "12/QĐ-LĐLĐ",
        "issued_by": "LĐLĐ TP", "source": "", "sha256": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"number": " "},
         {"number": ["Please give the number of the document that says so; without one a fact cannot count."]}),
        ({"day": date(2024, 7, 21)},
         {"day": ["This day is still to come. Please enter the date of the document."]}),
        ({"day": date(1, 1, 1)}, {"day": ["The year 1 is out of range. Write a date between 1900 and 2100."]}),
        ({"kind": "rumour"}, {"kind": ["Value 'rumour' is not a valid choice."]}),
        ({"grade": "x" * 81}, {"grade": ["Ensure this value has at most 80 characters (it has 81)."]}),
        ({"number": "x" * 121}, {"number": ["Ensure this value has at most 120 characters (it has 121)."]}),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_says_what_to_do(
    world: World, said: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as error:
        record(world.ba_dinh, **said)
    assert error.value.message_dict == faults
    assert ExternalFact.objects.count() == 0


def test_a_fact_of_today_is_taken(world: World) -> None:
    assert record(world.ba_dinh, day=date(2024, 7, 20)).day == date(2024, 7, 20)


@pytest.mark.parametrize(
    "same",
    [{}, {"number": " 12/qđ-lđlđ"}, {"grade": "KHIỂN TRÁCH"}, {"day": date(2024, 1, 1)}, {"issued_by": "X"}],
)
def test_the_same_fact_twice_is_refused_however_it_is_written(world: World, same: dict[str, Any]) -> None:
    record(world.ba_dinh)
    with pytest.raises(ValidationError) as error:
        record(world.ba_dinh, **same)
    assert error.value.message_dict == {
        "number": [
            "This fact is recorded already, with the day 30/06/2024. Correct the number, or withdraw the other one."
        ]
    }
    assert ExternalFact.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"number": "12/QD-LDLD"}, {"grade": "Cảnh cáo"}, {"grade": ""}, {"kind": "rating"}]
)
def test_another_number_grade_or_kind_is_another_fact(world: World, other: dict[str, Any]) -> None:
    record(world.ba_dinh)
    record(world.ba_dinh, **other)
    record(world.long_bien)
    assert ExternalFact.objects.count() == 3


@pytest.mark.parametrize("name", ["hoa", "hung", "minh", "lan", "nga", "kim", "vy"])
def test_neither_the_union_itself_nor_others_nor_inspectors_record(world: World, name: str) -> None:
    fact = record(world.ba_dinh)
    user = world.users[name]
    acts = (
        lambda: record(world.ba_dinh, user, number="13/QĐ"),
        lambda: facts.withdraw_fact(fact=fact, reason="x", by=user, now=NOW),
        lambda: facts.attach_document(fact=fact, upload=a_pdf(), by=user, now=NOW),
    )
    for act in acts:
        with pytest.raises(Refusal) as error:
            act()
        assert error.value.reason == (
            "Facts of a union are recorded by staff of the unions above it. Please ask them."
        )
    assert (ExternalFact.objects.standing().count(), Document.objects.count()) == (1, 0)


def test_a_federation_records_nothing_of_itself_but_who_also_acts_above_does(world: World) -> None:
    with pytest.raises(Refusal):
        record(world.city, world.quang)
    people.appoint(
        person=world.quang.person, union=world.confederation, title="Chuyên viên", role="officer", since=START,
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    del world.quang._scope
    assert record(world.city, world.quang).union == world.city


# --- The file ---------------------------------------------------------------------------------------------------------
def test_the_file_comes_with_the_fact_or_later_and_may_be_replaced(world: World) -> None:
    made = record(world.ba_dinh, world.quang, upload=a_pdf())
    first = Document.objects.get()
    assert (made.document, first.union, first.uploaded_by, first.is_private) == (
        first, world.ba_dinh, world.quang, False,
    )  # fmt: skip
    other = facts.attach_document(fact=made, upload=a_pdf("hai.pdf", b"%PDF-1.7 y"), by=world.an, now=NOW)
    made.refresh_from_db()
    assert (made.document, Document.objects.count()) == (other, 2)
    event = AuditEvent.objects.get(verb="attach_document")
    assert (event.data["before"], event.data["sha256"]) == (first.sha256, other.sha256)


def test_a_refused_fact_keeps_no_file(world: World) -> None:
    record(world.ba_dinh)
    with pytest.raises(ValidationError):
        record(world.ba_dinh, world.quang, upload=a_pdf())
    with pytest.raises(ValidationError) as error:
        record(world.ba_dinh, world.quang, number="13/QĐ", upload=a_pdf("anh.pdf", b"GIF89a"))
    assert error.value.message_dict == {
        "file": ["“anh.pdf” is not taken. Choose a PDF, a photo (JPG, PNG) or a Word or Excel file."]
    }
    assert (Document.objects.count(), ExternalFact.objects.count()) == (0, 1)


# --- Withdrawing ------------------------------------------------------------------------------------------------------
def test_a_withdrawn_fact_stays_with_its_reason_and_may_be_recorded_anew(world: World) -> None:
    made = record(world.ba_dinh)
    facts.withdraw_fact(fact=made, reason=" Ghi  nhầm đơn vị ", by=world.quang, now=NOW)
    made.refresh_from_db()
    assert (made.withdrawn_by, made.withdrawn_at, made.withdrawal_reason) == (
        world.quang, NOW, "Ghi nhầm đơn vị",
    )  # fmt: skip
    assert AuditEvent.objects.get(verb="withdraw_fact").data["reason"] == "Ghi nhầm đơn vị"
    again = record(world.ba_dinh)
    assert list(ExternalFact.objects.standing()) == [again]
    for act in (
        lambda: facts.withdraw_fact(fact=made, reason="x", by=world.quang, now=NOW),
        lambda: facts.attach_document(fact=made, upload=a_pdf(), by=world.quang, now=NOW),
    ):
        with pytest.raises(Conflict) as error:
            act()
        assert error.value.reason == "This fact was withdrawn already. Please look at the page again."
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("  ", "Please say why the fact is withdrawn; the union reads it."),
        ("x" * 301, "Please say it in 300 letters at most."),
    ],
)
def test_a_withdrawal_says_why(world: World, reason: str, fault: str) -> None:
    made = record(world.ba_dinh)
    with pytest.raises(ValidationError) as error:
        facts.withdraw_fact(fact=made, reason=reason, by=world.quang, now=NOW)
    assert error.value.message_dict == {"reason": [fault]}
    assert ExternalFact.objects.standing().count() == 1


# --- Facts that other records make ------------------------------------------------------------------------------------
def sourced(world: World) -> ExternalFact:
    return facts.keep_sourced_fact(
        source="registration:7", union=world.ba_dinh, kind="registration", grade="Cờ", day=JUNE, number="ĐK 7",
        by=world.hoa, now=NOW,
    )  # fmt: skip


def test_a_fact_that_another_record_makes_goes_with_that_record_alone(world: World) -> None:
    made = sourced(world)
    assert (made.source, made.recorded_by) == ("registration:7", world.hoa)
    with pytest.raises(Refusal) as error:
        facts.withdraw_fact(fact=made, reason="x", by=world.quang, now=NOW)
    assert error.value.reason == (
        "This fact comes with the registration of a title, and goes when that is taken back."
    )
    facts.withdraw_sourced_fact(source="registration:8", reason="Rút", by=world.hoa, now=NOW)
    assert ExternalFact.objects.standing().count() == 1
    facts.withdraw_sourced_fact(source="registration:7", reason="Rút", by=world.hoa, now=NOW)
    assert ExternalFact.objects.standing().count() == 0
    assert sourced(world).withdrawn_at is None


# --- Who reads --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "sees"),
    [("hoa", True), ("hung", True), ("quang", True), ("kim", True), ("an", True), ("minh", False), ("lan", False),
     ("nga", False), ("vy", False)],
)  # fmt: skip
def test_the_union_and_those_above_read_its_facts_and_no_neighbour_does(
    world: World, name: str, sees: bool
) -> None:
    made = record(world.ba_dinh)
    assert list(ExternalFact.objects.visible_to(world.users[name])) == ([made] if sees else [])
