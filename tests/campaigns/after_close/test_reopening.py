"""Figures that are reopened for a time: asked for, approved by somebody else, entered, locked by the clock."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ReopeningState, ResultState, ResultStatus, StageKind
from campaigns.models import Reopening, Stage
from campaigns.queries.finality import clusters_to_finalise
from campaigns.services import after_close, finalising, results
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.test_evidence import pdf
from tests.campaigns.test_revisions import close, numbers
from tests.cast import CLOSES, Season, add_person, after
from units.models import Notice
from units.services import jobs

LATER, ENDS = after(CLOSES, days=1), after(CLOSES, days=2)


@pytest.fixture
def closed(season: Season) -> Season:
    """Ba Dinh sent one figure, appraised, and drafted another that it never sent."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.mark(world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    season.mark(world.ba_dinh, "KP", status=ResultStatus.DRAFT)
    close(season)
    add_person(world, "tam", world.city)
    return season


def ask(season: Season, *codes: str, **given: Any) -> Reopening:
    ids = [season.result(season.world.ba_dinh, code).pk for code in codes]
    fields = {"reason": "Sửa theo biên bản", "ends_at": ENDS, "by": season.world.quang, "now": LATER}
    return after_close.ask_reopening(phase=season.phase, result_ids=ids, **fields | given)


def opened(season: Season, *codes: str) -> Reopening:
    reopening = ask(season, *codes)
    after_close.approve_reopening(reopening=reopening, by=season.world.tam, now=LATER)
    reopening.refresh_from_db()
    return reopening


def save(season: Season, now: datetime, **values: str) -> int:
    return season.enter(season.world.ba_dinh, season.world.hoa, now, **values)


def stands(season: Season, code: str) -> tuple[Decimal | None, int]:
    row = season.result(season.world.ba_dinh, code)
    return row.value, row.status


def test_reopened_figure_is_entered_and_no_other(closed: Season) -> None:
    opened(closed, "DV")
    assert stands(closed, "DV") == (Decimal(800), ResultStatus.RETURNED)
    assert save(closed, after(LATER, hours=1), dv="80") == 1
    with pytest.raises(PhaseEnded, match="is not among the figures that were reopened"):
        save(closed, after(LATER, hours=1), kp="1")
    assert stands(closed, "KP")[1] == ResultStatus.DRAFT


def test_another_union_stays_locked(closed: Season) -> None:
    opened(closed, "DV")
    with pytest.raises(PhaseEnded, match="The phase has ended"):
        closed.enter(closed.world.hoang_mai, closed.world.minh, LATER, dv="1")


def test_it_locks_by_itself_and_what_stands_counts_as_sent(closed: Season) -> None:
    reopening = opened(closed, "DV")
    save(closed, after(LATER, hours=1), dv="80")
    with pytest.raises(PhaseEnded):
        save(closed, ENDS, dv="81")
    assert after_close.end_due_reopenings(now=after(ENDS, seconds=-1)) == 0
    assert [after_close.end_due_reopenings(now=after(ENDS, minutes=1)) for _again in range(2)] == [1, 0]
    reopening.refresh_from_db()
    assert (reopening.state, reopening.ended_at) == (ReopeningState.ENDED, ENDS)
    assert stands(closed, "DV") == (Decimal(80), ResultStatus.SUBMITTED)
    with pytest.raises(PhaseEnded):
        save(closed, after(ENDS, minutes=2), dv="82")
    jobs.run_all(now=after(ENDS, minutes=5))
    assert numbers(closed.phase) == {"C1": 2, "C2": 1}


def test_who_comes_too_late_reads_when_the_reopening_ended_before_and_after_the_clock_struck(
    closed: Season,
) -> None:
    opened(closed, "DV")
    told = "The figures were reopened until the end of 02/08/2024 and are locked again. To correct one, please ask"
    for _struck in range(2):
        with pytest.raises(PhaseEnded, match=told):
            save(closed, ENDS, dv="81")
        after_close.end_due_reopenings(now=ENDS)


