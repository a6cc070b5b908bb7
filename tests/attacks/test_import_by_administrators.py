"""What the first administrator of a federation may bring in, by a workbook without a campaign."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from campaigns.imports import import_workbook
from campaigns.workbook.exporting import write_workbook
from tests.attacks.import_cast import KEEPERS, post, told
from tests.cast import NOW, START
from units.actors import SYSTEM
from units.choices import Level, Role
from units.models import Union, User
from units.services import people, unions


def alone(**sheets: list[dict[str, Any]]) -> BytesIO:
    """A workbook without a campaign."""
    file = BytesIO()
    write_workbook(file, sheets)
    return file


def first_administrator() -> User:
    """The administrator of a federation that was set up alone, beside the tree of the cast."""
    federation = unions.found_union(
        code="HP", name="Hải Phòng", level=Level.CITY, by=SYSTEM, now=NOW, since=START
    )
    person = people.register_person(full_name="Quản", by=SYSTEM, now=NOW)
    role = Role.ADMINISTRATOR
    people.appoint(
        person=person, union=federation, title="Quản trị", role=role, since=START, by=SYSTEM, now=NOW
    )
    return people.open_account(
        username="quan", person=person, password="Mot-mat-khau-dai", by=SYSTEM, now=NOW
    )


TOP = {"code": "TOP", "name": "Tổng", "short_name": "Tổng", "level": "confederation", "valid_from": START}
HP = {"code": "HP", "name": "Hải Phòng", "short_name": "Hải Phòng", "level": "city", "valid_from": START}


@pytest.mark.usefixtures("world")
def test_the_first_administrator_brings_in_the_unions_above_but_no_posts_and_clusters_there() -> None:
    admin = first_administrator()
    above = [TOP, {**HP, "parent": "TOP"}]
    there = {
        "people": [post(union="TOP")],
        "clusters": [{"code": "K", "name": "Cụm", "owner": "TOP"}],
    }
    refused = import_workbook(file=alone(unions=above, **there), by=admin, now=NOW)
    assert told(refused) == [KEEPERS, KEEPERS]
    assert told(import_workbook(file=alone(unions=above), by=admin, now=NOW)) == []
    assert [place.parent.code for place in Union.objects.get(code="HP").affiliations.all()] == ["TOP"]


@pytest.mark.usefixtures("world")
def test_the_first_administrator_hangs_nothing_under_a_tree_that_somebody_keeps() -> None:
    admin = first_administrator()
    for parent in ("HN", "BD"):
        outcome = import_workbook(file=alone(unions=[{**HP, "parent": parent}]), by=admin, now=NOW)
        unknown = f"“{parent}” is not known. Did you mean “HP”?"
        assert told(outcome) == [
            KEEPERS,
            *(
                [unknown]
                if parent == "HN"
                else [
                    unknown.replace(
                        "Did you mean “HP”?", "Add it to the sheet “Công đoàn”, or correct the code."
                    )
                ]
            ),
        ], parent


@pytest.mark.usefixtures("world")
def test_an_administrator_gives_administrators_posts_in_unions_of_the_same_workbook() -> None:
    new = {**HP, "code": "HP-1", "level": "commune", "parent": "HP"}
    row = post(union="HP-1", title="Quản trị", role="administrator")
    assert (
        told(import_workbook(file=alone(unions=[new], people=[row]), by=first_administrator(), now=NOW)) == []
    )


@pytest.mark.usefixtures("world")
def test_nobody_ends_the_post_through_which_he_administers() -> None:
    admin = first_administrator()
    row = post(username="quan", full_name="Quản", union="HP", title="Quản trị", role="administrator",
               valid_from=START, valid_to=date(2024, 7, 1))  # fmt: skip
    assert told(import_workbook(file=alone(people=[row]), by=admin, now=NOW)) == [
        "This is the post through which you administer. Please ask another administrator to end it."
    ]
