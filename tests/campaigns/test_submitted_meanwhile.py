"""A figure entered while a colleague submits the sheet: who did, when, and whom to ask."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ResultStatus
from campaigns.models import Result
from campaigns.services import results
from tests.campaigns.results_cast import row, save
from tests.cast import NOW, Season, after


def fault_of(season: Season, code: str, value: str) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save(season, season.figure(season.world.ba_dinh, code, value))
    return caught.value.message_dict


def test_submitted_figure_is_refused(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    told = "6 was not saved. To change this figure, please ask LĐLĐ thành phố Hà Nội to return it."
    assert fault_of(season, "DV", "6") == {"DV": [f"You submitted this sheet at 09:00 on 20/7. {told}"]}


def test_colleague_who_submits_meanwhile_is_named_with_the_time(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="1", bc="1")
    mine = season.figure(world.ba_dinh, "DV", "6")  # the page still knows the version before the submission
    moment = after(NOW, minutes=7)
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hung, now=moment)
    with pytest.raises(ValidationError) as caught:
        save(season, mine, now=after(NOW, minutes=9))
    assert caught.value.message_dict["DV"] == [
        f"{world.hung.person.full_name} submitted this sheet at 09:07 on 20/7. 6 was not saved."
        " To change this figure, please ask LĐLĐ thành phố Hà Nội to return it."
    ]


def test_same_figure_again_after_a_submission_is_no_fault(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="1", bc="1")
    mine = season.figure(world.ba_dinh, "DV", "5")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hung, now=NOW)
    assert save(season, mine) == 0


def test_figure_appraised_without_a_submission_is_refused_all_the_same(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5")
    Result.objects.filter(pk=row(season).pk).update(status=ResultStatus.VERIFIED)
    assert fault_of(season, "DV", "6")["DV"][0].startswith("This figure is submitted or appraised by now.")
