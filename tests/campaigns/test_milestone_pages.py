"""Pages that show figures of many say a milestone's day, early or late in days; nothing sums or divides it."""

from typing import Any

import pytest

from campaigns.choices import ResultStatus, TargetKind
from campaigns.models import Result
from campaigns.queries import appraisal, progress
from tests.campaigns.milestone_cast import AHEAD, AIM, EARLY, LATE, add_milestone, reach
from tests.cast import NOW, Season
from tests.pages import get, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def heat_cell(season: Season) -> progress.HeatCell:
    """Ba Dinh's cell of the milestone on the dashboard."""
    page = get(season.world.quang, "dashboard", season.phase.pk, cluster=season.world.cluster_1.pk)
    heat = page.context["heat"]
    place = [i.code for i in heat.indicators].index("DH")
    cells: dict[str, Any] = {p.union.code: row[place] for p, row in heat.rows}
    assert cells["HM"] == progress.HeatCell(cells["HM"].result_id, "0")
    return cells["BD"]


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [(EARLY, "4", "7 days early"), (AIM, "3", "on the day"), (LATE, "2", "2 days late")],
)
def test_the_heat_map_says_early_or_late(season: Season, day: Any, kind: str, words: str) -> None:
    add_milestone(season)
    reach(season, day)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    cell = heat_cell(season)
    assert (cell.kind, cell.percent, cell.words) == (kind, None, words)
    page = get(season.world.quang, "dashboard", season.phase.pk, cluster=season.world.cluster_1.pk)
    assert f">{words}</a>" in text_of(page)


def test_the_heat_map_says_the_day_where_there_is_no_target(season: Season) -> None:
    add_milestone(season)
    reach(season, EARLY)
    Result.objects.update(registered=None)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    cell = heat_cell(season)
    assert (cell.kind, cell.words) == ("no", "05/07/2024")


def test_a_planned_day_is_planned_on_the_heat_map_however_far_it_came(season: Season) -> None:
    add_milestone(season)
    reach(season, AHEAD)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.VERIFIED)
    cell = heat_cell(season)
    assert (cell.kind, cell.words) == ("wait", "planned")


def test_paces_and_targets_reached_leave_milestones_out(season: Season) -> None:
    add_milestone(season)
    season.send(season.world.ba_dinh, season.world.hoa, dv="800")
    reach(season, LATE)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    context = get(season.world.quang, "dashboard", season.phase.pk).context
    assert [p.indicator.code for p in context["paces"]] == ["DV", "KP", "BC"]
    assert [row["short"] for row in context["chart"]["rows"]] == ["Kết nạp đoàn viên mới"]
    assert context["past"] == progress.PastTarget(0, [])


def waiting(season: Season) -> appraisal.Waiting:
    """The milestone's line in the appraiser's queue."""
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    rows = appraisal.chosen_rows(season.phase, appraisal.Choice())
    (found,) = appraisal.looked_at(rows, season.phase, now=NOW)
    return found


def test_the_appraiser_sees_days_and_no_ratio(season: Season) -> None:
    add_milestone(season, needs_evidence=True)
    reach(season, LATE, "pilot")
    found = waiting(season)
    assert (found.value, found.unit, found.aim) == ("14/07/2024", "held as a pilot", "12/07/2024")
    assert (found.timing, found.ratio, found.doubts) == ("2 days late", None, ["no evidence attached"])
    page = text_of(get(season.world.quang, "appraisal", season.phase.pk))
    assert ("2 days late" in page, "739" in page) == (True, False)


def test_the_appraiser_sees_that_a_day_is_only_planned(season: Season) -> None:
    add_milestone(season, needs_evidence=True)
    reach(season, AHEAD)
    found = waiting(season)
    assert (found.value, found.unit, found.remarks) == (
        "25/07/2024",
        "planned",
        ["planned, does not count yet"],
    )


def test_the_appraiser_compares_a_day_with_no_other_day_where_there_is_no_target(season: Season) -> None:
    add_milestone(season)
    Result.objects.update(registered=None)
    reach(season, EARLY)
    found = waiting(season)
    assert (found.value, found.aim, found.timing, found.target) == ("05/07/2024", "", "", None)


def test_shares_of_assigned_targets_are_no_shares_of_days(season: Season) -> None:
    add_milestone(season)
    season.campaign.pledged_targets = TargetKind.ASSIGNED
    season.campaign.save(update_fields=["pledged_targets"])
    reach(season, EARLY)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    assert heat_cell(season).words == "05/07/2024"
