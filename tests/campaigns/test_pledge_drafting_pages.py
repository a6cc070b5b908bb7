"""Drafting a pledge, and the list of pledges."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import PledgeStatus
from campaigns.models import Pledge, Signature
from tests.campaigns.pledge_cast import SIGN_UNTIL, circulated, draft, sign
from tests.cast import NOW, Season
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.services import clusters

pytestmark = pytest.mark.usefixtures("in_july")


# --- Drafting -----------------------------------------------------------------------------------------------------
def test_head_drafts_with_the_members_chosen_already(season: Season) -> None:
    world = season.world
    answer = get(world.lan, "pledge-new", season.campaign.pk)
    assert answer.content.count(b'name="parties"') == answer.content.count(b"checked") == 3
    data = {
        "title": "Giao ước thi đua năm 2024",
        "sign_until": "2024-08-15",
        "parties": [f"{u.pk}-" for u in (world.long_bien, world.ba_dinh)],
    }
    made = post(world.lan, "pledge-new", season.campaign.pk, query=f"?cluster={world.cluster_1.pk}", **data)
    pledge = Pledge.objects.get()
    assert made.url == reverse("pledge", args=[pledge.pk])
    assert (pledge.sign_until, pledge.cluster) == (SIGN_UNTIL, world.cluster_1)
    assert list(pledge.signatures.values_list("union__code", flat=True)) == ["BD", "LB"]


def test_federation_chooses_a_cluster_or_all_and_drafts(season: Season) -> None:
    world = season.world
    page = text_of(get(world.quang, "pledge-new", season.campaign.pk))
    for choice in ("all", world.cluster_1.pk, world.cluster_2.pk):
        assert f'href="?cluster={choice}"' in page
    parties = [f"{world.long_bien.pk}-{world.cluster_1.pk}", f"{world.ha_dong.pk}-{world.cluster_2.pk}"]
    data = {"title": "Giao ước", "sign_until": "2024-08-15", "parties": parties}
    made = post(world.quang, "pledge-new", season.campaign.pk, query="?cluster=all", **data)
    assert made.status_code == 302
    pledge = Pledge.objects.get(cluster__isnull=True)
    assert list(pledge.signatures.values_list("cluster__code", flat=True)) == ["C1", "C2"]
    assert "TM. BAN THƯỜNG VỤ" in text_of(get(world.quang, "pledge", pledge.pk))


def test_faults_of_a_draft_stand_at_their_fields(season: Season) -> None:
    world = season.world
    query = f"?cluster={world.cluster_1.pk}"
    data = {"title": "", "sign_until": "2024-07-19", "parties": [f"{world.ba_dinh.pk}-"]}
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["title", "sign_until"]
    data |= {"title": "Giao ước", "sign_until": "2024-07-20"}
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert list(answer.context["form"].errors) == ["parties"]
    far = {**data, "sign_until": "15/08/2042"}
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **far)
    assert list(answer.context["form"].errors) == ["sign_until"]
    data["parties"] = [f"{world.ha_dong.pk}-"]
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert list(answer.context["form"].errors) == ["parties"]
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("name", ["hung", "minh", "kim", "nga"])
def test_others_find_nothing_to_draft(season: Season, name: str) -> None:
    user = season.world.users[name]
    assert "There is nothing for you to draft here" in text_of(get(user, "pledge-new", season.campaign.pk))
    query = f"?cluster={season.world.cluster_1.pk}"
    post(user, "pledge-new", season.campaign.pk, query=query, title="x", sign_until="2024-08-15")
    assert not Pledge.objects.exists()


# --- The list -----------------------------------------------------------------------------------------------------
def many(season: Season, count: int) -> None:
    for n in range(count):
        cluster = clusters.found_cluster(
            code=f"K{n}", name=f"Khối {n}", owner=season.world.city, by=SYSTEM, now=NOW
        )
        pledge = Pledge.objects.create(
            campaign=season.campaign,
            cluster=cluster,
            title=f"Giao ước {n}",
            sign_until=SIGN_UNTIL,
            status=PledgeStatus.SIGNING,
            sha256="0" * 64,
            circulated_at=NOW,
        )
        Signature.objects.create(pledge=pledge, union=season.world.ba_dinh)


@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    many(season, count)
    client = as_(season.world.hung)
    client.get(reverse("pledges"))
    with django_assert_num_queries(6):
        answer = client.get(reverse("pledges"))
    assert answer.context["page"].paginator.count == count


def test_list_is_narrowed_and_marks_what_waits_for_me(season: Season) -> None:
    pledge = circulated(season)
    page = text_of(get(season.world.hung, "pledges", campaign=season.campaign.pk, status=20))
    assert "Your turn to sign" in page
    assert "0/3" in page
    sign(pledge, season.world.ba_dinh, season.world.hung)
    assert "Your turn to sign" not in text_of(get(season.world.hung, "pledges"))
    assert "No pledge fits this choice" in text_of(get(season.world.hung, "pledges", status=30))
    assert "There is no pledge yet" in text_of(get(season.world.vy, "pledges"))


def test_head_is_offered_to_draft_until_the_pledge_exists(season: Season) -> None:
    link = reverse("pledge-new", args=[season.campaign.pk])
    assert link in text_of(get(season.world.lan, "pledges"))
    assert link not in text_of(get(season.world.hung, "pledges"))
    draft(season)
    assert link not in text_of(get(season.world.lan, "pledges"))
