"""The stages between the close and the final in the workbook, and the days of reminders."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from campaigns.imports import import_workbook
from campaigns.models import Phase, PhaseReminder, Stage, WindowMove
from campaigns.services import stages
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.workbook.cast import Rows, add, cell, line_of, put, rows_of, take, told
from tests.cast import CLOSES, NOW, Season, after, at
from units.actors import SYSTEM

DAY = timedelta(days=1)


@pytest.fixture
def staged(season: Season) -> Rows:
    """The workbook of a launched phase with the stages that a new one starts with."""
    stages.prepare_stages(season.phase)
    return rows_of(season.campaign)


def line(rows: Rows, kind: str) -> int:
    return line_of(rows, "stages", kind=kind)


def told_with_reason(rows: Rows, reason: str) -> list[str]:
    file = BytesIO()
    write_workbook(file, rows)
    return told(import_workbook(file=file, by=SYSTEM, now=NOW, reason=reason))


def windows(phase: Phase) -> list[tuple[str, int, int]]:
    """Each stage with the days from the end of entry on which it begins and ends."""
    return [
        (row.kind, (row.opens_at - CLOSES).days, (row.closes_at - CLOSES).days) for row in phase.stages.all()
    ]


# --- windows ----------------------------------------------------------------------------------------------------------


def test_an_end_that_is_put_off_is_moved_and_kept_in_the_log(season: Season, staged: Rows) -> None:
    put("stages", line(staged, "final"), closes_at=after(CLOSES, days=40))(staged)
    assert take(staged).counts == {"stages": {"new": 0, "changed": 1}}
    assert windows(season.phase) == [("appraisal", 0, 21), ("opinions", 21, 26), ("final", 26, 40)]
    move = WindowMove.objects.get()
    assert (move.kind, move.before, move.after) == ("final", after(CLOSES, days=33), after(CLOSES, days=40))
    assert take(staged).counts == {}


def test_an_end_that_comes_forward_asks_for_a_reason(season: Season, staged: Rows) -> None:
    put("stages", line(staged, "final"), closes_at=after(CLOSES, days=30))(staged)
    assert told(take(staged)) == [
        f"{cell('stages', 'closes_at', line(staged, 'final'))}: This stage ends sooner; until now it is "
        "the end of 02/09/2024. Those concerned are told, with the reason."
    ]
    assert told_with_reason(staged, "Họp sớm") == []
    assert WindowMove.objects.get().reason == "Họp sớm"


def test_an_end_in_the_past_is_refused(season: Season, staged: Rows) -> None:
    put("stages", line(staged, "opinions"), opens_at=NOW - 2 * DAY, closes_at=NOW - DAY)(staged)
    spot = line(staged, "opinions")
    assert told(take(staged)) == [
        f"{cell('stages', 'opens_at', spot)}: Entry ends at 01/08/2024, 00:00. Choose that time or a later one."
    ]
    assert WindowMove.objects.count() == 0


BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "before it begins": (
        {"closes_at": after(CLOSES, days=21)}, "closes_at", "The stage ends before it begins. Choose a later end.",
    ),
    "out of order": (
        {"closes_at": after(CLOSES, days=60)}, "closes_at",
        "“Final” ends at the end of 02/09/2024: the stages end in their order.",
    ),
    "of a part and another": (
        {"sector": "enterprise", "cluster": "C1"}, "cluster", "Choose a sector or a cluster, not both.",
    ),
    "by a stranger": (
        {"person": "hoa"}, "person",
        "“hoa” holds no post at the launching federation. Correct the name or leave it empty.",
    ),
    "of no phase": (
        {"phase_number": 9}, "phase_number",
        "There is no phase 9 for this sector. Add it to the sheet of phases, or correct number and sector.",
    ),
    "of no cluster": (
        {"cluster": "C9"}, "cluster", "“C9” is not known. Did you mean “C2”?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_faulty_row_is_told_at_its_cell(season: Season, staged: Rows, name: str) -> None:
    values, key, words = BROKEN[name]
    spot = line(staged, "opinions")
    put("stages", spot, **values)(staged)
    assert told(take(staged)) == [f"{cell('stages', key, spot)}: {words}"]
    assert windows(season.phase) == [("appraisal", 0, 21), ("opinions", 21, 26), ("final", 26, 33)]


def test_a_time_that_has_passed_is_no_end_of_a_stage(season: Season, staged: Rows) -> None:
    """The deadline itself is moved into the past first by nobody; here entry has ended long ago."""
    Phase.objects.update(entry_closes_at=NOW - 9 * DAY)
    Stage.objects.update(opens_at=NOW - 9 * DAY)
    rows = rows_of(season.campaign)
    put("stages", line(rows, "appraisal"), closes_at=NOW - DAY)(rows)
    spot = cell("stages", "closes_at", line(rows, "appraisal"))
    assert told(take(rows)) == [f"{spot}: This time has passed. Choose a later one."]
    assert WindowMove.objects.count() == 0


def test_a_stage_that_is_over_is_switched_on_only_where_that_is_meant(season: Season) -> None:
    Phase.objects.update(entry_closes_at=NOW - 9 * DAY)
    rows = rows_of(season.campaign)
    window = {"opens_at": NOW - 9 * DAY, "closes_at": NOW - DAY}
    add("stages", phase_number=1, phase_sector="", kind="conference", **window)(rows)
    asked = "This stage has ended already; nobody can act in it any more."
    how = "If this is meant, please say so: on the page by the box, in a terminal by --meant."
    assert told(take(rows)) == [f"{cell('stages', 'closes_at', line(rows, 'conference'))}: {asked} {how}"]
    file = BytesIO()
    write_workbook(file, rows)
    assert told(import_workbook(file=file, by=SYSTEM, now=NOW, confirmed=True)) == []
    assert (Stage.objects.get().kind, WindowMove.objects.count()) == ("conference", 0)


def test_a_stage_is_switched_on_for_all_before_it_is_for_a_part(season: Season, staged: Rows) -> None:
    window = {"opens_at": after(CLOSES, days=26), "closes_at": after(CLOSES, days=28)}
    add("stages", phase_number=1, phase_sector="", kind="conference", cluster="C1", **window)(staged)
    spot = len(staged["stages"]) + 2
    assert told(take(staged)) == [
        f"{cell('stages', 'kind', spot)}: Switch this stage on for everybody first."
    ]
    add("stages", phase_number=1, phase_sector="", kind="conference", **window)(staged)
    assert take(staged).counts == {"stages": {"new": 2, "changed": 0}}
    assert Stage.objects.filter(kind="conference").count() == 2


def test_a_window_of_all_is_told_out_of_order_where_a_cluster_inherits_it(
    season: Season, staged: Rows
) -> None:
    own = {"kind": "appraisal", "cluster": season.world.cluster_1, "opens_at": CLOSES}
    Stage.objects.create(phase=season.phase, closes_at=after(CLOSES, days=25), **own)
    rows = rows_of(season.campaign)
    put("stages", line(rows, "opinions"), closes_at=after(CLOSES, days=23))(rows)
    assert told(take(rows)) == [
        f"{cell('stages', 'closes_at', line(rows, 'opinions'))}: “Appraisal” of “C1” ends at the end of 25/08/2024: "
        "the stages end in their order. "
        "Choose another end, or first give “C1” a window of its own for this stage too."
    ]


def test_stages_move_together_where_one_alone_would_be_out_of_order(season: Season, staged: Rows) -> None:
    for row in staged["stages"]:
        row["opens_at"], row["closes_at"] = row["opens_at"] + 60 * DAY, row["closes_at"] + 60 * DAY
    assert take(staged).counts == {"stages": {"new": 0, "changed": 3}}
    assert windows(season.phase) == [("appraisal", 60, 81), ("opinions", 81, 86), ("final", 86, 93)]


# --- with the phase ---------------------------------------------------------------------------------------------------


def test_the_file_says_where_the_stages_are_when_the_deadline_moves_with_them(
    season: Season, staged: Rows
) -> None:
    put("phases", 3, entry_closes_at=CLOSES + DAY)(staged)
    for row in staged["stages"][1:]:
        row["opens_at"], row["closes_at"] = row["opens_at"] + DAY, row["closes_at"] + DAY
    spot = line(staged, "appraisal")
    assert told(take(staged)) == [
        f"{cell('stages', 'opens_at', spot)}: Entry ends at 02/08/2024, 00:00. Choose that time or a later one."
    ]
    put("stages", spot, opens_at=CLOSES + DAY)(staged)
    assert told_with_reason(staged, "Như công văn") == []
    assert windows(season.phase) == [("appraisal", 1, 21), ("opinions", 22, 27), ("final", 27, 34)]
    assert take(staged).counts == {}


def test_without_the_sheet_they_move_with_the_deadline(season: Season, staged: Rows) -> None:
    del staged["stages"]
    put("phases", 3, entry_closes_at=CLOSES + DAY)(staged)
    assert take(staged).counts == {"phases": {"new": 0, "changed": 1}}
    assert windows(season.phase) == [("appraisal", 1, 22), ("opinions", 22, 27), ("final", 27, 34)]


def test_a_new_phase_has_the_stages_of_its_rows_alone(season: Season, staged: Rows) -> None:
    second = {
        "number": 2, "name": "Đợt 2", "period_from": date(2024, 8, 1), "period_to": date(2024, 12, 31),
        "entry_opens_at": at(2024, 12, 1), "entry_closes_at": at(2025, 1, 6), "target_share": 100,
    }  # fmt: skip
    add("phases", **second)(staged)
    window = {"opens_at": at(2025, 1, 6), "closes_at": at(2025, 1, 9)}
    add("stages", phase_number=2, phase_sector="", kind="appraisal", **window)(staged)
    assert take(staged).counts == {"phases": {"new": 1, "changed": 0}, "stages": {"new": 1, "changed": 0}}
    assert [row.kind for row in Phase.objects.get(number=2).stages.all()] == ["appraisal"]


def test_a_new_phase_without_rows_starts_as_in_the_browser(season: Season, staged: Rows) -> None:
    add(
        "phases", number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 12, 1), entry_closes_at=at(2025, 1, 6), target_share=100,
    )(staged)  # fmt: skip
    assert told(take(staged)) == []
    assert [row.kind for row in Phase.objects.get(number=2).stages.all()] == [
        "appraisal",
        "opinions",
        "final",
    ]


# --- deadlines and reminders ------------------------------------------------------------------------------------------


def test_a_deadline_that_comes_forward_asks_for_a_reason(season: Season, staged: Rows) -> None:
    del staged["stages"]
    put("phases", 3, entry_closes_at=CLOSES - DAY)(staged)
    assert told(take(staged)) == [
        f"{cell('phases', 'entry_closes_at', 3)}: The deadline comes forward; until now it is "
        "the end of 31/07/2024. Those concerned are told at once, with the reason."
    ]
    assert told_with_reason(staged, "Báo cáo sớm") == []
    assert [move.reason for move in WindowMove.objects.all()] == ["Báo cáo sớm"]


def test_days_of_reminders_are_taken_however_they_are_spaced(season: Season, staged: Rows) -> None:
    put("phases", 3, remind_days=" 1; 3, 7 ")(staged)
    assert take(staged).counts == {"phases": {"new": 0, "changed": 1}}
    assert Phase.objects.get().remind_days == "7,3,1"
    due = PhaseReminder.objects.filter(phase=season.phase).values_list("days", flat=True)
    assert sorted(due) == [1, 3, 7]
    assert take(staged).counts == {}


def test_days_of_reminders_that_are_none_are_told(season: Season, staged: Rows) -> None:
    put("phases", 3, remind_days="hằng ngày")(staged)
    assert told(take(staged)) == [
        f"{cell('phases', 'remind_days', 3)}: Write whole days from 1 to 60, at most five, for example 7, 3, 1; "
        "empty: no reminder."
    ]
