"""Points of judges: refused above the maximum of the judged criterion of the union's table."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ResultState
from campaigns.models import Participant, ScoringTable
from campaigns.queries.judged import judged_maxima
from campaigns.services import results
from tests.cast import NOW, Season, make_criterion
from tests.pages import as_

pytestmark = pytest.mark.usefixtures("in_july")


def judge(season: Season, points: str | None, state: str = "reported") -> int:
    """Points for Ba Dinh."""
    union = season.world.ba_dinh
    figure = season.figure(union, "TD", points, state)
    return results.judge_figures(
        participant=season.sheet(union), figures=[figure], by=season.world.quang, now=NOW
    )


def stored(season: Season) -> Decimal | None:
    return season.result(season.world.ba_dinh, "TD").value


@pytest.mark.parametrize("points", ["0", "19.99", "20"])
def test_up_to_the_maximum_points_are_taken(season: Season, points: str) -> None:
    assert (judge(season, points), stored(season)) == (1, Decimal(points))


@pytest.mark.parametrize("points", ["20.01", "21", "1000"])
def test_more_than_the_maximum_is_refused_with_its_name_and_the_way_on(season: Season, points: str) -> None:
    with pytest.raises(ValidationError) as error:
        judge(season, points)
    assert error.value.message_dict == {
        "TD": ["“Điểm thẩm định phong trào” gives at most 20 points. Enter 20 or fewer."]
    }
    assert stored(season) is None


def test_the_page_says_it_at_the_cell_and_keeps_what_was_typed(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "TD")
    answer = as_(season.world.quang).post(
        f"/sheets/{row.participant_id}/save/",
        {
            "row": row.pk,
            f"value-{row.pk}": "21",
            f"state-{row.pk}": "reported",
            f"version-{row.pk}": row.version,
        },
        headers={"HX-Request": "true"},
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "gives at most 20 points. Enter 20 or fewer." in said
    assert 'value="21"' in said


def test_what_is_no_figure_has_no_maximum(season: Season) -> None:
    assert judge(season, None, ResultState.NOT_APPLICABLE) == 1


def test_it_is_the_maximum_of_the_union_s_own_table(season: Season) -> None:
    other = ScoringTable.objects.create(campaign=season.campaign, code="B2", name="Bảng khác")
    make_criterion(other, "1", "judged", 5, season.indicators["TD"], name="Chất lượng", order=1)
    Participant.objects.filter(union=season.world.ba_dinh).update(table=other)
    with pytest.raises(ValidationError, match="“Chất lượng” gives at most 5 points"):
        judge(season, "7")
    assert judge(season, "5") == 1


def test_without_a_table_nothing_limits_the_points(season: Season) -> None:
    Participant.objects.filter(union=season.world.ba_dinh).update(table=None)
    assert (judged_maxima(season.sheet(season.world.ba_dinh)), judge(season, "1000")) == ({}, 1)


def test_an_indicator_that_is_scored_otherwise_is_no_judge_s(season: Season) -> None:
    season.table.criteria.filter(code="4").update(rule="per_object", params={"per_object": 10_000})
    assert (judged_maxima(season.sheet(season.world.ba_dinh)), judge(season, "1000")) == ({}, 1)


def test_of_several_judged_criteria_the_lowest_maximum_holds(season: Season) -> None:
    make_criterion(season.table, "9", "judged", 8, season.indicators["TD"], name="Thứ hai", order=9)
    found = judged_maxima(season.sheet(season.world.ba_dinh))
    assert found == {season.indicators["TD"].pk: ("Thứ hai", Decimal(8))}
