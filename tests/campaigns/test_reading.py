"""What queries tell about phases, figures and members, apart from any page."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.choices import Accumulation, PhaseStatus, ResultState, ResultStatus
from campaigns.models import Campaign, Indicator, Participant, Phase, Result, ScoreLine, Standing
from campaigns.permissions import require_open
from campaigns.queries import appraisal, clusters
from campaigns.queries.campaigns import stage_of
from campaigns.queries.explanation import Line, explain
from campaigns.queries.launch import launch_facts
from campaigns.queries.sheets import load_grid
from campaigns.rules import doubt
from campaigns.services import closing, sheets
from common.errors import PhaseEnded
from common.forms import PageForm
from tests.cast import CLOSES, NOW, OPENS, START, Season, World, after, make_criterion
from units.actors import SYSTEM
from units.choices import Line as TreeLine
from units.directory import last_members
from units.models import Affiliation, ClusterMembership, User
from units.scope import scope_of
from units.services import clusters as cluster_acts
from units.services import jobs


@pytest.mark.parametrize(
    ("status", "hours", "label"),
    [
        (PhaseStatus.DRAFT, 0, "In preparation"),
        (PhaseStatus.OPEN, -48, "entry opens 01/07/2024"),
        (PhaseStatus.OPEN, 1, "due by the end of 31/07/2024"),
        (PhaseStatus.OPEN, 24 * 40, "Entry closed, points being computed"),
        (PhaseStatus.CLOSING, 0, "Entry closed, points being computed"),
        (PhaseStatus.CLOSED, 0, "Entry closed, provisional points"),
        (PhaseStatus.SEALING, 0, "Being sealed"),
        (PhaseStatus.FINAL, 0, "Final"),
    ],
)
def test_stage_of_a_phase_in_words(status: int, hours: int, label: str) -> None:
    phase = Phase(status=status, entry_opens_at=OPENS, entry_closes_at=CLOSES)
    assert stage_of(phase, after(OPENS, hours=hours)).words == label


def test_a_phase_that_is_not_launched_takes_no_figure() -> None:
    phase = Phase(name="Đợt 1", status=PhaseStatus.DRAFT, entry_opens_at=OPENS, entry_closes_at=CLOSES)
    with pytest.raises(PhaseEnded) as ended:
        require_open(phase, NOW)
    assert ended.value.reason == "“Đợt 1” is not launched yet."


@pytest.mark.parametrize(
    ("value", "before", "target", "why"),
    [(0, 5, 5, ""), (51, 5, None, "more"), (50, 5, None, ""), (4, 50, None, "less"), (5, 50, None, ""),
     (31, None, 10, "target"), (30, None, 10, ""), (None, 5, 5, "")],
)  # fmt: skip
def test_a_figure_far_from_the_last_one_or_from_the_target_is_doubted(
    value: int | None, before: int | None, target: int | None, why: str
) -> None:
    assert doubt(value=value, before=before, target=target) == why


def test_a_campaign_without_an_indicator_is_doubted_before_its_launch(season: Season) -> None:
    other = Campaign.objects.create(code="K", name="K", year=2024, owner=season.world.city)
    assert launch_facts(other, NOW).doubts == [
        "The campaign has no indicator: there will be no figures to enter."
    ]


def test_members_without_a_phase_have_no_sheet(season: Season) -> None:
    members = list(ClusterMembership.objects.filter(cluster=season.world.cluster_2))
    assert clusters.member_rows(season.world.nga, season.world.cluster_2, members, None) == [
        clusters.MemberRow(members[0], None, False)
    ]


def test_a_cluster_without_members_tells_the_last_or_first_that_it_had(world: World) -> None:
    empty = cluster_acts.found_cluster(code="C9", name="Cụm 9", owner=world.city, by=SYSTEM, now=NOW)
    today = date(2024, 7, 20)
    assert last_members(empty, today).rows == []
    cluster_acts.join_cluster(cluster=empty, union=world.ba_dinh, since=date(2025, 1, 1), by=SYSTEM, now=NOW)
    found = last_members(empty, today)
    assert (found.day, [m.union for m in found.rows]) == (date(2025, 1, 1), [world.ba_dinh])


def test_what_an_appraiser_should_look_at_twice(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    season.enter(season.world.ba_dinh, season.world.hoa, dv="0")
    Indicator.objects.filter(code="KP").update(needs_evidence=True)
    season.enter(season.world.ba_dinh, season.world.hoa, kp="5")
    Result.objects.filter(participant=row.participant).update(
        status=ResultStatus.SUBMITTED, is_estimate=True, return_reason="sai số"
    )
    waiting = appraisal.waiting(season.phase, cluster=None, indicator=row.indicator_id, text="")
    assert [w.hints for w in appraisal.looked_at(waiting)] == [
        ["an estimate", "0 against a target", "returned before: sai số"]
    ]
    money = season.indicators["KP"].pk
    waiting = appraisal.waiting(season.phase, cluster=None, indicator=money, text="")
    assert appraisal.looked_at(waiting)[0].hints[:2] == ["no evidence attached", "an estimate"]


def test_a_line_of_a_group_has_neither_figure_nor_indicator(season: Season) -> None:
    group = make_criterion(season.table, "G", "group", 2, name="Nhóm", order=0)
    line = Line(group, 0, ScoreLine(points=Decimal(1)))
    assert (line.points, line.most, line.value, line.target, line.own_value) == (1, 2, "", "", "")


def test_a_width_for_a_field_that_a_form_has_not_is_left_out() -> None:
    class Form(PageForm):
        widths = {"none": "field-xs"}

    assert Form().fields == {}


def test_lines_are_shown_group_by_group(season: Season) -> None:
    Indicator.objects.filter(code__in=("DV", "KP")).update(group="A")
    Indicator.objects.filter(code__in=("BC", "TD")).update(group="B")
    shown = load_grid(season.sheet(season.world.ba_dinh), editing="", now=NOW)
    assert [(name, [r.result.indicator.code for r in rows]) for name, rows in shown.groups()] == [
        ("A", ["DV", "KP"]), ("B", ["BC", "TD"]),
    ]  # fmt: skip


def later_phase(season: Season) -> Participant:
    """Ba Dinh's sheet in a second phase."""
    first, world = season.phase, season.world
    second = Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=first.period_from, period_to=first.period_to,
        entry_opens_at=OPENS, entry_closes_at=CLOSES, status=PhaseStatus.OPEN,
    )  # fmt: skip
    sheet = sheets.enrol(
        phase=second, union=world.ba_dinh, cluster=world.cluster_1, table=season.table, by=SYSTEM, now=NOW
    )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    return sheet


