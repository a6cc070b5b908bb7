"""The pages of a council's session, from its convening to the count."""

from typing import Any

import pytest
from django.urls import reverse

from awards.choices import Choice, SessionStatus
from awards.models import CouncilSession, Nomination, Tally
from awards.services import ballots
from tests.awards.cast import make_award
from tests.awards.matrix_cast import (
    EARLY,
    city_council,
    city_round,
    crowded_round,
    preparing_session,
    sit,
    vote_and_count,
    voting_session,
)
from tests.cast import NOW, Season, World
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Notice

pytestmark = pytest.mark.usefixtures("in_july")


# --- Convening ----------------------------------------------------------------------------------------------
def test_a_closed_round_is_put_before_the_council_and_its_members_are_told(world: World) -> None:
    from awards.services import rounds

    council = city_council(world)
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    rounds.close_nominations(round=found, by=SYSTEM, now=EARLY)
    data = {
        "council": council.pk,
        "place": "Hall",
        "begins_at": "2024-07-22T08:00",
        "ends_at": "2024-07-22T11:00",
    }
    answer = post(world.quang, "session-new", found.pk, **{**data, "ends_at": "2024-07-22T07:00"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_at"])
    answer = post(world.quang, "session-new", found.pk, **data)
    made = CouncilSession.objects.get()
    assert answer.url == reverse("council-session", args=[made.pk])
    assert Notice.objects.filter(kind="session_convened").count() == 3
    data = {"place": "Room 2", "begins_at": "2024-07-23T08:00", "ends_at": "2024-07-23T11:00"}
    assert post(world.quang, "session-postpone", made.pk, **data).status_code == 302
    made.refresh_from_db()
    assert made.place == "Room 2"


def test_without_a_council_the_page_says_to_found_one(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    assert "There is no council yet" in text_of(get(world.quang, "session-new", found.pk))
    assert post(world.quang, "session-new", found.pk, council="1").status_code == 422


# --- The roll -----------------------------------------------------------------------------------------------
def test_the_quorum_is_counted_and_the_vote_opened(world: World) -> None:
    session = preparing_session(world)
    page = text_of(get(world.kim, "council-session", session.pk))
    for words in (
        "<b>0/3</b>",
        "present, 3 needed (80%)",
        "3 members more must be present. Mark who is there in the roll.",
    ):
        assert words in page
    assert "Open the vote</button>" not in page
    people = {f"at-{w.person_id}": "present" for w in (world.quang, world.kim, world.hoa)}
    post(world.kim, "session-attendance", session.pk, **people)
    assert "3 members may vote until" in text_of(get(world.kim, "council-session", session.pk))
    post(world.kim, "session-start", session.pk)
    session.refresh_from_db()
    assert session.status == SessionStatus.VOTING


def test_a_member_reads_the_roll_and_does_not_mark_it(world: World) -> None:
    page = text_of(get(world.hoa, "council-session", preparing_session(world).pk))
    assert ("Roll" in page, "Save the roll" in page, "Open the vote" in page) == (True, False, False)


def test_while_voting_the_page_shows_who_has_voted_and_no_more(world: World) -> None:
    session = voting_session(world)
    marked = dict.fromkeys(Nomination.objects.values_list("pk", flat=True), Choice.AGAINST)
    ballots.cast_ballot(session=session, choices=marked, by=world.hoa, now=NOW)
    page = text_of(get(world.kim, "council-session", session.pk))
    assert ("has voted" in page, page.count("has not voted yet")) == (True, 2)
    assert "<b>1/3</b>" in page
    for words in ("Against", "Invalid", "Left blank"):
        assert words not in page


# --- Counts by hand -----------------------------------------------------------------------------------------
def test_counts_of_hands_are_entered_by_the_secretary(world: World) -> None:
    session = voting_session(world, voting="hands")
    first, second = Nomination.objects.order_by("pk")
    data = {f"votes_for-{first.pk}": "3", f"votes_for-{second.pk}": "1", f"votes_against-{second.pk}": "2"}
    assert post(world.kim, "session-counts", session.pk, **data).status_code == 302
    found = list(
        Tally.objects.order_by("nomination").values_list("votes_for", "votes_against", "votes_invalid")
    )
    assert found == [(3, 0, 0), (1, 2, 0)]
    assert 'value="2"' in text_of(get(world.kim, "council-session", session.pk))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("4", "3 members are present or sent a written opinion."),
        ("x", "enter whole numbers of votes"),
        ("-1", "enter whole numbers of votes"),
    ],
)
def test_counts_that_cannot_be_stand_at_their_field(world: World, typed: str, words: str) -> None:
    session = voting_session(world, voting="hands")
    field = f"votes_for-{Nomination.objects.order_by('pk')[0].pk}"
    answer = post(world.kim, "session-counts", session.pk, **{field: typed})
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert f'<a href="#{field}">' in page
    assert not Tally.objects.exists()


# --- The end ------------------------------------------------------------------------------------------------
def test_the_end_says_in_numbers_what_will_happen(world: World) -> None:
    session = voting_session(world)
    page = text_of(get(world.kim, "session-end", session.pk))
    for words in (
        "0 ballots on 2 nominations",
        "3 members have not voted and cannot any more",
        "Every threshold counts all 3 members",
    ):
        assert words in page
    assert post(world.kim, "session-end", session.pk).status_code == 302
    session.refresh_from_db()
    assert session.status == SessionStatus.COUNTING
    assert "The votes are being counted" in text_of(get(world.hoa, "council-session", session.pk))
    assert "There is no vote to end" in text_of(get(world.kim, "session-end", session.pk))


def test_the_end_waits_for_the_counts_of_hands(world: World) -> None:
    session = voting_session(world, voting="hands")
    answer = as_(world.kim).post(reverse("session-end", args=[session.pk]), follow=True)
    assert "The counts of 2 nominations" in text_of(answer)
    session.refresh_from_db()
    assert session.status == SessionStatus.VOTING


def test_after_the_count_the_threshold_and_the_outcome_stand_beside_the_votes(world: World) -> None:
    session = vote_and_count(voting_session(world))
    page = text_of(get(world.hoa, "council-session", session.pk))
    for words in (
        "2 of 2 nominations proposed",
        "3</b>/3",
        "3 needed",
        "Proposed for the award",
        "3/3 members cast a ballot",
    ):
        assert words in page


@pytest.mark.parametrize("count", [3, 300])
def test_a_counted_session_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    world, award = season.world, make_award("BK")
    found = crowded_round(season, award, count)
    session = vote_and_count(sit(found, city_council(world)))
    client, where = as_(world.hoa), reverse("council-session", args=[session.pk])
    client.get(where)
    with django_assert_num_queries(17):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count + 1
