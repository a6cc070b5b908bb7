"""The pages of a union's facts: the list, recording, the file, withdrawing."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import ExternalFact
from campaigns.services import facts
from tests.campaigns.test_facts import JUNE, a_pdf, record, sourced
from tests.cast import NOW, World
from tests.pages import as_, get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")

SENT = {
    "kind": "discipline", "grade": "Khiển trách", "number": "12/QĐ-LĐLĐ", "day": "30/06/2024", "issued_by": "LĐLĐ TP",
    "note": "",
}  # fmt: skip


def send(world: World, name: str, **changes: Any) -> Any:
    return post(world.users[name], "union-facts", world.ba_dinh.pk, **{**SENT, **changes})


def test_a_fact_is_recorded_with_its_file(world: World) -> None:
    client = as_(world.quang)
    answer = client.post(reverse("union-facts", args=[world.ba_dinh.pk]), {**SENT, "upload": a_pdf()})
    assert (answer.status_code, answer.url) == (302, reverse("union-facts", args=[world.ba_dinh.pk]))
    made = ExternalFact.objects.get()
    assert (made.grade, made.day, made.issued_by, made.recorded_by) == (
        "Khiển trách", JUNE, "LĐLĐ TP", world.quang,
    )  # fmt: skip
    page = text_of(client.get(answer.url))
    assert "Recorded: Reprimand or other discipline: Khiển trách, 12/QĐ-LĐLĐ, 30/06/2024." in page
    assert "<b>1 fact stands</b>" in page
    assert "quyet-dinh.pdf" in page
    document = get(world.hoa, "document", made.document_id)
    assert document.status_code == 200
    assert get(world.minh, "document", made.document_id).status_code == 404


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"number": ""}, {"number": ["Please fill this in."]}),
        ({"number": "\u200b"}, {"number": [
            "Please give the number of the document that says so; without one a fact cannot count."]}),
        ({"day": "21/07/2024"}, {"day": ["This day is still to come. Please enter the date of the document."]}),
        ({"kind": "rumour"},
         {"kind": ["Select a valid choice. rumour is not one of the available choices."]}),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_field_and_nothing_is_kept(
    world: World, changes: dict[str, str], faults: dict[str, list[str]]
) -> None:
    answer = send(world, "quang", **changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, faults)
    assert ExternalFact.objects.count() == 0


def test_a_file_that_is_not_taken_is_told_at_its_field(world: World) -> None:
    answer = send(world, "quang", upload=a_pdf("anh.gif", b"GIF89a"))
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"upload": ["“anh.gif” is not taken. Choose a PDF, a photo (JPG, PNG) or a Word or Excel file."]},
    )


@pytest.mark.parametrize(
    ("name", "sees", "writes"),
    [("quang", 200, 302), ("an", 200, 302), ("hoa", 200, 403), ("hung", 200, 403), ("kim", 200, 403),
     ("minh", 404, 404), ("lan", 404, 404), ("nga", 404, 404), ("vy", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_records(world: World, name: str, sees: int, writes: int) -> None:
    assert get(world.users[name], "union-facts", world.ba_dinh.pk).status_code == sees
    assert send(world, name).status_code == writes
    assert ExternalFact.objects.count() == (writes == 302)


def test_the_union_reads_all_and_finds_no_form(world: World) -> None:
    made = record(world.ba_dinh, note="Theo kết luận thanh tra")
    facts.withdraw_fact(fact=made, reason="Nhầm đơn vị", by=world.quang, now=NOW)
    answer = get(world.hoa, "union-facts", world.ba_dinh.pk)
    page = text_of(answer)
    assert answer.context["form"] is None
    assert "Withdrawn 20/07/2024, 09:00: Nhầm đơn vị" in page
    assert "Theo kết luận thanh tra" in page
    assert "<b>No fact is recorded yet</b>" in page
    assert reverse("fact-withdraw", args=[made.pk]) not in page


def test_grades_used_before_are_offered_the_most_frequent_first_and_once(world: World) -> None:
    for number, grade in enumerate(("Cảnh cáo", "Khiển trách", "khiển trách", "")):
        record(world.ba_dinh, number=str(number), grade=grade)
    record(world.confederation, number="9", grade="Của cấp trên")
    form = get(world.quang, "union-facts", world.ba_dinh.pk).context["form"]
    assert [grade.lower() for grade in form.grades] == ["khiển trách", "cảnh cáo"]


def test_a_fact_is_withdrawn_with_a_reason_on_a_page_of_its_own(world: World) -> None:
    made = record(world.ba_dinh)
    where = reverse("fact-withdraw", args=[made.pk])
    assert where in text_of(get(world.quang, "union-facts", world.ba_dinh.pk))
    assert "points that are not final yet are computed again" in text_of(as_(world.quang).get(where))
    answer = post(world.quang, "fact-withdraw", made.pk, reason="")
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"reason": ["Please say why the fact is withdrawn; the union reads it."]},
    )
    answer = post(world.quang, "fact-withdraw", made.pk, reason="Nhầm đơn vị")
    assert (answer.status_code, answer.url) == (302, reverse("union-facts", args=[world.ba_dinh.pk]))
    assert ExternalFact.objects.standing().count() == 0
    assert as_(world.quang).get(where).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("hoa", 403), ("kim", 403), ("minh", 404), ("vy", 404)])
@pytest.mark.parametrize("route", ["fact-withdraw", "fact-document"])
def test_others_open_no_page_of_a_change(world: World, route: str, name: str, status: int) -> None:
    made = record(world.ba_dinh)
    assert get(world.users[name], route, made.pk).status_code == status


def test_a_registered_title_is_not_withdrawn_by_itself(world: World) -> None:
    made = sourced(world)
    page = text_of(get(world.quang, "union-facts", world.ba_dinh.pk))
    assert "From a registration" in page
    assert reverse("fact-withdraw", args=[made.pk]) not in page
    assert get(world.quang, "fact-withdraw", made.pk).status_code == 403


def test_the_file_is_added_later_and_replaced(world: World) -> None:
    made = record(world.ba_dinh)
    assert "Add the file…" in text_of(get(world.quang, "union-facts", world.ba_dinh.pk))
    answer = post(world.quang, "fact-document", made.pk)
    assert (answer.status_code, answer.context["form"].errors) == (422, {"file": ["Choose a file first."]})
    assert post(world.quang, "fact-document", made.pk, file=a_pdf()).status_code == 302
    made.refresh_from_db()
    assert made.document is not None
    assert made.document.name == "quyet-dinh.pdf"
    assert "“quyet-dinh.pdf” stands behind this fact." in text_of(get(world.quang, "fact-document", made.pk))


def test_the_unions_page_shows_the_latest_facts_to_who_may_read_them(world: World) -> None:
    for number in range(4):
        record(world.ba_dinh, number=f"{number}/QĐ")
    page = text_of(get(world.hoa, "unit", world.ba_dinh.pk))
    assert [f"{number}/QĐ" in page for number in range(4)] == [False, True, True, True]
    assert "All facts, and new ones" in text_of(get(world.quang, "unit", world.ba_dinh.pk))
    assert 'id="h-facts"' not in text_of(get(world.minh, "unit", world.ba_dinh.pk))


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_takes_the_same_queries_for_any_number(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    ExternalFact.objects.bulk_create(
        ExternalFact(
            union=world.ba_dinh, kind="other", grade=f"g{n}", grade_key=f"g{n}", day=JUNE, number=f"{n}",
            document_key=f"{n}", recorded_at=NOW, recorded_by=world.quang,
        )
        for n in range(count)
    )  # fmt: skip
    client = as_(world.quang)
    where = reverse("union-facts", args=[world.ba_dinh.pk])
    client.get(where)
    with django_assert_num_queries(8):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count
    assert len(answer.context["form"].grades) == min(count, 40)
