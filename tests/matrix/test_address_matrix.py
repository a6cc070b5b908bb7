"""A walk over every address with the whole cast. An address without a row fails, so that none is forgotten."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.attacks.headers import unguarded
from tests.cast import NOW, Season
from tests.matrix.addresses import ASKS, BOTH, CAST, MATRIX, OPEN, addresses
from tests.matrix.places import address, ask
from tests.pages import as_, like
from units.models import AuditEvent


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(MATRIX) == set(addresses())
    assert all(len(statuses) == len(CAST) for _method, statuses in MATRIX.values())


@pytest.mark.parametrize("person", CAST)
def test_each_person_gets_what_the_matrix_says(
    season: Season, places: dict[str, int | None], person: str
) -> None:
    signed_in = as_(getattr(season.world, person))
    with time_machine.travel(NOW, tick=False):
        answers = {name: ask(like(signed_in), name, places, season) for name in MATRIX}
    assert {name: wrong for name, answer in answers.items() if (wrong := unguarded(answer))} == {}
    found = {name: answer.status_code for name, answer in answers.items()}
    expected = {name: statuses[CAST.index(person)] for name, (_method, statuses) in MATRIX.items()}
    assert {n: (found[n], expected[n]) for n in MATRIX if found[n] != expected[n]} == {}  # found, expected


def test_without_signing_in_every_address_leads_to_the_sign_in_page(
    season: Season, places: dict[str, int | None]
) -> None:
    with time_machine.travel(NOW, tick=False):
        found = {name: ask(Client(), name, places, season) for name in MATRIX}
    to_login = {
        n for n, a in found.items() if a.status_code == 302 and a.url.startswith(f"{reverse('login')}?next=")
    }
    assert to_login == set(MATRIX) - OPEN
    statuses = {n: found[n].status_code for n in OPEN}
    assert statuses == {**dict.fromkeys(OPEN, 200), "set_language": 302}


def test_a_page_that_does_not_exist_is_404_for_everybody(season: Season) -> None:
    nothing = {
        name: 10**9
        for name, route in addresses().items()
        if "pk" in str(route.pattern) and str(route.pattern).count("<") == 1
    }
    client = Client()
    client.force_login(season.world.quang)
    found = {
        name: client.generic(MATRIX[name][0], reverse(name, args=[pk])).status_code
        for name, pk in nothing.items()
    }
    assert found == dict.fromkeys(nothing, 404)


def test_a_verb_is_refused_without_the_forms_token(season: Season, places: dict[str, int | None]) -> None:
    verbs = [name for name, (method, _statuses) in MATRIX.items() if method == "POST"]
    client = Client(enforce_csrf_checks=True)
    client.force_login(season.world.quang)
    found = {name: client.post(address(name, places, season)).status_code for name in verbs}
    assert found == dict.fromkeys(verbs, 403)


def test_a_verb_is_not_done_by_opening_its_address(season: Season, places: dict[str, int | None]) -> None:
    verbs = [name for name, (method, _statuses) in MATRIX.items() if method == "POST" and name not in BOTH]
    client = Client()
    client.force_login(season.world.an)
    before = AuditEvent.objects.count()
    found = {name: client.get(address(name, places, season)).status_code for name in verbs}
    asked = {name: 200 for name in verbs if name in ASKS}
    assert found == {**dict.fromkeys(verbs, 302), **asked}
    assert AuditEvent.objects.count() == before
