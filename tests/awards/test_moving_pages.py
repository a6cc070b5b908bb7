"""The pages on which an end is moved: the question in numbers, the move on the round's page, a vote prolonged."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from awards.models import AwardRound, CouncilSession, RoundMove
from awards.services import rounds
from tests.awards.cast import make_award
from tests.awards.matrix_cast import LATER, city_round, voting_session
from tests.cast import NOW, Season, World
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Notice

pytestmark = pytest.mark.usefixtures("in_july")


def last_day(round: AwardRound, days: int = 0) -> str:
    """The last day of a round's nominations, so many days later."""
    return f"{(round.closes_at + timedelta(days=days)).date():%d/%m/%Y}"


def form(round: AwardRound, days: int, **fields: Any) -> dict[str, Any]:
    """What the form sends: another last day, at the same hour."""
    hour = f"{round.closes_at.astimezone(NOW.tzinfo):%H:%M}"
    return {"closes_at": last_day(round, days), "closes_time": hour, "reason": "", **fields}


def test_the_end_is_moved_after_a_question_in_numbers(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    sent = form(found, -3, reason="The meeting is earlier", seen=found.closes_at.isoformat())
    answer = post(world.quang, "round-move", found.pk, **sent)
    page, question = text_of(answer), answer.context["question"]
    assert question.title == "Bring the end of “Đợt một” forward?"
    assert [line.split(" of ")[0] for line in question.stakes if "nominated so far" in line] == ["1"]
    assert "told at once" in page
    assert (AwardRound.objects.get().closes_at, RoundMove.objects.count()) == (LATER, 0)
    answer = post(world.quang, "round-move", found.pk, **dict(question.keeps))
    assert answer.url == reverse("round", args=[found.pk])
    assert AwardRound.objects.get().closes_at == LATER - timedelta(days=3)
    page = text_of(get(world.hoa, "round", found.pk))
    assert "Reason: The meeting is earlier" in page
    assert "1 union had nominated by then" in page
    assert "Quang" in page[page.index("h-moves") :]
    assert ("Move the end…" in page, Notice.objects.filter(kind="round_moved").count() > 0) == (False, True)


def test_more_time_is_asked_about_too_and_needs_no_reason(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"))
    answer = post(world.quang, "round-move", found.pk, **form(found, 3))
    assert answer.context["question"].title == "Give “Đợt một” more time?"
    post(world.quang, "round-move", found.pk, **dict(answer.context["question"].keeps))
    assert AwardRound.objects.get().closes_at == LATER + timedelta(days=3)


def test_a_reason_and_an_end_that_does_not_fit_are_asked_for_at_their_fields(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"))
    for days, field in ((-3, "reason"), (-30, "closes_at"), (0, "closes_at")):
        answer = post(world.quang, "round-move", found.pk, **form(found, days))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_what_somebody_else_moved_meanwhile_is_looked_at_again(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"))
    sent = form(found, 3, seen=(found.closes_at - timedelta(days=1)).isoformat())
    keeps = post(world.quang, "round-move", found.pk, **sent).context["question"].keeps
    assert post(world.quang, "round-move", found.pk, **dict(keeps)).status_code == 409
    assert AwardRound.objects.get().closes_at == LATER


def test_of_a_round_in_preparation_nothing_is_asked(world: World) -> None:
    draft = rounds.open_round(
        owner=world.city, name="Draft", kind="spot", closes_at=LATER, by=SYSTEM, now=NOW
    )
    assert "nobody is told before it is opened" in text_of(get(world.quang, "round-move", draft.pk))
    assert post(world.quang, "round-move", draft.pk, **form(draft, -3)).status_code == 302
    page = text_of(get(world.quang, "round", draft.pk))
    assert ("It was not moved" in page, "Move the end…" in page) == (True, True)


def test_after_the_end_the_page_says_that_it_has_come(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"))
    sent = form(found, 3)
    with time_machine.travel(LATER, tick=False):
        assert "Nominations have ended" in text_of(get(world.quang, "round-move", found.pk))
        assert "Move the end…" not in text_of(get(world.quang, "round", found.pk))
        assert post(world.quang, "round-move", found.pk, **sent).status_code == 409


@pytest.mark.parametrize("count", [3, 300])
def test_the_question_takes_the_same_queries_for_any_number_of_unions(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    found = city_round(season.world, "Đợt một", make_award("BK"))
    crowd(season, count)
    client, where = as_(season.world.quang), reverse("round-move", args=[found.pk])
    client.post(where, form(found, 3))
    with django_assert_num_queries(7):
        client.post(where, form(found, 3))


# --- A vote -------------------------------------------------------------------------------------------------
def test_a_vote_is_prolonged_from_the_sessions_page(world: World) -> None:
    session = voting_session(world)
    assert "Prolong the vote…" in text_of(get(world.kim, "council-session", session.pk))
    assert "members of the council are told" in text_of(get(world.kim, "session-prolong", session.pk))
    later = session.ends_at + timedelta(hours=2)
    answer = post(
        world.kim, "session-prolong", session.pk, ends_at=f"{later.astimezone(NOW.tzinfo):%Y-%m-%dT%H:%M}"
    )
    assert answer.url == reverse("council-session", args=[session.pk])
    assert CouncilSession.objects.get(pk=session.pk).ends_at == later
    assert Notice.objects.filter(kind="vote_prolonged").count() == 3


def test_an_end_that_is_not_later_comes_back_with_its_fault(world: World) -> None:
    session = voting_session(world)
    same = f"{session.ends_at.astimezone(NOW.tzinfo):%Y-%m-%dT%H:%M}"
    answer = post(world.kim, "session-prolong", session.pk, ends_at=same)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_at"])


def test_a_vote_that_has_ended_cannot_be_prolonged(world: World) -> None:
    session = voting_session(world)
    with time_machine.travel(session.ends_at, tick=False):
        assert "Prolong the vote…" not in text_of(get(world.kim, "council-session", session.pk))
        assert "There is no vote to prolong" in text_of(get(world.kim, "session-prolong", session.pk))
        answer = post(world.kim, "session-prolong", session.pk, ends_at="2030-01-01T08:00")
        assert answer.status_code == 409
