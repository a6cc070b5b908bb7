"""The pages of a second ballot in both sizes: the demo's open vote, ended with too few votes, and voted on again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.choices import Attendance, SessionStatus
from awards.models import AwardRound, CouncilSession, Nomination
from awards.queries.tally import uncounted
from awards.services import sessions
from awards.services.second_ballot import convene_again
from tests.browser.conftest import SIZES, Visitor, faults_of
from tests.demo import demo_at
from units.actors import SYSTEM
from units.services import jobs

Visit = Callable[[str, str], Visitor]


def counted_first() -> CouncilSession:
    """The demo's open vote, ended before everybody has voted, in a round that allows a second ballot."""
    now = timezone.now()
    session = CouncilSession.objects.get(status=SessionStatus.VOTING)
    AwardRound.objects.filter(pk=session.round_id).update(second_ballot_by="Quy chế Hội đồng, Điều 9")
    nothing = {pk: (0, 0, 0) for pk in uncounted(session).values_list("pk", flat=True)}
    sessions.record_counts(session=session, counts=nothing, by=SYSTEM, now=now)
    sessions.end_session(session_id=session.pk, by=SYSTEM, now=now)
    jobs.run_all(now=now)
    return CouncilSession.objects.get(pk=session.pk)


def sitting_again(first: CouncilSession) -> CouncilSession:
    """The second ballot, everybody present, the vote open."""
    now = timezone.now()
    second = convene_again(
        session=first, reason="Nhiều thành viên vắng khi bỏ phiếu lần thứ nhất.", place="Hội trường tầng 5",
        begins_at=now, ends_at=now + timedelta(days=1), by=SYSTEM, now=now,
    )  # fmt: skip
    present = dict.fromkeys(second.seats.values_list("person_id", flat=True), Attendance.PRESENT)
    sessions.mark_attendance(session=second, attendance=present, by=SYSTEM, now=now)
    return sessions.open_voting(session=second, by=SYSTEM, now=now)


def pages_before(first: CouncilSession) -> list[tuple[str, str, str]]:
    """Pages that lead to the second ballot."""
    taking = AwardRound.objects.filter(sessions__isnull=True).order_by("-pk")[0]
    return [
        ("round-second-ballot", "liendoan", f"/rounds/{taking.pk}/second-ballot/"),
        ("round-second-ballot-late", "liendoan", f"/rounds/{first.round_id}/second-ballot/"),
        ("session-before-second", "hoidong", f"/sessions/{first.pk}/"),
        ("session-again", "hoidong", f"/sessions/{first.pk}/again/"),
    ]


def pages_of(first: CouncilSession, second: CouncilSession) -> list[tuple[str, str, str]]:
    """Pages of a round with two ballots."""
    nomination = Nomination.objects.filter(round=first.round_id, last_ballot=2).order_by("pk")[0]
    return [
        ("second-home", "hoidong", "/"),
        ("second-round", "liendoan", f"/rounds/{first.round_id}/"),
        ("second-first", "hoidong", f"/sessions/{first.pk}/"),
        ("second-session", "hoidong", f"/sessions/{second.pk}/"),
        ("second-again", "hoidong", f"/sessions/{first.pk}/again/"),
        ("second-ballot", "hoidong", f"/sessions/{second.pk}/ballot/"),
        ("second-end", "hoidong", f"/sessions/{second.pk}/end/"),
        ("second-nomination", "liendoan", f"/nominations/{nomination.pk}/"),
    ]


def pages_after(second: CouncilSession) -> list[tuple[str, str, str]]:
    """Once it is counted."""
    return [
        ("second-counted", "hoidong", f"/sessions/{second.pk}/"),
        ("second-minutes", "hoidong", f"/sessions/{second.pk}/minutes/"),
    ]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_a_second_ballot_are_fit_to_ship_in_both_sizes(visit: Visit, size: str) -> None:
    demo_at("awarded")
    first = counted_first()
    assert faults_of(visit, pages_before(first), size) == []
    second = sitting_again(first)
    assert faults_of(visit, pages_of(first, second), size) == []
    now = timezone.now()
    nothing = {pk: (0, 0, 0) for pk in uncounted(second).values_list("pk", flat=True)}
    sessions.record_counts(session=second, counts=nothing, by=SYSTEM, now=now)
    sessions.end_session(session_id=second.pk, by=SYSTEM, now=now)
    jobs.run_all(now=now)
    assert faults_of(visit, pages_after(second), size) == []
