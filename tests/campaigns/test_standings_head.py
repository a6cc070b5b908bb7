"""The head of a phase's standings: the line below its name and the stages of its points."""

from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import Seal, Stage
from campaigns.queries.publication import Held
from campaigns.queries.standings_head import standings_line, standings_stages
from campaigns.queries.windows import Windows
from common.pages import Stage as Step
from tests.cast import CLOSES, at
from tests.held import held_in

OPENS, SEALED = at(2024, 7, 1, 0), at(2024, 9, 5, 10)
TABLE: Any = SimpleNamespace(cluster_id=1, rows=[1], with_figures=3, units=1200, appraised=4, to_appraise=12)
EMPTY: Any = SimpleNamespace(cluster_id=1, rows=[], with_figures=0, units=0, appraised=0, to_appraise=0)


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


def held(status: PhaseStatus, **noted: int) -> Held:
    """The cluster as its phase, with a seal once it is final."""
    seal = Seal(sealed_at=SEALED, noted=noted) if status == PhaseStatus.FINAL else None
    return Held(held_in(status), seal)


def stages(phase: Any, table: Any, *rows: Stage) -> list[Step]:
    """The stages at the middle of August, with these windows."""
    now = at(2024, 8, 15)
    return standings_stages(phase, table, held(phase.status), Windows(0, rows), now)


def test_a_final_on_estimates_says_so_and_a_revision_that_the_seal_stays_in_force() -> None:
    closed, sealed = phase(PhaseStatus.CLOSED), held(PhaseStatus.FINAL, estimates=3)
    assert standings_line(closed, TABLE, sealed).words == "Final, on estimates"
    revised = standings_line(closed, TABLE, Held(ClusterStatus.PROVISIONAL, sealed.seal))
    assert (revised.words, revised.facts[1]) == (
        "A revision is being prepared",
        "the final of 05/09/2024, 10:00 is in force until then",
    )


def test_stages_that_are_switched_on_stand_between_with_their_windows() -> None:
    rows = [
        Stage(kind="appraisal", opens_at=CLOSES, closes_at=at(2024, 8, 10)),
        Stage(kind="opinions", opens_at=at(2024, 8, 10), closes_at=at(2024, 8, 20)),
        Stage(kind="conference", opens_at=at(2024, 8, 20), closes_at=at(2024, 8, 30)),
        Stage(kind="final", opens_at=at(2024, 8, 30), closes_at=at(2024, 9, 5)),
    ]
    assert stages(phase(PhaseStatus.CLOSED), TABLE, *rows)[2:] == [
        Step("Appraisal", "done", "4/12 figures appraised"),
        Step("Opinions", "now", "until the end of 19/8"),
        Step("Conference of the cluster", "", "until the end of 29/8"),
        Step("Final", ""),
    ]


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
    line = standings_line(phase(status), table, held(status))
    assert (line.words, line.is_due, line.facts) == (words, False, facts)


def test_a_late_figure_that_is_being_included_is_told_last() -> None:
    line = standings_line(phase(PhaseStatus.CLOSED, is_catching_up=True), TABLE)
    assert line.facts == (FROZEN, FIGURES, "a late figure is being included")


@pytest.mark.parametrize(
    ("status", "appraisal", "final"),
    [
        (PhaseStatus.CLOSED, "now", Step("Final", "")),
        (PhaseStatus.SEALING, "done", Step("Final", "now")),
        (PhaseStatus.FINAL, "done", Step("Final", "now", "05/09/2024, 10:00")),
    ],
)
def test_points_go_from_entry_to_the_final_act(status: PhaseStatus, appraisal: str, final: Step) -> None:
    assert stages(phase(status), TABLE) == [
        Step("Entry", "done", "1/7 – the end of 31/7"),
        Step("Figures frozen", "done", "01/08/2024, 00:00"),
        Step("Appraisal", appraisal, "4/12 figures appraised"),
        final,
    ]


def test_without_points_there_are_no_stages() -> None:
    assert stages(phase(PhaseStatus.CLOSING), None) == []


def test_who_sees_no_cluster_yet_is_told_no_number_of_appraised_figures() -> None:
    assert stages(phase(PhaseStatus.CLOSED), None)[2].note == "–/– figures appraised"


def test_nobody_appraises_an_extract_of_a_report() -> None:
    extract = phase(PhaseStatus.CLOSED, campaign=SimpleNamespace(is_extract=True))
    assert stages(extract, TABLE)[2].note == ""


def test_a_phase_without_a_table_promises_no_points() -> None:
    tracked = phase(PhaseStatus.CLOSED, is_ranked=False)
    assert standings_line(tracked, None).words == "Figures only: no points, no ranking"
    assert stages(tracked, None) == []


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
    assert stages(done, TABLE) == [
        Step("Computed", "now", "01/08/2024, 00:00"),
        Step("Final", "", ""),
    ]
    final = phase(PhaseStatus.FINAL, is_year=True)
    assert stages(final, TABLE) == [
        Step("Computed", "done", "01/08/2024, 00:00"),
        Step("Final", "now", "05/09/2024, 10:00"),
    ]
