"""Importing a colleague's campaign: the right is of the union that launches it, not of whoever prepared it."""

import pytest

from campaigns.models import Campaign
from tests.attacks.import_cast import MINE, bring, told
from tests.cast import NOW, World
from units.models import Appointment, User

RENAMED = {**MINE, "name": "Tên khác"}
STAFF = "Only staff of BD may prepare its campaigns. Please ask them to import this workbook."


def import_again(by: User) -> list[str]:
    """Import Ba Dinh's campaign under another name; what is said of it."""
    return told(bring(by, campaign=[RENAMED]))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hoa", []),  # who prepared it
        ("hung", []),  # the chair, in the same union
        ("lan", [STAFF]),  # who leads the cluster
        ("minh", [STAFF]),  # in the same cluster
        ("quang", [STAFF]),  # the federation above, which reads it and does not act for Ba Dinh
        ("an", [STAFF]),
        ("kim", [STAFF]),
        ("vy", ["“BD” is not known. Add it to the sheet “Công đoàn”, or correct the code."]),
    ],
)
def test_a_colleagues_campaign_is_imported_by_staff_of_its_union_alone(
    world: World, name: str, said: list[str]
) -> None:
    assert told(bring(world.hoa)) == []
    assert import_again(getattr(world, name)) == said
    assert Campaign.objects.get(code="BD-1").name == (MINE if said else RENAMED)["name"]


def test_a_colleagues_campaign_stays_as_it_is_for_those_whose_post_has_ended(world: World) -> None:
    assert told(bring(world.hoa)) == []
    Appointment.objects.filter(person=world.hung.person).update(valid_to=NOW.date())
    assert import_again(User.objects.get(username="hung")) == [STAFF]
    assert Campaign.objects.get(code="BD-1").name == MINE["name"]


def test_a_colleagues_campaign_is_not_taken_over_by_naming_ones_own_union(world: World) -> None:
    assert told(bring(world.hoa)) == []
    assert told(bring(world.minh, campaign=[{**MINE, "owner": "HM"}])) == [
        "The code “BD-1” belongs to another campaign. Choose another."
    ]
    assert Campaign.objects.get(code="BD-1").owner == world.ba_dinh
