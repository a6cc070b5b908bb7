"""A deadline that comes forward, or is close by: the page asks, those concerned are told, the trail has both."""

from datetime import UTC, timedelta
from io import BytesIO
from typing import Any

import pytest

from campaigns.imports import import_workbook
from campaigns.models import Campaign, Phase, WindowMove
from campaigns.services import campaigns, closing
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.campaign_cast import PHASE_FORM, draft, phase_of
from tests.campaigns.workbook.cast import add, cell, rows_of, take, told
from tests.cast import CLOSES, NOW, Season, World, after, at
from tests.pages import get, post, text_of
from units.models import AuditEvent, Notice
from units.notices import words_of

pytestmark = pytest.mark.usefixtures("in_july")

SOONER = {"reason": "Báo cáo sớm", "entry_closes_at": "25/07/2024"}
LATER = {"entry_closes_at": "05/08/2024"}


def sent(season: Season, **changes: str) -> dict[str, str]:
    """What the form of the phase is sent with these changes."""
    form = get(season.world.quang, "phase-edit", season.phase.pk).context["form"]
    return {**{k: str(v) for k, v in form.initial.items() if v is not None}, **changes}


def edited(season: Season, **changes: str) -> Any:
    return post(season.world.quang, "phase-edit", season.phase.pk, **sent(season, **changes))


def kept(answer: Any) -> dict[str, str]:
    return dict(answer.context["question"].keeps)


def deadline(season: Season) -> Any:
    return Phase.objects.get(pk=season.phase.pk).entry_closes_at


# --- The question -----------------------------------------------------------------------------------------------------
def test_a_deadline_comes_forward_only_after_a_question_in_numbers(season: Season) -> None:
    answer = edited(season, **SOONER)
    assert (answer.status_code, deadline(season)) == (200, CLOSES)
    assert Notice.objects.filter(kind="deadline_moved").count() == 0
    page = text_of(answer)
    for words in (
        "Bring the deadline of “Đợt 1” forward?",
        "Before: entry until the end of 31/07/2024. From now on: entry until the end of 25/07/2024.",
        "4 of 4 unions have not submitted yet.",
        "6 people are told at once.",
    ):
        assert words in page
    again = post(season.world.quang, "phase-edit", season.phase.pk, **kept(answer))
    assert (again.status_code, deadline(season)) == (302, at(2024, 7, 26))


def test_agreeing_to_one_deadline_is_not_agreeing_to_another(season: Season) -> None:
    answer = edited(season, **SOONER)
    other = {**kept(answer), "entry_closes_at": "24/07/2024"}
    assert post(season.world.quang, "phase-edit", season.phase.pk, **other).status_code == 200
    assert deadline(season) == CLOSES


def test_putting_a_deadline_off_asks_nothing(season: Season) -> None:
    assert edited(season, **LATER).status_code == 302
    assert deadline(season) == at(2024, 8, 6)


def test_a_draft_is_edited_without_a_question(world: World) -> None:
    phase = phase_of(draft(world), world)
    campaigns.edit_phase(
        phase=phase, by=world.quang, now=NOW, entry_closes_at=phase.entry_closes_at - timedelta(days=3)
    )
    assert Notice.objects.count() == 0


def test_a_deadline_in_the_past_is_refused_rather_than_asked(season: Season) -> None:
    answer = edited(season, entry_closes_at="05/07/2024")
    assert answer.status_code == 422
    assert "entry cannot end in the past" in text_of(answer)


def added(season: Season, **changes: str) -> Any:
    form = {
        **PHASE_FORM, "period_from": "2024-08-01", "period_to": "2024-08-31", "entry_opens_at": "2024-07-02",
        "entry_closes_at": "2024-08-05",
    }  # fmt: skip
    return post(season.world.quang, "phase-new", season.campaign.pk, **{**form, **changes})


def past_phase(season: Season) -> dict[str, str]:
    """A phase before the first, whose entry is over."""
    first = season.phase
    Phase.objects.filter(pk=first.pk).update(period_from=at(2024, 5, 1).date())
    return {
        "period_from": "01/01/2024", "period_to": "30/04/2024", "entry_opens_at": "01/05/2024",
        "entry_closes_at": "31/05/2024",
    }  # fmt: skip


def test_a_phase_whose_entry_has_ended_is_added_only_after_a_question(season: Season) -> None:
    answer = added(season, **past_phase(season))
    assert (answer.status_code, season.campaign.phases.count()) == (200, 1)
    page = text_of(answer)
    assert "Add “Đợt 2” although its entry has ended?" in page
    assert (
        "Entry ended at the end of 31/05/2024: the phase closes at once, and no union can enter a figure."
        in page
    )
    assert "4 unions take part in the campaign so far." in page
    assert post(season.world.quang, "phase-new", season.campaign.pk, **kept(answer)).status_code == 302
    told = Notice.objects.filter(kind="phase_added")
    assert told.count() == 6
    closing.close_due_phases(now=NOW)
    assert season.campaign.phases.get(number=2).closed_at is not None


