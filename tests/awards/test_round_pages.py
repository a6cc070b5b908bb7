"""The pages of award rounds: the list, a round, preparing one, its quotas, opening and closing it."""

from typing import Any

import pytest
from django.urls import reverse

from awards.choices import RoundStatus
from awards.models import Award, AwardRound, Nomination, Quota
from awards.services import rounds
from campaigns.choices import PhaseStatus
from common.templatetags.look import ends
from tests.awards.cast import closed_by_hand, make_award
from tests.awards.matrix_cast import (
    EARLY,
    LATER,
    city_council,
    city_round,
    decided,
    estimate_round,
    sit,
    vote_and_count,
)
from tests.cast import NOW, Season, World
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")


def draft(world: World) -> AwardRound:
    return rounds.open_round(
        owner=world.city, name="Đột xuất", kind="spot", closes_at=LATER, by=SYSTEM, now=EARLY
    )


# --- The list -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_the_same_queries_for_any_number(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    AwardRound.objects.bulk_create(
        AwardRound(
            owner=world.city,
            name=f"R{n}",
            kind="spot",
            closes_at=LATER,
            status=20,
            created_at=EARLY,
            opened_at=EARLY,
        )
        for n in range(count)
    )
    client = as_(world.hoa)
    client.get(reverse("rounds"))
    with django_assert_num_queries(5):
        answer = client.get(reverse("rounds"))
    assert answer.context["page"].paginator.count == count


def test_list_says_where_each_round_stands_and_keeps_drafts_to_the_federation(world: World) -> None:
    award = make_award("BK")
    draft(world)
    city_round(world, "Đợt một", award, world.ba_dinh)
    page = text_of(get(world.hoa, "rounds"))
    assert ("Đợt một" in page, "Đột xuất" in page) == (True, False)
    assert "1 of your union" in page
    page = text_of(get(world.quang, "rounds"))
    assert "Đột xuất" in page
    assert "Prepare a round" in page


def test_list_of_one_campaign_and_its_empty_state(season: Season) -> None:
    page = text_of(get(season.world.hoa, "rounds", campaign=season.campaign.pk))
    assert "This campaign has no award round yet" in page
    assert "When your federation opens one, you nominate here." in text_of(get(season.world.kim, "rounds"))


# --- A round ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [3, 300])
def test_round_takes_the_same_queries_for_any_number_of_nominations(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    world, award = season.world, make_award("BK")
    found = city_round(world, "Đợt một", award)
    Nomination.objects.bulk_create(
        Nomination(round=found, award=award, union=u, name=u.name, reason="x", nominated_at=NOW)
        for u in crowd(season, count)
    )
    client, where = as_(world.quang), reverse("round", args=[found.pk])
    client.get(where)
    with django_assert_num_queries(12):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count
    assert len(answer.context["page"].object_list) == min(count, 50)


def test_union_reads_its_own_nominations_and_is_asked_to_nominate(world: World) -> None:
    award = make_award("BK")
    found = city_round(world, "Đợt một", award, world.ba_dinh, world.long_bien)
    page = text_of(get(world.hoa, "round", found.pk))
    assert f"Nominate until {ends(found.closes_at)}" in page
    assert 'aria-current="step"' in page
    assert ("LĐLĐ quận Ba Đình</a>" in page, "LĐLĐ quận Long Biên</a>" in page) == (True, False)
    assert "Close the list" not in page
    assert "Your union has nominated nobody yet" in text_of(get(world.nga, "round", found.pk))


def test_nominations_are_found_by_words_without_diacritics(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien)
    page = text_of(get(world.quang, "round", found.pk, q="BA DINH"))
    assert ("LĐLĐ quận Ba Đình</a>" in page, "LĐLĐ quận Long Biên</a>" in page) == (True, False)
    assert "No nomination fits these words" in text_of(get(world.quang, "round", found.pk, q="khong co"))


def test_round_on_estimates_says_so(season: Season) -> None:
    made = estimate_round(season, "Ước")
    rounds.set_quota(round=made, award=make_award("BK"), by=SYSTEM, now=NOW)
    assert "on estimates, revision 1" in text_of(get(season.world.quang, "round", made.pk))
    assert "Take from the standings" not in text_of(get(season.world.quang, "round", made.pk))  # not open yet
    rounds.start_nominations(round=made, by=SYSTEM, now=NOW)
    assert "Take from the standings" in text_of(get(season.world.quang, "round", made.pk))


def test_the_ways_of_a_round_offer_one_primary_act_each(world: World) -> None:
    award = make_award("BK")
    found = city_round(world, "Đợt một", award, world.ba_dinh)
    said = [text_of(get(world.quang, "round", found.pk))]
    session = sit(found, city_council(world))
    said.append(text_of(get(world.quang, "round", found.pk)))
    vote_and_count(session)
    said.append(text_of(get(world.quang, "round", found.pk)))
    decided(world, found)
    said.append(text_of(get(world.quang, "round", found.pk)))
    for page, words in zip(
        said,
        (
            "Close the list with 1 nomination",
            "See the session",
            "Issue the decision…",
            "Decided: 737/QĐ-LĐLĐ of 20/07/2024",
        ),
        strict=True,
    ):
        assert words in page


# --- Preparing ----------------------------------------------------------------------------------------------
def test_a_spot_round_is_prepared_and_its_day_counts_whole(world: World) -> None:
    make_award("BK")
    data = {"base": "spot", "name": "Đột xuất tháng 7", "last_day": "2024-07-31"}
    answer = post(world.quang, "round-new", **data)
    made = AwardRound.objects.get()
    assert answer.url == reverse("round-quotas", args=[made.pk])
    assert (made.kind, made.owner, made.status) == ("spot", world.city, RoundStatus.DRAFT)
    assert "until 31/07/2024" in text_of(get(world.quang, "round", made.pk))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base": ""}, "base"),
        ({"name": ""}, "name"),
        ({"last_day": "2024-07-19"}, "last_day"),
        ({"last_day": "31/07/2042"}, "last_day"),
        ({"last_day": "31/07/9999"}, "last_day"),
        ({"last_day": "x"}, "last_day"),
    ],
)
def test_faults_of_a_new_round_stand_at_their_fields(
    world: World, changes: dict[str, str], field: str
) -> None:
    data = {"base": "spot", "name": "x", "last_day": "2024-07-31", **changes}
    answer = post(world.quang, "round-new", **data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not AwardRound.objects.exists()


def test_a_closed_phase_is_offered_as_estimates_and_a_final_one_as_final(season: Season) -> None:
    closed_by_hand(season.phase)
    page = text_of(get(season.world.quang, "round-new"))
    assert "On estimates, before the phase is final" in page
    closed_by_hand(season.phase, status=PhaseStatus.FINAL)
    page = text_of(get(season.world.quang, "round-new"))
    assert "On a final phase" in page
    data = {"base": f"phase-{season.phase.pk}", "name": "Tổng kết", "last_day": "2024-07-31"}
    post(season.world.quang, "round-new", **data)
    made = AwardRound.objects.get()
    assert (made.kind, made.phase, made.revision) == ("final", season.phase, 1)


def test_quotas_are_set_changed_and_dropped(world: World) -> None:
    found, award = draft(world), make_award("BK")
    data = {"award": award.pk, "cluster": world.cluster_1.pk, "nominations": "3", "places": "2"}
    assert post(world.quang, "round-quotas", found.pk, **data).status_code == 302
    quota = Quota.objects.get()
    assert (quota.nominations, quota.places, quota.cluster) == (3, 2, world.cluster_1)
    page = text_of(get(world.quang, "round-quotas", found.pk, change=quota.pk))
    assert 'value="3"' in page
    assert post(world.quang, "round-quotas", found.pk, **{**data, "places": ""}).status_code == 302
    assert Quota.objects.get().places is None
    assert post(world.quang, "round-quotas", found.pk, drop=quota.pk).status_code == 302
    assert not Quota.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "x", "1e9", "9" * 30])
