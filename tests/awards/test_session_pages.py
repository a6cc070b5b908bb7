"""The pages of councils and their sessions, up to the minutes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from awards.choices import Attendance, Choice, Outcome, SessionStatus
from awards.models import Council, CouncilMember, CouncilSession, Nomination, Tally
from awards.services import ballots, sessions
from tests.awards.cast import make_award
from tests.awards.matrix_cast import EARLY, LATER, city_council, city_round, sit, vote_and_count
from tests.cast import NOW, Season, World
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Notice


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    """The pages read the clock themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


def preparing(world: World, **award: Any) -> CouncilSession:
    found = city_round(world, "Đợt một", make_award("BK", **award), world.ba_dinh, world.long_bien)
    return sit(found, city_council(world), voting=False)


def voting(world: World, **award: Any) -> CouncilSession:
    found = city_round(world, "Đợt một", make_award("BK", **award), world.ba_dinh, world.long_bien)
    return sit(found, city_council(world))


# --- Councils -----------------------------------------------------------------------------------------------
def test_a_council_is_founded_from_the_people_of_the_federation(world: World) -> None:
    page = text_of(get(world.quang, "council-new"))
    assert ("Cán bộ, LĐLĐ quận Ba Đình" in page, "Chủ tịch, LĐLĐ quận Ba Đình" in page) == (False, True)
    seats = {
        f"seat-{world.quang.person_id}": "chair",
        f"seat-{world.kim.person_id}": "secretary",
        f"seat-{world.hung.person_id}": "member",
    }
    answer = post(world.quang, "council-new", name="Hội đồng", founded_by="12/QĐ", **seats)
    made = Council.objects.get()
    assert answer.url == reverse("council", args=[made.pk])
    assert [m.person.full_name for m in made.members.all()] == ["Quang", "Kim", "Hung"]
    page = text_of(get(world.quang, "council", made.pk))
    assert ("Chair of the council" in page, "No session yet" in page) == (True, True)


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        ({"quang": "chair"}, "A council has at least 3 members; here are 1."),
        ({"quang": "member", "kim": "member", "hung": "member"}, "A council has exactly one chair."),
        ({"quang": "chair", "kim": "secretary", "hung": "secretary"}, "A council has at most one secretary."),
    ],
)
def test_a_council_that_cannot_be_is_refused_and_the_choices_stay(
    world: World, seats: dict[str, str], words: str
) -> None:
    data = {f"seat-{world.users[name].person_id}": seat for name, seat in seats.items()}
    answer = post(world.quang, "council-new", name="Hội đồng", **data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert page.count(" selected>") == len(seats)
    assert not Council.objects.exists()


@pytest.mark.parametrize("count", [3, 300])
def test_councils_take_the_same_queries_for_any_number(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    made = Council.objects.bulk_create(Council(owner=world.city, name=f"C{n}") for n in range(count))
    CouncilMember.objects.bulk_create(CouncilMember(council=c, person=world.hoa.person) for c in made)
    client = as_(world.hoa)
    client.get(reverse("councils"))
    with django_assert_num_queries(5):
        answer = client.get(reverse("councils"))
    assert answer.context["page"].paginator.count == count


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
    session = preparing(world)
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
    page = text_of(get(world.hoa, "council-session", preparing(world).pk))
    assert ("Roll" in page, "Save the roll" in page, "Open the vote" in page) == (True, False, False)


def test_while_voting_the_page_shows_who_has_voted_and_no_more(world: World) -> None:
    session = voting(world)
    marked = dict.fromkeys(Nomination.objects.values_list("pk", flat=True), Choice.AGAINST)
    ballots.cast_ballot(session=session, choices=marked, by=world.hoa, now=NOW)
    page = text_of(get(world.kim, "council-session", session.pk))
    assert ("has voted" in page, page.count("has not voted yet")) == (True, 2)
    assert "<b>1/3</b>" in page
    for words in ("Against", "Invalid"):
        assert words not in page


# --- Counts by hand -----------------------------------------------------------------------------------------
def test_counts_of_hands_are_entered_by_the_secretary(world: World) -> None:
    session = voting(world, voting="hands")
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
        ("4", "The council has 3 members."),
        ("x", "enter whole numbers of votes"),
        ("-1", "enter whole numbers of votes"),
    ],
)
def test_counts_that_cannot_be_stand_at_their_field(world: World, typed: str, words: str) -> None:
    session = voting(world, voting="hands")
    field = f"votes_for-{Nomination.objects.order_by('pk')[0].pk}"
    answer = post(world.kim, "session-counts", session.pk, **{field: typed})
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert f'<a href="#{field}">' in page
    assert not Tally.objects.exists()


# --- The end ------------------------------------------------------------------------------------------------
def test_the_end_says_in_numbers_what_will_happen(world: World) -> None:
    session = voting(world)
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
    session = voting(world, voting="hands")
    answer = as_(world.kim).post(reverse("session-end", args=[session.pk]), follow=True)
    assert "The counts of 2 nominations" in text_of(answer)
    session.refresh_from_db()
    assert session.status == SessionStatus.VOTING


def test_after_the_count_the_threshold_and_the_outcome_stand_beside_the_votes(world: World) -> None:
    session = vote_and_count(voting(world))
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
    found = city_round(world, "Đợt một", award, world.ba_dinh)
    Nomination.objects.bulk_create(
        Nomination(round=found, award=award, union=u, name=u.name, reason="x", nominated_at=NOW)
        for u in crowd(season, count)
    )
    session = vote_and_count(sit(found, city_council(world)))
    client, where = as_(world.hoa), reverse("council-session", args=[session.pk])
    client.get(where)
    with django_assert_num_queries(16):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count + 1


# --- Ties and minutes ---------------------------------------------------------------------------------------
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
    assert get(world.quang, "session-minutes", voting(world).pk).status_code == 404


def test_a_vote_that_ended_by_the_clock_says_so(world: World) -> None:
    session = voting(world)
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        page = text_of(get(world.hoa, "council-session", session.pk))
    assert ("The vote ended" in page, "Open the ballot" in page) == (True, False)
    assert Attendance.PRESENT in session.seats.values_list("attendance", flat=True)
