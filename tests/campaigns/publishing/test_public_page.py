"""The open page: 404 unless published, only final clusters, nothing of people or figures."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import Campaign, ClusterRevision, Phase, PublicStandings, Seal, Standing
from campaigns.services import after_close, publishing
from tests.campaigns.publishing.cast import AT, made_final, page_of, publish
from tests.campaigns.test_revisions import second_phase
from tests.cast import CLOSES, Season
from tests.pages import as_, text_of
from units.models import Person


def test_the_control_a_published_final_is_read_without_signing_in(public: Season) -> None:
    page = page_of(public.phase)
    assert page.status_code == 200
    assert [(row["rank"], row["union"]) for row in page_rows(page)] == [
        (1, "LĐLĐ quận Ba Đình"), (2, "LĐLĐ quận Hoàng Mai"),
    ]  # fmt: skip


def page_rows(page: Any) -> list[dict[str, Any]]:
    """What the table shows, cell by cell."""
    html = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(r"<b>(\d+)</b>.*?<th scope=\"row\">(.*?)<.*?strong\">(.*?)</td>", html, re.DOTALL)
    return [
        {"rank": int(rank), "union": union.strip(), "points": re.sub(r"<.*?>|\s", "", points)}
        for rank, union, points in found
    ]


def _nothing(season: Season) -> None:
    """It was never published."""
    PublicStandings.objects.all().delete()


def _withdrawn(season: Season) -> None:
    publishing.withdraw_standings(phase_id=season.phase.pk, by=season.world.quang, now=AT)


def _provisional(season: Season) -> None:
    ClusterRevision.objects.update(status=ClusterStatus.PROVISIONAL)


def _sealing(season: Season) -> None:
    ClusterRevision.objects.update(status=ClusterStatus.SEALING)


def _reopened(season: Season) -> None:
    ids = [season.world.cluster_1.pk, season.world.cluster_2.pk]
    after_close.open_final(
        phase_id=season.phase.pk, clusters=ids, reason="Số thực hiện", by=season.world.quang, now=AT
    )


def _unsealed(season: Season) -> None:
    Seal.objects.update(sealed_at=None, sha256="", document=None)


def _of_another_revision(season: Season) -> None:
    ClusterRevision.objects.update(number=7)


def _draft(season: Season) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.DRAFT, closed_at=None)


def _cancelled(season: Season) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED, cancelled_at=AT)


CLOSED_DOORS: list[Callable[[Season], None]] = [
    _nothing, _withdrawn, _provisional, _sealing, _reopened, _unsealed, _of_another_revision, _draft, _cancelled,
]  # fmt: skip


@pytest.mark.parametrize("change", CLOSED_DOORS, ids=lambda change: change.__name__)
def test_otherwise_there_is_no_such_page(public: Season, change: Callable[[Season], None]) -> None:
    assert page_of(public.phase).status_code == 200  # the control
    change(public)
    world = public.world
    for cluster in ("", world.cluster_1.pk, world.cluster_2.pk, 0):
        query = {"cluster": cluster} if cluster != "" else {}
        assert page_of(public.phase, **query).status_code == 404
    signed_in = as_(world.quang).get(reverse("public-standings", args=[public.phase.pk]))
    assert signed_in.status_code == 404  # the same page for everybody


def test_guessed_numbers_lead_nowhere(public: Season) -> None:
    second = second_phase(public, public.world.ba_dinh)
    other = Campaign.objects.create(
        code="X", name="Khác", owner=public.world.city, year=2024, launched_at=AT, status=20
    )
    alien = Phase.objects.create(
        campaign=other, number=1, name="Đợt X", period_from=public.phase.period_from,
        period_to=public.phase.period_to, entry_opens_at=public.phase.entry_opens_at, entry_closes_at=CLOSES,
        status=PhaseStatus.FINAL, closed_at=CLOSES,
    )  # fmt: skip
    guessed = [second.pk, alien.pk, *range(1000, 1010), 10**12]
    assert {pk: page_of(pk).status_code for pk in guessed} == dict.fromkeys(guessed, 404)
    odd = {"cluster": ["x", "-1", "9" * 40, str(alien.pk + 500), "0"], "page": ["x", "-5", "9" * 40]}
    found = {(k, v): page_of(public.phase, **{k: v}).status_code for k, values in odd.items() for v in values}
    assert found == {(k, v): 404 if k == "cluster" else 200 for k, v in found}


def test_a_cluster_that_is_not_final_is_not_on_the_page(closed: Season) -> None:
    world = made_final(closed, 1).world
    publish(closed)
    whole = text_of(page_of(closed.phase))
    assert ("Ba Đình" in whole, "Hà Đông" in whole, world.cluster_2.name in whole) == (True, False, False)
    assert page_of(closed.phase, cluster=world.cluster_2.pk).status_code == 404
    made_final(closed, 2, now=AT)
    assert "Hà Đông" in text_of(page_of(closed.phase, cluster=world.cluster_2.pk))


def test_a_cluster_whose_final_was_opened_goes_from_the_page_until_the_next(public: Season) -> None:
    world = public.world
    after_close.open_final(
        phase_id=public.phase.pk, clusters=[world.cluster_1.pk], reason="Số thực hiện", by=world.quang, now=AT
    )
    assert page_of(public.phase, cluster=world.cluster_1.pk).status_code == 404
    assert page_of(public.phase, cluster=world.cluster_2.pk).status_code == 200


# --- What it shows ---------------------------------------------------------------------------------------------------
def test_it_shows_places_points_and_unions_and_nothing_of_people_or_figures(public: Season) -> None:
    page = page_of(public.phase)
    whole = page.content.decode()
    names = [name for name in Person.objects.values_list("full_name", flat=True) if len(name) > 4]
    codes = ["800", "1200", "500,5", "1.200"]
    assert [word for word in (*names, *codes) if word in whole] == []
    points = Standing.objects.filter(participant__phase=public.phase, rank=1).order_by("-points")[0].points
    assert page_rows(page)[0]["points"] == f"{points:.2f}".replace(".", ",")
    assert "csrf" not in whole


def test_it_is_the_same_page_for_everybody(public: Season) -> None:
    found = page_of(public.phase).content
    for user in (public.world.quang, public.world.hoa, public.world.vy):
        assert as_(user).get(reverse("public-standings", args=[public.phase.pk])).content == found


def test_estimates_are_marked(public: Season) -> None:
    assert "on estimates" not in text_of(page_of(public.phase))
    Seal.objects.update(noted={"estimates": 2})
    whole = text_of(page_of(public.phase))
    assert "Final, on estimates" in whole
    assert "Some figures behind these points were estimates" in whole


def test_a_silent_union_is_not_shown(public: Season) -> None:
    silent = Standing.objects.filter(participant__phase=public.phase, is_silent=True).visible().get()
    assert silent.participant.union.name not in text_of(page_of(public.phase))


def test_the_page_takes_the_same_queries_for_one_union_and_for_many(
    public: Season, django_assert_num_queries: Any
) -> None:
    for cluster in (public.world.cluster_1, public.world.cluster_2):
        with django_assert_num_queries(6):
            page_of(public.phase, cluster=cluster.pk)
