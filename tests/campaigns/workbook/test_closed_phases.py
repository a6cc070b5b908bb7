"""What no workbook changes: closed phases, submitted figures, pledged targets."""

from decimal import Decimal
from io import BytesIO

from campaigns.choices import PhaseStatus
from campaigns.imports import Outcome, import_workbook
from campaigns.models import Phase, Result
from campaigns.services import closing
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.pledge_cast import circulated
from tests.campaigns.workbook.cast import Rows, add, cell, put, take, told
from tests.cast import CLOSES, Season
from units.services import jobs


def test_closed_phase_never_changes(season: Season, rows: Rows) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    assert told(take(rows)) == []
    rows["results"][0]["value"] = Decimal(801)
    rows["phases"][0]["name"] = "Khác"
    rows["participants"][0]["cluster"] = "C2"
    rows["criteria"][0]["max_points"] = Decimal(99)
    rows["results"].append({**rows["results"][0], "indicator": "KP"})
    assert sorted(told(take(rows))) == sorted([
        f"{cell('phases', 'name', 3)}: This phase is closed; write what is stored: Đợt 1.",
        f"{cell('participants', 'cluster', 3)}: The phase is closed; its rows no longer change. Write what is "
        "stored: C1.",
        f"{cell('criteria', 'max_points', 3)}: A closed phase is scored by this table, which no longer changes. "
        "Write what is stored: 40. Or make a new version.",
        f"{cell('results', 'value', 3)}: The phase is closed; its rows no longer change. Write what is stored: 800.",
        f"{cell('results', 'state', 4)}: The phase is closed; its rows no longer change. Write what is stored: "
        "Chưa báo cáo.",
    ])  # fmt: skip


def past_its_window(season: Season, rows: Rows) -> Outcome:
    rows["results"].append({**rows["results"][0], "indicator": "KP", "value": Decimal("12.5")})
    file = BytesIO()
    write_workbook(file, rows)
    return import_workbook(file=file, by=season.world.quang, now=CLOSES)


def test_figures_of_a_past_phase_are_facts_and_taken_before_the_launch(season: Season, rows: Rows) -> None:
    Phase.objects.update(status=PhaseStatus.DRAFT)
    outcome = past_its_window(season, rows)
    assert (told(outcome), outcome.counts) == ([], {"results": {"new": 0, "changed": 1}})
    result = season.result(season.world.ba_dinh, "KP")
    assert (result.value, result.version, result.entered_by) == (Decimal("12.5"), 1, season.world.quang)


def test_no_workbook_moves_a_figure_between_the_deadline_and_the_job_that_closes(
    season: Season, rows: Rows
) -> None:
    assert told(past_its_window(season, rows)) == [
        f"{cell('results', 'state', 4)}: The phase is closed; its rows no longer change. Write what is stored: "
        "Chưa báo cáo."
    ]
    assert season.result(season.world.ba_dinh, "KP").version == 0


def test_submitted_figure_is_returned_first(season: Season, rows: Rows) -> None:
    Result.objects.filter(indicator__code="DV", participant__union=season.world.ba_dinh).update(status=30)
    rows["results"][0]["value"] = Decimal(1)
    assert told(take(rows)) == [
        f"{cell('results', 'value', 3)}: This figure is submitted or appraised. Return it first, or write what "
        "is stored: 800."
    ]


def test_kind_of_an_indicator_stays_once_a_phase_with_it_is_closed(season: Season, rows: Rows) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    put("indicators", 3, kind="money", name="Tên mới")(rows)
    add("indicators", code="MOI", name="Mới", short_name="Mới", order=9)(rows)
    assert told(take(rows)) == [
        f"{cell('indicators', 'kind', 3)}: A phase with this indicator is closed; write what is stored: Số lượng."
    ]


def test_a_target_that_stands_in_a_pledge_changes_only_for_a_reason(season: Season, rows: Rows) -> None:
    circulated(season)
    line = next(n for n, row in enumerate(rows["targets"], start=3) if row["union"] == "BD")
    put("targets", line, value=Decimal(1))(rows)
    assert told(take(rows)) == [
        f"{cell('targets', 'reason', line)}: These targets stand in the pledge. Please say why they change."
    ]
    put("targets", line, reason="Sáp nhập")(rows)
    assert take(rows).counts == {"targets": {"new": 0, "changed": 1}}
