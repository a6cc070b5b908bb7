"""A union scores itself: prefilled, written where a person judges or with a reason, sent once inside its window."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ColumnKind, ConditionKind, FactKind
from campaigns.models import (
    Band,
    BandCondition,
    ExternalFact,
    LineScore,
    Participant,
    Phase,
    ReopenedFigure,
    ScoreColumn,
    Standing,
)
from campaigns.queries.facts import facts_in
from campaigns.services import after_close, columns, facts, finalising
from campaigns.services.columns import Lines
from campaigns.services.verification import verify_phase
from common.errors import PhaseEnded, Refusal
from tests.campaigns.columns.cast import LATER, SELF_ENDS, entry, line, send, with_self_score
from tests.campaigns.test_revisions import close, second_phase
from tests.cast import NOW, Season, after
from units.services import jobs


@pytest.fixture
def scoring(season: Season) -> Season:
    """Ba Dinh has entered figures: 80 % of its members, half of its money, the report."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800", kp="250", bc="1")
    return with_self_score(season)


def written(season: Season) -> dict[str, tuple[Decimal, str]]:
    rows = LineScore.objects.filter(column__participant=season.sheet(season.world.ba_dinh))
    return {row.criterion.code: (row.points, row.reason) for row in rows.select_related("criterion")}


def save(season: Season, *entries: Any, **more: Any) -> ScoreColumn:
    given = {"participant": season.sheet(season.world.ba_dinh), "by": season.world.hoa, "now": NOW}
    return columns.save_self_score(**{**given, "entries": entries, **more})


# --- What stands there -----------------------------------------------------------------------------------------------
def test_before_the_close_lines_start_from_what_is_entered_as_if_it_were_appraised(scoring: Season) -> None:
    lines = Lines.of(scoring.sheet(scoring.world.ba_dinh), ColumnKind.SELF)
    assert {c.code: lines.starts[c.pk] for c in lines.criteria} == {"1": 32, "2": 15, "3": 10, "4": None}


def test_after_the_close_they_start_from_the_visible_revision(scoring: Season) -> None:
    scoring.mark(scoring.world.ba_dinh, "DV", "KP", status=40)
    close(scoring)
    lines = Lines.of(scoring.sheet(scoring.world.ba_dinh), ColumnKind.SELF)
    assert {c.code: lines.starts[c.pk] for c in lines.criteria} == {"1": 32, "2": 15, "3": 0, "4": None}


def test_they_are_read_in_a_constant_number_of_queries(
    scoring: Season, django_assert_num_queries: Any
) -> None:
    place = scoring.sheet(scoring.world.ba_dinh)
    for union in (None, scoring.world.long_bien):
        if union:
            Participant.objects.filter(phase=scoring.phase, union=scoring.world.ha_dong).update(
                cluster=scoring.world.cluster_1
            )
        with django_assert_num_queries(26):
            Lines.of(place, ColumnKind.SELF)


# --- Writing ---------------------------------------------------------------------------------------------------------
def test_only_judged_lines_and_differences_with_a_reason_are_kept_in_a_draft(scoring: Season) -> None:
    save(
        scoring,
        entry(scoring, "1", "32"),
        entry(scoring, "2", "16", "Thu thêm tháng 7"),
        entry(scoring, "4", "15"),
    )
    assert written(scoring) == {"2": (Decimal(16), "Thu thêm tháng 7"), "4": (Decimal(15), "")}
    save(scoring, entry(scoring, "2", None), entry(scoring, "4", "14.5"))
    assert written(scoring) == {"4": (Decimal("14.5"), "")}


