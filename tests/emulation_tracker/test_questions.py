"""What takes something away, or cannot be taken back, asks first: opening its address does nothing, its form does."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.choices import NominationStatus
from awards.models import Nomination, Quota, Registration
from campaigns.choices import TableStatus
from campaigns.models import Evidence, ScoringTable
from campaigns.services import results
from tests.awards.cast import make_award, make_round, nominate, open_with, register
from tests.cast import NOW, Season
from tests.drawn_forms import form_on
from tests.pages import as_, text_of
from units.models import AuditEvent, User

pytestmark = pytest.mark.usefixtures("in_july")


def _evidence(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    result = season.result(season.world.ba_dinh, "DV")
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 x", "application/pdf")
    kept = results.attach_evidence(result=result, upload=file, by=season.world.hoa, now=NOW)
    page = reverse("evidence", args=[result.pk])
    return "hoa", page, f"?remove={kept.pk}", lambda: not Evidence.objects.exists()


def _quota(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    found = open_with(make_round(season.world), make_award("BK"))
    page = reverse("round-quotas", args=[found.pk])
    return "quang", page, f"?drop={Quota.objects.get().pk}", lambda: not Quota.objects.exists()


def _nomination(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    award = make_award("BK")
    made = nominate(open_with(make_round(season.world), award), award, season.world.ba_dinh)
    gone = Nomination.objects.filter(status=NominationStatus.WITHDRAWN)
    page = reverse("nomination", args=[made.pk])
    return "hoa", page, reverse("nomination-withdraw", args=[made.pk]), gone.exists


def _close(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    pk = season.world.hung.person_id
    closed = User.objects.filter(username="hung", is_active=False)
    return "an", reverse("account", args=[pk]), reverse("account-close", args=[pk]), closed.exists


def _password(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    pk = season.world.hung.person_id
    issued = User.objects.filter(username="hung", must_change_password=True)
    return "an", reverse("account", args=[pk]), reverse("account-password", args=[pk]), issued.exists


def _table(season: Season) -> tuple[str, str, str, Callable[[], bool]]:
    ScoringTable.objects.filter(pk=season.table.pk).update(status=TableStatus.AGREED)
    approved = ScoringTable.objects.filter(pk=season.table.pk, status=TableStatus.APPROVED)
    page = reverse("campaign", args=[season.campaign.pk])
    return "quang", page, reverse("table-approve", args=[season.table.pk]), approved.exists


ACTS = (_evidence, _quota, _nomination, _close, _password, _table)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_a_page_leads_to_the_question_and_the_question_to_the_act(
    season: Season, act: Callable[[Season], tuple[str, str, str, Callable[[], bool]]]
) -> None:
    name, page, where, is_done = act(season)
    client = as_(season.world.users[name])
    assert f'href="{where}"' in text_of(client.get(page))
    asked, events = page + where if where.startswith("?") else where, AuditEvent.objects.count()
    question = client.get(asked)
    assert (question.status_code, question.templates[0].name) == (200, "confirm.html")
    assert (is_done(), AuditEvent.objects.count()) == (False, events)
    form = form_on(client, asked)
    assert client.post(asked.split("?")[0], form.fields).status_code in (200, 302)
    assert is_done()


def test_a_registration_is_taken_back_after_a_question(season: Season) -> None:
    award = make_award("DH", catalogue="title")
    made = register(season.campaign, award, season.world.ba_dinh)
    client = as_(season.world.hoa)
    page = reverse("titles", args=[season.campaign.pk])
    assert f'href="?withdraw={made.pk}"' in text_of(client.get(page))
    form = form_on(client, f"{page}?withdraw={made.pk}")
    assert Registration.objects.exists()
    assert client.post(page, form.fields).status_code == 302
    assert not Registration.objects.exists()


def test_a_question_about_what_is_not_there_is_not_asked(season: Season) -> None:
    client = as_(season.world.hoa)
    page = reverse("evidence", args=[season.result(season.world.ba_dinh, "DV").pk])
    assert client.get(f"{page}?remove=1").status_code == 404
