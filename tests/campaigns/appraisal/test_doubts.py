"""What an appraiser should look at twice: beside the phase before, the cluster, the target, the evidence."""

from datetime import date
from decimal import Decimal
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.choices import PhaseStatus, ResultState, ResultStatus
from campaigns.models import CriterionInput, Indicator, Phase, Result, Target
from campaigns.queries.appraisal.beside import Middle
from campaigns.rules import far_from, far_off, middle_of_others
from campaigns.services import sheets
from tests.campaigns.appraisal.cast import seen, waiting_ones
from tests.cast import CLOSES, NOW, OPENS, Season, after, make_criterion
from units.actors import SYSTEM


def put(row: Result, value: int | str) -> None:
    Result.objects.filter(pk=row.pk).update(
        value=Decimal(value), state=ResultState.REPORTED, status=ResultStatus.SUBMITTED
    )


def mine(season: Season, code: str = "DV") -> Result:
    return season.result(season.world.ba_dinh, code)


# --- Beside the cluster ---------------------------------------------------------------------------------------------
@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_the_middle_of_the_others_is_told_from_two_figures(figures: list[int]) -> None:
    ordered = sorted(Decimal(n) for n in figures)
    count, half = len(ordered), len(ordered) // 2
    lower, upper = ordered[max(half - 1, 0)], ordered[min(half, count - 1)]
    for n, value in enumerate(ordered):
        others = ordered[:n] + ordered[n + 1 :]
        middle = middle_of_others(value, count=count, lower=lower, upper=upper)
        assert middle == (median_low(others) if len(others) > 1 else None)
        assert far_off(value, others) == ("" if middle is None else far_from(value, middle))
    assert Middle(count, lower, upper).of_all == median_low(ordered)


@pytest.mark.parametrize("count", range(1, 8))
def test_the_database_finds_the_middle_of_a_cluster_of_any_size(season: Season, count: int) -> None:
    rows = waiting_ones(season, count, cluster=season.world.cluster_1)
    found = seen(season, union="X0000")
    assert found.middle == median_low([row.value for row in rows])
    put(mine(season), 100)
    assert seen(season).middle == median_low([*(row.value for row in rows), Decimal(100)])


def test_a_figure_far_from_the_others_of_its_cluster_is_doubtful(season: Season) -> None:
    waiting_ones(season, 5, cluster=season.world.cluster_1)  # 1 to 5; the middle is 3
    row = mine(season)
    for value, said in (
        (30, []),
        (31, ["10,3 times the middle of the others in the cluster."]),
        (1, []),
        (0, ["0 against a target"]),
    ):
        put(row, value)
        assert seen(season).doubts == said
    Result.objects.filter(state=ResultState.REPORTED).exclude(pk=row.pk).update(value=Decimal(400))
    put(row, 39)
    assert seen(season).doubts == ["Less than a tenth of the middle of the others in the cluster."]


def test_drafts_other_clusters_and_answers_in_words_say_nothing_of_the_middle(season: Season) -> None:
    waiting_ones(season, 5, cluster=season.world.cluster_2)
    put(mine(season), 999)
    put(season.result(season.world.long_bien, "DV"), 1)
    put(season.result(season.world.hoang_mai, "DV"), 1)
    assert seen(season).middle == 1
    Result.objects.filter(participant__union=season.world.hoang_mai).update(status=ResultStatus.DRAFT)
    assert (seen(season).middle, seen(season).doubts) == (1, [])  # one other is no cluster to be far from


def test_unions_without_a_cluster_are_compared_with_each_other(season: Season) -> None:
    rows = waiting_ones(season, 5)
    season.phase.participants.filter(pk__in=[row.participant_id for row in rows]).update(cluster=None)
    put(rows[0], 900)
    found = seen(season, union="X0000")
    assert (found.middle, found.doubts) == (4, ["300,0 times the middle of the others in the cluster."])


def test_a_target_far_below_the_others_is_doubtful(season: Season) -> None:
    row = mine(season)
    put(row, 50)
    for union, value in ((season.world.long_bien, 1000), (season.world.hoang_mai, 1000)):
        Target.objects.filter(union=union, indicator__code="DV").update(value=Decimal(value))
    Target.objects.filter(union=season.world.ba_dinh, indicator__code="DV").update(value=Decimal(99))
    assert seen(season).doubts == [
        "The target is less than a tenth of the middle of the others in the cluster."
    ]
    Target.objects.filter(union=season.world.ba_dinh, indicator__code="DV").update(value=Decimal(100))
    assert seen(season).doubts == []


