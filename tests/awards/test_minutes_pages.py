"""What comes after the count: ties that the chair settles, and the minutes."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from awards.choices import Attendance, Outcome
from awards.models import CouncilSession, Tally
from awards.services import sessions
from tests.awards.cast import make_award
from tests.awards.matrix_cast import (
    LATER,
    city_council,
    city_round,
    sit,
    vote_and_count,
    voting_session,
)
from tests.cast import NOW, World
from tests.pages import as_, get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def tied_session(world: World) -> CouncilSession:
    both = (world.ba_dinh, world.long_bien)
    found = city_round(world, "Đợt một", make_award("BK"), *both, places=1)
    return vote_and_count(sit(found, city_council(world)))


def test_the_chair_settles_a_tie_with_a_reason(world: World) -> None:
    session = tied_session(world)
    assert "The chair of the council settles it" in text_of(get(world.hoa, "council-session", session.pk))
    page = text_of(get(world.quang, "council-session", session.pk))
    assert ("A tie: 2 nominations for 1 place" in page, "Choose 1 of 2" in page) == (True, True)
    first, second = Tally.objects.order_by("nomination_id")
    data = {"tie": first.nomination_id, "winners": [first.nomination_id, second.nomination_id], "reason": "x"}
    answer = post(world.quang, "session-settle", session.pk, **data)
    assert answer.status_code == 422
    assert "Choose exactly 1." in text_of(answer)
    data = {"tie": first.nomination_id, "winners": [second.nomination_id], "reason": "More women members"}
    assert post(world.quang, "session-settle", session.pk, **data).status_code == 302
    assert list(Tally.objects.order_by("nomination_id").values_list("outcome", flat=True)) == [
        Outcome.OVER_QUOTA,
        Outcome.PASSED,
    ]
    again = as_(world.quang).post(reverse("session-settle", args=[session.pk]), data, follow=True)
    assert "This tie is settled already." in text_of(again)


def test_minutes_are_official_paper_with_the_chairs_addendum(world: World) -> None:
    session = tied_session(world)
    first, second = Tally.objects.select_related("nomination").order_by("nomination_id")
    sessions.settle_tie(
        session=session, winners=[second.nomination_id], reason="Nhiều nữ hơn", by=world.quang, now=NOW
    )
    page = text_of(get(world.hoa, "session-minutes", session.pk))
    for words in (
        "BIÊN BẢN HỌP XÉT KHEN THƯỞNG",
        "Tổng số thành viên Hội đồng: 3; có mặt: 3",
        "mức cần đạt 80% (3/3 phiếu)",
        "Bằng phiếu ở suất cuối",
        f"Quang quyết định đề nghị khen thưởng: {second.nomination.name}; không đề nghị: {first.nomination.name}",
        "Lý do: Nhiều nữ hơn",
        "fits",
    ):
        assert words in page
    CouncilSession.objects.update(minutes={**CouncilSession.objects.get().minutes, "members": 9})
    assert "does not fit its hash" in text_of(get(world.hoa, "session-minutes", session.pk))


def test_there_are_no_minutes_before_the_count(world: World) -> None:
    assert get(world.quang, "session-minutes", voting_session(world).pk).status_code == 404


def test_a_vote_that_ended_by_the_clock_says_so(world: World) -> None:
    session = voting_session(world)
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        page = text_of(get(world.hoa, "council-session", session.pk))
    assert ("The vote ended" in page, "Open the ballot" in page) == (True, False)
    assert Attendance.PRESENT in session.seats.values_list("attendance", flat=True)
