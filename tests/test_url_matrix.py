"""A walk over every address: who gets what (tests/matrix/addresses.py).

An address without a row fails, so that none is forgotten.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from awards.models import Tally
from campaigns.choices import ResultState
from campaigns.models import Pledge, Result
from campaigns.services import pledges
from tests.attacks.headers import unguarded
from tests.awards.matrix_cast import places_of_awards
from tests.cast import NOW, PASSWORD, START, Season
from tests.matrix.addresses import BOTH, CAST, MATRIX, OPEN
from tests.pages import as_, like
from units.actors import SYSTEM
from units.models import Appointment, Job, Notice
from units.services import people
from units.services.documents import keep_document


def routes(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address of the product."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns)
        else:
            yield entry


def addresses() -> dict[str, URLPattern]:
    return {str(r.name): r for r in routes()}


def a_file() -> SimpleUploadedFile:
    """Evidence."""
    return SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 x", "application/pdf")


@pytest.fixture
def places(season: Season) -> dict[str, int | None]:
    """What stands behind each address: a thing of Ba Dinh, or of the campaign."""
    world = season.world
    sheet = season.sheet(world.ba_dinh)
    document = keep_document(union=world.ba_dinh, upload=a_file(), by=world.hoa, now=NOW)
    notice = Notice.objects.create(
        person=world.hoa.person, kind="k", key="k", title="x", url="/campaigns/", created_at=NOW
    )
    job = Job.objects.create(kind="none", key="none", created_by=world.quang, created_at=NOW, state="failed")
    result = Result.objects.filter(participant=sheet).exclude(state=ResultState.REPORTED).order_by("pk")[0]
    pledge = Pledge.objects.filter(campaign=season.campaign).first() or make_pledge(season)
    post = Appointment.objects.get(person=world.hung.person)
    new = people.register_person(full_name="Tâm", by=SYSTEM, now=NOW)
    people.appoint(
        person=new, union=world.ba_dinh, title="Cán bộ", role="officer", since=START, by=SYSTEM, now=NOW
    )
    world.minh.set_unusable_password()
    world.minh.save()
    return {
        "unit": world.ba_dinh.pk, "document": document.pk, "notice-open": notice.pk, "job": job.pk, "job-retry": job.pk,
        "sheet": sheet.pk, "sheet-save": sheet.pk, "sheet-submit": sheet.pk, "evidence": result.pk,
        "result-return": result.pk, "cluster": world.cluster_1.pk, "pledge": pledge.pk, "pledge-sign": pledge.pk,
        "pledge-circulate": pledge.pk, "table-agree": season.table.pk, "appointment-end": post.pk, "account-open": new.pk,
        **dict.fromkeys(
            ("account", "account-password", "account-close", "account-reopen", "account-post"), world.hung.person.pk
        ),
        **dict.fromkeys(
            ("campaign", "campaign-edit", "campaign-launch", "phase-new", "content-new", "workbook-export", "pledge-new"),
            season.campaign.pk,
        ),
        **dict.fromkeys(
            ("phase-edit", "appraisal", "results-verify", "standings", "standings-export", "phase-final", "dashboard",
             "remind"),
            season.phase.pk,
        ),
        **places_of_awards(season),
    }  # fmt: skip


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(MATRIX) == set(addresses())
    assert all(len(statuses) == len(CAST) for _method, statuses in MATRIX.values())


def make_pledge(season: Season) -> Pledge:
    """The cluster's pledge, not circulated yet."""
    world = season.world
    return pledges.draft_pledge(
        campaign=season.campaign, cluster=world.cluster_1, title="Giao ước thi đua năm 2024", sign_until=NOW,
        parties=[(world.ba_dinh, None), (world.long_bien, None), (world.hoang_mai, None)], by=SYSTEM, now=NOW,
    )  # fmt: skip


def address(name: str, places: dict[str, int | None], season: Season) -> str:
    if name == "targets":
        return reverse(name, args=[season.campaign.pk, season.world.ba_dinh.pk])
    return reverse(name, args=[places[name]] if name in places else [])


def sent_to(name: str, season: Season) -> dict[str, Any]:
    """What a form sends, where an empty one would not come as far as the permission."""
    return {
        "evidence": {"file": a_file()},
        "account-open": {"username": "tam"},
        "account-slips": {"union": season.world.city.pk},
        "pledge-sign": {"union": season.world.ba_dinh.pk, "password": PASSWORD, "read": "on"},
        "pledge-circulate": {"commitment": "Chúng tôi cam kết."},
        "result-return": {"reason": "Bổ sung minh chứng"},
        "session-settle": settling(),
    }.get(name, {})


def settling() -> dict[str, Any]:
    """The chair's choice between those who share the last place."""
    tied = Tally.objects.filter(outcome="tied").order_by("nomination_id").first()
    return {"tie": tied.nomination_id, "winners": [tied.nomination_id], "reason": "By lot"} if tied else {}


def ask(client: Client, name: str, places: dict[str, int | None], season: Season) -> Any:
    """One request, undone afterwards, so that each person finds the same world."""
    method = MATRIX[name][0]
    with transaction.atomic():
        where = address(name, places, season)
        answer = client.post(where, sent_to(name, season)) if method == "POST" else client.get(where)
        transaction.set_rollback(True)
    return answer


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
        name: 10**9 for name, route in addresses().items() if "pk" in str(route.pattern) and name != "targets"
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
    client.force_login(season.world.quang)
    found = {name: client.get(address(name, places, season)).status_code for name in verbs}
    assert found == dict.fromkeys(verbs, 405)
