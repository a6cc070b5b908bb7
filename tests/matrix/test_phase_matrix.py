"""The cast tries every verb in every state of the phase; tests/matrix/table.py says what comes of it."""

import pytest
import time_machine
from django.test import Client

from campaigns.urls import urlpatterns
from tests.matrix.outcome import outcome
from tests.matrix.said import SAID
from tests.matrix.states import STATES, scene_at
from tests.matrix.table import MATRIX
from tests.matrix.verbs import VERBS

CAST = ("hoa", "hung", "lan", "minh", "nga", "quang", "kim", "vy", "an")
#: Addresses of campaigns that belong to no phase, or list what one may see; tests/matrix/addresses.py has them.
BESIDE_A_PHASE = {
    "campaigns", "campaign-new", "campaign-clone", "year-edit", "workbook-export", "workbook-template", "import",
    "sheets", "appraisals", "standings-list", "clusters", "cluster", "pledges", "pledge", "pledge-new",
    "target-change-new", "target-change", "content-remove", "union-facts", "fact-withdraw", "fact-document",
    "opinion-line",  # leads to the standings
    "campaign-cancel",  # of all phases at once: tests/campaigns/cancelling
    "seal-document",  # of a seal, whatever the phase does since: tests/campaigns/proving
    "public-standings",  # knows nobody; the states in which there is none: tests/campaigns/publishing
    # the editor asks the state of the table, not of a phase
    "tables", "table", "table-new", "table-edit", "table-version", "table-cluster", "table-compare", "table-remove",
    "table-repair", "table-after", "line-new", "line-save", "line-move", "band", "band-new", "band-remove",
    "downgrade-new", "downgrade-remove", "tie-break-new", "tie-break-move", "tie-break-remove",
}  # fmt: skip


def expected(state: str) -> dict[tuple[str, str], str]:
    """(verb, person) → what comes of it in this state."""
    found = {(verb, person): "404" for verb in VERBS for person in CAST}
    verb = ""
    for line in MATRIX.strip().splitlines():
        if not line.startswith(" "):
            verb = line
            continue
        people, cells = line.split()[: -len(STATES)], line.split()[-len(STATES) :]
        cell = cells[STATES.index(state)]
        found |= {(verb, person): SAID.get(cell, cell) for person in people}
    return found


def test_every_address_under_a_phase_is_a_verb_of_the_matrix() -> None:
    routes = {verb.route for verb in VERBS.values() if verb.route}
    assert routes | BESIDE_A_PHASE == {str(pattern.name) for pattern in urlpatterns}
    assert {line for line in MATRIX.strip().splitlines() if not line.startswith(" ")} == set(VERBS)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_each_person_may_do_in_each_state_what_the_matrix_says(state: str) -> None:
    scene, found = scene_at(state), {}
    with time_machine.travel(scene.now, tick=False):
        for person in CAST:
            user = getattr(scene.season.world, person)
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            found |= {(name, person): outcome(client, user, verb, scene) for name, verb in VERBS.items()}
    wanted = expected(state)
    assert {
        key: (found[key], wanted[key]) for key in found if found[key] != wanted[key]
    } == {}  # found, wanted
