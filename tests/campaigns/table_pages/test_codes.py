"""The code that a new line is offered."""

import pytest

from campaigns.models import Criterion
from campaigns.queries.table_codes import next_code


def lines(*codes: str, parent: str = "") -> list[Criterion]:
    """Lines that nobody saved: groups without a point in their code, each other one inside `parent`."""
    made = [Criterion(pk=n, code=code, rule="judged") for n, code in enumerate(codes, start=1)]
    for line in made:
        if line.code == parent or line.code in ("I", "II", "III"):
            line.rule = "group"
    above = next((line for line in made if line.code == parent), None)
    for line in made:
        if above is not None and not line.is_group:
            line.parent_id = above.pk
    return made


@pytest.mark.parametrize(
    ("there", "parent", "is_group", "offered"),
    [
        ((), "", True, "I"),
        ((), "", False, "1"),
        (("I", "II"), "", True, "III"),
        (("I", "1", "2"), "I", False, "3"),
        (("I", "1", "3"), "I", False, "2"),
        (("I", "I.1", "I.2"), "I", False, "I.3"),
        (("I", "I.1", "I.3"), "I", False, "I.4"),
        (("I", "1a", "2a"), "I", False, "3a"),
        (("I", "x"), "I", False, "I.1"),
        (("I", "x"), "I", True, "I.1"),
    ],
)
def test_the_next_number_among_its_neighbours(
    there: tuple[str, ...], parent: str, is_group: bool, offered: str
) -> None:
    made = lines(*there, parent=parent)
    above = next((line for line in made if line.code == parent), None)
    assert next_code(made, above, is_group=is_group) == offered


def test_a_code_that_stands_elsewhere_is_passed_over() -> None:
    made = lines("I", "I.1", parent="I")
    made.append(Criterion(pk=9, code="I.2", rule="judged"))
    assert next_code(made, made[0], is_group=False) == "I.3"


def test_roman_numbers_go_on_as_they_are_written() -> None:
    made: list[Criterion] = []
    for n in range(1, 15):
        made.append(Criterion(pk=n, code=next_code(made, None, is_group=True), rule="group"))
    assert [line.code for line in made][3:] == [
        "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
    ]  # fmt: skip


def test_the_first_criterion_of_a_group_inside_a_group_has_the_number_of_its_group() -> None:
    made = lines("I", "1", parent="1")
    made[1].parent_id = made[0].pk
    assert next_code(made, made[1], is_group=False) == "1.1"
    made.append(Criterion(pk=3, code="1", rule="judged", parent_id=made[0].pk))
    made[1].code = "I.1"
    assert next_code(made, made[1], is_group=False) == "2"