def test_a_figure_left_alone_is_what_it_was_before(closed: Season) -> None:
    opened(closed, "DV", "BC")
    after_close.end_due_reopenings(now=ENDS)
    assert stands(closed, "DV") == (Decimal(800), ResultStatus.VERIFIED)
    row = closed.result(closed.world.ba_dinh, "BC")
    assert (row.state, row.status, row.return_reason) == (
        ResultState.NOT_REPORTED, ResultStatus.DRAFT, "",
    )  # fmt: skip


def test_union_submits_and_proves_what_is_reopened_alone(closed: Season) -> None:
    opened(closed, "DV")
    save(closed, LATER, dv="90")
    row = closed.result(closed.world.ba_dinh, "DV")
    results.attach_evidence(
        result=row, upload=pdf("moi.pdf", b"%PDF-1.7 two"), by=closed.world.hoa, now=LATER
    )
    other = closed.result(closed.world.ba_dinh, "KP")
    with pytest.raises(PhaseEnded):
        results.attach_evidence(result=other, upload=pdf(), by=closed.world.hoa, now=LATER)
    sheet = closed.sheet(closed.world.ba_dinh)
    assert results.submit_sheet(participant=sheet, by=closed.world.hoa, now=LATER) == 1
    assert (stands(closed, "DV"), stands(closed, "KP")[1]) == (
        (Decimal(90), ResultStatus.SUBMITTED), ResultStatus.DRAFT,
    )  # fmt: skip


def test_who_asks_does_not_approve(closed: Season) -> None:
    reopening = ask(closed, "DV")
    with pytest.raises(Refusal, match="somebody else of LĐLĐ thành phố Hà Nội must approve it"):
        after_close.approve_reopening(reopening=reopening, by=closed.world.quang, now=LATER)
    with pytest.raises(Refusal):
        after_close.approve_reopening(reopening=reopening, by=closed.world.hoa, now=LATER)
    after_close.approve_reopening(reopening=reopening, by=closed.world.tam, now=LATER)
    with pytest.raises(Conflict, match="answered already"):
        after_close.approve_reopening(reopening=reopening, by=closed.world.tam, now=LATER)


def test_union_asks_for_its_own_figures_alone(closed: Season) -> None:
    assert ask(closed, "DV", by=closed.world.hoa).requested_by == closed.world.hoa
    with pytest.raises(Refusal, match="Only officers of the union"):
        ask(closed, "DV", by=closed.world.minh)


def test_declined_with_a_reason(closed: Season) -> None:
    reopening = ask(closed, "DV", by=closed.world.hoa)
    with pytest.raises(ValidationError):
        after_close.decline_reopening(reopening=reopening, answer="", by=closed.world.tam, now=LATER)
    after_close.decline_reopening(reopening=reopening, answer="Đủ hồ sơ", by=closed.world.tam, now=LATER)
    reopening.refresh_from_db()
    assert (reopening.state, reopening.answer) == (ReopeningState.DECLINED, "Đủ hồ sơ")
    assert stands(closed, "DV")[1] == ResultStatus.VERIFIED


def test_it_does_not_outlast_the_time_for_opinions(closed: Season) -> None:
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, days=1, hours=12)}
    Stage.objects.create(phase=closed.phase, kind=StageKind.OPINIONS, **window)
    with pytest.raises(ValidationError) as error:
        ask(closed, "DV")
    assert "Opinions on the points are taken until" in error.value.message_dict["ends_at"][0]
    assert ask(closed, "DV", ends_at=after(CLOSES, days=1, hours=12)).state == ReopeningState.ASKED


def test_once_the_time_for_opinions_is_over_its_end_is_moved_before_anything_is_reopened(
    closed: Season,
) -> None:
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, hours=12)}
    Stage.objects.create(phase=closed.phase, kind=StageKind.OPINIONS, **window)
    with pytest.raises(ValidationError) as error:
        ask(closed, "DV")
    assert error.value.message_dict["ends_at"] == [
        "The time for opinions ended 12:00, 01/08/2024. Move its end first, then reopen the figures."
    ]


