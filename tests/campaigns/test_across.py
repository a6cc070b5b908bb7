"""Ranks across clusters and inside a sector: wanted by the campaign, by one version of one table, kept at the final."""

import pytest

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, ScoringTable, Standing
from campaigns.queries.across import ranks_across
from tests.campaigns.standings.cast import Board, make_board
from tests.campaigns.standings_pages.cast import close, make_final
from tests.cast import Season
from units.choices import Sector


@pytest.fixture
def board(season: Season) -> Board:
    """Ba Dinh 80, Long Bien 70, Hoang Mai 60, and Ha Dong 70 in the other cluster; the last two of one sector."""
    made, world = make_board(season), season.world
    made.leaf("a", 100)
    unions = (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong)
    for union, points in zip(unions, (80, 70, 60, 70), strict=True):
        made.give(union, a=points)
    Participant.objects.update(sector=Sector.UNION_BODY)
    Participant.objects.filter(union__in=unions[2:]).update(sector=Sector.ADMINISTRATION)
    season.campaign.ranks_across = True
    season.campaign.save()
    close(season)
    season.phase.campaign = season.campaign
    return made


def found(board: Board, *names: str) -> dict[str, tuple[int | None, int | None]]:
    world = board.season.world
    wanted = [board.season.sheet(getattr(world, name)).pk for name in names or ALL]
    codes = dict(Participant.objects.values_list("pk", "union__code"))
    return {codes[pk]: ranks for pk, ranks in ranks_across(board.season.phase, wanted).items()}


ALL = ("ba_dinh", "long_bien", "hoang_mai", "ha_dong")
EXPECTED = {"BD": (1, 1), "LB": (2, 2), "HM": (4, 2), "HD": (2, 1)}


def test_ranks_across_go_over_all_clusters_ties_as_ties(board: Board) -> None:
    assert found(board) == EXPECTED


def test_ranks_are_those_among_all_whoever_is_asked_for(board: Board) -> None:
    assert found(board, "hoang_mai") == {"HM": (4, 2)}


def test_there_are_none_unless_the_campaign_wants_them(board: Board) -> None:
    board.season.phase.campaign.ranks_across = False
    assert found(board) == {}


def test_tables_that_differ_are_not_compared(board: Board) -> None:
    other = ScoringTable.objects.create(campaign=board.season.campaign, code="Y", name="Y")
    Participant.objects.filter(union=board.season.world.ba_dinh).update(table=other)
    assert found(board) == {"BD": (None, None), "LB": (None, None), "HM": (None, 2), "HD": (None, 1)}


def test_a_silent_union_is_not_among_them(board: Board) -> None:
    Standing.objects.filter(participant__union__code="BD").update(rank=None, is_silent=True)
    assert found(board) == {"LB": (1, 1), "HM": (3, 2), "HD": (1, 1)}


def test_the_final_keeps_them(board: Board) -> None:
    make_final(board.season)
    assert board.season.phase.status == PhaseStatus.FINAL
    kept = Standing.objects.values_list("participant__union__code", "rank_across", "rank_in_sector")
    assert {code: (across, inside) for code, across, inside in kept} == EXPECTED
    Standing.objects.filter(participant__union__code="BD").update(rank_across=9)
    assert found(board)["BD"] == (9, 1)
