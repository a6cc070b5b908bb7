"""Search with and without diacritics, on the database."""

import pytest
from django.db import models

from awards.models import Council, Grant, Nomination, Registration
from common.search import SortField, search_text, with_made
from common.text import sort_key
from tests.cast import NOW, World
from units.actors import SYSTEM
from units.models import Person, Union
from units.services import people, unions
from units.services.bulk import people as bulk_people

NAMES = ("LĐLĐ quận Đống Đa", "CĐ Công ty Lao Động", "CĐ Đông Đô", "LĐLĐ huyện Sóc Sơn")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dong", [0, 1, 2]),
        ("ĐỐNG", [0]),
        ("đống", [0]),  # and not the động of Lao động
        ("đô\u0301ng", [0]),  # typed in pieces, as some phones do
        ("lao dong", [1]),
        ("dong da", [0]),
        ("da dong", [0]),
        ("đông", [2]),
        ("soc sơn", [3]),
        ("  ", [0, 1, 2, 3]),
        ("%", []),
        ("_", []),
    ],
)
def test_a_word_without_diacritics_finds_every_writing_and_one_with_them_that_alone(
    db: None, typed: str, found: list[int]
) -> None:
    Union.objects.bulk_create(
        unions.new_union(code=f"U{n}", name=name, level="district") for n, name in enumerate(NAMES)
    )
    rows = Union.objects.matching(typed).order_by("code").values_list("name", flat=True)
    assert list(rows) == [NAMES[n] for n in found]


def test_people_are_found_however_they_were_written(world: World) -> None:
    person = people.register_person(full_name="Nguyễn Thị Hồng", by=SYSTEM, now=NOW)
    assert person.search == search_text("Nguyễn Thị Hồng") == "nguyen thi hong nguyễn thị hồng"
    Person.objects.bulk_create([Person(full_name="Đặng Văn Hổ")])
    assert Person.objects.get(search__contains="dang van ho").full_name == "Đặng Văn Hổ"


def test_a_search_text_ends_with_its_column(db: None) -> None:
    assert len(Person.objects.create(full_name="ế" * 120).search) == 241
    union = unions.new_union(code="X", name="ế" * 200, short_name="ế" * 80, level="district")
    union.save()
    assert len(union.search) == 567


def test_names_are_listed_in_the_order_of_the_alphabet_d_before_đ(world: World) -> None:
    names = [
        "Đặng Văn An",
        "Doãn Thị Ý",
        "Dương Văn Em",
        "Ân Thị Bé",
        "Án Văn Cả",
        "An Thị Dung",
        "Em Thị Đào",
    ]
    ordered = [
        "An Thị Dung",
        "Án Văn Cả",
        "Ân Thị Bé",
        "Doãn Thị Ý",
        "Dương Văn Em",
        "Đặng Văn An",
        "Em Thị Đào",
    ]
    made = Person.objects.bulk_create([Person(full_name=name) for name in names])
    rows = Person.objects.filter(pk__in=[p.pk for p in made]).order_by("sort_key")
    assert [p.full_name for p in rows] == ordered


@pytest.mark.parametrize("model", [Union, Person, Council, Nomination, Registration, Grant])
def test_what_is_listed_by_name_has_a_sorting_key(model: type[models.Model]) -> None:
    assert isinstance(model._meta.get_field("sort_key"), SortField)


def test_saving_some_fields_saves_the_texts_made_of_them() -> None:
    assert with_made(Person, ["email"]) == ["email"]
    assert with_made(Person, ["full_name"]) == ["full_name", "search", "sort_key"]


def test_a_corrected_name_is_found_and_ordered_as_it_is_now(world: World) -> None:
    unions.edit_union(union=world.ba_dinh, by=SYSTEM, now=NOW, name="LĐLĐ quận Đống Đa")
    assert Union.objects.matching("dong da").get() == world.ba_dinh
    assert Union.objects.get(pk=world.ba_dinh.pk).sort_key == sort_key("LĐLĐ quận Đống Đa")
    row = {"full_name": "Đỗ Văn Nhàn"}
    bulk_people.enter_people(new=[], edits={world.hoa.person_id: row}, by=SYSTEM, now=NOW)
    fresh = Person.objects.get(pk=world.hoa.person_id)
    assert (fresh.search, fresh.sort_key) == (search_text("Đỗ Văn Nhàn"), sort_key("Đỗ Văn Nhàn"))
