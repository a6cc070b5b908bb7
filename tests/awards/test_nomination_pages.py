"""The pages of nominations: making one, reading one, taking it back."""

from typing import Any

import pytest
from django.urls import reverse

from awards.choices import NominationStatus
from awards.models import Award, AwardRound, Nomination, Registration
from awards.services import rounds
from campaigns.models import Participant, Standing
from tests.awards.cast import make_award, register
from tests.awards.matrix_cast import city_round, estimate_round
from tests.cast import NOW, Season, World
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Person

pytestmark = pytest.mark.usefixtures("in_july")


def standing_round(season: Season, award: Award, **quota: Any) -> AwardRound:
    """A round on the season's phase, whose revision has Ba Dinh at rank 2 with 94,995 points."""
    made = estimate_round(season, "Sơ kết")
    for rank, union in enumerate((season.world.long_bien, season.world.ba_dinh), start=1):
        part = Participant.objects.get(phase=season.phase, union=union)
        Standing.objects.create(
            participant=part,
            revision=1,
            cluster_id=part.cluster_id,
            points="94.995",
            rank=rank,
            is_tied=False,
            reported=3,
            lines=4,
        )
    rounds.set_quota(round=made, award=award, by=SYSTEM, now=NOW, **quota)
    return rounds.start_nominations(round=made, by=SYSTEM, now=NOW)


def query(union: Any, award: Any) -> str:
    return f"?union={union.pk}&award={award.pk}"


# --- Nominating ---------------------------------------------------------------------------------------------
def test_an_officer_begins_with_the_award_and_sees_the_verified_figures(season: Season) -> None:
    world, award = season.world, make_award("BK")
    found = standing_round(season, award, nominations=5)
    page = text_of(get(world.hoa, "nominate", found.pk))
    assert "For which award?" in page
    assert "5 more may be nominated" in page
    page = text_of(get(world.hoa, "nominate", found.pk, union=world.ba_dinh.pk, award=award.pk))
    part = Participant.objects.get(phase=season.phase, union=world.ba_dinh)
    for words in ("94,995", ">2</b>/2", "estimate", f"open={part.pk}#u{part.pk}", "Verified figures"):
        assert words in page
    answer = as_(world.hoa).post(
        reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award), {"reason": "Vượt chỉ tiêu."}
    )
    made = Nomination.objects.get()
    assert answer.url == reverse("nomination", args=[made.pk])
    assert (made.union, made.rank, made.reason) == (world.ba_dinh, 2, "Vượt chỉ tiêu.")


def test_the_reason_is_asked_for_and_what_was_typed_stays(world: World) -> None:
    award = make_award("BK", recipient="person")
    found = city_round(world, "Đợt một", award)
    where = reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award)
    answer = as_(world.hoa).post(where, {"who": "other", "name": "Nguyễn Văn A", "reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert 'value="Nguyễn Văn A"' in text_of(answer)


def test_a_person_is_chosen_from_the_union_or_typed(world: World) -> None:
    award = make_award("BK", recipient="person")
    found = city_round(world, "Đợt một", award)
    where = reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award)
    hung = Person.objects.get(full_name="Hung")
    as_(world.hoa).post(where, {"who": f"person-{hung.pk}", "reason": "x"})
    as_(world.hoa).post(where, {"who": "other", "name": "Trần Thị B", "reason": "y"})
    assert list(Nomination.objects.order_by("pk").values_list("name", "person")) == [
        ("Hung", hung.pk),
        ("Trần Thị B", None),
    ]
    answer = as_(world.hoa).post(where, {"who": "other", "name": "", "reason": "z"})
    assert list(answer.context["form"].errors) == ["name"]


def test_a_household_is_named_by_its_head(world: World) -> None:
    award = make_award("GD", recipient="household")
    found = city_round(world, "Đợt một", award)
    where = reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award)
    assert "The head of the household" in text_of(as_(world.hoa).get(where))
    as_(world.hoa).post(where, {"name": "Gia đình ông A", "reason": "x"})
    assert Nomination.objects.get().name == "Gia đình ông A"


