"""What is left of each verb once the campaign is cancelled: reading; everything else is refused, with the reason."""

import pytest
import time_machine
from django.test import Client

from campaigns.services import campaigns
from tests.matrix.outcome import outcome
from tests.matrix.states import scene_at
from tests.matrix.test_phase_matrix import CAST, expected
from tests.matrix.verbs import VERBS

#: The words of every refusal that a cancellation makes.
WORDS = "LĐLĐ thành phố Hà Nội cancelled “Thi đua năm 2024” on"
#: Refused by words of their own.
STAYS = "409 “Thi đua năm 2024” was cancelled and stays on record as it is."
OWN_WORDS = {
    **dict.fromkeys(("remove the phase", "remove a participant", "remove an indicator"), STAYS),
    "close by hand": "nothing",
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_each_person_reads_as_before_and_moves_nothing(state: str) -> None:
    scene, wrong = scene_at(state), {}
    campaigns.cancel_campaign(
        campaign=scene.season.campaign, reason="Sáp nhập", by=scene.season.world.quang, now=scene.now
    )
    before = expected(state)
    with time_machine.travel(scene.now, tick=False):
        for person in CAST:
            user = getattr(scene.season.world, person)
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            for name, verb in VERBS.items():
                found, was = outcome(client, user, verb, scene), before[name, person]
                if not _fits(name, found, was):
                    wrong[name, person] = (found, was)
    assert wrong == {}  # now, before


def _fits(verb: str, found: str, was: str) -> bool:
    """What was read still is; what was refused is refused; what was done is refused with the reason."""
    if was in ("read", "404"):
        return found == was
    if was == "nothing":
        return found == "nothing" or WORDS in found
    if was != "done":
        return found in (was, STAYS) or WORDS in found
    wanted = OWN_WORDS.get(verb)
    return found == wanted if wanted else WORDS in found
