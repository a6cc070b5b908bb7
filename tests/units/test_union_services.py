"""Founding and moving unions: the tree as of a date."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from common.errors import Refusal
from tests.cast import NOW, START, World
from units.actors import SYSTEM
from units.choices import Level
from units.models import Affiliation, AuditEvent, Union
from units.services import unions


def found(world: World, code: str, parent: Union | None, since: date = START) -> Union:
    return unions.found_union(
        code=code, name=f"CĐCS {code}", level=Level.GRASSROOTS, parent=parent, since=since, by=SYSTEM, now=NOW
    )


def move(union: Union, parent: Union | None, since: date) -> Affiliation:
    return unions.affiliate_union(union=union, parent=parent, since=since, by=SYSTEM, now=NOW)


def history(union: Union) -> list[tuple[str, date, date | None]]:
    codes = dict(Union.objects.values_list("pk", "code"))
    rows = Affiliation.objects.filter(union=union).order_by("valid_from")
    return [
        (" ".join(codes[int(i)] for i in a.path.strip("/").split("/")), a.valid_from, a.valid_to)
        for a in rows
    ]


def below(union: Union, day: date) -> list[str]:
    place = Affiliation.objects.on(day).get(union=union)
    return sorted(Union.objects.within(place.path, day=day).values_list("code", flat=True))


def test_move_takes_the_subtree_along_and_history_stays(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    group = found(world, "Y", shop)
    move(shop, world.long_bien, date(2023, 5, 1))
    assert history(shop) == [
        ("TLD HN BD X", START, date(2023, 5, 1)),
        ("TLD HN LB X", date(2023, 5, 1), None),
    ]
    assert history(group) == [
        ("TLD HN BD X Y", START, date(2023, 5, 1)),
        ("TLD HN LB X Y", date(2023, 5, 1), None),
    ]
    assert below(world.ba_dinh, date(2023, 4, 30)) == ["BD", "X", "Y"]
    assert below(world.ba_dinh, date(2023, 5, 1)) == ["BD"]
    assert below(world.long_bien, date(2023, 5, 1)) == ["LB", "X", "Y"]


def test_move_recorded_late_leaves_what_happened_since_in_its_own_dates(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    young = found(world, "Y", shop, since=date(2024, 2, 1))
    left = found(world, "Z", shop)
    move(left, world.hoang_mai, date(2024, 3, 1))
    move(shop, world.long_bien, date(2023, 5, 1))
    assert history(young) == [("TLD HN LB X Y", date(2024, 2, 1), None)]
    assert history(left) == [
        ("TLD HN BD X Z", START, date(2023, 5, 1)),
        ("TLD HN LB X Z", date(2023, 5, 1), date(2024, 3, 1)),
        ("TLD HN HM Z", date(2024, 3, 1), None),
    ]


def test_union_entered_late_follows_the_moves_of_its_parent(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    move(shop, world.long_bien, date(2023, 5, 1))
    late = found(world, "Y", shop, since=date(2022, 1, 1))
    assert history(late) == [
        ("TLD HN BD X Y", date(2022, 1, 1), date(2023, 5, 1)),
        ("TLD HN LB X Y", date(2023, 5, 1), None),
    ]


def test_move_back_and_forth_keeps_each_stay(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    child = found(world, "Y", shop)
    move(shop, world.long_bien, date(2022, 1, 1))
    move(shop, world.ba_dinh, date(2023, 1, 1))
    move(shop, world.hoang_mai, date(2024, 1, 1))
    assert [path for path, _from, _to in history(child)] == [
        "TLD HN BD X Y",
        "TLD HN LB X Y",
        "TLD HN BD X Y",
        "TLD HN HM X Y",
    ]


def test_cycles_are_refused(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    for parent in (world.ba_dinh, shop):
        with pytest.raises(ValidationError) as error:
            move(world.ba_dinh, parent, date(2023, 5, 1))
        assert list(error.value.message_dict) == ["parent"]
    assert history(world.ba_dinh) == [("TLD HN BD", START, None)]


def test_move_to_the_same_parent_changes_nothing(world: World) -> None:
    assert move(world.ba_dinh, world.city, date(2023, 5, 1)).valid_from == START


def test_days_that_do_not_fit(world: World) -> None:
    young = found(world, "X", world.ba_dinh, since=date(2023, 1, 1))
    for union, parent, since in (
        (world.ba_dinh, world.confederation, START),
        (world.hoang_mai, young, date(2022, 1, 1)),
    ):
        with pytest.raises(ValidationError) as error:
            move(union, parent, since)
        assert list(error.value.message_dict) == ["since"]


def test_code_is_taken_once_and_facts_must_fit(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        found(world, "BD", world.city)
    assert list(error.value.message_dict) == ["code"]
    with pytest.raises(ValidationError) as error:
        unions.edit_union(
            union=world.ba_dinh,
            founded_on=date(2020, 1, 2),
            dissolved_on=date(2020, 1, 1),
            by=SYSTEM,
            now=NOW,
        )
    assert list(error.value.message_dict) == ["dissolved_on"]
    world.ba_dinh.refresh_from_db()
    with pytest.raises(ValidationError) as error:
        unions.edit_union(union=world.ba_dinh, name="", by=SYSTEM, now=NOW)
    assert list(error.value.message_dict) == ["name"]


def test_renamed_union_is_found_without_diacritics(world: World) -> None:
    unions.edit_union(union=world.ba_dinh, name="Công đoàn phường Giảng Võ", by=world.quang, now=NOW)
    assert list(Union.objects.matching("giang vo")) == [world.ba_dinh]
    assert list(Union.objects.matching("bd")) == [world.ba_dinh]


@pytest.mark.parametrize(
    ("name", "allowed"), [("quang", True), ("hoa", False), ("kim", False), ("vy", False)]
)
def test_only_those_above_move_a_union(world: World, name: str, allowed: bool) -> None:
    shop = found(world, "X", world.ba_dinh)

    def act() -> None:
        unions.affiliate_union(
            union=shop, parent=world.long_bien, since=date(2023, 5, 1), by=world.users[name], now=NOW
        )

    if allowed:
        act()
    else:
        with pytest.raises(Refusal):
            act()


def test_nobody_founds_at_the_top(world: World) -> None:
    with pytest.raises(Refusal):
        unions.found_union(
            code="Q", name="Q", level=Level.CITY, parent=None, since=START, by=world.quang, now=NOW
        )


def test_place_along_another_line_does_not_begin_inside_an_earlier_one(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    Affiliation.objects.filter(union=shop).update(valid_to=date(2023, 1, 1))
    with pytest.raises(ValidationError) as error:
        move(shop, world.long_bien, date(2022, 1, 1))
    assert error.value.message_dict == {
        "since": ["The union had another place until 01/01/2023. Choose that day or a later one."]
    }


def test_nothing_is_placed_under_a_union_that_has_left_the_tree(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    Affiliation.objects.filter(union=shop).update(valid_to=date(2023, 1, 1))
    with pytest.raises(ValidationError) as error:
        found(world, "Y", shop, since=date(2024, 1, 1))
    assert error.value.message_dict == {
        "parent": ["“CĐCS X” has no place in the tree any more. Choose another parent."]
    }


def test_only_a_unions_own_facts_are_edited_and_the_same_facts_leave_no_trace(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        unions.edit_union(union=world.ba_dinh, by=SYSTEM, now=NOW, code="B")
    assert error.value.messages == ["Only a union's own facts can be changed here."]
    unions.edit_union(union=world.ba_dinh, by=SYSTEM, now=NOW, name=world.ba_dinh.name)
    assert AuditEvent.objects.filter(verb="edit_union").count() == 0
