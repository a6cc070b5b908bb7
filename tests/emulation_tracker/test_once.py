"""A form that is sent twice is done once (ADR 21): each act, one sending after the other and all at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.models import AwardRound, Ballot, Council, CouncilSession, Decision, Nomination
from campaigns.models import Campaign, Content, Evidence, Phase, Pledge
from tests.awards.cast import make_award
from tests.awards.matrix_cast import city_council, city_round, sit, vote_and_count
from tests.cast import NOW, Season, add_person
from tests.drawn_forms import DrawnForm, form_on
from tests.pages import as_, like, text_of
from units.models import AuditEvent, Person, Sending, User
from units.services import sendings

pytestmark = pytest.mark.usefixtures("in_july")
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Act:
    """A form on a page, what is typed into it, and how many of what it makes there are."""

    user: str
    page: str
    made: Callable[[], int]
    typed: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""
    to: str = ""


def _campaign(season: Season) -> Act:
    return Act(
        "quang", reverse("campaign-new"), Campaign.objects.count, {"code": "HN-2025", "name": "Năm 2025"}
    )


def _phase(season: Season) -> Act:
    typed = {
        "name": "Đợt mới", "period_from": "01/08/2024", "period_to": "30/09/2024",
        "entry_opens_at": "01/09/2024", "entry_closes_at": "30/09/2024",
    }  # fmt: skip
    return Act("quang", reverse("phase-new", args=[season.campaign.pk]), Phase.objects.count, typed)


def _content(season: Season) -> Act:
    page = reverse("content-new", args=[season.campaign.pk])
    return Act("quang", page, Content.objects.count, {"text": "Chăm lo đời sống"})


def _round(season: Season) -> Act:
    typed = {"base": "spot", "name": "Đột xuất", "last_day": "31/07/2024"}
    return Act("quang", reverse("round-new"), AwardRound.objects.count, typed)


def _council(season: Season) -> Act:
    world = season.world
    seats = {"quang": "chair", "kim": "secretary", "hung": "member"}
    typed = {f"seat-{world.users[name].person_id}": seat for name, seat in seats.items()}
    return Act("quang", reverse("council-new"), Council.objects.count, {"name": "Hội đồng", **typed})


def _pledge(season: Season) -> Act:
    page = reverse("pledge-new", args=[season.campaign.pk]) + f"?cluster={season.world.cluster_1.pk}"
    parties = [f"{union.pk}-" for union in (season.world.long_bien, season.world.ba_dinh)]
    return Act("quang", page, Pledge.objects.count, {"sign_until": "31/07/2024", "parties": parties})


def _nomination(season: Season) -> Act:
    world, award = season.world, make_award("BK", recipient="person")
    found = city_round(world, "Đợt một", award)
    page = reverse("nominate", args=[found.pk]) + f"?union={world.ba_dinh.pk}&award={award.pk}"
    typed = {"who": "other", "name": "Nguyễn Văn A", "reason": "Vượt chỉ tiêu."}
    return Act("hoa", page, Nomination.objects.count, typed)


def _decision(season: Season) -> Act:
    world = season.world
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien)
    vote_and_count(sit(found, city_council(world)))
    typed = {
        "number": "737/QĐ-LĐLĐ",
        "decided_on": "20/07/2024",
        "signer_name": "Hà Minh Đức",
        "confirm": "on",
    }
    return Act("quang", reverse("decision-new", args=[found.pk]), Decision.objects.count, typed)


def _person(season: Season) -> Act:
    typed = {"full_name": "Trần Văn Tám", "union": "BD", "title": "Chuyên viên", "username": "tamtv"}
    union = season.world.ba_dinh
    return Act("an", reverse("person-new"), Person.objects.count, {**typed, "union": union.code})


def _account(season: Season) -> Act:
    holder = add_person(season.world, "tam", season.world.ba_dinh, title="Chuyên viên").person
    User.objects.filter(person=holder).delete()
    page = reverse("account", args=[holder.pk])
    to = reverse("account-open", args=[holder.pk])
    return Act("an", page, User.objects.count, {"username": "tamtv"}, to=to)


def _evidence(season: Season) -> Act:
    page = reverse("evidence", args=[season.result(season.world.ba_dinh, "DV").pk])
    return Act("hoa", page, Evidence.objects.count, file=b"%PDF-1.7 x")


ACTS: dict[str, Callable[[Season], Act]] = {
    "campaign": _campaign, "phase": _phase, "content line": _content, "round": _round, "council": _council,
    "pledge": _pledge, "nomination": _nomination, "decision": _decision, "person": _person, "account": _account,
    "evidence": _evidence,
}  # fmt: skip


def filled(client: Client, act: Act) -> DrawnForm:
    """The form as it is drawn now, with what is typed into it."""
    form = form_on(client, act.page, to=act.to)
    form.fields = {name: value for name, value in form.fields.items() if name} | act.typed
    return form


def send(client: Client, form: DrawnForm, act: Act) -> Any:
    """Send it as a browser does; each sending reads the chosen file anew."""
    fields = dict(form.fields)
    if act.file:
        fields["file"] = SimpleUploadedFile("bien-ban.pdf", act.file, "application/pdf")
    return client.post(form.action, fields)


def said(answer: Any) -> list[str]:
    """The messages that an answer leaves for the next page."""
    return [str(m) for m in answer.wsgi_request._messages._queued_messages]


# --- Sent twice, done once ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ACTS)
def test_a_form_sent_again_is_answered_as_before_and_nothing_is_done_twice(name: str, season: Season) -> None:
    act = ACTS[name](season)
    client, before = as_(season.world.users[act.user]), act.made()
    form = filled(client, act)
    first = send(client, form, act)
    events = AuditEvent.objects.count()
    second = send(client, form, act)
    assert act.made() == before + 1
    assert AuditEvent.objects.count() == events
    assert second.status_code == 302, text_of(second)
    if first.status_code == 302:
        assert second.url == first.url
    assert said(second) == ["You sent this at 20/07/2024, 09:00 already; it was not done a second time."]


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ACTS)
def test_a_form_sent_four_times_at_the_same_moment_is_done_once(name: str, season: Season) -> None:
    act = ACTS[name](season)
    client, before = as_(season.world.users[act.user]), act.made()
    form = filled(client, act)

    def one(_n: int) -> int:
        try:
            return int(send(like(client), form, act).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(one, range(4)))
    assert act.made() == before + 1
    assert set(codes) <= {200, 302}
    assert codes.count(302) >= 3


def test_without_the_guard_a_form_sent_twice_is_done_twice(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the guard off, a pledge, which has no key of its own, is drafted twice."""
    monkeypatch.setattr("emulation_tracker.middleware.key_of", lambda *_a: "")
    act = _pledge(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    assert [send(client, form, act).status_code, send(client, form, act).status_code] == [302, 302]
    assert Pledge.objects.count() == 2


def test_another_drawing_other_words_and_another_sender_are_other_sendings(season: Season) -> None:
    act = _content(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    send(client, form, act)
    form.fields["text"] = "Tổ chức hội thi"  # back, and another line written on the same page
    assert send(client, form, act).status_code == 302
    assert Sending.objects.count() == 2
    assert sorted(Content.objects.values_list("text", flat=True))[-1:] == ["Tổ chức hội thi"]
    other = as_(season.world.an)
    other.post(form.action, form.fields)
    assert Sending.objects.count() == 3


# --- Faults, crashes, old forms -----------------------------------------------------------------------------
def test_a_form_that_came_back_with_faults_may_be_sent_again(season: Season) -> None:
    act = _content(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    form.fields["text"] = " "
    assert [send(client, form, act).status_code for _n in range(2)] == [422, 422]
    assert not Sending.objects.exists()


def test_a_fault_told_on_the_next_page_frees_the_form(season: Season) -> None:
    session = sit(
        city_round(season.world, "Đợt một", make_award("BK"), season.world.ba_dinh),
        city_council(season.world),
    )
    client = as_(season.world.quang)
    token = form_on(client, reverse("council-session", args=[session.pk]), to=reverse("logout")).fields[TOKEN]
    start = reverse("session-start", args=[session.pk])
    assert client.post(start, {TOKEN: token}).status_code == 302  # the vote is open already
    assert not Sending.objects.exists()


def test_where_the_answer_was_lost_the_sender_is_told_to_look(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = _content(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    with monkeypatch.context() as patch:
        patch.setattr("units.services.sendings.answer", lambda **_k: None)  # the process died before it
        send(client, form, act)
    monkeypatch.setattr("units.services.sendings.PATIENCE", 0.2)
    again = client.post(form.action, form.fields, headers={"referer": f"http://testserver{act.page}"})
    assert again.status_code == 409
    page = text_of(again)
    assert ("This was sent already" in page, f'href="http://testserver{act.page}"' in page) == (True, True)
    assert Content.objects.filter(text="Chăm lo đời sống").count() == 1


def test_a_fault_of_the_system_keeps_its_claim(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    act = _content(season)
    client = as_(season.world.quang)
    client.raise_request_exception = False
    form = filled(client, act)
    monkeypatch.setattr("campaigns.views.campaigns.messages.success", lambda *_a: 1 / 0)  # after the act
    monkeypatch.setattr("units.services.sendings.PATIENCE", 0.2)
    assert [send(client, form, act).status_code for _n in range(2)] == [500, 409]
    assert Content.objects.filter(text="Chăm lo đời sống").count() == 1


def test_old_sendings_are_swept_by_the_clock(season: Season) -> None:
    now = timezone.now()
    for key, days in (("old", 8), ("new", 6)):
        Sending.objects.create(key=key, user=season.world.hoa, sent_at=now - timedelta(days=days))
    assert sendings.sweep(now=now) == 1
    assert list(Sending.objects.values_list("key", flat=True)) == ["new"]


def test_the_key_tells_nothing_of_what_was_sent(season: Season) -> None:
    act = _content(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    send(client, form, act)
    row = Sending.objects.values().get()
    assert form.fields[TOKEN] not in str(row)
    assert "Chăm lo" not in str(row)


# --- What knows by itself that it was done ------------------------------------------------------------------
def test_a_ballot_cast_again_says_so_and_leaves_no_trace(season: Season) -> None:
    world = season.world
    session: CouncilSession = sit(
        city_round(world, "Đợt một", make_award("BK"), world.ba_dinh), city_council(world)
    )
    client = as_(world.hoa)
    page = reverse("ballot", args=[session.pk])
    form = form_on(client, page)
    pk = Nomination.objects.get().pk
    cast = {TOKEN: form.fields[TOKEN], "step": "cast", f"n{pk}": "1"}
    first, second = client.post(page, cast), client.post(page, cast)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert said(second) == ["You have voted already. A ballot that was cast cannot be changed."]
    assert Ballot.objects.count() == 1
    assert not Sending.objects.exists()


def test_a_sheet_is_saved_as_often_as_it_is_sent(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    client = as_(season.world.hoa)
    page = reverse("sheet", args=[season.sheet(season.world.ba_dinh).pk])
    form = form_on(client, page, to=f"{page}save/")
    for n, value in enumerate(("5", "6", "5")):
        client.post(
            form.action, {TOKEN: form.fields[TOKEN], f"version-{row.pk}": n, f"value-{row.pk}": value}
        )
    row.refresh_from_db()
    assert (row.value, row.version) == (5, 3)
    assert not Sending.objects.exists()


# --- Passwords that are shown once --------------------------------------------------------------------------
def test_slips_sent_for_twice_are_issued_again_from_the_list(season: Season) -> None:
    world = season.world
    for user in (world.hoa, world.hung):
        user.set_unusable_password()
        user.save()
    client = as_(world.an)
    page = reverse("accounts") + f"?union={world.ba_dinh.pk}"
    form = form_on(client, page, to=reverse("account-slips"))
    first, second = (client.post(form.action, form.fields) for _n in range(2))
    shown = {slip.user.username: slip.password for slip, _held in first.context["slips"]}
    assert set(shown) == {"hoa", "hung"}
    assert second.status_code == 302
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert "Slips lost? 2 first passwords issued last are unused" in text_of(client.get(second.url))
        again = form_on(client, second.url, to=reverse("account-slips"))
        third = client.post(again.action, again.fields)
    anew = {slip.user.username: slip.password for slip, _held in third.context["slips"]}
    assert set(anew) == {"hoa", "hung"}
    hoa = User.objects.get(username="hoa")
    assert (hoa.check_password(shown["hoa"]), hoa.check_password(anew["hoa"])) == (False, True)


def test_lost_slips_of_others_are_not_issued_again(season: Season) -> None:
    world = season.world
    for name in ("hoa", "hung", "lan"):
        User.objects.filter(username=name).update(password="!")
    client = as_(world.an)
    client.post(reverse("account-slips"), {"union": world.long_bien.pk})
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.post(reverse("account-slips"), {"union": world.ba_dinh.pk})
        page = reverse("accounts") + f"?union={world.city.pk}"
        again = form_on(client, page, to=reverse("account-slips"))
        third = client.post(again.action, again.fields)
    assert {slip.user.username for slip, _held in third.context["slips"]} == {"hoa", "hung"}