def test_a_title_lists_only_who_is_registered(season: Season) -> None:
    world, award = season.world, make_award("CS", catalogue="title", recipient="person")
    found = standing_round(season, award)
    page = text_of(get(world.hoa, "nominate", found.pk, union=world.ba_dinh.pk, award=award.pk))
    assert "LĐLĐ quận Ba Đình registered nobody for this title" in page
    register(season.campaign, award, world.ba_dinh, name="Lê C", key="le c")
    where = reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award)
    assert list(as_(world.hoa).get(where).context["form"].fields) == ["who", "reason"]
    key = f"registration-{Registration.objects.get().pk}"
    as_(world.hoa).post(where, {"who": key, "reason": "x"})
    assert Nomination.objects.get().name == "Lê C"


def test_over_the_quota_is_refused_in_words(world: World) -> None:
    award = make_award("BK", recipient="person")
    found = city_round(world, "Đợt một", award)
    rounds.set_quota(round=found, award=award, nominations=1, by=SYSTEM, now=NOW)
    where = reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award)
    data = {"who": "other", "reason": "x"}
    assert as_(world.hoa).post(where, {**data, "name": "A"}).status_code == 302
    answer = as_(world.hoa).post(where, {**data, "name": "B"})
    assert answer.status_code == 422
    assert "The quota is full: at most 1 nominations" in text_of(answer)
    assert "the quota is full: 1/1" in text_of(get(world.hoa, "nominate", found.pk))


def test_federation_finds_a_union_by_words(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"))
    page = text_of(get(world.quang, "nominate", found.pk, q="ba dinh"))
    assert f'href="?union={world.ba_dinh.pk}"' in page
    assert f'href="?union={world.long_bien.pk}"' not in page
    assert "No union of yours has this name" in text_of(get(world.quang, "nominate", found.pk, q="khong co"))


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("quang", 200), ("minh", 404), ("kim", 404), ("vy", 404)]
)
def test_who_may_nominate_for_ba_dinh(world: World, name: str, status: int) -> None:
    award = make_award("BK")
    found = city_round(world, "Đợt một", award)
    answer = get(world.users[name], "nominate", found.pk, union=world.ba_dinh.pk, award=award.pk)
    assert answer.status_code == status


def test_a_closed_round_says_whom_to_ask(world: World) -> None:
    award = make_award("BK")
    found = city_round(world, "Đợt một", award)
    rounds.close_nominations(round=found, by=SYSTEM, now=NOW)
    assert "please ask LĐLĐ thành phố Hà Nội" in text_of(get(world.hoa, "nominate", found.pk))
    answer = as_(world.hoa).post(
        reverse("nominate", args=[found.pk]) + query(world.ba_dinh, award), {"reason": "x"}
    )
    assert answer.status_code == 409


def test_the_best_are_taken_from_the_standings(season: Season) -> None:
    world, award = season.world, make_award("BK")
    found = standing_round(season, award)
    answer = post(world.quang, "nominate-standings", found.pk, award=award.pk, best="1")
    assert answer.url == reverse("round", args=[found.pk])
    assert list(Nomination.objects.values_list("union__code", "rank")) == [("LB", 1)]
    answer = post(world.quang, "nominate-standings", found.pk, award=award.pk, best="0")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["best"])


# --- One nomination -----------------------------------------------------------------------------------------
def test_a_nomination_is_taken_back_while_the_round_is_open(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    one = Nomination.objects.get(round=found)
    assert "Take it back…" in text_of(get(world.hoa, "nomination", one.pk))
    assert post(world.hoa, "nomination-withdraw", one.pk).status_code == 302
    one.refresh_from_db()
    assert one.status == NominationStatus.WITHDRAWN
    page = text_of(get(world.hoa, "nomination", one.pk))
    assert ("Withdrawn" in page, "Take it back…" in page) == (True, False)


def test_nomination_keeps_the_copied_figures_beside_todays(season: Season) -> None:
    world, award = season.world, make_award("BK")
    found = standing_round(season, award)
    post(world.quang, "nominate-standings", found.pk, award=award.pk, best="2")
    Standing.objects.update(points="90")
    one = Nomination.objects.get(union=world.ba_dinh)
    page = text_of(get(world.hoa, "nomination", one.pk))
    assert "As copied when nominated" in page
    assert ("94,995" in page, "90,00" in page) == (True, True)
