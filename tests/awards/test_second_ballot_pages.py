"""The pages of the second ballot: the rule that allows it, setting it up, and what every page says of two ballots."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from awards.choices import Choice
from awards.models import AwardRound, CouncilSession, RuleSet
from awards.services.second_ballot import allow_second_ballot
from tests.awards.cast import make_award
from tests.awards.matrix_cast import (
    city_council,
    city_round,
    crowded_round,
    sit,
    vote_and_count,
)
from tests.awards.second_cast import RULE, first_of
from tests.cast import NOW, Season, World
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")


def time(hours: int) -> str:
    """A time of the form, so many hours from now."""
    return f"{(NOW + timedelta(hours=hours)).astimezone(NOW.tzinfo):%Y-%m-%dT%H:%M}"


# --- The rule -----------------------------------------------------------------------------------------------
def test_the_federation_names_the_rule_and_everybody_reads_it(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    assert "May the council vote a second time?" in text_of(get(world.quang, "round", found.pk))
    assert "no second ballot" in text_of(get(world.quang, "round-second-ballot", found.pk))
    answer = post(world.quang, "round-second-ballot", found.pk, allowed="on", rule="")
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"rule": ["Name the rule that allows a second ballot."]},
    )
    answer = post(world.quang, "round-second-ballot", found.pk, allowed="on", rule=RULE)
    assert answer.url == reverse("round", args=[found.pk])
    page = text_of(get(world.hoa, "round", found.pk))
    assert f"A second ballot is allowed by: {RULE}" in page
    assert "May the council vote a second time?" not in page
    post(world.quang, "round-second-ballot", found.pk, rule=RULE)  # the box is not ticked
    assert AwardRound.objects.get().second_ballot_by == ""


def test_once_the_vote_was_opened_the_page_says_that_it_stands(world: World) -> None:
    session = first_of(world)
    page = text_of(get(world.quang, "round-second-ballot", session.round_id))
    assert f"A second ballot is allowed by: {RULE}" in page
    assert "The first vote was opened already" in page
    assert post(world.quang, "round-second-ballot", session.round_id, rule="").status_code == 422
    assert AwardRound.objects.get().second_ballot_by == RULE


def test_a_text_that_allows_it_is_named_in_the_catalogue_and_at_the_round(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    assert "allows a second ballot" not in text_of(get(world.hoa, "catalogue"))
    RuleSet.objects.update(second_ballot=True)
    for name, pk in (("catalogue", None), ("round", found.pk)):
        assert "allows a second ballot" in text_of(get(world.hoa, name, *([pk] if pk else [])))
    page = text_of(get(world.quang, "round-second-ballot", found.pk))
    assert "Allowed by the text itself, for its awards: 999/QĐ-TLĐ" in page


# --- Setting it up ------------------------------------------------------------------------------------------
def test_the_secretary_sets_it_up_after_the_page_said_what_that_means(world: World) -> None:
    first = first_of(world)
    page = text_of(get(world.kim, "council-session", first.pk))
    assert "Set up the second ballot…" in page
    assert "Set up the second ballot…" not in text_of(get(world.hoa, "council-session", first.pk))
    page = text_of(get(world.kim, "session-again", first.pk))
    for words in (
        "2 nominations are voted on again",
        "All 3 members are told.",
        "there is no third ballot",
        "LĐLĐ quận Ba Đình",
    ):
        assert words in page
    answer = post(world.kim, "session-again", first.pk, begins_at=time(1), ends_at=time(3))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    sent = {"reason": "Thiếu phiếu", "place": "Hall", "begins_at": time(1), "ends_at": time(3)}
    answer = post(world.kim, "session-again", first.pk, **sent)
    made = CouncilSession.objects.get(number=2)
    assert (answer.url, made.reason) == (reverse("council-session", args=[made.pk]), "Thiếu phiếu")
    answer = post(world.kim, "session-again", first.pk, **sent)  # sent twice
    assert (answer.status_code, CouncilSession.objects.count()) == (422, 2)


def test_where_there_is_none_the_page_says_why(world: World) -> None:
    first = first_of(world, rule="")
    assert "Set up the second ballot…" not in text_of(get(world.quang, "council-session", first.pk))
    page = text_of(get(world.quang, "session-again", first.pk))
    assert "No rule of this round allows a second ballot." in page
    assert '<form method="post" novalidate' not in page


def test_only_who_keeps_the_session_opens_the_page(world: World) -> None:
    first = first_of(world)
    found = {
        name: get(world.users[name], "session-again", first.pk).status_code for name in ("hoa", "an", "vy")
    }
    assert found == {"hoa": 403, "an": 200, "vy": 404}


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    found = crowded_round(season, make_award("BK"), count)
    allow_second_ballot(round=found, rule=RULE, by=SYSTEM, now=NOW)
    first = vote_and_count(sit(found, city_council(season.world)), Choice.AGAINST)
    client, where = as_(season.world.quang), reverse("session-again", args=[first.pk])
    client.get(where)
    with django_assert_num_queries(14):
        answer = client.get(where)
    standing = answer.context["standing"]
    assert (standing.number, len(standing.named)) == (count + 1, min(count + 1, 20))
