"""Worked examples of full percents over and under a target, and of days early and late; and bounds that do not fit."""

from datetime import date
from typing import Any

import pytest

from campaigns.choices import ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from tests.campaigns.scoring.cases import Criterion, faults, figures, leaf, points

Case = tuple[Criterion, Inputs, str | None, str]

#: 8 points at 100 %, +0,5 for each full percent over up to the maximum of 10, −1 for each full percent under down to 2.
PERCENT = {"at_target": 8, "per_over": 0.5, "per_under": 1}
BOUNDED = leaf("per_percent", 10, **PERCENT, floor_points=2)
PERCENTS: list[Case] = [
    (BOUNDED, figures(200, target=200), "8", "Result 200, target 200: no full % over or under, 8 points"),
    (BOUNDED, figures("201.9999", target=200), "8", "Result 201,9999, target 200: no full % over or under, 8 points"),
    (BOUNDED, figures(202, target=200), "8.5", "Result 202, target 200: 1 full % over, 8 + 1 × 0,5"),
    (BOUNDED, figures("203.9999", target=200), "8.5", "Result 203,9999, target 200: 1 full % over, 8 + 1 × 0,5"),
    (BOUNDED, figures(208, target=200), "10", "Result 208, target 200: 4 full % over, 8 + 4 × 0,5"),
    (BOUNDED, figures(210, target=200), "10", "Result 210, target 200: 5 full % over, 8 + 5 × 0,5, at most 10"),
    (BOUNDED, figures("198.0001", target=200), "8",
     "Result 198,0001, target 200: no full % over or under, 8 points"),
    (BOUNDED, figures(198, target=200), "7", "Result 198, target 200: 1 full % under, 8 − 1 × 1"),
    (BOUNDED, figures(188, target=200), "2", "Result 188, target 200: 6 full % under, 8 − 6 × 1"),
    (BOUNDED, figures(0, target=200), "2", "Result 0, target 200: 100 full % under, 8 − 100 × 1, at least 2"),
    # 1 of 3 is 66,67 % under: 66 full ones
    (leaf("per_percent", 70, at_target=70, per_under=1), figures(1, target=3), "4",
     "Result 1, target 3: 66 full % under, 70 − 66 × 1"),
    (leaf("per_percent", 10, **PERCENT), figures(0, target=200), "0",
     "Result 0, target 200: 100 full % under, 8 − 100 × 1, at least 0"),
    # above the maximum to the declared cap alone, below 0 only as far as it is said
    (leaf("per_percent", 10, **PERCENT, cap_points=12), figures(220, target=200), "12",
     "Result 220, target 200: 10 full % over, 8 + 10 × 0,5, at most 12"),
    (leaf("per_percent", 10, **PERCENT, sink_points=3), figures(180, target=200), "-2",
     "Result 180, target 200: 10 full % under, 8 − 10 × 1"),
    (leaf("per_percent", 10, **PERCENT, sink_points=3), figures(0, target=200), "-3",
     "Result 0, target 200: 100 full % under, 8 − 100 × 1, at least −3"),
    # a trillion against a ten-thousandth
    (BOUNDED, figures(10**13, target="0.0001"), "10",
     "Result 10.000.000.000.000, target 0,0001: 100000000 full % over, 8 + 100000000 × 0,5, at most 10"),
    (BOUNDED, figures(5), "0", "No target: 0 points"),
    (BOUNDED, figures(5, target=0), "0", "The target is 0: 0 points"),
    (leaf("per_percent", 10, **PERCENT, zero_target="full", floor_points=2), figures(5, target=0), "10",
     "The target is 0: the maximum, by the table’s rule"),
]  # fmt: skip

