"""How many people a union has: recording, correcting, and what holds on a day."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef

from common.errors import Refusal
from tests.cast import NOW, World
from units.actors import SYSTEM, Actor
from units.models import AuditEvent, ClusterTerm, Headcount, Union, headcount_on
from units.services import headcounts
from units.services.bulk.headcounts import write_headcounts

JUNE, JULY = date(2024, 6, 30), date(2024, 7, 20)


def record(union: Union, as_of: date = JUNE, by: Actor = SYSTEM, **said: Any) -> Headcount:
    given = {"members": 1200, "source": "Báo cáo 12/BC", **said}
    return headcounts.record_headcount(union=union, as_of=as_of, **given, by=by, now=NOW)


def test_a_union_records_how_many_people_it_has(world: World) -> None:
    made = record(world.ba_dinh, by=world.hoa, women=640, direct_workers=900, source="  Báo  cáo 12/BC ")
    made.refresh_from_db()
    assert (made.members, made.women, made.direct_workers, made.source) == (1200, 640, 900, "Báo cáo 12/BC")
    assert (made.recorded_by, made.recorded_at) == (world.hoa, NOW)
    event = AuditEvent.objects.get(verb="record_headcount")
    assert event.data == {
        "union": "BD",
        "as_of": "2024-06-30",
        "after": {"members": 1200, "women": 640, "direct_workers": 900, "source": "Báo cáo 12/BC"},
    }


def test_numbers_of_the_same_day_are_corrected_and_the_audit_keeps_both(world: World) -> None:
    first = record(world.ba_dinh, by=world.hoa, women=640)
    again = record(world.ba_dinh, by=world.quang, members=1250)
    assert (again.pk, Headcount.objects.count()) == (first.pk, 1)
    again.refresh_from_db()
    assert (again.members, again.women, again.recorded_by) == (1250, None, world.quang)
    event = AuditEvent.objects.get(verb="correct_headcount")
    assert (event.data["before"], event.data["after"]) == (
        {"members": 1200, "women": 640},
        {"members": 1250, "women": None},
    )


def test_the_same_numbers_once_more_change_nothing(world: World) -> None:
    record(world.ba_dinh, by=world.hoa)
    events = AuditEvent.objects.count()
    assert record(world.ba_dinh, by=world.quang).recorded_by == world.hoa
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"as_of": date(2024, 7, 21)},
         {"as_of": ["This day is still to come. Please enter the day on which the members were counted."]}),
        ({"as_of": date(1, 1, 1)},
         {"as_of": ["The year 1 is out of range. Write a date between 1900 and 2100."]}),
        ({"members": -1}, {"members": ["Please check this number: it lies between 0 and 20.000.000."]}),
        ({"members": 20_000_001}, {"members": ["Please check this number: it lies between 0 and 20.000.000."]}),
        ({"women": 1201}, {"women": ["Women are counted among the members: enter 1.200 or less."]}),
        ({"direct_workers": 1201},
         {"direct_workers": ["Direct workers are counted among the members: enter 1.200 or less."]}),
        ({"source": " "},
         {"source": ["Please say where the numbers come from, for example the report and its number."]}),
        ({"source": "x" * 301},
         {"source": ["Ensure this value has at most 300 characters (it has 301)."]}),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_says_what_to_do(
    world: World, said: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as error:
        record(world.ba_dinh, **said)
    assert error.value.message_dict == faults
    assert Headcount.objects.count() == 0


def test_all_members_may_be_women_and_nobody_may_be_a_member(world: World) -> None:
    assert record(world.ba_dinh, women=1200).share_of_women == 100
    assert record(world.long_bien, members=0, women=0).share_of_women is None
    assert record(world.hoang_mai, members=1200).share_of_women is None
    assert str(record(world.ha_dong, members=3, women=2).share_of_women) == "66.6667"


@pytest.mark.parametrize("name", ["hoa", "hung", "quang", "an"])
def test_the_union_and_those_above_it_record(world: World, name: str) -> None:
    assert record(world.ba_dinh, by=world.users[name]).recorded_by == world.users[name]


@pytest.mark.parametrize("name", ["minh", "lan", "nga", "kim", "vy"])
def test_others_and_inspectors_do_not(world: World, name: str) -> None:
    count = record(world.ba_dinh)
    with pytest.raises(Refusal) as error:
        record(world.ba_dinh, by=world.users[name], members=5)
    said = "Only staff of this union, or of one above it, may change this. Please ask them."
    assert error.value.reason == said
    with pytest.raises(Refusal):
        headcounts.remove_headcount(count=count, by=world.users[name], now=NOW)
    assert Headcount.objects.get().members == 1200


def test_numbers_of_a_wrong_day_are_removed_and_the_audit_keeps_them(world: World) -> None:
    count = record(world.ba_dinh)
    pk = count.pk
    headcounts.remove_headcount(count=count, by=world.hoa, now=NOW)
    assert Headcount.objects.count() == 0
    event = AuditEvent.objects.get(verb="remove_headcount")
    assert (event.subject_id, event.data["was"]["members"], event.data["was"]["as_of"]) == (
        pk,
        "1200",
        "2024-06-30",
    )


# --- On a day ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def two_unions(world: World) -> World:
    """Ba Dinh counted in January and June, Long Bien in June."""
    record(world.ba_dinh, date(2024, 1, 1), members=1000, women=500)
    record(world.ba_dinh, JUNE, members=1200)
    record(world.long_bien, JUNE, members=700, women=420, direct_workers=650)
    return world


@pytest.mark.parametrize(
    ("day", "members"),
    [
        (date(2023, 12, 31), {}),
        (date(2024, 1, 1), {"BD": 1000}),
        (date(2024, 6, 29), {"BD": 1000}),
        (JUNE, {"BD": 1200, "LB": 700}),
        (date(2030, 1, 1), {"BD": 1200, "LB": 700}),
    ],
)
def test_a_count_holds_until_the_next_one(two_unions: World, day: date, members: dict[str, int]) -> None:
    assert dict(Headcount.objects.on(day).values_list("union__code", "members")) == members
    told = Union.objects.annotate(n=headcount_on(day, of="pk")).filter(n__isnull=False)
    assert dict(told.values_list("code", "n")) == members
    for union in (two_unions.ba_dinh, two_unions.long_bien):
        held = Headcount.objects.filter(union=union).up_to(day).first()
        assert (held.members if held else None) == members.get(union.code)


def test_what_is_not_known_hides_nothing_that_was_known_before(two_unions: World) -> None:
    """Women were counted in January alone: since June they are not known, and not still 500."""
    women = Union.objects.annotate(n=headcount_on(JULY, of="pk", field="women"))
    assert women.get(code="BD").n is None
    assert women.get(code="LB").n == 420


def test_the_day_may_stand_in_the_outer_row(two_unions: World) -> None:
    """Each row of another table asks as of a day of its own."""
    counts = Headcount.objects.annotate(before=headcount_on(OuterRef("recorded_at__date")))
    assert set(counts.values_list("union__code", "before")) == {("BD", 1200), ("LB", 700)}
    leaders = ClusterTerm.objects.annotate(n=headcount_on(JUNE, of="leader_id"))
    assert set(leaders.values_list("leader__code", "n")) == {("LB", 700), ("HD", None)}
    assert Headcount.objects.filter(members=F("members")).count() == 3


# --- What follows, and many at once -----------------------------------------------------------------------------------
@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the apps above are told, in the place of their steps."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(headcounts, "steps", [lambda **told: found.append(told)])
    return found


def test_each_change_is_told_to_the_apps_above_and_no_change_is_not(
    world: World, asked: list[dict[str, Any]]
) -> None:
    count = record(world.ba_dinh)
    record(world.ba_dinh)
    record(world.ba_dinh, members=5)
    headcounts.remove_headcount(count=count, by=SYSTEM, now=NOW)
    assert asked == [{"union_ids": [world.ba_dinh.pk], "day": JUNE, "by": SYSTEM, "now": NOW}] * 3


def test_many_are_written_in_a_constant_number_of_statements(
    world: World, asked: list[dict[str, Any]], django_assert_num_queries: Any
) -> None:
    old = record(world.ba_dinh, date(2024, 1, 1))
    asked.clear()
    unions = [world.ba_dinh, world.long_bien, world.hoang_mai]
    new = [Headcount(union=u, as_of=JUNE, members=7, source="Báo cáo") for u in unions]
    said = {"members": 1300, "women": 5, "direct_workers": None, "source": "Sửa"}
    with django_assert_num_queries(8):  # scope and rights, the stored rows, new, changed, audit, savepoint
        write_headcounts(new=new, changed={old.pk: said}, by=world.quang, now=NOW)
    old.refresh_from_db()
    assert (old.members, old.women, old.direct_workers, old.source) == (1300, 5, None, "Sửa")
    assert old.recorded_by == world.quang
    assert dict(Headcount.objects.filter(as_of=JUNE).values_list("union__code", "members")) == {
        "BD": 7,
        "LB": 7,
        "HM": 7,
    }
    wanted = {union.pk for union in unions}
    assert asked == [{"union_ids": wanted, "day": date(2024, 1, 1), "by": world.quang, "now": NOW}]
    event = AuditEvent.objects.get(verb="write_headcounts")
    assert event.data == {
        "new": [[union.pk, "2024-06-30", 7, None, None] for union in unions],
        "before": [[world.ba_dinh.pk, "2024-01-01", 1200, None, None]],
        "after": [[world.ba_dinh.pk, "2024-01-01", 1300, 5, None]],
    }


def test_many_are_refused_where_one_is_not_kept(world: World) -> None:
    new = [Headcount(union=u, as_of=JUNE, members=7, source="x") for u in (world.ba_dinh, world.long_bien)]
    with pytest.raises(Refusal):
        write_headcounts(new=new, changed={}, by=world.hoa, now=NOW)
    assert Headcount.objects.count() == 0


def test_nothing_is_written_for_nothing(world: World, asked: list[dict[str, Any]]) -> None:
    write_headcounts(new=[], changed={}, by=world.hoa, now=NOW)
    assert (asked, AuditEvent.objects.filter(verb="write_headcounts").count()) == ([], 0)
