"""Who saves while somebody cancels is either before it, and kept, or after it, and refused with the reason."""

import threading

import pytest
from django.db import connections

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, Participant
from campaigns.services.guard import entering_figures
from common.errors import PhaseEnded
from tests.campaigns.cancelling.cast import SAID, cancel
from tests.cast import NOW, Season, World, make_season, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def season(world: World) -> Season:
    return make_season(world)


def test_a_cancellation_waits_for_a_save_that_has_begun_and_shuts_the_door_behind_it(season: Season) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    inside, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def save() -> None:
        with entering_figures(phase_id=season.phase.pk, now=NOW):
            inside.set()
            go_on.wait(10)
            Participant.objects.filter(pk=sheet.pk).update(submitted_at=NOW)
        connections.close_all()

    def stop() -> None:
        cancel(season)
        done.set()
        connections.close_all()

    saver, stopper = threading.Thread(target=save), threading.Thread(target=stop)
    saver.start()
    assert inside.wait(10)
    stopper.start()
    assert not done.wait(0.5)
    go_on.set()
    assert done.wait(10)
    saver.join()
    stopper.join()
    assert Participant.objects.get(pk=sheet.pk).submitted_at == NOW
    assert Campaign.objects.get().status == CampaignStatus.CANCELLED
    with pytest.raises(PhaseEnded) as refused:
        season.enter(season.world.hoang_mai, season.world.minh, dv="3")
    assert refused.value.reason == SAID