def test_doubt_is_put_into_figures_with_what_a_slipped_digit_would_make(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="100", kp="100")
    sheet = later_phase(season)
    for code, value in (("DV", 1200), ("KP", 5)):
        Result.objects.filter(participant=sheet, indicator__code=code).update(
            state=ResultState.REPORTED, value=Decimal(value)
        )
    rows = load_grid(sheet, editing="", now=NOW).by_code
    assert [(rows[c].doubt, rows[c].times, rows[c].perhaps) for c in ("DV", "KP")] == [
        ("more", "12,0 times the figure of “Đợt 1”.", "120"),
        ("less", "Less than a tenth of the figure of “Đợt 1” (100).", "50,0"),
    ]


def test_indicator_of_which_the_latest_counts_has_no_figure_where_nothing_was_measured(
    season: Season,
) -> None:
    Indicator.objects.filter(code="DV").update(accumulation=Accumulation.LATEST)
    row = season.result(season.world.ba_dinh, "DV")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING)
    assert load_grid(row.participant, editing="", now=NOW).by_code["DV"].cumulative is None


def test_nothing_to_report_is_said_in_words_and_a_leaf_without_points_is_left_out(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "KP")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    sheet = season.sheet(season.world.ba_dinh)
    ScoreLine.objects.filter(participant=sheet, criterion__code="1")._raw_delete(using="default")
    told = explain(season.phase, sheet, Standing.objects.get(participant=sheet), tied_with=[], user=None)
    assert [(line.criterion.code, line.value) for line in told.lines][:1] == [("2", "Nothing to report")]


def test_who_left_the_territory_is_reached_along_the_line_that_still_holds(world: World) -> None:
    other = next(line for line in TreeLine if line != TreeLine.TERRITORY)
    path = f"/{world.confederation.pk}/{world.ba_dinh.pk}/"
    Affiliation.objects.filter(union=world.ba_dinh).update(valid_to=date(2023, 1, 1))
    Affiliation.objects.create(
        union=world.ba_dinh, parent=world.confederation, line=other, path=path, valid_from=START, recorded_at=NOW
    )  # fmt: skip
    assert [post.path for post in scope_of(User.objects.get(pk=world.hoa.pk)).posts] == [path]
