"""The ballot's page: choose, look over, cast; what it shows to whom, and what it leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from awards.choices import Attendance
from awards.models import Ballot, CouncilSession, Nomination, Turnout
from tests.awards.cast import make_award
from tests.awards.matrix_cast import LATER, city_council, city_round, crowded_round, sit
from tests.cast import Season, World
from tests.pages import as_, get, post, text_of
from units.models import AuditEvent

pytestmark = pytest.mark.usefixtures("in_july")


@pytest.fixture
def session(world: World) -> CouncilSession:
    """Two nominations under secret ballot, everybody present."""
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien)
    return sit(found, city_council(world))


def marked(*choices: int) -> dict[str, Any]:
    ids = Nomination.objects.order_by("pk").values_list("pk", flat=True)
    return {f"n{pk}": choice for pk, choice in zip(ids, choices, strict=False)}


def test_three_choices_a_nomination_and_the_threshold_in_votes(world: World, session: CouncilSession) -> None:
    page = text_of(get(world.hoa, "ballot", session.pk))
    assert page.count('type="radio"') == 6
    assert "needs 3 of 3 votes (80% of all members)" in page
    assert "Good work" in page  # the reason is one step away


def test_the_review_says_in_numbers_what_will_be_cast_and_keeps_nothing(
    world: World, session: CouncilSession
) -> None:
    answer = post(world.hoa, "ballot", session.pk, step="review", **marked(1, 2))
    page = text_of(answer)
    assert answer.status_code == 200
    for words in (
        "<b>1</b>for",
        "<b>1</b>against",
        "<b>0</b>invalid",
        "Cast the ballot with 2 choices",
        "They cannot be changed",
    ):
        assert words in page
    assert not Ballot.objects.exists()
    assert not Turnout.objects.filter(has_voted=True).exists()


def test_going_back_keeps_the_choices_in_the_form_alone(world: World, session: CouncilSession) -> None:
    client = as_(world.hoa)
    before = dict(client.session)
    where = reverse("ballot", args=[session.pk])
    page = text_of(client.post(where, {"step": "edit", **marked(1, 2)}))
    assert page.count(" checked>") == 2
    assert dict(client.session) == before


def test_a_missing_choice_is_named(world: World, session: CouncilSession) -> None:
    answer = post(world.hoa, "ballot", session.pk, step="review", **marked(1))
    page = text_of(answer)
    second = Nomination.objects.order_by("pk")[1]
    assert answer.status_code == 422
    assert "1 nomination has no choice yet" in page
    assert f'<a href="#n{second.pk}-1">' in page


@pytest.mark.parametrize("value", ["", "0", "4", "x", "1.0", "٣"])
def test_a_choice_that_is_none_is_not_cast(world: World, session: CouncilSession, value: str) -> None:
    answer = post(world.hoa, "ballot", session.pk, step="cast", **marked(1, value))
    assert answer.status_code == 422
    assert not Ballot.objects.exists()


def test_casting_answers_only_that_it_is_done(world: World, session: CouncilSession) -> None:
    events = AuditEvent.objects.count()
    answer = post(world.hoa, "ballot", session.pk, step="cast", **marked(1, 3))
    assert answer.url == reverse("council-session", args=[session.pk])
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == [1, 3]
    assert list(Turnout.objects.filter(has_voted=True).values_list("person_id", flat=True)) == [
        world.hoa.person_id
    ]
    assert AuditEvent.objects.count() == events
    page = text_of(get(world.hoa, "ballot", session.pk))
    assert ("Your ballot is cast" in page, 'type="radio"' in page) == (True, False)


def test_a_second_ballot_is_refused_and_changes_nothing(world: World, session: CouncilSession) -> None:
    post(world.hoa, "ballot", session.pk, step="cast", **marked(1, 3))
    answer = post(world.hoa, "ballot", session.pk, step="cast", **marked(2, 2))
    assert (answer.status_code, answer.url) == (302, reverse("council-session", args=[session.pk]))
    (told,) = answer.wsgi_request._messages._queued_messages
    assert str(told) == "You have voted already. A ballot that was cast cannot be changed."
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == [1, 3]


def test_after_the_end_a_ballot_is_refused(world: World, session: CouncilSession) -> None:
    with time_machine.travel(LATER + timedelta(seconds=1), tick=False):
        assert "The vote is over" in text_of(get(world.hoa, "ballot", session.pk))
        assert post(world.hoa, "ballot", session.pk, step="cast", **marked(1, 1)).status_code == 409
    assert not Ballot.objects.exists()


def test_an_absent_member_is_told_whom_to_ask(world: World, session: CouncilSession) -> None:
    Turnout.objects.filter(person=world.hoa.person).update(attendance=Attendance.ABSENT)
    assert "Please ask the secretary to mark it" in text_of(get(world.hoa, "ballot", session.pk))
    assert post(world.hoa, "ballot", session.pk, step="cast", **marked(1, 1)).status_code == 403


def test_whoever_has_no_seat_does_not_vote(world: World, session: CouncilSession) -> None:
    answer = post(world.an, "ballot", session.pk, step="cast", **marked(1, 1))
    assert answer.status_code == 403
    assert "Only members of the council vote." in text_of(answer)
    assert post(world.minh, "ballot", session.pk, step="cast", **marked(1, 1)).status_code == 404


def test_no_cache_keeps_the_page(world: World, session: CouncilSession) -> None:
    assert "no-store" in get(world.hoa, "ballot", session.pk)["Cache-Control"]


@pytest.mark.parametrize("count", [3, 300])
def test_a_ballot_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    world, award = season.world, make_award("BK")
    found = crowded_round(season, award, count)
    session = sit(found, city_council(world))
    client, where = as_(world.hoa), reverse("ballot", args=[session.pk])
    client.get(where)
    with django_assert_num_queries(6):
        answer = client.get(where)
    assert answer.context["number"] == count + 1
