"""The head of a phase's standings: the line below its name and the stages of its points."""

from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.choices import PhaseStatus
from campaigns.queries.standings_head import standings_line, standings_stages
from common.pages import Stage
from tests.cast import CLOSES, at

OPENS, SEALED = at(2024, 7, 1, 0), at(2024, 9, 5, 10)
TABLE: Any = SimpleNamespace(rows=[1], with_figures=3, units=1200, appraised=4, to_appraise=12)
EMPTY: Any = SimpleNamespace(rows=[], with_figures=0, units=0, appraised=0, to_appraise=0)


def phase(status: PhaseStatus, **said: Any) -> Any:
    """A phase of July in this state, with what its publication knows of it."""
    known = {
        "status": status,
        "has_points": status >= PhaseStatus.CLOSED,
        "entry_opens_at": OPENS,
        "entry_closes_at": CLOSES,
        "closed_at": CLOSES if status >= PhaseStatus.CLOSING else None,
        "sealed_at": SEALED if status >= PhaseStatus.FINAL else None,
        "is_catching_up": False,
        "is_year": False,
        "is_ranked": True,
        "is_cancelled": False,
        "cancelled_at": None,
        "campaign": SimpleNamespace(is_extract=False),
    }
    return SimpleNamespace(**known | said)


FROZEN = "figures frozen 01/08/2024, 00:00"
FIGURES = "3/1.200 units with figures"


@pytest.mark.parametrize(
    ("status", "table", "words", "facts"),
    [
        (PhaseStatus.OPEN, None, "Entry until the end of 31/07/2024", ()),
        (PhaseStatus.CLOSING, None, "Entry is closed; points are being computed", (FROZEN,)),
        (PhaseStatus.CLOSED, None, "Provisional points", (FROZEN,)),
        (PhaseStatus.CLOSED, EMPTY, "Provisional points", (FROZEN,)),
        (PhaseStatus.SEALING, TABLE, "Provisional points", (FROZEN, FIGURES)),
        (PhaseStatus.FINAL, TABLE, "Final", (FROZEN, "sealed 05/09/2024, 10:00", FIGURES)),
    ],
)
def test_standings_say_how_far_the_points_are(
    status: PhaseStatus, table: Any, words: str, facts: tuple[str, ...]
) -> None:
    line = standings_line(phase(status), table)
    assert (line.words, line.is_due, line.facts) == (words, False, facts)


def test_a_late_figure_that_is_being_included_is_told_last() -> None:
    line = standings_line(phase(PhaseStatus.CLOSED, is_catching_up=True), TABLE)
    assert line.facts == (FROZEN, FIGURES, "a late figure is being included")


@pytest.mark.parametrize(
    ("status", "appraisal", "final"),
    [
        (PhaseStatus.CLOSED, "now", Stage("Final", "")),
        (PhaseStatus.SEALING, "done", Stage("Final", "now")),
        (PhaseStatus.FINAL, "done", Stage("Final", "now", "05/09/2024, 10:00")),
    ],
)
def test_points_go_from_entry_to_the_final_act(status: PhaseStatus, appraisal: str, final: Stage) -> None:
    assert standings_stages(phase(status), TABLE) == [
        Stage("Entry", "done", "1/7 – end of 31/7"),
        Stage("Figures frozen", "done", "01/08/2024, 00:00"),
        Stage("Appraisal", appraisal, "4/12 figures appraised"),
        final,
    ]


def test_without_points_there_are_no_stages() -> None:
    assert standings_stages(phase(PhaseStatus.CLOSING), None) == []


def test_who_sees_no_cluster_yet_is_told_no_number_of_appraised_figures() -> None:
    assert standings_stages(phase(PhaseStatus.CLOSED), None)[2].note == "–/– figures appraised"


def test_nobody_appraises_an_extract_of_a_report() -> None:
    extract = phase(PhaseStatus.CLOSED, campaign=SimpleNamespace(is_extract=True))
    assert standings_stages(extract, TABLE)[2].note == ""


def test_a_phase_without_a_table_promises_no_points() -> None:
    tracked = phase(PhaseStatus.CLOSED, is_ranked=False)
    assert standings_line(tracked, None).words == "Figures only: no points, no ranking"
    assert standings_stages(tracked, None) == []


def test_a_year_says_when_it_is_computed_and_speaks_of_no_entry() -> None:
    waiting = phase(PhaseStatus.OPEN, is_year=True)
    assert standings_line(waiting, None).words == "Computed at the end of 31/07/2024"
    assert standings_line(phase(PhaseStatus.CLOSING, is_year=True), None).words == (
        "The points of the year are being computed"
    )
    done = phase(PhaseStatus.CLOSED, is_year=True, is_catching_up=True)
    line = standings_line(done, TABLE)
    assert (line.words, line.facts) == (
        "Provisional points",
        ("computed as of 01/08/2024, 00:00", "new points of a phase are being included"),
    )
    assert standings_stages(done, TABLE) == [
        Stage("Computed", "now", "01/08/2024, 00:00"),
        Stage("Final", "", ""),
    ]
    final = phase(PhaseStatus.FINAL, is_year=True)
    assert standings_stages(final, TABLE) == [
        Stage("Computed", "done", "01/08/2024, 00:00"),
        Stage("Final", "now", "05/09/2024, 10:00"),
    ]
