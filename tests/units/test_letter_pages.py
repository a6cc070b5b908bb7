"""The page of letters: only of those whose accounts one keeps, filtered, and sent again from there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, World
from tests.units.letter_cast import Server, returned, tell
from units.models import AuditEvent, Letter, Notice
from units.services import letters

CONSOLE = "django.core.mail.backends.console.EmailBackend"


def as_an(world: World) -> Client:
    client = Client()
    client.force_login(world.an)
    return client


def test_letters_say_where_they_stand_and_why(world: World, server: Server) -> None:
    server.opening = TimeoutError("timed out")
    returned(world, 3)
    letters.deliver(now=NOW, at_once=True)
    server.opening = None
    tell(world, "hung")
    letters.deliver(now=NOW, at_once=True)
    page = as_an(world).get("/letters/")
    assert [(r.subject, r.badge.words, r.is_stuck) for r in page.context["rows"]] == [
        ("Đợt 1 is closed; provisional points are ready", "Sent", False),
        ("3 figures were returned", "Waiting", True),
    ]
    text = page.content.decode()
    for words in ("The mail server does not answer", "timed out", "1 attempt", "Send 1 letter again"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "found"),
    [("?state=sent", ["hung"]), ("?state=waiting", ["hoa"]), ("?state=failed", []), ("?state=x", ["hung", "hoa"]),
     ("?q=HUNG", ["hung"]), ("?q=hoa@", ["hoa"]), ("?q=nobody", [])],
)  # fmt: skip
def test_letters_are_filtered_and_found(world: World, server: Server, query: str, found: list[str]) -> None:
    server.refuses = lambda message: TimeoutError() if message.to == ["hoa@example.vn"] else None
    tell(world, "hoa", "hung")
    letters.deliver(now=NOW, at_once=True)
    rows = as_an(world).get(f"/letters/{query}").context["rows"]
    assert [r.letter.address.split("@")[0] for r in rows] == found


def test_administrators_see_letters_of_those_whose_accounts_they_keep_alone(world: World) -> None:
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    letter = Letter.objects.get()
    stranger = Client()
    stranger.force_login(world.vy)
    assert len(as_an(world).get("/letters/").context["rows"]) == 1
    world.hoa.person.appointments.all().delete()
    assert as_an(world).get("/letters/").context["rows"] == []
    assert as_an(world).post(reverse("letter-resend", args=[letter.pk])).status_code == 404
    assert stranger.get("/letters/").status_code == 403


def test_one_or_all_stuck_letters_are_sent_again(world: World, server: Server) -> None:
    server.opening = TimeoutError()
    tell(world, "hoa", "hung", "nga")
    letters.deliver(now=NOW, at_once=True)
    client = as_an(world)
    first = Letter.objects.order_by("pk")[0]
    client.post(reverse("letter-resend", args=[first.pk]))
    assert Letter.objects.filter(fault="").count() == 1
    client.post(reverse("letters-resend"))
    assert (Letter.objects.filter(fault="").count(), Letter.objects.filter(state="waiting").count()) == (3, 3)
    assert AuditEvent.objects.filter(verb="resend_letter").count() == 3
    answer = client.post(reverse("letters-resend"), follow=True)
    assert "No letter waits to be sent again" in answer.content.decode()


def test_a_letter_whose_words_cannot_be_made_does_not_break_the_pages(world: World) -> None:
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    Notice.objects.update(kind="of_an_earlier_version", values={})
    assert [r.subject for r in as_an(world).get("/letters/").context["rows"]] == [
        "This message cannot be shown any more."
    ]
    client = Client()
    client.force_login(world.hoa)
    assert [client.get(page).status_code for page in ("/", "/notices/")] == [200, 200]


def test_without_a_mail_server_administrators_are_told(world: World, settings: Any) -> None:
    said = "No mail server set: nothing goes out by mail"
    pages = ("/letters/", "/accounts/")
    assert [said in as_an(world).get(page).content.decode() for page in pages] == [False, False]
    settings.EMAIL_BACKEND = CONSOLE
    assert [said in as_an(world).get(page).content.decode() for page in pages] == [True, True]


def test_an_address_is_corrected_on_the_page_of_the_person(world: World) -> None:
    client, where = as_an(world), reverse("account-address", args=[world.hoa.person_id])
    for typed in ("moi@example.vn ", "moi@example.vn", "no address"):
        client.post(where, {"email": typed})
    world.hoa.person.refresh_from_db()
    assert world.hoa.person.email == "moi@example.vn"
    event = AuditEvent.objects.get(verb="change_address")
    assert event.data == {"before": "hoa@example.vn", "after": "moi@example.vn"}
    own = client.post(reverse("account-address", args=[world.an.person_id]), {"email": "x@example.vn"})
    assert own.status_code in (403, 404)


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_takes_the_same_queries_for_3_and_300(
    world: World, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        tell(world, "hoa", key=f"k{n}")
        Notice.objects.filter(by_mail="pending").update(
            by_mail="letter",
            letter=Letter.objects.create(
                person=world.hoa.person,
                kind="phase_closed",
                address="hoa@example.vn",
                created_at=NOW,
                next_try_at=NOW,
            ),
        )
    client = as_an(world)
    with django_assert_num_queries(7):
        assert len(client.get("/letters/").context["rows"]) == min(count, 25)
