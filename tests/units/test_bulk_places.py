"""Correcting the places of many unions."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOW, World
from units.actors import SYSTEM
from units.models import Affiliation
from units.services import unions
from units.services.bulk import unions as unit_bulk


def test_a_place_is_not_corrected_into_the_days_of_an_earlier_one(world: World) -> None:
    unions.affiliate_union(
        union=world.ba_dinh, parent=world.confederation, since=date(2022, 1, 1), by=SYSTEM, now=NOW
    )
    with pytest.raises(ValidationError) as error:
        unit_bulk.correct_places(days={world.ba_dinh.pk: date(2021, 6, 1)}, by=SYSTEM, now=NOW)
    assert error.value.message_dict == {
        "valid_from": ["“BD” had another place until 01/01/2022. Choose that day or a later one."]
    }


def test_place_that_ended_before_the_corrected_day_stays(world: World) -> None:
    unions.affiliate_union(
        union=world.ba_dinh, parent=world.confederation, since=date(2022, 1, 1), by=SYSTEM, now=NOW
    )
    unit_bulk.correct_places(days={world.ba_dinh.pk: date(2023, 6, 1)}, by=SYSTEM, now=NOW)
    places = Affiliation.objects.filter(union=world.ba_dinh).order_by("valid_from")
    assert [(p.valid_from, p.valid_to) for p in places] == [
        (date(2020, 1, 1), date(2022, 1, 1)), (date(2023, 6, 1), None),
    ]  # fmt: skip


def test_a_top_is_not_put_under_what_stands_below_it(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        unit_bulk.put_top_under(
            union=world.confederation, parent=world.city, since=date(2020, 1, 1), by=SYSTEM, now=NOW
        )
    assert error.value.message_dict == {
        "parent": ["“TLD” has had another place already. Choose a later day for the new one."]
    }
