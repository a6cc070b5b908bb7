"""The page on which staff of the federation make a phase final."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from campaigns.choices import ClusterStatus, PhaseStatus, ResultStatus
from campaigns.models import Campaign, ClusterRevision, Phase, ScoreLine
from common.templatetags.look import moment
from tests.cast import CLOSES, Season, after
from tests.held import statuses
from tests.pages import final_form, text_of
from units.models import Cluster
from units.services import jobs, signin


@pytest.fixture
def nobody_guessed() -> Iterator[None]:
    """Failed attempts are counted in the cache, which no database rolls back."""
    cache.clear()
    yield
    cache.clear()


def test_only_staff_of_the_federation_make_a_phase_final(closed: Season, client: Client) -> None:
    address = f"/phases/{closed.phase.pk}/final/"
    for name, status in (("hoa", 403), ("lan", 403), ("kim", 403), ("vy", 404), ("quang", 200)):
        client.force_login(closed.world.users[name])
        assert client.get(address).status_code == status
        if status != 200:
            assert client.post(address, final_form(closed.phase)).status_code == status
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED


def test_final_act_counts_what_it_seals_and_asks_for_the_tick(closed: Season, client: Client) -> None:
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    figures = client.get(address).context["page"].figures
    assert (figures.units, figures.lines, figures.tied, figures.unscored) == (4, 16, 2, 0)
    assert (figures.unreported, figures.uncounted, figures.estimates, figures.silent) == (7, 0, 0, 1)
    assert client.post(address).status_code == 422
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED
    assert client.post(address, final_form(closed.phase)).status_code == 302
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.SEALING
    assert client.get(address).context["job"].kind == "campaigns.seal_phase"
    jobs.run_all(now=after(CLOSES, days=1))
    shown = client.get(address).content.decode()
    assert [seal.sha256 in shown for seal in closed.phase.seals.all()] == [True, True]


def test_open_phase_cannot_be_made_final(season: Season, client: Client) -> None:
    client.force_login(season.world.quang)
    assert client.post(f"/phases/{season.phase.pk}/final/", final_form(season.phase)).status_code == 422
    assert ScoreLine.objects.count() == 0


def test_while_figures_wait_appraising_them_is_the_primary_act(closed: Season, client: Client) -> None:
    client.force_login(closed.world.quang)
    standings, final, appraisal = (
        f"/phases/{closed.phase.pk}/{name}/" for name in ("standings", "final", "appraisal")
    )
    assert f'class="btn btn-primary" href="{final}"' in text_of(client.get(standings))
    closed.mark(closed.world.ba_dinh, "DV", status=ResultStatus.SUBMITTED)
    page = text_of(client.get(standings))
    assert f'class="btn btn-primary" href="{appraisal}"' in page
    assert f'class="btn btn-second" href="{final}"' in page
    page = text_of(client.get(final))
    own = f"{appraisal}?cluster={closed.world.cluster_1.pk}"
    assert f'class="btn btn-primary" href="{own}"' in page
    assert "btn-grave" not in page


def test_a_cluster_waits_for_its_figures_and_holds_nobody_else(closed: Season, client: Client) -> None:
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    shown = text_of(client.get(address))
    told = "2 submitted figures that the points read are not appraised yet. Please appraise them first."
    assert "the final waits until all of them are appraised" in shown
    assert (told in shown, "1 cluster that waits keeps its provisional points on show" in shown) == (
        True,
        True,
    )
    answer = client.post(address, final_form(closed.phase))
    assert answer.status_code == 422
    assert answer.context["form"].errors["clusters"] == [
        "A cluster is no longer ready. Please look at the list again."
    ]
    assert client.post(address, final_form(closed.phase, closed.world.cluster_2.pk)).status_code == 302
    jobs.run_all(now=after(CLOSES, days=1))
    assert statuses(closed.phase) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}
    name = closed.world.cluster_1.name
    assert closed.phase.seals.get().left_open == [{"code": "C1", "name": name, "waits": [told]}]
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED
    sealed = moment(closed.phase.seals.get().sealed_at)
    assert f"<dt>Sealed</dt> <dd>{sealed}</dd>" in text_of(client.get(address))
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.VERIFIED)
    assert client.post(address, final_form(closed.phase, closed.world.cluster_1.pk)).status_code == 302
    jobs.run_all(now=after(CLOSES, days=2))
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.FINAL


@pytest.mark.usefixtures("nobody_guessed")
def test_the_password_is_asked_again_and_guessing_is_slowed(closed: Season, client: Client) -> None:
    client.force_login(closed.world.quang)
    address, sent = f"/phases/{closed.phase.pk}/final/", final_form(closed.phase)
    for _guess in range(signin.FAILURES_OF_A_NAME):
        answer = client.post(address, sent | {"password": "guess"})
        assert (answer.status_code, answer.context["form"].errors["password"]) == (
            422, ["This is not the password of your account. Please type it once more."],
        )  # fmt: skip
    assert "too many failed attempts" in client.post(address, sent).context["form"].errors["password"][0]
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED


def test_a_final_that_does_not_wait_says_how_many_count_without_an_appraisal(
    closed: Season, client: Client
) -> None:
    Campaign.objects.update(final_waits=False)
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    page = client.get(address)
    assert "they count, marked “not appraised”" in text_of(page)
    assert page.context["page"].figures.unappraised == 2
    assert client.post(address, final_form(closed.phase)).status_code == 302
    assert {seal.cluster.code: seal.noted.get("unappraised") for seal in closed.phase.seals.all()} == {
        "C1": 2, "C2": None,
    }  # fmt: skip


def test_the_page_counts_what_was_never_sent_or_was_returned(closed: Season, client: Client) -> None:
    closed.mark(closed.world.ba_dinh, "DV", status=ResultStatus.DRAFT)
    closed.mark(closed.world.ba_dinh, "KP", status=ResultStatus.RETURNED)
    client.force_login(closed.world.quang)
    page = client.get(f"/phases/{closed.phase.pk}/final/")
    assert (page.context["page"].figures.uncounted, page.context["page"].waiting) == (2, [])
    assert "they do not count" in text_of(page)


def test_an_extract_waits_for_nobody(closed: Season, client: Client) -> None:
    Campaign.objects.update(is_extract=True)
    closed.mark(closed.world.ba_dinh, "DV", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    page = client.get(f"/phases/{closed.phase.pk}/final/")
    assert (page.context["page"].figures.uncounted, page.context["page"].waiting) == (0, [])
    assert "An extract of a printed report: every figure counts." in text_of(page)
    assert "Submitted, not appraised" not in text_of(page)


def test_the_page_takes_the_same_queries_whatever_the_number_of_clusters(
    closed: Season, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    client.get(address)
    for more in (0, 40):
        for number in range(more):
            cluster = Cluster.objects.create(
                owner=closed.world.city, code=f"X{number}", name=f"Cụm {number}", kind="area"
            )
            ClusterRevision.objects.create(phase=closed.phase, cluster=cluster, number=1)
        with django_assert_num_queries(21):
            client.get(address)
