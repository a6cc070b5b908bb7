"""Figures that are estimates to a day ahead: marked one by one or all at once, and as real ones again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from campaigns.forms.sheets import read_sheet
from campaigns.models import Phase
from campaigns.services import results
from tests.campaigns.results_cast import row
from tests.cast import NOW, Season
from tests.pages import text_of


def test_all_figures_of_a_sheet_are_marked_as_estimates_and_as_real_again(season: Season) -> None:
    world, sheet = season.world, season.sheet(season.world.ba_dinh)
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="400")
    day = date(2024, 7, 31)
    given = {"participant": sheet, "by": world.hoa, "now": NOW}
    assert results.mark_estimates(as_of=day, **given) == 2
    assert (row(season, "DV").is_estimate, row(season, "DV").as_of, row(season, "BC").is_estimate) == (
        True,
        day,
        False,
    )
    season.enter(world.ba_dinh, world.hoa, dv="810")  # who says nothing of it leaves it as it is
    assert (row(season, "DV").is_estimate, row(season, "DV").as_of) == (True, day)
    assert results.mark_estimates(as_of=None, **given) == 2
    assert (row(season, "DV").is_estimate, row(season, "DV").as_of) == (False, None)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 8, 1)])
def test_an_estimate_reaches_into_the_period_of_its_phase(season: Season, day: date) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    with pytest.raises(ValidationError) as error:
        results.mark_estimates(participant=sheet, as_of=day, by=season.world.hoa, now=NOW)
    assert error.value.message_dict == {"as_of": ["Choose a day from 01/01/2024 to 31/07/2024."]}


def test_a_row_says_to_which_day_it_is_an_estimate() -> None:
    sent = {"version-7": "1", "value-7": "5"}
    assert read_sheet(sent)[7].figure.is_estimate is None
    estimate = read_sheet(sent | {"asof-7": "31/12/2024"})[7].figure
    assert (estimate.as_of, estimate.is_estimate) == (date(2024, 12, 31), True)
    real = read_sheet(sent | {"asof-7": " "})[7].figure
    assert (real.as_of, real.is_estimate) == (None, False)
    assert "day/month/year" in read_sheet(sent | {"asof-7": "x"})[7].fault


@pytest.mark.usefixtures("in_july")
def test_where_entry_ends_before_the_period_one_act_marks_all(season: Season, client: Client) -> None:
    world, sheet = season.world, season.sheet(season.world.ba_dinh)
    season.enter(world.ba_dinh, world.hoa, dv="800")
    client.force_login(world.hoa)
    address = f"/sheets/{sheet.pk}/"
    assert "Mark all as estimates" not in text_of(client.get(address))
    Phase.objects.update(period_to=date(2024, 12, 31))
    assert "Mark all as estimates to 31/12/2024" in text_of(client.get(address))
    client.post(f"{address}estimates/", {"as_of": "31/12/2024"})
    assert (row(season, "DV").is_estimate, row(season, "DV").as_of) == (True, date(2024, 12, 31))
    shown = text_of(client.get(address))
    assert ("Mark all as estimates" in shown, "estimate to 31/12/2024" in shown) == (False, True)
