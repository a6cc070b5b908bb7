"""The first phase between its close and its final: windows around today, an opinion, and a reopening that is asked for.

What is said in them is invented, and says so.
"""

from campaigns.choices import StageKind
from campaigns.models import Criterion, Participant, Phase, Result
from campaigns.services import after_close, hearing, stages
from emulation_tracker.demo.accounts import officer_of
from emulation_tracker.demo.clock import Clock
from units.actors import SYSTEM

#: Each stage with the days from today on which its window begins and ends.
WINDOWS = (
    (StageKind.FINAL, 9, 16),
    (StageKind.CONFERENCE, 5, 9),
    (StageKind.OPINIONS, -1, 5),
    (StageKind.APPRAISAL, -20, 3),
)


def run_stages(clock: Clock) -> None:
    """The phase is being appraised and takes opinions; two unions have something to say."""
    phase = Phase.objects.select_related("campaign__owner").get(campaign__code="HN-2024", number=1)
    for kind, opens, closes in WINDOWS:
        stages.set_stage(
            phase=phase,
            kind=kind,
            opens_at=clock.midnight(opens),
            closes_at=clock.midnight(closes),
            reason="Số liệu mẫu",
            by=SYSTEM,
            now=clock.now,
        )
    say_something(phase, clock)
    ask_for_time(phase, clock)


def say_something(phase: Phase, clock: Clock) -> None:
    """Đống Đa sends an opinion on a line of its points."""
    place = Participant.objects.select_related("union").get(phase=phase, union__code="HN-DD")
    line = Criterion.objects.filter(table=place.table_id).exclude(rule="").order_by("order", "pk").first()
    assert line is not None
    hearing.raise_opinion(
        participant=place,
        criterion=line,
        place=place,
        text="Đơn vị đã bổ sung hồ sơ sau ngày nộp, đề nghị xem lại điểm của nội dung này (kiến nghị mẫu).",
        by=officer_of(place.union),
        now=clock.now,
    )


def ask_for_time(phase: Phase, clock: Clock) -> None:
    """Ba Đình asks that one of its figures be reopened; the federation has not answered yet."""
    row = Result.objects.select_related("participant__union").get(
        participant__phase=phase, participant__union__code="HN-BD", indicator__code="KT"
    )
    after_close.ask_reopening(
        phase=phase,
        result_ids=[row.pk],
        reason="Bổ sung biên bản kiểm tra còn thiếu (lý do mẫu).",
        ends_at=clock.midnight(2),
        by=officer_of(row.participant.union),
        now=clock.now,
    )
