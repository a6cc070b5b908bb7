"""The federation's own figures in a workbook: nobody appraises them, so they count as they come in."""

from campaigns.choices import ResultStatus
from campaigns.models import Result
from campaigns.services import results
from tests.campaigns.workbook.cast import add, rows_of, take, told
from tests.cast import NOW, Season


def entered(season: Season, code: str) -> Result:
    return season.result(season.world.ba_dinh, code)


def figures(season: Season, **values: str) -> list[str]:
    """Import Ba Dinh's figures by indicator; returns what is wrong."""
    rows = rows_of(season.campaign)
    rows["results"] = []
    for code, value in values.items():
        add("results", phase_number=1, union="BD", indicator=code, state="reported", value=value)(rows)
    return told(take(rows))


def test_points_of_a_judge_come_in_appraised_and_a_unions_figure_as_a_draft(season: Season) -> None:
    assert figures(season, TD="15", DV="800") == []
    assert (entered(season, "TD").status, entered(season, "DV").status) == (
        ResultStatus.VERIFIED,
        ResultStatus.DRAFT,
    )


def test_points_of_a_judge_may_be_corrected_by_the_next_workbook(season: Season) -> None:
    assert [figures(season, TD="15"), figures(season, TD="12.5")] == [[], []]
    row = entered(season, "TD")
    assert (row.value, row.status, row.version) == (12.5, ResultStatus.VERIFIED, 2)


def test_points_that_were_returned_by_mistake_count_once_the_judge_gives_them_again(season: Season) -> None:
    season.mark(season.world.ba_dinh, "TD", status=ResultStatus.RETURNED)
    given = season.figure(season.world.ba_dinh, "TD", "9")
    sheet = season.sheet(season.world.ba_dinh)
    results.judge_figures(participant=sheet, figures=[given], by=season.world.quang, now=NOW)
    assert entered(season, "TD").status == ResultStatus.VERIFIED
