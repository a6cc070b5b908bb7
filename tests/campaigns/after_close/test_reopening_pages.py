"""The pages of a reopening: who approved or declined it, until when it was, and how what was reopened is submitted."""

import time_machine

from campaigns.choices import StageKind
from campaigns.models import ScoreColumn
from campaigns.services import after_close
from tests.campaigns.after_close.test_reopening import ENDS, LATER, ask, closed, opened
from tests.campaigns.columns.cast import stage
from tests.cast import Season, after
from tests.pages import get, text_of

__all__ = ["closed"]


def test_who_approved_it_is_said_and_the_midnight_at_which_it_ended_by_its_day(closed: Season) -> None:
    reopening = opened(closed, "DV")
    after_close.end_due_reopenings(now=after(ENDS, minutes=1))
    said = text_of(get(closed.world.hoa, "reopening", reopening.pk))
    assert ("<dt>Approved by</dt>" in said, "<dd>the end of 02/08/2024</dd>" in said) == (True, True)
    log = text_of(get(closed.world.hoa, "changes", closed.phase.pk))
    assert f"approved by {closed.world.tam.person}" in log


def test_who_did_not_approve_it_answered_it(closed: Season) -> None:
    reopening = ask(closed, "DV")
    after_close.decline_reopening(reopening=reopening, answer="Đã đủ", by=closed.world.tam, now=LATER)
    said = text_of(get(closed.world.hoa, "reopening", reopening.pk))
    assert ("<dt>Answered by</dt>" in said, "<dt>Approved by</dt>" in said) == (True, False)
    log = text_of(get(closed.world.hoa, "changes", closed.phase.pk))
    assert f"answered by {closed.world.tam.person}" in log


# --- Submitting what was reopened -------------------------------------------------------------------------------------
def confirming(season: Season) -> str:
    with time_machine.travel(after(LATER, hours=1), tick=False):
        page = get(season.world.hoa, "sheet", season.sheet(season.world.ba_dinh).pk, confirm="1")
    return text_of(page)


def test_after_the_close_nothing_is_returned_any_more(closed: Season) -> None:
    opened(closed, "DV")
    said = confirming(closed)
    assert "these cells are locked again, and the figures are appraised." in said
    assert ("these cells are locked until" in said, "score ourselves" in said) == (False, False)


def test_a_self_score_is_offered_with_them_unless_it_was_sent_inside_its_window(closed: Season) -> None:
    opened(closed, "DV")
    stage(closed, StageKind.SELF_SCORE, LATER, after(LATER, days=3))
    said = confirming(closed)
    assert ("score ourselves" in said, "until the end of 04/08/2024." in said) == (True, True)
    place = closed.sheet(closed.world.ba_dinh)
    ScoreColumn.objects.create(participant=place, kind="self", sent_by=closed.world.hoa, sent_at=LATER)
    said = confirming(closed)
    assert ("score ourselves" in said, "may be sent together with the figures" in said) == (False, False)
