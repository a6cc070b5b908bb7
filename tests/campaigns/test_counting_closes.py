"""What a close makes of figures that do not count: worked examples."""

from typing import Any

import pytest

from campaigns.choices import ResultStatus
from campaigns.models import Campaign, ScoreLine, Standing
from tests.campaigns.test_revisions import close, second_phase
from tests.cast import Season
from units.models import Union

DRAFT, RETURNED, SET_ASIDE, SUBMITTED, VERIFIED = ResultStatus


def standing(season: Season, union: Union) -> tuple[Any, ...]:
    """Points, rank, tied, silent."""
    rows = Standing.objects.filter(participant=season.sheet(union)).visible()
    return rows.values_list("points", "rank", "is_tied", "is_silent").get()


def line(season: Season, union: Union, code: str) -> tuple[Any, ...]:
    """Points, figure, state and status of a line."""
    rows = ScoreLine.objects.filter(participant=season.sheet(union), criterion__code=code).visible()
    return rows.values_list("points", "value", "state", "status").get()


def test_three_returned_figures_bring_nothing_and_no_first_rank(season: Season) -> None:
    """They closed at the full points of one line before, on rank 1 with who had earned it."""
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="1000", kp="500", bc="1")
    season.mark(world.ba_dinh, "DV", "KP", "BC", status=RETURNED)
    season.send(world.hoang_mai, world.minh, dv="1000", kp="500", bc="1")
    close(season)
    assert line(season, world.hoang_mai, "1") == (40, 1000, "reported", SUBMITTED)
    assert line(season, world.ba_dinh, "1") == (0, None, "not_reported", RETURNED)
    assert standing(season, world.hoang_mai) == (80, 1, False, False)
    assert standing(season, world.ba_dinh) == (0, 2, False, False)  # it was sent, so it is ranked


def test_a_draft_never_scores_and_its_union_stands_apart(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="1000", kp="500", bc="1")
    season.send(world.hoang_mai, world.minh, dv="1")
    close(season)
    assert line(season, world.ba_dinh, "1") == (0, None, "not_reported", DRAFT)
    assert standing(season, world.ba_dinh) == (0, None, False, True)
    assert standing(season, world.hoang_mai)[1:] == (1, False, False)


@pytest.mark.parametrize("status", [status for status in ResultStatus if status != ResultStatus.SET_ASIDE])
def test_an_extract_counts_every_figure_that_was_not_set_aside(season: Season, status: int) -> None:
    world = season.world
    Campaign.objects.update(is_extract=True)
    season.enter(world.ba_dinh, world.hoa, dv="800")
    season.mark(world.ba_dinh, "DV", status=status)
    close(season)
    assert line(season, world.ba_dinh, "1") == (32, 800, "reported", status)
    assert standing(season, world.ba_dinh) == (32, 1, False, False)


def test_what_was_set_aside_is_missing_in_an_extract_too(season: Season) -> None:
    world = season.world
    Campaign.objects.update(is_extract=True)
    season.enter(world.ba_dinh, world.hoa, dv="800")
    season.mark(world.ba_dinh, "DV", status=ResultStatus.SET_ASIDE)
    close(season)
    assert line(season, world.ba_dinh, "1") == (0, None, "not_reported", ResultStatus.SET_ASIDE)


@pytest.mark.parametrize(
    ("status", "points", "value"),
    [(SUBMITTED, 0, None), (VERIFIED, 32, 800)],
)
def test_where_appraised_figures_alone_count_a_submitted_one_is_missing(
    season: Season, status: int, points: int, value: int | None
) -> None:
    world = season.world
    Campaign.objects.update(counts_from=VERIFIED)
    season.enter(world.ba_dinh, world.hoa, dv="800")
    season.mark(world.ba_dinh, "DV", status=status)
    close(season)
    assert line(season, world.ba_dinh, "1")[:2] == (points, value)
    assert standing(season, world.ba_dinh)[1:] == (1, False, False)  # sent is no silence, whatever counts


def test_a_figure_that_was_returned_in_the_earlier_phase_does_not_carry(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="400", kp="100")
    season.mark(world.ba_dinh, "DV", status=RETURNED)
    second = second_phase(season, world.ba_dinh)
    sheet = second.participants.get()
    sheet.results.filter(indicator__code__in=("DV", "KP")).update(
        state="reported", value=100, status=SUBMITTED
    )
    close(season)
    rows = ScoreLine.objects.filter(participant=sheet, criterion__code__in=("1", "2")).visible()
    assert list(rows.order_by("criterion__code").values_list("value", "carried", "points")) == [
        (100, None, 4),  # 40 × 100 ÷ 1000
        (200, 100, 12),  # 30 × (100 + 100) ÷ 500
    ]


def test_carried_and_judged_figures_are_no_voice(season: Season) -> None:
    """Ba Dinh sent nothing in the second phase: neither what it sent in the first nor its judge speaks for it."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="400")
    second = second_phase(season, world.ba_dinh)
    sheet = second.participants.get()
    sheet.results.filter(indicator__code="TD").update(state="reported", value=15, status=VERIFIED)
    close(season)
    found = Standing.objects.filter(participant=sheet).visible()
    assert found.values_list("points", "rank", "is_silent").get() == (15, None, True)