@pytest.mark.parametrize(("given", "field"), [({"reason": " "}, "reason"), ({"ends_at": LATER}, "ends_at")])
def test_bad_requests_are_refused_at_their_field(closed: Season, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        ask(closed, "DV", **given)
    assert list(error.value.message_dict) == [field]


def test_no_figures_or_too_many_are_refused(closed: Season) -> None:
    fields = {"reason": "x", "ends_at": ENDS, "by": closed.world.quang, "now": LATER}
    for ids, told in (([], "Choose at least one figure."), (range(1, 5001), "At most 1000 figures")):
        with pytest.raises(ValidationError) as error:
            after_close.ask_reopening(phase=closed.phase, result_ids=ids, **fields)
        assert told in error.value.message_dict["figures"][0]


def test_one_reopening_opens_a_figure_at_a_time(closed: Season) -> None:
    second = ask(closed, "DV")
    opened(closed, "DV")
    with pytest.raises(Conflict, match="is reopened already"):
        ask(closed, "DV")
    with pytest.raises(Conflict, match="is reopened already"):
        after_close.approve_reopening(reopening=second, by=closed.world.tam, now=LATER)


def test_a_reopened_figure_is_not_corrected_meanwhile(closed: Season) -> None:
    opened(closed, "DV")
    row = closed.result(closed.world.ba_dinh, "DV")
    with pytest.raises(Conflict, match="is reopened for its union now"):
        after_close.set_aside(
            result=row, version=row.version, reason="x", explain_until=ENDS, by=closed.world.quang, now=LATER
        )


def test_staff_end_it_early(closed: Season) -> None:
    reopening = opened(closed, "DV")
    save(closed, LATER, dv="70")
    assert after_close.end_reopening(
        reopening_id=reopening.pk, by=closed.world.quang, now=after(LATER, hours=1)
    )
    assert stands(closed, "DV") == (Decimal(70), ResultStatus.SUBMITTED)


def test_the_final_waits_for_what_is_reopened(closed: Season) -> None:
    opened(closed, "DV")
    with pytest.raises(ValidationError) as error:
        finalising.make_final(
            phase_id=closed.phase.pk, by=closed.world.quang, now=LATER, clusters=[closed.world.cluster_1.pk]
        )
    assert "Figures are reopened until" in error.value.message_dict["phase"][0]
    after_close.end_due_reopenings(now=ENDS)
    jobs.run_all(now=after(ENDS, minutes=5))
    assert finalising.make_final(phase_id=closed.phase.pk, by=closed.world.quang, now=after(ENDS, hours=1))


def test_the_final_waits_for_the_answer_to_a_request(closed: Season) -> None:
    """After the final nobody could answer it: whoever asked would wait for ever."""
    world = closed.world
    reopening = ask(closed, "DV", by=world.hoa)
    states = {state.code: state for state in clusters_to_finalise(closed.phase, LATER)}
    assert [(wait.words, wait.url) for wait in states["C1"].waits] == [
        ("1 request for a reopening is not answered yet.", f"/phases/{closed.phase.pk}/changes/")
    ]
    assert states["C2"].is_ready
    after_close.decline_reopening(reopening=reopening, answer="Đủ hồ sơ", by=world.tam, now=LATER)
    assert all(state.is_ready for state in clusters_to_finalise(closed.phase, LATER))


def test_nothing_is_reopened_after_a_final(closed: Season) -> None:
    finalising.make_final(phase_id=closed.phase.pk, by=closed.world.quang, now=LATER)
    with pytest.raises(PhaseEnded, match="please ask LĐLĐ thành phố Hà Nội to open a revision"):
        ask(closed, "DV")


def test_union_is_told_until_when(closed: Season) -> None:
    opened(closed, "DV")
    told = Notice.objects.get(kind="figures_reopened", person=closed.world.hoa.person)
    assert (datetime.fromisoformat(told.values["until"]), told.url) == (
        ENDS, f"/sheets/{closed.sheet(closed.world.ba_dinh).pk}/#row-{closed.result(closed.world.ba_dinh, 'DV').pk}",
    )  # fmt: skip