DAY = date(2024, 2, 29)
NEXT, BEFORE = date(2024, 3, 1), date(2024, 2, 28)
#: 10 points; +0,5 for each day early up to 12; −2 for each full week late, never below 3.
DATED = leaf("by_date", 10, per_early=0.5, cap_points=12, per_late=2, late_days=7, floor_points=3)
PLAIN = leaf("by_date", 10)
DATES: list[Case] = [
    (DATED, figures(DAY, target=DAY), "10", "Done on the day due, 29/02/2024: the maximum"),
    (DATED, figures(BEFORE, target=DAY), "10.5",
     "Done on 28/02/2024, due on 29/02/2024: 10 + 1 × 0,5 gives 10,5 points"),
    (DATED, figures(date(2024, 2, 25), target=DAY), "12",
     "Done on 25/02/2024, due on 29/02/2024: 10 + 4 × 0,5 gives 12 points"),
    (DATED, figures(date(2024, 2, 1), target=DAY), "12",
     "Done on 01/02/2024, due on 29/02/2024: 10 + 28 × 0,5 gives 12 points"),
    # a step less a day, a step, and a step and a day; over the leap day
    (DATED, figures(date(2024, 3, 6), target=DAY), "10",
     "Done on 06/03/2024, due on 29/02/2024: 10 − 0 × 2 gives 10 points"),
    (DATED, figures(date(2024, 3, 7), target=DAY), "8",
     "Done on 07/03/2024, due on 29/02/2024: 10 − 1 × 2 gives 8 points"),
    (DATED, figures(date(2024, 3, 8), target=DAY), "8",
     "Done on 08/03/2024, due on 29/02/2024: 10 − 1 × 2 gives 8 points"),
    (DATED, figures(date(2024, 3, 6), target=BEFORE), "8",
     "Done on 06/03/2024, due on 28/02/2024: 10 − 1 × 2 gives 8 points"),
    (DATED, figures(date(2023, 3, 6), target=date(2023, 2, 28)), "10",
     "Done on 06/03/2023, due on 28/02/2023: 10 − 0 × 2 gives 10 points"),
    (DATED, figures(date(2024, 12, 31), target=DAY), "3",
     "Done on 31/12/2024, due on 29/02/2024: 10 − 43 × 2 gives 3 points"),
    # without points for early or late
    (PLAIN, figures(DAY, target=DAY), "10", "Done on the day due, 29/02/2024: the maximum"),
    (PLAIN, figures(BEFORE, target=DAY), "10", "Done on 28/02/2024, due on 29/02/2024: the maximum"),
    (PLAIN, figures(NEXT, target=DAY), "0", "Done on 01/03/2024, due on 29/02/2024: late gives 0 points"),
    (leaf("by_date", 10, floor_points=4), figures(NEXT, target=DAY), "4",
     "Done on 01/03/2024, due on 29/02/2024: late gives 4 points"),
    (leaf("by_date", 10, per_late=3), figures(date(2024, 3, 4), target=DAY), "0",
     "Done on 04/03/2024, due on 29/02/2024: 10 − 4 × 3 gives 0 points"),
    (leaf("by_date", 10, per_early=1, early_days=7), figures(date(2024, 2, 1), target=DAY), "10",
     "Done on 01/02/2024, due on 29/02/2024: 10 + 4 × 1 gives 10 points"),
    # the criterion's own day comes before the target
    (leaf("by_date", 10, due_day=DAY), figures(DAY, target=BEFORE), "10",
     "Done on the day due, 29/02/2024: the maximum"),
    (leaf("by_date", 10, due_day=DAY), figures(DAY), "10", "Done on the day due, 29/02/2024: the maximum"),
    # no day due, no day done
    (PLAIN, figures(DAY), "0", "No day is due: 0 points"),
    (PLAIN, figures(DAY, target=0), "0", "No day is due: 0 points"),
    (leaf("by_date", 10, no_target="leaves"), figures(DAY), None, "No day is due: leaves the maximum"),
    (PLAIN, figures(target=DAY), "0", "No figure that counts: 0 points"),
    (leaf("by_date", 10, missing="none"), figures(0, target=DAY, state=ResultState.NOTHING), None,
     "No day was entered: no points"),
    (leaf("by_date", 10, due_day=DAY, missing="none"), figures(), None, "No figure that counts: no points"),
    # a figure that is no day, where the table names the wrong indicator
    (PLAIN, figures(5, target=DAY), "10", "Done on 5, due on 29/02/2024: the maximum"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "inputs", "wanted", "sentence"), [*PERCENTS, *DATES])
def test_points_and_their_sentence(
    criterion: Criterion, inputs: Inputs, wanted: str | None, sentence: str
) -> None:
    assert (points(criterion, inputs), registry.sentence(*criterion, inputs)) == (wanted, sentence)