# --- Beside the phase before ----------------------------------------------------------------------------------------
def earlier(season: Season, number: int = 0, **fields: Any) -> Phase:
    """A phase before, with sheets for Ba Dinh."""
    phase = Phase.objects.create(
        campaign=season.campaign, number=number, name=f"Đợt {number}", period_from=date(2023, 1, 1),
        period_to=date(2023, 12, 31), entry_opens_at=after(OPENS, days=-99), entry_closes_at=after(OPENS, days=-9),
        status=PhaseStatus.DRAFT, **fields,
    )  # fmt: skip
    sheets.enrol(phase=phase, union=season.world.ba_dinh, table=season.table, by=SYSTEM, now=NOW)
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=NOW)
    return phase


@pytest.mark.parametrize(
    ("before", "value", "said"),
    [
        (50, 500, []),
        (50, 501, ["10,0 times the figure of “Đợt 0”."]),
        (900, 89, ["Less than a tenth of the figure of “Đợt 0” (900)."]),
        (900, 90, []),
        (0, 500, []),
    ],
)
def test_a_figure_far_from_the_phase_before_is_doubtful(
    season: Season, before: int, value: int, said: list[str]
) -> None:
    phase = earlier(season)
    put(Result.objects.get(participant__phase=phase, indicator__code="DV"), before)
    put(mine(season), value)
    found = seen(season)
    assert (found.earlier, found.before and found.before.phase, found.doubts) == (
        f"{before}",
        "Đợt 0",
        said,
    )


def test_the_phase_before_is_the_last_one_in_which_the_union_took_part(season: Season) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(number=5)
    season.phase.refresh_from_db()
    first, second = earlier(season, 1), earlier(season, 2)
    put(Result.objects.get(participant__phase=first, indicator__code="DV"), 2)
    Result.objects.filter(participant__phase=second, indicator__code="DV").update(state=ResultState.NOTHING)
    put(mine(season), 90)
    found = seen(season)
    assert found.before is not None
    assert (found.before.phase, found.earlier) == ("Đợt 2", "nothing to report")
    assert found.doubts == ["45,0 times the figure of “Đợt 1”."]  # the last figure there was
    assert seen_of_another_campaign_alone(season) is None


def seen_of_another_campaign_alone(season: Season) -> Any:
    """What stands before a figure of a union that took part in no phase before."""
    put(season.result(season.world.long_bien, "DV"), 1)
    return seen(season, union="LB").before


# --- By itself ------------------------------------------------------------------------------------------------------
def test_a_part_that_is_more_than_its_whole_is_doubtful(season: Season) -> None:
    whole = Indicator.objects.create(
        campaign=season.campaign, code="TS", name="Tổng số đoàn viên", short_name="Tổng số", order=9
    )
    rate = make_criterion(season.table, "9", "rate", 5, season.indicators["DV"], order=9)
    CriterionInput.objects.create(criterion=rate, role="base", indicator=whole)
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW)
    put(mine(season), 500)
    assert seen(season).doubts == []
    put(mine(season, "TS"), 499)
    assert seen(season).doubts == ["More than “Tổng số đoàn viên” (499), of which it is a part."]


def test_what_the_figure_itself_tells(season: Season) -> None:
    row = mine(season)
    put(row, 0)
    Result.objects.filter(pk=row.pk).update(is_estimate=True, return_reason="sai số")
    found = seen(season)
    assert (found.doubts, found.remarks) == (
        ["0 against a target", "returned before: sai số"],
        ["an estimate"],
    )
    Indicator.objects.filter(code="KP").update(needs_evidence=True)
    put(mine(season, "KP"), 5)
    assert seen(season, "KP").doubts == ["no evidence attached"]
    put(mine(season, "BC"), 1)
    assert (seen(season, "BC").doubts, seen(season, "BC").is_clear) == ([], True)


def test_a_figure_with_many_decimals_is_compared_to_the_last_digit(season: Season) -> None:
    put(season.result(season.world.long_bien, "KP"), "0.0001")
    put(season.result(season.world.hoang_mai, "KP"), "0.0001")
    put(mine(season, "KP"), "0.0011")
    found = seen(season, "KP")
    assert (found.beside, found.doubts) == ("0,0001", ["11,0 times the middle of the others in the cluster."])


def test_the_day_of_the_phase_does_not_matter_after_the_close(season: Season) -> None:
    put(mine(season), 500)
    assert seen(season).result.participant.phase_id == season.phase.pk
    assert CLOSES > NOW
