"""Search with and without diacritics, on the database."""

import pytest

from common.search import search_text
from tests.cast import NOW, World
from units.actors import SYSTEM
from units.models import Person, Union
from units.services import people, unions

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