def test_a_quota_that_is_no_number_is_a_fault_of_its_field(world: World, typed: str) -> None:
    found, award = draft(world), make_award("BK")
    answer = post(world.quang, "round-quotas", found.pk, award=award.pk, nominations=typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["nominations"])


def test_awards_of_another_level_are_told_apart(world: World) -> None:
    make_award("BK")
    make_award("TLD", decided_by="confederation")
    page = text_of(get(world.quang, "round-quotas", draft(world).pk))
    assert "Decided by LĐLĐ thành phố Hà Nội" in page
    assert "Decided at another level: proposed by this round" in page


def test_a_round_is_opened_and_closed_from_its_page(world: World) -> None:
    found, award = draft(world), make_award("BK")
    assert post(world.quang, "round-open", found.pk).status_code == 302
    found.refresh_from_db()
    assert found.status == RoundStatus.DRAFT  # no quota yet
    rounds.set_quota(round=found, award=award, by=SYSTEM, now=NOW)
    assert "Open for nominations" in text_of(get(world.quang, "round", found.pk))
    post(world.quang, "round-open", found.pk)
    found.refresh_from_db()
    assert found.status == RoundStatus.OPEN
    post(world.quang, "round-close", found.pk)
    found.refresh_from_db()
    assert found.status == RoundStatus.CLOSED


# --- Files and the catalogue --------------------------------------------------------------------------------
def test_file_of_the_nominations_is_a_workbook(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    answer = get(world.quang, "nominations-export", found.pk)
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.content.startswith(b"PK")


def test_catalogue_shows_what_is_in_force_with_its_source(world: World) -> None:
    assert "The catalogue is empty" in text_of(get(world.hoa, "catalogue"))
    make_award("BK")
    make_award("TT", catalogue="title")
    page = text_of(get(world.hoa, "catalogue"))
    for words in (
        "Emulation title",
        "Form of commendation",
        "999/QĐ-TLĐ",
        "Art. 1",
        "80% of all, quorum 80%",
    ):
        assert words in page
    Award.objects.all()[0].rule_set.__class__.objects.update(effective_to="2024-07-01")
    assert "No text is in force today" in text_of(get(world.hoa, "catalogue"))
    assert "from 01/01/2024 to the end of 30/06/2024" in text_of(get(world.hoa, "catalogue", all="1"))