WORDS = [
    (BOUNDED, "8 points at 100% of the registered target due, + 0,5 for each full 1% over,"
     " − 1 for each full 1% under, from 2 to 10 points"),
    (leaf("per_percent", 5, at_target=5, per_under=1, sink_points=3, target_kind="assigned"),
     "5 points at 100% of the assigned target due, − 1 for each full 1% under, from −3 to 5 points"),
    (leaf("per_percent", 5, at_target=5, per_over=1, cap_points=7),
     "5 points at 100% of the registered target due, + 1 for each full 1% over, from 0 to 7 points"),
    (DATED, "The maximum when done by the registered day, + 0,5 for each day before, up to 12,"
     " − 2 for each 7 days after, down to 3"),
    (PLAIN, "The maximum when done by the registered day, late: 0 points"),
    (leaf("by_date", 10, due_day=DAY), "The maximum when done by 29/02/2024, late: 0 points"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "words"), WORDS)
def test_a_criterion_tells_its_rule_in_words(criterion: Criterion, words: str) -> None:
    assert registry.words(*criterion) == words


UNREACHABLE = "Nobody can reach the maximum of 10 points. Raise the cap, or lower the maximum."
FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({**PERCENT}, []),
    ({**PERCENT, "cap_points": 10}, []),
    ({**PERCENT, "cap_points": 12, "sink_points": 3}, []),
    ({**PERCENT, "cap_points": 9}, [("cap_points", UNREACHABLE)]),
    ({"at_target": 10}, [("per_over", "Enter the points for each percent over, under, or both.")]),
    ({"at_target": 10, "per_under": 1}, []),
    ({"at_target": 8, "per_under": 1}, [("at_target", UNREACHABLE)]),
    ({"per_over": 1}, [("at_target", "Enter the points at 100 % of the target.")]),
    ({"per_over": 1, "nature": "bonus"}, []),
    ({"at_target": 11, "per_over": 1}, [("at_target", "The points at 100 % must not be more than the maximum.")]),
    ({**PERCENT, "floor_points": 10}, []),
    ({**PERCENT, "floor_points": 11}, [("floor_points", "The least must not lie above the maximum.")]),
    ({**PERCENT, "floor_points": 1, "sink_points": 1},
     [("sink_points", "Say the least points, or how far below 0 they may go, not both.")]),
    ({**PERCENT, "sink_points": 1, "nature": "penalty"},
     [("sink_points", "A penalty below 0 would give points. Leave this empty.")]),
]  # fmt: skip


@pytest.mark.parametrize(("params", "wanted"), FAULTS)
def test_amounts_for_percents_that_do_not_fit_are_named(
    params: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert faults(leaf("per_percent", 10, **params)) == wanted


NEEDS_CAP = "Points for being early need a cap above the maximum: enter it, or leave them empty."
DATE_FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"per_early": 1, "cap_points": 12}, []),
    ({"per_early": 1}, [("per_early", NEEDS_CAP)]),
    ({"per_early": 1, "cap_points": 10}, [("per_early", NEEDS_CAP)]),
    ({"cap_points": 9}, [("cap_points", UNREACHABLE)]),
    ({"per_late": 1, "floor_points": 11}, [("floor_points", "The least must not lie above the maximum.")]),
    ({"due_day": DAY, "per_late": 1, "late_days": 7, "floor_points": 1}, []),
]


@pytest.mark.parametrize(("params", "wanted"), DATE_FAULTS)
def test_amounts_for_days_that_do_not_fit_are_named(
    params: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert faults(leaf("by_date", 10, **params)) == wanted


@pytest.mark.parametrize(
    ("rule", "params", "kind"),
    [
        ("per_percent", {"target_kind": "assigned"}, "assigned"),
        ("by_date", {"target_kind": "assigned"}, "assigned"),
        ("by_date", {"target_kind": "assigned", "due_day": DAY.toordinal() * 10_000}, ""),
    ],
)
def test_which_target_is_due(rule: str, params: dict[str, Any], kind: str) -> None:
    assert registry.target_kind(rule, params) == kind
