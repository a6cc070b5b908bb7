"""Ranks inside a cluster: totals, keys, what people decided, who stands apart."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.choices import Accumulation, Nature, TieKind
from campaigns.models import Participant, Phase, Placing, Result
from campaigns.services import scoring, sheets
from tests.campaigns.standings.cast import Board, known
from tests.cast import CLOSES, NOW, OPENS
from units.actors import SYSTEM


@pytest.fixture
def tied(board: Board) -> Board:
    """Ba Dinh 31 + 30, Long Bien 30 + 31, Hoang Mai 20 + 41: 61 points each; Ha Dong 60 in the other cluster."""
    board.leaf("a", 50)
    board.leaf("b", 50)
    world = board.season.world
    for union, a, b in (
        (world.ba_dinh, 31, 30),
        (world.long_bien, 30, 31),
        (world.hoang_mai, 20, 41),
        (world.ha_dong, 30, 30),
    ):
        board.give(union, a=a, b=b)
    return board


def criterion(board: Board, code: str) -> Any:
    return board.table.criteria.get(code=code)


def test_equal_in_all_is_one_rank_for_a_person_to_part(tied: Board) -> None:
    alike = (1, True)
    assert tied.ranks() == {"BD": alike, "LB": alike, "HM": alike, "HD": (1, False)}


def test_the_first_key_parts_31_from_30(tied: Board) -> None:
    tied.key(TieKind.CRITERION, criterion=criterion(tied, "a"))
    assert tied.ranks() == {"BD": (1, False), "LB": (2, False), "HM": (3, False), "HD": (1, False)}


def test_ranks_after_a_tie_go_on_as_1_2_2_4(tied: Board) -> None:
    world = tied.season.world
    Participant.objects.filter(union=world.ha_dong).update(cluster=world.cluster_1)
    tied.give(world.ba_dinh, a=40)
    assert tied.ranks() == {"BD": (1, False), "LB": (2, True), "HM": (2, True), "HD": (4, False)}


def test_the_second_key_speaks_where_the_first_is_equal(tied: Board) -> None:
    world = tied.season.world
    tied.give(world.ba_dinh, a=30, b=31)
    tied.key(TieKind.CRITERION, criterion=criterion(tied, "a"))
    assert tied.ranks() == {"BD": (1, True), "LB": (1, True), "HM": (3, False), "HD": (1, False)}
    tied.key(TieKind.INDICATOR, indicator=tied.indicator("I"))
    tied.give(world.long_bien, I=5)
    tied.give(world.ba_dinh, I=4)
    assert tied.ranks()["LB"] == (1, False)


@pytest.mark.parametrize(("is_lower_better", "order"), [(False, "LB BD HM"), (True, "BD LB HM")])
def test_a_figure_comes_first_as_the_key_says_and_none_comes_last(
    tied: Board, is_lower_better: bool, order: str
) -> None:
    world = tied.season.world
    tied.key(TieKind.INDICATOR, indicator=tied.indicator("I"), is_lower_better=is_lower_better)
    tied.give(world.long_bien, I=5)
    tied.give(world.ba_dinh, I=0)
    ranks = tied.ranks()
    assert sorted(("BD", "LB", "HM"), key=lambda code: ranks[code][0] or 0) == order.split()


def test_a_figure_that_does_not_count_comes_last(tied: Board) -> None:
    world = tied.season.world
    tied.key(TieKind.INDICATOR, indicator=tied.indicator("I"))
    tied.give(world.long_bien, I=5)
    Result.objects.filter(indicator__code="I").update(status=20)
    assert tied.ranks()["LB"] == (1, True)


def test_the_figure_of_a_key_is_the_cumulative_one(tied: Board) -> None:
    world, first = tied.season.world, tied.season.phase
    indicator = tied.indicator("I")
    assert indicator.accumulation == Accumulation.SUM
    tied.key(TieKind.INDICATOR, indicator=indicator)
    tied.give(world.long_bien, I=5)
    tied.give(world.ba_dinh, I=7)
    second = Phase.objects.create(
        campaign=tied.season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31), entry_opens_at=OPENS, entry_closes_at=CLOSES,
    )  # fmt: skip
    for union in (world.ba_dinh, world.long_bien):
        sheets.enrol(phase=second, union=union, cluster=world.cluster_1, table=tied.table, by=SYSTEM, now=NOW)
    tied.season.phase = second
    tied.give(world.long_bien, a=30, b=31, I=4)
    tied.give(world.ba_dinh, a=30, b=31, I=1)
    assert tied.ranks() == {"LB": (1, False), "BD": (2, False)}
    tied.season.phase = first
    assert tied.ranks()["BD"] == (1, False)


def test_a_collective_with_70_percent_of_women_comes_first(tied: Board) -> None:
    world = tied.season.world
    tied.key(TieKind.WOMEN)
    tied.people(world.ba_dinh, 1000, 699)
    tied.people(world.long_bien, 10, 7)
    tied.people(world.hoang_mai, 10, None)
    found = tied.close()
    assert {code: row.rank for code, row in found.items()} == {"LB": 1, "BD": 2, "HM": 2, "HD": 1}
    assert (found["BD"].members, found["BD"].women) == (1000, 699)


def test_a_person_parts_what_no_key_parts(tied: Board) -> None:
    tied.decide(long_bien=1, hoang_mai=2, ba_dinh=3)
    assert tied.ranks() == {"LB": (1, False), "HM": (2, False), "BD": (3, False), "HD": (1, False)}


def test_a_decision_parts_nobody_whose_points_differ(tied: Board) -> None:
    tied.give(tied.season.world.ba_dinh, a=40)
    tied.decide(long_bien=1, hoang_mai=2, ba_dinh=3)
    assert tied.ranks() == {"BD": (1, False), "LB": (2, False), "HM": (3, False), "HD": (1, False)}


def test_who_came_to_the_tie_after_the_decision_has_not_lost_it(tied: Board) -> None:
    tied.decide(long_bien=1, hoang_mai=2)
    assert tied.ranks()["BD"] == (1, True)


def test_a_ballot_is_answered_by_ballots_alone_and_the_last_word_by_either(tied: Board) -> None:
    tied.key(TieKind.BALLOT)
    tied.vote(long_bien=1, hoang_mai=2, ba_dinh=2)
    assert tied.ranks() == {"LB": (1, False), "HM": (2, True), "BD": (2, True), "HD": (1, False)}
    Placing.objects.all().delete()
    tied.decide(long_bien=2, hoang_mai=1, ba_dinh=3)
    assert tied.ranks() == {"LB": (2, False), "HM": (1, False), "BD": (3, False), "HD": (1, False)}


def test_keys_after_a_ballot_wait_for_it(tied: Board) -> None:
    tied.key(TieKind.BALLOT)
    tied.key(TieKind.CRITERION, criterion=criterion(tied, "a"))
    assert tied.ranks()["BD"] == (1, True)
    tied.vote(long_bien=1, hoang_mai=1, ba_dinh=1)
    assert tied.ranks() == {"BD": (1, False), "LB": (2, False), "HM": (3, False), "HD": (1, False)}


def test_points_compared_are_those_printed(tied: Board) -> None:
    tied.table.total_decimals = 0
    tied.table.save()
    tied.give(tied.season.world.ba_dinh, a="31.4")
    assert tied.ranks()["BD"] == (1, True)
    tied.give(tied.season.world.ba_dinh, a="31.5")
    assert tied.ranks()["BD"] == (1, False)


def test_unions_without_a_cluster_form_one(tied: Board) -> None:
    world = tied.season.world
    Participant.objects.filter(union__in=(world.ha_dong, world.hoang_mai)).update(cluster=None)
    assert tied.ranks() == {"BD": (1, True), "LB": (1, True), "HM": (1, False), "HD": (2, False)}


def test_a_silent_union_has_no_rank_and_ties_with_nobody(tied: Board) -> None:
    world = tied.season.world
    own = tied.indicator("own", supplier="union")
    for union in (world.ba_dinh, world.long_bien):
        tied.give(union, own=None)
    assert Result.objects.filter(indicator=own).count() == 2
    found = tied.close()
    assert {code: (row.rank, row.is_tied) for code, row in found.items()} == {
        "BD": (None, False), "LB": (None, False), "HM": (1, False), "HD": (1, False),
    }  # fmt: skip
    assert [found[code].is_silent for code in ("BD", "LB", "HM")] == [True, True, False]


# --- Totals -----------------------------------------------------------------------------------------------------------
def test_a_penalty_group_is_capped_83_and_1_and_6_off_is_82(board: Board) -> None:
    board.leaf("a", 90)
    off = board.group("P", 2, nature=Nature.PENALTY)
    more = board.group("B", 3, nature=Nature.BONUS)
    board.leaf("lapses", 10, nature=Nature.PENALTY, parent=off)
    board.leaf("extra", 10, nature=Nature.BONUS, parent=more)
    board.give(board.season.world.ba_dinh, a=83, lapses=6, extra=1)
    found = board.close()["BD"]
    assert known(found, "points", "summed", "most", "cut") == (82, 82, 90, 0)


def test_a_total_outside_0_and_the_nominal_maximum_is_cut_and_says_so(board: Board) -> None:
    board.leaf("a", 100)
    board.leaf("extra", 10, nature=Nature.BONUS)
    board.leaf("lapses", 10, nature=Nature.PENALTY)
    world = board.season.world
    board.give(world.ba_dinh, a=100, extra=3)
    board.give(world.long_bien, a=2, lapses=5)
    told = {code: known(row, "points", "summed", "cut") for code, row in board.close().items()}
    assert (told["BD"], told["LB"]) == ((100, 103, -3), (0, -3, 3))
    type(board.table).objects.update(may_exceed=True, may_sink=True)
    told = {code: known(row, "points", "summed", "cut") for code, row in board.close().items()}
    assert (told["BD"], told["LB"]) == ((103, 103, 0), (-3, -3, 0))


def test_what_does_not_apply_is_made_up_for_before_bonus_and_penalty(board: Board) -> None:
    board.leaf("a", 60)
    board.leaf("b", 40, params={"missing": "leaves"})
    board.leaf("extra", 5, nature=Nature.BONUS)
    board.table.rescales = True
    board.table.save()
    board.give(board.season.world.ba_dinh, a=30, extra=2)
    found = board.close()["BD"]
    assert known(found, "points", "summed", "rescaled", "most") == (52, 32, 20, 60)


# --- Cost -------------------------------------------------------------------------------------------------------------
def test_one_statement_writes_the_standings_whatever_the_tables_say(tied: Board) -> None:
    def sent() -> list[str]:
        scoring.erase_standings(phase=tied.season.phase, revision=1)
        with CaptureQueriesContext(connection) as queries:
            scoring.write_standings(phase=tied.season.phase, revision=1)
        told = [query["sql"] for query in queries if not query["sql"].startswith("SET LOCAL")]
        return [sql.split()[0] for sql in told]

    tied.close()
    plain = ["SELECT"] * 5 + ["INSERT"]  # tables, bands, downgrades, keys, criteria
    assert sent() == plain
    tied.key(TieKind.CRITERION, criterion=criterion(tied, "a"))
    tied.key(TieKind.INDICATOR, indicator=tied.indicator("I"))
    tied.key(TieKind.BALLOT)
    for lowest in range(5):
        tied.band(f"B{lowest}", lowest, share=10)
    assert sent() == ["SELECT", *plain]  # and the conditions of the bands
