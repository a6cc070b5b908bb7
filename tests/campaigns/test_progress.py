"""How far the units are: the heat map, the pace of each indicator, what counts from earlier phases."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.choices import ResultStatus, TargetKind
from campaigns.models import Phase
from campaigns.queries import dashboard as read
from campaigns.queries import progress
from campaigns.rules import heat_bounds, heat_of, pace_at
from campaigns.services import campaigns, results, sheets, targets
from tests.cast import NOW, Season, at
from tests.pages import get
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")


def test_the_heat_map_shows_whole_percent_of_the_registered_target(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    figures = [
        season.figure(world.long_bien, "DV", None, "nothing"),
        season.figure(world.long_bien, "KP", None, "not_applicable"),
    ]
    results.save_figures(participant=season.sheet(world.long_bien), figures=figures, by=world.lan, now=NOW)
    season.mark(world.long_bien, "DV", "KP", status=ResultStatus.VERIFIED)
    heat = get(world.quang, "dashboard", season.phase.pk, cluster=world.cluster_1.pk).context["heat"]
    cells = {p.union.code: [(c.kind, c.percent) for c in row] for p, row in heat.rows}
    assert [i.code for i in heat.indicators] == ["DV", "KP", "BC"]
    assert heat.bounds == (76, 91, 104, 152)  # 202 of 213 days: 94.8 % is due
    assert cells == {
        "BD": [("2", 80), ("3", 100), ("no", None)],
        "HM": [("0", None), ("0", None), ("0", None)],
        "LB": [("1", 0), ("na", None), ("0", None)],
    }


def test_the_pace_is_the_sum_of_figures_against_the_sum_of_targets_on_every_page(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800")
    season.send(world.hoang_mai, world.minh, dv="1201")
    of_cluster = get(world.lan, "dashboard", season.phase.pk).context["paces"]
    assert [(p.indicator.code, p.value, p.units) for p in of_cluster] == [
        ("DV", Decimal("100.05"), 2),
        ("KP", None, 0),
        ("BC", None, 0),
    ]
    assert [p.value for p in get(world.quang, "dashboard", season.phase.pk).context["paces"]] == [
        p.value for p in of_cluster
    ]


def test_a_union_with_a_small_target_does_not_lift_a_whole_cluster(season: Season) -> None:
    """1 of 1 and 1 of 1,000: 2 of 1,001 is 0,1998 %, where the mean of the unions would be 50,05 %."""
    world = season.world
    for union, officer, goal in ((world.ba_dinh, world.hoa, 1), (world.hoang_mai, world.minh, 1000)):
        targets.set_targets(
            campaign=season.campaign, union=union, kind=TargetKind.REGISTERED,
            values={season.indicators["DV"]: Decimal(goal)}, by=SYSTEM, now=NOW,
        )  # fmt: skip
        season.send(union, officer, dv="1")
    paces = get(world.lan, "dashboard", season.phase.pk).context["paces"]
    assert (paces[0].value, paces[0].units) == (Decimal("0.1998"), 2)


def test_earlier_phases_count_in_what_is_attained(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="400")
    season.send(world.hoang_mai, world.minh, dv="9000")
    second = campaigns.add_phase(
        campaign=season.campaign,
        number=2,
        name="Đợt 2",
        period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 7, 1),
        entry_closes_at=at(2025, 1, 1),
        by=SYSTEM,
        now=NOW,
    )
    sheets.enrol(phase=second, union=world.ba_dinh, cluster=world.cluster_1, by=SYSTEM, now=NOW)
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    sheet = second.participants.get()
    row = sheet.results.get(indicator__code="DV")
    figure = results.Figure(result_id=row.pk, state="reported", value=Decimal(650), version=row.version)
    results.save_figures(participant=sheet, figures=[figure], by=world.hoa, now=NOW)
    sheet.results.update(status=ResultStatus.SUBMITTED)
    assert _attained(second) == (Decimal(105), 1)
    past = progress.past_target(second, [sheet.pk])
    assert (past.units, [r["indicators"] for r in past.first]) == (1, [1])

    season.mark(world.ba_dinh, "DV", status=ResultStatus.RETURNED)  # the figure of phase 1 carries no longer
    assert _attained(second) == (Decimal(65), 1)
    assert progress.past_target(second, [sheet.pk]).units == 0


def _attained(phase: Phase) -> tuple[Decimal | None, int]:
    """What is attained of new members, and by how many unions."""
    paces = progress.paces(phase, phase.participants.all(), read.indicators_of(phase), 0)
    return next((p.value, p.units) for p in paces if p.indicator.code == "DV")


def test_drafts_and_returned_figures_enter_no_share_and_say_why(season: Season) -> None:
    """Ba Dinh: one figure sent, one returned, one draft. "Not applicable" is believed once it is confirmed."""
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    season.mark(world.ba_dinh, "DV", status=ResultStatus.SUBMITTED)
    season.mark(world.ba_dinh, "KP", status=ResultStatus.RETURNED)
    season.enter(world.hoang_mai, world.minh, dv="2000")
    away = season.figure(world.long_bien, "KP", None, "not_applicable")
    results.save_figures(participant=season.sheet(world.long_bien), figures=[away], by=world.lan, now=NOW)
    season.mark(world.long_bien, "KP", status=ResultStatus.SUBMITTED)
    page = get(world.lan, "dashboard", season.phase.pk)
    assert {p.union.code: [(c.kind, c.words) for c in row] for p, row in page.context["heat"].rows} == {
        "BD": [("2", ""), ("wait", "returned"), ("wait", "not sent")],
        "HM": [("wait", "not sent"), ("0", ""), ("0", "")],
        "LB": [("0", ""), ("wait", "waiting"), ("0", "")],
    }
    assert [(p.indicator.code, p.value, p.units) for p in page.context["paces"]] == [
        ("DV", Decimal(80), 1),
        ("KP", None, 0),
        ("BC", None, 0),
    ]
    assert page.context["past"].units == 0

    season.campaign.counts_from = ResultStatus.VERIFIED
    season.campaign.save()
    page = get(world.lan, "dashboard", season.phase.pk)
    assert [(c.kind, c.words) for c in page.context["heat"].rows[0][1]] == [
        ("wait", "waiting"),
        ("wait", "returned"),
        ("wait", "not sent"),
    ]
    assert [p.value for p in page.context["paces"]] == [None, None, None]


def test_an_extract_shows_every_figure(season: Season) -> None:
    season.campaign.is_extract = True
    season.campaign.save()
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    page = get(season.world.lan, "dashboard", season.phase.pk)
    assert [c.percent for c in page.context["heat"].rows[0][1]] == [80, None, None]


def test_a_target_of_zero_has_no_percentage(season: Season) -> None:
    world = season.world
    goals = {season.indicators["DV"]: Decimal(0)}
    targets.set_targets(
        campaign=season.campaign,
        union=world.ba_dinh,
        kind=TargetKind.REGISTERED,
        values=goals,
        by=SYSTEM,
        now=NOW,
    )
    season.send(world.ba_dinh, world.hoa, dv="8")
    context = get(world.lan, "dashboard", season.phase.pk).context
    assert [c.kind for c in context["heat"].rows[0][1]] == ["no", "0", "0"]
    assert [p.value for p in context["paces"]] == [None, None, None]
    assert context["past"].units == 0


@pytest.mark.parametrize(
    ("before", "share", "passed", "due"),
    [
        (0, 500_000, 1_000_000, 500_000),
        (500_000, 1_000_000, 500_000, 750_000),
        (500_000, 400_000, 1, 500_000),
    ],
)
def test_what_is_due_grows_through_a_phase_from_where_the_last_one_ended(
    before: int, share: int, passed: int, due: int
) -> None:
    assert pace_at(before=before, share=share, passed=passed) == due


def test_heat_classes_are_those_of_the_drawing_at_half_time() -> None:
    bounds = heat_bounds(500_000)
    assert bounds == (40, 48, 55, 80)
    assert [heat_of(n, bounds) for n in (39, 40, 47, 48, 54, 55, 79, 80)] == [1, 2, 2, 3, 3, 4, 4, 5]
