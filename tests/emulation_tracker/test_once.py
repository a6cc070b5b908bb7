"""A form that is sent twice is done once (ADR 21): each act, one sending after the other and all at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from awards.models import Ballot, CouncilSession, Nomination
from campaigns.models import Content
from tests.awards.cast import make_award, make_round
from tests.awards.matrix_cast import city_council, city_round, sit
from tests.cast import NOW, Season
from tests.drawn_forms import form_on
from tests.emulation_tracker.acts_cast import ACTS, content_line, filled, said, send
from tests.pages import as_, like, text_of
from units.models import AuditEvent, Sending, User
from units.services import sendings

pytestmark = pytest.mark.usefixtures("in_july")
TOKEN = "csrfmiddlewaretoken"


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


@pytest.mark.parametrize("guarded", [True, False])
def test_without_the_guard_a_form_sent_twice_is_done_twice(
    season: Season, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The negative control: the guard off, two clicks issue two passwords, and the first that was shown is void."""
    if not guarded:
        monkeypatch.setattr("emulation_tracker.middleware.key_of", lambda *_a: "")
    client = as_(season.world.an)
    pk = season.world.hung.person_id
    form = form_on(client, reverse("account-password", args=[pk]))
    codes = [client.post(form.action, form.fields).status_code for _n in range(2)]
    issued = AuditEvent.objects.filter(verb="issue_password").count()
    assert (codes, issued) == (([200, 302], 1) if guarded else ([200, 200], 2))


def test_another_drawing_other_words_and_another_sender_are_other_sendings(season: Season) -> None:
    act = content_line(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    send(client, form, act)
    form.fields["text"] = "Tổ chức hội thi"  # back, and another line written on the same page
    assert send(client, form, act).status_code == 302
    assert Sending.objects.count() == 2
    assert sorted(Content.objects.values_list("text", flat=True))[-1:] == ["Tổ chức hội thi"]
    form.fields["text"] = "Phát động thi đua"
    keys = set()
    for sender in (client, as_(season.world.an)):
        assert sender.post(form.action, form.fields).status_code in (302, 422)
        keys |= set(Sending.objects.values_list("key", flat=True))
        Content.objects.filter(text="Phát động thi đua").delete()
    assert len(keys) == 4


# --- Faults, crashes, old forms -----------------------------------------------------------------------------
def test_a_form_that_came_back_with_faults_may_be_sent_again(season: Season) -> None:
    act = content_line(season)
    client = as_(season.world.quang)
    form = filled(client, act)
    form.fields["text"] = " "
    assert [send(client, form, act).status_code for _n in range(2)] == [422, 422]
    assert not Sending.objects.exists()


def test_a_fault_told_on_the_next_page_frees_the_form(season: Season) -> None:
    found = make_round(season.world)  # it considers no award yet
    client = as_(season.world.quang)
    token = form_on(client, reverse("round", args=[found.pk]), to=reverse("logout")).fields[TOKEN]
    answer = client.post(reverse("round-open", args=[found.pk]), {TOKEN: token})
    assert (answer.status_code, len(said(answer))) == (302, 1)
    assert not Sending.objects.exists()


def test_where_the_answer_was_lost_the_sender_is_told_to_look(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = content_line(season)
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
    act = content_line(season)
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
    act = content_line(season)
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


@pytest.mark.parametrize(
    "lost",
    [
        "x",
        "2024-13-45T00:00:00+07:00",
        "2024-07-20T09:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_slips_of_an_issue_that_cannot_be_do_not_exist(season: Season, lost: str) -> None:
    data = {"union": season.world.ba_dinh.pk, "lost": lost}
    assert as_(season.world.an).post(reverse("account-slips"), data).status_code == 404
