"""The page on which staff of the federation make a phase final."""

from django.test import Client

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Phase, Result, ScoreLine
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
    assert (figures.unreported, figures.unverified, figures.estimates) == (7, 9, 0)
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
    row = closed.result(closed.world.ba_dinh, "DV")
    Result.objects.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
    page = text_of(client.get(standings))
    assert f'class="btn btn-primary" href="{appraisal}"' in page
    assert f'class="btn btn-second" href="{final}"' in page
    page = text_of(client.get(final))
    assert f'class="btn btn-primary" href="{appraisal}"' in page
    assert 'class="btn btn-grave"' not in page