def test_a_phase_with_time_to_enter_is_added_without_a_question(season: Season) -> None:
    assert added(season).status_code == 302
    assert Notice.objects.filter(kind="phase_added").count() == 0


# --- Who is told ------------------------------------------------------------------------------------------------------
def move(season: Season, to: Any = None, now: Any = NOW, reason: str = "Báo cáo sớm") -> None:
    closes = {"entry_closes_at": to or at(2024, 7, 26)}
    campaigns.edit_phase(phase=season.phase, by=season.world.quang, now=now, reason=reason, **closes)


def test_those_who_act_for_the_unions_are_told_both_deadlines_once_a_move(season: Season) -> None:
    move(season)
    notices = Notice.objects.filter(kind="deadline_moved")
    assert sorted(notices.values_list("person__full_name", flat=True)) == sorted(
        ["Hoa", "Hung", "Lan", "Mai", "Minh", "Nga"]
    )
    said = words_of("deadline_moved", notices[0].values)
    assert said.title == "“Đợt 1”: the deadline is now the end of 25/07/2024"
    assert said.body == (
        "Before: the end of 31/07/2024. Now: the end of 25/07/2024. Please submit by then. Reason: Báo cáo sớm"
    )
    assert (said.sender, said.deadline) == ("LĐLĐ thành phố Hà Nội", "the end of 25/07/2024")
    move(season, CLOSES, after(NOW, hours=1))
    assert Notice.objects.filter(kind="deadline_moved").count() == 12


def test_a_deadline_comes_forward_only_with_a_reason_and_the_move_is_kept(season: Season) -> None:
    answer = edited(season, **SOONER | {"reason": " "})
    assert (answer.status_code, answer.context["form"].errors, deadline(season)) == (
        422, {"reason": ["The end comes forward: please say why. Everybody concerned reads it."]}, CLOSES,
    )  # fmt: skip
    season.phase.stages.create(kind="appraisal", opens_at=CLOSES, closes_at=after(CLOSES, days=21))
    move(season)
    kept = WindowMove.objects.get()
    assert (kept.before, kept.after, kept.reason, kept.late, kept.moved_by) == (
        CLOSES, at(2024, 7, 26), "Báo cáo sớm", 4, season.world.quang,
    )  # fmt: skip
    assert season.phase.stages.get().closes_at == after(at(2024, 7, 26), days=21)


def test_other_changes_and_extracts_tell_nobody(season: Season) -> None:
    campaigns.edit_phase(phase=season.phase, by=season.world.quang, now=NOW, theme="Chủ đề")
    Campaign.objects.update(is_extract=True)
    move(season)
    assert Notice.objects.filter(kind__in=("deadline_moved", "phase_added")).count() == 0


def test_the_trail_has_both_deadlines(season: Season) -> None:
    move(season)
    event = AuditEvent.objects.get(verb="edit_phase")
    assert event.data["before"]["entry_closes_at"] == str(CLOSES.astimezone(UTC))
    assert event.data["after"]["entry_closes_at"] == str(at(2024, 7, 26))


# --- The workbook -----------------------------------------------------------------------------------------------------
def test_a_workbook_asks_about_a_new_phase_whose_entry_has_ended(season: Season) -> None:
    past_phase(season)
    season.campaign.refresh_from_db()
    rows = rows_of(season.campaign)
    add(
        "phases", number=2, name="Đợt 0", period_from=at(2024, 1, 1).date(), period_to=at(2024, 4, 30).date(),
        entry_opens_at=at(2024, 5, 1), entry_closes_at=at(2024, 6, 1),
    )(rows)  # fmt: skip
    asked = "Entry of this phase ends so soon, or has ended; it closes by itself. Those concerned are told."
    how = "If this is meant, please say so: on the page by the box, in a terminal by --meant."
    assert told(take(rows)) == [f"{cell('phases', 'entry_closes_at', 4)}: {asked} {how}"]
    file = BytesIO()
    write_workbook(file, rows)
    assert told(import_workbook(file=file, by=season.world.quang, now=NOW, confirmed=True)) == []
    assert Phase.objects.filter(number=2).exists()


def test_the_days_of_reminders_are_read_and_refused_at_their_field(season: Season) -> None:
    assert edited(season, remind_days="1, 7").status_code == 302
    assert Phase.objects.get(pk=season.phase.pk).remind_days == "7,1"
    assert (
        get(season.world.quang, "phase-edit", season.phase.pk).context["form"].initial["remind_days"]
        == "7, 1"
    )
    answer = edited(season, remind_days="tuần sau")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["remind_days"])