@pytest.mark.parametrize(
    ("code", "points", "reason", "field", "told"),
    [
        ("1", "33", "", "reason", "These are not the points that stand there (32): please say why."),
        ("1", "40.01", "Vượt", "points", "“Kết nạp đoàn viên mới” has between 0 and 40 points."),
        ("4", "20.5", "", "points", "“Điểm thẩm định phong trào” has between 0 and 20 points."),
        ("4", "-1", "", "points", "“Điểm thẩm định phong trào” has between 0 and 20 points."),
        ("1", "33", "x" * 301, "reason", "Please say it in 300 letters at most."),
        ("4", "1.00001", "", "points", "“Điểm thẩm định phong trào”: the table prints 4 decimals of a line."),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    scoring: Season, code: str, points: str, reason: str, field: str, told: str
) -> None:
    with pytest.raises(ValidationError) as error:
        save(
            scoring,
            entry(scoring, "4", "10") if code != "4" else entry(scoring, "1", "32"),
            entry(scoring, code, points, reason),
        )
    found = error.value.message_dict
    assert list(found) == [f"{field}-{line(scoring, code).pk}"]
    assert found[f"{field}-{line(scoring, code).pk}"][0].startswith(told)
    assert LineScore.objects.count() == 0


def test_of_a_penalty_points_lie_below_0(scoring: Season) -> None:
    scoring.table.criteria.filter(code="4").update(nature="penalty")
    save(scoring, entry(scoring, "4", "-2"))
    with pytest.raises(ValidationError, match="has between −20 and 0 points"):
        save(scoring, entry(scoring, "4", "2"))


def test_only_officers_of_the_union_write_it(scoring: Season) -> None:
    for user in (scoring.world.quang, scoring.world.minh, scoring.world.lan):
        with pytest.raises(Refusal):
            save(scoring, entry(scoring, "4", "2"), by=user)


# --- Sending ---------------------------------------------------------------------------------------------------------
def test_sent_it_holds_every_line_and_is_sent_once(scoring: Season) -> None:
    place = send(scoring, scoring.world.ba_dinh, scoring.world.hoa, NOW)
    assert {code: points for code, (points, _why) in written(scoring).items()} == {
        "1": 32,
        "2": 15,
        "3": 10,
        "4": 15,
    }
    column = ScoreColumn.objects.get(participant=place)
    assert (column.sent_by, column.sent_at) == (scoring.world.hoa, NOW)
    with pytest.raises(PhaseEnded, match="The self-score was sent already"):
        columns.send_self_score(participant=place, by=scoring.world.hoa, now=NOW)
    with pytest.raises(PhaseEnded, match="The self-score was sent already"):
        save(scoring, entry(scoring, "4", "2"))


def test_a_judged_line_without_points_is_asked_for(scoring: Season) -> None:
    with pytest.raises(ValidationError) as error:
        columns.send_self_score(
            participant=scoring.sheet(scoring.world.ba_dinh), by=scoring.world.hoa, now=NOW
        )
    assert error.value.message_dict == {
        f"points-{line(scoring, '4').pk}": [
            "“Điểm thẩm định phong trào” is judged by a person: please enter your points."
        ]
    }
    assert ExternalFact.objects.count() == 0


def test_after_its_window_a_self_score_is_refused_and_says_whom_to_ask(scoring: Season) -> None:
    close(scoring)
    with pytest.raises(PhaseEnded) as ended:
        send(scoring, scoring.world.ba_dinh, scoring.world.hoa, SELF_ENDS)
    assert ended.value.reason == (
        "The time for self-scores of “Đợt 1” ended at the end of 05/08/2024. To send one all the same, please ask"
        " LĐLĐ thành phố Hà Nội to reopen figures of your union."
    )
    send(scoring, scoring.world.ba_dinh, scoring.world.hoa, after(SELF_ENDS, seconds=-1))


def test_a_reopening_of_the_unions_figures_reopens_its_self_score_until_its_minute(scoring: Season) -> None:
    world = scoring.world
    close(scoring)
    place = send(scoring, world.ba_dinh, world.hoa, LATER)
    row = scoring.result(world.ba_dinh, "DV")
    now, ends = after(SELF_ENDS, days=1), after(SELF_ENDS, days=2)
    asked = after_close.ask_reopening(
        phase=scoring.phase, result_ids=[row.pk], reason="Sai", ends_at=ends, by=world.quang, now=now
    )
    after_close.approve_reopening(reopening=asked, by=world.an, now=now)
    assert ReopenedFigure.objects.in_force(now).count() == 1
    send(scoring, world.ba_dinh, world.hoa, after(now, minutes=1), judged="12")
    assert (ScoreColumn.objects.get(participant=place).sent_at, written(scoring)["4"][0]) == (
        after(now, minutes=1),
        12,
    )
    assert ExternalFact.objects.filter(kind=FactKind.SELF_SCORE).count() == 1
    with pytest.raises(PhaseEnded, match="was sent already"):
        send(scoring, world.ba_dinh, world.hoa, after(now, minutes=2))
    with pytest.raises(PhaseEnded, match="The time for self-scores"):
        send(scoring, world.hoang_mai, world.minh, after(now, minutes=2))
    with pytest.raises(PhaseEnded, match="The time for self-scores"):
        send(scoring, world.ba_dinh, world.hoa, ends)


def test_where_the_stage_is_off_there_is_no_self_score(season: Season) -> None:
    with pytest.raises(PhaseEnded, match="asks for no self-score"):
        save(season, entry(season, "4", "2"))


# --- Bands that ask for it -------------------------------------------------------------------------------------------
def test_a_band_asks_for_the_self_score_of_its_own_phase_and_its_seal_verifies(scoring: Season) -> None:
    """Ba Dinh and Hoang Mai have the same 57 points; the one that scored itself in time is excellent."""
    world = scoring.world
    best = Band.objects.create(table=scoring.table, name="Xuất sắc", lowest=50)
    good = Band.objects.create(table=scoring.table, name="Tốt", lowest=0)
    BandCondition.objects.create(band=best, kind=ConditionKind.HAS_FACT, fact_kind=FactKind.SELF_SCORE)
    scoring.enter(world.hoang_mai, world.minh, dv="800", kp="250", bc="1")
    for union in (world.ba_dinh, world.hoang_mai):
        scoring.mark(union, "DV", "KP", "BC", status=40)
    close(scoring)
    send(scoring, world.ba_dinh, world.hoa, LATER)
    jobs.run_all(now=after(LATER, minutes=2))
    rows = Standing.objects.filter(participant__phase=scoring.phase).visible().select_related("band")
    assert {row.participant.union.code: (row.points, row.band) for row in rows if row.points} == {
        "BD": (57, best), "HM": (57, good),
    }  # fmt: skip
    finalising.make_final(phase_id=scoring.phase.pk, by=world.quang, now=after(LATER, minutes=3))
    jobs.run_all(now=after(LATER, minutes=4))
    assert len(verify_phase(Phase.objects.get(pk=scoring.phase.pk)).proofs) == 2


def test_it_is_no_fact_of_another_phase_of_the_year_even_where_periods_overlap(scoring: Season) -> None:
    send(scoring, scoring.world.ba_dinh, scoring.world.hoa, NOW)
    other = second_phase(scoring, scoring.world.ba_dinh)
    found = {
        phase.number: [fact.is_of_period for fact in facts_in(phase)] for phase in (scoring.phase, other)
    }
    assert found == {1: [True], 2: [False]}


def test_nobody_records_or_withdraws_it_by_hand(scoring: Season) -> None:
    send(scoring, scoring.world.ba_dinh, scoring.world.hoa, NOW)
    fact = ExternalFact.objects.get()
    with pytest.raises(Refusal, match="comes with the self-score"):
        facts.withdraw_fact(fact=fact, reason="x", by=scoring.world.quang, now=NOW)
    with pytest.raises(ValidationError, match="comes by itself"):
        facts.record_fact(
            union=scoring.world.long_bien,
            kind="self_score",
            day=NOW.date(),
            number="1",
            by=scoring.world.quang,
            now=NOW,
        )
