"""What every page says of a round that was voted on twice."""

import pytest

from awards.choices import Choice
from awards.models import AwardRound, Nomination
from awards.services.second_ballot import allow_second_ballot
from tests.awards.cast import make_award
from tests.awards.matrix_cast import (
    again,
    city_council,
    city_round,
    decided,
    sit,
    vote_and_count,
)
from tests.awards.second_cast import RULE, first_of, vote_by_all
from tests.cast import NOW, World
from tests.pages import get, post, text_of
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")


def test_each_session_leads_to_the_other(world: World) -> None:
    first = first_of(world)
    second = again(first, voting=False)
    page = text_of(get(world.hoa, "council-session", first.pk))
    assert ("To the second ballot" in page, "Thiếu phiếu" in page) == (True, True)
    page = text_of(get(world.hoa, "council-session", second.pk))
    for words in ("Second ballot of", "The first ballot", "Thiếu phiếu"):
        assert words in page
    assert "Issue the decision…" not in text_of(get(world.quang, "council-session", first.pk))


def test_every_page_of_the_vote_says_that_it_is_the_second(world: World) -> None:
    second = again(first_of(world))
    for name in ("ballot", "council-session", "session-end", "session-prolong"):
        assert "second ballot" in text_of(get(world.quang, name, second.pk)).casefold(), name
    assert "second ballot" in text_of(get(world.quang, "council", second.council_id))
    assert "second ballot: Voting" in text_of(get(world.quang, "round", second.round_id))


def test_the_ballot_shows_those_who_stand_again(world: World) -> None:
    second = again(first_of(world, Choice.FOR, Choice.AGAINST))
    page = get(world.hoa, "ballot", second.pk)
    assert page.context["number"] == 1
    assert "LĐLĐ quận Ba Đình" not in text_of(get(world.kim, "ballot", second.pk))
    marked = {f"n{Nomination.objects.get(last_ballot=2).pk}": "1", "step": "cast"}
    assert post(world.hoa, "ballot", second.pk, **marked).status_code == 302
    assert second.seats.get(person=world.hoa.person).has_voted


def test_a_nomination_says_which_ballot_its_result_is_of(world: World) -> None:
    first = first_of(world)
    pk = Nomination.objects.order_by("pk")[0].pk
    assert "first ballot" not in text_of(get(world.quang, "nomination", pk))
    second = again(first)
    page = text_of(get(world.quang, "nomination", pk))
    assert ("Stands on the second ballot" in page, "it is voted on again" in page) == (True, True)
    vote_and_count(second)
    page = text_of(get(world.quang, "nomination", pk))
    assert "As counted in the second ballot" in page
    assert get(world.quang, "nomination", pk).context["tally"].votes_for == 3


def test_the_minutes_of_the_second_name_the_first(world: World) -> None:
    first = first_of(world)
    second = vote_and_count(again(first))
    page = text_of(get(world.hoa, "session-minutes", second.pk))
    first.refresh_from_db()
    for words in ("Bỏ phiếu lần thứ hai", first.sha256, "Thiếu phiếu"):
        assert words in page
    assert "lần thứ hai" not in text_of(get(world.hoa, "session-minutes", first.pk))
    assert get(world.hoa, "session-minutes", second.pk).context["intact"]


def test_the_decision_cites_both_sets_of_minutes(world: World) -> None:
    first = first_of(world, Choice.FOR, Choice.AGAINST)
    second = vote_and_count(again(first))
    page = text_of(get(world.quang, "decision-new", second.round_id))
    assert "2 awards are granted to 2 unions" in page
    made = decided(world, second.round)
    assert "và biên bản bỏ phiếu lần thứ hai ngày" in text_of(get(world.hoa, "decision", made.pk))


def test_before_the_decision_the_page_says_that_a_second_ballot_is_still_possible(world: World) -> None:
    first = first_of(world, Choice.FOR, Choice.AGAINST)
    told = "The council could still vote a second time"
    assert told in text_of(get(world.quang, "decision-new", first.round_id))
    AwardRound.objects.update(second_ballot_by="")
    assert told not in text_of(get(world.quang, "decision-new", first.round_id))


def test_a_tie_of_the_first_leads_to_the_first(world: World) -> None:
    """Long Bien and Ba Dinh share one place; Hoang Mai stands again."""
    found = city_round(
        world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien, world.hoang_mai, places=1
    )
    allow_second_ballot(round=found, rule=RULE, by=SYSTEM, now=NOW)
    first = vote_by_all(sit(found, city_council(world)), Choice.FOR, Choice.FOR, Choice.AGAINST)
    second = vote_and_count(again(first))
    page = get(world.quang, "decision-new", second.round_id)
    assert (page.context["nothing"].title, page.context["nothing"].pk) == ("A tie is left", first.pk)
    button = get(world.quang, "round", second.round_id).context["buttons"][-1]
    assert (button.route, button.pk) == ("council-session", first.pk)


# --- One's own tasks ----------------------------------------------------------------------------------------
def test_the_home_page_asks_for_the_second_ballot_by_name(world: World) -> None:
    second = again(first_of(world))
    assert "Cast your ballot: Đợt một, second ballot" in text_of(get(world.hoa, "home"))
    due = get(world.an, "home").context["awards"]
    assert [(round.is_convened, round.is_counted) for round in due.managed] == [(True, False)]
    vote_and_count(second)
    due = get(world.an, "home").context["awards"]
    assert [(round.is_counted, round.is_tied) for round in due.managed] == [(True, False)]
    assert not get(world.hoa, "home").context["awards"].ballots


def test_nobody_is_asked_for_a_ballot_when_only_hands_are_raised_in_the_second(world: World) -> None:
    """The secret vote of the first is over, and nothing of it stands again."""
    first = first_of(world, Choice.FOR, Choice.AGAINST)
    again(first)
    make = Nomination.objects.get(last_ballot=2)
    make.award = make_award("GK", voting="hands")
    make.save()
    assert not get(world.hoa, "home").context["awards"].ballots
