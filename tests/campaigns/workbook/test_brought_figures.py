"""Figures in a workbook that no union submits: they count as the federation brings them."""

from io import BytesIO

from campaigns.choices import CampaignStatus, PhaseStatus, ResultStatus
from campaigns.imports import import_workbook
from campaigns.models import Campaign, Phase, Result, Standing
from campaigns.services import closing, finalising, results
from campaigns.services.campaigns import launch_campaign
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.judging.cast import by_two
from tests.campaigns.workbook.cast import add, cell, rows_of, take, told
from tests.cast import CLOSES, NOW, Season, after
from units.services import jobs


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


def test_points_that_two_people_give_are_given_on_the_page_by_each_of_them(season: Season) -> None:
    by_two(season)
    spot = cell("results", "value", 3)
    assert figures(season, TD="15") == [
        f"{spot}: Two people give these points, each on the judging page. Delete the row."
    ]
    assert entered(season, "TD").version == 0
    assert figures(season, DV="800") == []


def test_points_that_two_people_gave_in_past_years_are_brought_in_as_they_were(season: Season) -> None:
    by_two(season)
    Campaign.objects.update(status=CampaignStatus.DRAFT, launched_at=None)
    Phase.objects.update(status=PhaseStatus.DRAFT, entry_opens_at=after(NOW, days=-40), entry_closes_at=NOW)
    assert figures(season, TD="15") == []
    assert entered(season, "TD").value == 15


def test_points_that_were_returned_by_mistake_count_once_the_judge_gives_them_again(season: Season) -> None:
    season.mark(season.world.ba_dinh, "TD", status=ResultStatus.RETURNED)
    given = season.figure(season.world.ba_dinh, "TD", "9")
    sheet = season.sheet(season.world.ba_dinh)
    results.judge_figures(participant=sheet, figures=[given], by=season.world.quang, now=NOW)
    assert entered(season, "TD").status == ResultStatus.VERIFIED


def test_a_campaign_of_past_years_is_brought_in_appraised_and_corrected_while_in_preparation(
    season: Season,
) -> None:
    """Its window has passed, so no union could submit anything. It closes with points; its final waits for nothing."""
    Campaign.objects.update(status=CampaignStatus.DRAFT, launched_at=None)
    Phase.objects.update(status=PhaseStatus.DRAFT)
    now = after(CLOSES, days=30)

    def bring(value: str) -> list[str]:
        rows = rows_of(season.campaign)
        rows["results"] = []
        add("results", phase_number=1, union="BD", indicator="DV", state="reported", value=value)(rows)
        file = BytesIO()
        write_workbook(file, rows)
        return told(import_workbook(file=file, by=season.world.quang, now=now, reason="Gõ nhầm"))

    assert [bring("800"), bring("900")] == [[], []]
    row = entered(season, "DV")
    assert (row.value, row.status) == (900, ResultStatus.VERIFIED)
    assert entered(season, "KP").status == ResultStatus.DRAFT  # nothing was brought
    launch_campaign(campaign=season.campaign, by=season.world.quang, now=now)
    closing.close_due_phases(now=now)
    jobs.run_all(now=now)
    found = Standing.objects.filter(participant=season.sheet(season.world.ba_dinh)).visible()
    assert found.values_list("points", "rank").get() == (36, 1)
    assert finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=now)
