"""Milestones: a figure that is a day, how far it is, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from campaigns.choices import IndicatorKind, MilestoneStage, Supplier
from campaigns.explanations import figure_text, stage_text, timing
from campaigns.models import Evidence
from campaigns.rules import day_of_value, days_late, stage_on, value_of_day
from campaigns.services import results
from campaigns.services.results import Figure, FiguresConflict
from tests.campaigns.milestone_cast import AHEAD, AIM, EARLY, LATE, add_milestone, day_figure, reach
from tests.campaigns.results_cast import row, save
from tests.cast import NOW, Season, at
from units.models import AuditEvent

TODAY = date(2024, 7, 20)


def fault_of(season: Season, figure: Figure, code: str = "DH") -> str:
    with pytest.raises(ValidationError) as caught:
        save(season, figure)
    assert list(caught.value.message_dict) == [code]
    return caught.value.message_dict[code][0]


# --- Rules and words --------------------------------------------------------------------------------------------------
def test_a_day_is_kept_as_a_whole_number_and_read_back() -> None:
    days = [date(1900, 1, 1), date(2024, 2, 29), date(2100, 12, 31)]
    assert [value_of_day(day) for day in days] == [Decimal(693596), Decimal(738945), Decimal(767009)]
    assert [day_of_value(value_of_day(day)) for day in days] == days


@pytest.mark.parametrize(("day", "late"), [(EARLY, -7), (AIM, 0), (LATE, 2), (date(2025, 7, 12), 365)])
def test_early_and_late_are_days_of_the_calendar(day: date, late: int) -> None:
    assert days_late(value_of_day(day), value_of_day(AIM)) == late


@pytest.mark.parametrize(
    ("day", "said", "vietnamese"),
    [
        (EARLY, "7 days early", "sớm 7 ngày"),
        (date(2024, 7, 11), "1 day early", "sớm 1 ngày"),
        (AIM, "on the day", "đúng hạn"),
        (LATE, "2 days late", "chậm 2 ngày"),
        (date(2027, 7, 12), "1.095 days late", "chậm 1.095 ngày"),
    ],
)
def test_early_and_late_are_said_in_days(day: date, said: str, vietnamese: str) -> None:
    with translation.override("en"):
        assert timing(value_of_day(day), value_of_day(AIM)) == said
    with translation.override("vi"):
        assert timing(value_of_day(day), value_of_day(AIM)) == vietnamese


def test_a_day_ahead_is_planned_and_any_other_was_held() -> None:
    assert [stage_on(day, TODAY) for day in (date(2024, 7, 19), TODAY, date(2024, 7, 21))] == [
        MilestoneStage.HELD,
        MilestoneStage.HELD,
        MilestoneStage.PLANNED,
    ]


def test_a_figure_is_written_as_the_day_that_it_is() -> None:
    with translation.override("vi"):
        shown = figure_text(value_of_day(AIM), kind=IndicatorKind.MILESTONE, decimals=0, stage="pilot")
        assert shown == "12/07/2024 (đã làm điểm)"
        assert [stage_text(stage) for stage in MilestoneStage.values] == [
            "dự kiến",
            "đã làm điểm",
            "đã tổ chức",
        ]
    assert figure_text(value_of_day(AIM), kind=IndicatorKind.MILESTONE) == "12/07/2024"
    assert figure_text(value_of_day(AIM), kind=IndicatorKind.NUMBER, decimals=0) == "739.079"
    assert figure_text(None, kind=IndicatorKind.MILESTONE) == ""


# --- Entering ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "stage", "kept"),
    [
        (EARLY, "", "held"),
        (TODAY, "", "held"),
        (AHEAD, "", "planned"),
        (EARLY, "pilot", "pilot"),
        (EARLY, "planned", "planned"),
        (AHEAD, "planned", "planned"),
    ],
)
def test_the_stage_is_what_was_said_or_what_the_day_says(
    season: Season, day: date, stage: str, kept: str
) -> None:
    add_milestone(season)
    assert reach(season, day, stage) == 1
    found = row(season, "DH")
    assert (found.state, found.value, found.stage, found.version) == ("reported", value_of_day(day), kept, 1)


def test_the_same_day_again_changes_nothing_and_another_stage_does(season: Season) -> None:
    add_milestone(season)
    reach(season, EARLY)
    assert (reach(season, EARLY), reach(season, EARLY, "held"), reach(season, EARLY, "pilot")) == (0, 0, 1)
    assert row(season, "DH").stage == "pilot"


@pytest.mark.parametrize("stage", ["held", "pilot"])
def test_what_lies_ahead_was_not_held_yet(season: Season, stage: str) -> None:
    add_milestone(season)
    said = "25/07/2024 is still ahead. Choose “planned”, or correct the day."
    assert fault_of(season, day_figure(season, AHEAD, stage)) == said
    assert row(season, "DH").state == "not_reported"


@pytest.mark.parametrize("value", ["0", "1", "99999999", "738945.5", "693595", "767010", "-1", "1E+12"])
def test_a_number_that_is_no_day_of_these_years_is_refused(season: Season, value: str) -> None:
    add_milestone(season)
    for stage in ("", "planned", "held"):
        figure = day_figure(season, None, stage, value=Decimal(value))
        assert fault_of(season, figure) == (
            "This is no day of the years 1900 to 2100. Enter it like 31/07/2026."
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": None}, "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ({"stage": None}, "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ({"stage": "cancelled"}, "Choose one of the stages in the list."),
        (
            {"state": "nothing", "value": None},
            "“Nothing to report” does not go with a milestone. Enter its day, also a planned one, or choose “n/a”.",
        ),
    ],
)
def test_what_is_no_day_is_refused_and_the_fault_says_what_to_do(
    season: Season, changes: dict[str, Any], said: str
) -> None:
    add_milestone(season)
    assert fault_of(season, day_figure(season, EARLY, **changes)) == said


def test_a_day_is_no_figure_of_another_kind(season: Season) -> None:
    add_milestone(season)
    figure = day_figure(season, EARLY, code="DV")
    assert fault_of(season, figure, "DV") == "A day is no figure of this indicator. Enter a number."


def test_a_milestone_may_not_apply_or_be_emptied_and_keeps_no_stage_then(season: Season) -> None:
    add_milestone(season)
    kept = []
    for state in ("reported", "not_applicable", "reported", "not_reported"):
        save(season, day_figure(season, EARLY, "pilot", state=state))
        found = row(season, "DH")
        kept.append((found.state, found.value, found.stage))
    day = ("reported", value_of_day(EARLY), "pilot")
    assert kept == [day, ("not_applicable", None, ""), day, ("not_reported", None, "")]


def test_the_audit_trail_keeps_days_and_stages(season: Season) -> None:
    add_milestone(season)
    reach(season, AHEAD)
    reach(season, EARLY)
    save(season, day_figure(season, None, state="not_applicable"))
    events = AuditEvent.objects.filter(verb="save_figures").order_by("pk")
    assert [event.data["figures"]["DH"] for event in events] == [
        ["not_reported", "25/07/2024 planned"],
        ["25/07/2024 planned", "05/07/2024 held"],
        ["05/07/2024 held", "not_applicable"],
    ]


def test_two_who_enter_other_days_are_shown_both(season: Season) -> None:
    add_milestone(season)
    mine = day_figure(season, LATE)
    save(season, day_figure(season, EARLY, "pilot"), by=season.world.hung)
    with pytest.raises(FiguresConflict) as caught:
        save(season, mine)
    both = caught.value.rows[row(season, "DH").pk]
    assert (both.by, both.theirs, both.yours) == ("Hung", "05/07/2024 (held as a pilot)", "14/07/2024 (held)")


def test_a_conflict_with_something_that_is_no_day_still_has_words(season: Season) -> None:
    add_milestone(season)
    mine = day_figure(season, None, value=Decimal("99999999"))
    save(season, day_figure(season, EARLY), by=season.world.hung)
    with pytest.raises(FiguresConflict) as caught:
        save(season, mine)
    assert caught.value.rows[row(season, "DH").pk].yours == "99.999.999"


def test_the_federation_enters_its_own_milestones(season: Season) -> None:
    add_milestone(season, "KT", supplier=Supplier.FEDERATION)
    given = {"participant": season.sheet(season.world.ba_dinh), "by": season.world.quang, "now": NOW}
    assert results.judge_figures(figures=[day_figure(season, EARLY, code="KT")], **given) == 1
    found = row(season, "KT")
    assert (found.value, found.stage, found.status) == (value_of_day(EARLY), "held", 40)


# --- Submitting -------------------------------------------------------------------------------------------------------
def sheet_but_the_day(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="1", kp="1", bc="1")


def submit(season: Season) -> int:
    return results.submit_sheet(
        participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=at(2024, 7, 20, 10)
    )


def test_a_sheet_without_the_day_asks_for_a_planned_one(season: Season) -> None:
    add_milestone(season)
    sheet_but_the_day(season)
    with pytest.raises(ValidationError) as caught:
        submit(season)
    asked = ["Enter the day, also a planned one, or choose “not applicable”."]
    assert caught.value.message_dict == {"DH": asked}
    reach(season, AHEAD)
    assert submit(season) == 4


@pytest.mark.parametrize(("day", "lacks"), [(AHEAD, False), (EARLY, True)])
def test_evidence_is_asked_for_what_was_held_and_not_for_what_is_planned(
    season: Season, day: date, lacks: bool
) -> None:
    add_milestone(season, needs_evidence=True)
    sheet_but_the_day(season)
    reach(season, day)
    assert not Evidence.objects.exists()
    if not lacks:
        assert submit(season) == 4
        return
    with pytest.raises(ValidationError) as caught:
        submit(season)
    assert caught.value.message_dict == {"DH": ["Attach the evidence first."]}
