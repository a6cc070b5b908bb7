"""The page on which staff of the federation make a phase final."""

from django.test import Client

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Campaign, Phase, ScoreLine
from tests.cast import CLOSES, Season, after
from tests.pages import text_of
from units.services import jobs


def test_only_staff_of_the_federation_make_a_phase_final(closed: Season, client: Client) -> None:
    address = f"/phases/{closed.phase.pk}/final/"
    for name, status in (("hoa", 403), ("lan", 403), ("kim", 403), ("vy", 404), ("quang", 200)):
        client.force_login(closed.world.users[name])
        assert client.get(address).status_code == status
        if status != 200:
            assert client.post(address, {"confirm": "yes"}).status_code == status
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED


def test_final_act_counts_what_it_seals_and_asks_for_the_tick(closed: Season, client: Client) -> None:
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    figures = client.get(address).context["figures"]
    assert (figures.units, figures.lines, figures.tied, figures.unscored) == (4, 16, 2, 0)
    assert (figures.unreported, figures.uncounted, figures.estimates, figures.silent) == (7, 0, 0, 1)
    assert client.post(address).status_code == 422
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.CLOSED
    assert client.post(address, {"confirm": "yes"}).status_code == 302
    assert Phase.objects.get(pk=closed.phase.pk).status == PhaseStatus.SEALING
    assert client.get(address).context["job"].key == f"seal:{closed.phase.pk}"
    jobs.run_all(now=after(CLOSES, days=1))
    shown = client.get(address).content.decode()
    assert [seal.sha256 in shown for seal in closed.phase.seals.all()] == [True, True]


def test_open_phase_cannot_be_made_final(season: Season, client: Client) -> None:
    client.force_login(season.world.quang)
    assert client.post(f"/phases/{season.phase.pk}/final/", {"confirm": "yes"}).status_code == 422
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
    assert f'class="btn btn-primary" href="{appraisal}"' in page
    assert 'class="btn btn-grave"' not in page


def test_the_final_waits_for_figures_that_nobody_appraised(closed: Season, client: Client) -> None:
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    shown = text_of(client.get(address))
    told = "2 submitted figures that the points read are not appraised yet. Please appraise them first."
    assert "the final waits until all of them are appraised" in shown
    assert (told in shown, 'name="confirm"' in shown) == (True, False)
    answer = client.post(address, {"confirm": "yes"})
    assert (answer.status_code, answer.context["faults"]) == (422, [told])
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.VERIFIED)
    assert client.post(address, {"confirm": "yes"}).status_code == 302


def test_a_final_that_does_not_wait_says_how_many_count_without_an_appraisal(
    closed: Season, client: Client
) -> None:
    Campaign.objects.update(final_waits=False)
    closed.mark(closed.world.ba_dinh, "DV", "KP", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    address = f"/phases/{closed.phase.pk}/final/"
    shown = text_of(client.get(address))
    assert "they count, marked “not appraised”" in shown
    assert (client.get(address).context["unchecked_count"], 'name="confirm"' in shown) == (2, True)
    assert client.post(address, {"confirm": "yes"}).status_code == 302


def test_the_page_counts_what_was_never_sent_or_was_returned(closed: Season, client: Client) -> None:
    closed.mark(closed.world.ba_dinh, "DV", status=ResultStatus.DRAFT)
    closed.mark(closed.world.ba_dinh, "KP", status=ResultStatus.RETURNED)
    client.force_login(closed.world.quang)
    page = client.get(f"/phases/{closed.phase.pk}/final/")
    assert (page.context["figures"].uncounted, page.context["must_appraise"]) == (2, False)
    assert "they do not count" in text_of(page)


def test_an_extract_waits_for_nobody(closed: Season, client: Client) -> None:
    Campaign.objects.update(is_extract=True)
    closed.mark(closed.world.ba_dinh, "DV", status=ResultStatus.SUBMITTED)
    client.force_login(closed.world.quang)
    page = client.get(f"/phases/{closed.phase.pk}/final/")
    assert (page.context["figures"].uncounted, page.context["unchecked"]) == (0, [])
    assert "An extract of a printed report: every figure counts." in text_of(page)
    assert "Submitted, not appraised" not in text_of(page)
