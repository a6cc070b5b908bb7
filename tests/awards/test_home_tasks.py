"""What awards put on the page of one's own tasks."""

import pytest

from awards.choices import Choice
from awards.models import Nomination
from awards.queries.home import AwardTasks
from awards.services import ballots
from tests.awards.cast import make_award
from tests.awards.matrix_cast import city_council, city_round, decided, sit, vote_and_count
from tests.cast import NOW, World
from tests.pages import get, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def tasks(world: World, name: str) -> AwardTasks:
    return get(world.users[name], "home").context["awards"]


def test_a_union_is_asked_to_nominate(world: World) -> None:
    city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    assert [r.own for r in tasks(world, "hoa").open_rounds] == [1]
    page = text_of(get(world.hoa, "home"))
    assert ("Nominate: Đợt một" in page, "1 nomination of yours" in page) == (True, True)
    assert "nobody nominated yet" in text_of(get(world.minh, "home"))
    assert not tasks(world, "kim").open_rounds  # reads only
    assert not tasks(world, "vy")


def test_a_member_is_asked_for_the_ballot_until_it_is_cast(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    session = sit(found, city_council(world))
    assert "Cast your ballot: Đợt một" in text_of(get(world.hoa, "home"))
    marked = {Nomination.objects.get().pk: Choice.FOR}
    ballots.cast_ballot(session=session, choices=marked, by=world.hoa, now=NOW)
    assert tasks(world, "hoa").ballots == []


def test_one_round_is_told_once(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    session = sit(found, city_council(world))
    due = tasks(world, "quang")
    assert (len(due.ballots), due.led, due.managed) == (1, [], [])
    marked = {Nomination.objects.get().pk: Choice.FOR}
    ballots.cast_ballot(session=session, choices=marked, by=world.quang, now=NOW)
    due = tasks(world, "quang")
    assert (due.ballots, [s.pk for s in due.led], due.managed) == ([], [session.pk], [])


def test_the_chair_is_asked_to_settle_a_tie_then_the_staff_to_decide(world: World) -> None:
    both = (world.ba_dinh, world.long_bien)
    found = city_round(world, "Đợt một", make_award("BK"), *both, places=1)
    vote_and_count(sit(found, city_council(world)))
    assert "Settle the tie: Đợt một" in text_of(get(world.quang, "home"))
    assert not tasks(world, "kim").led  # the secretary does not settle
    assert "settles a tie first" in text_of(get(world.an, "home"))


def test_a_counted_round_waits_for_its_decision(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    vote_and_count(sit(found, city_council(world)))
    page = text_of(get(world.an, "home"))
    assert ("counted; the decision waits to be issued" in page, f"/rounds/{found.pk}/decide/" in page) == (
        True,
        True,
    )
    decided(world, found)
    assert not tasks(world, "an")
