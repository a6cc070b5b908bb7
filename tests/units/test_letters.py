"""Letters: gathered, and worded for their reader."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.cast import NOW, PASSWORD, World, after
from tests.units.letter_cast import SENDER, email_name, returned, states, tell
from units.choices import ByMail, LetterFault, LetterState
from units.models import AuditEvent, Letter, Notice
from units.services import letters
from units.services.letters import LONGEST, QUIET


# --- Gathering --------------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def vietnamese(settings: Any) -> None:
    """The language of whoever never chose one."""
    settings.LANGUAGE_CODE = "vi"


def test_a_letter_waits_a_little_for_more_of_its_kind(world: World) -> None:
    tell(world, "hoa")
    early = letters.deliver(now=after(NOW, seconds=QUIET.total_seconds() - 1))
    then = letters.deliver(now=NOW + QUIET)
    assert (early, then, len(mail.outbox)) == (0, 1, 1)


def test_thirty_returned_figures_are_one_letter(world: World) -> None:
    returned(world, 30, step=5)
    assert letters.deliver(now=after(NOW, minutes=5)) == 1
    letter = mail.outbox[0]
    assert letter.subject == "30 số liệu được trả lại"
    assert [f"Chỉ tiêu {i}" in letter.body for i in range(30)] == [True] * 30
    assert set(Notice.objects.values_list("letter", "by_mail")) == {(Letter.objects.get().pk, ByMail.LETTER)}


def test_without_gathering_thirty_figures_would_be_thirty_letters(world: World) -> None:
    """The negative control: each gathered by itself."""
    for i in range(30):
        returned(world, 1, now=after(NOW, seconds=i))
        letters.deliver(now=after(NOW, seconds=i), at_once=True)
    assert len(mail.outbox) == 30


def test_a_stream_that_never_rests_is_sent_all_the_same(world: World) -> None:
    returned(world, 30, step=60)
    made = letters.gather(now=NOW + LONGEST)
    assert (made, Notice.objects.filter(letter__isnull=False).count()) == (1, 30)


def test_kinds_and_people_are_kept_apart(world: World) -> None:
    tell(world, "hoa", "hung")
    returned(world, 2)
    assert letters.deliver(now=after(NOW, minutes=5)) == 3
    assert sorted(m.to[0] for m in mail.outbox) == ["hoa@example.vn", "hoa@example.vn", "hung@example.vn"]


def test_no_letter_goes_to_closed_accounts_nor_to_people_without_address_or_account(world: World) -> None:
    world.hoa.person.email = ""
    world.hoa.person.save()
    world.hung.is_active = False
    world.hung.save()
    world.minh.delete()
    tell(world, "hoa", "hung", "minh", "nga")
    assert letters.deliver(now=after(NOW, minutes=5)) == 1
    assert [m.to for m in mail.outbox] == [["nga@example.vn"]]
    assert Notice.objects.filter(by_mail=ByMail.UNREACHABLE).count() == 3


def test_an_account_closed_after_the_letter_was_made_gets_none(world: World) -> None:
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    world.hoa.is_active = False
    world.hoa.save()
    assert (letters.send_due(now=NOW), len(mail.outbox)) == (0, 0)
    letter = Letter.objects.get()
    assert (letter.state, letter.fault) == (LetterState.FAILED, LetterFault.UNREACHABLE)


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased"])
def test_without_a_mail_server_nothing_is_made_and_nothing_counts_as_sent(
    world: World, settings: Any, backend: str
) -> None:
    used = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    tell(world, "hoa")
    assert letters.deliver(now=after(NOW, minutes=5)) == 0
    assert (Letter.objects.count(), Notice.objects.get().by_mail) == (0, ByMail.NO_SERVER)
    settings.EMAIL_BACKEND = used
    assert letters.deliver(now=after(NOW, minutes=6)) == 0  # what was told before there was one stays untold


def test_a_waiting_letter_is_kept_while_the_mail_server_is_unset(world: World, settings: Any) -> None:
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert (letters.send_due(now=NOW), states()) == (0, [("hoa@example.vn", LetterState.WAITING, 0)])


# --- Words ------------------------------------------------------------------------------------------------------------
def test_a_letter_has_the_whole_text_with_link_sender_and_deadline(world: World, settings: Any) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://thidua.example.vn", "thidua@example.vn"
    returned(world, 1)
    letters.deliver(now=NOW, at_once=True)
    letter = mail.outbox[0]
    assert letter.subject == "“Chỉ tiêu 0” được trả lại: Thiếu minh chứng"
    for part in ("Hoa", "“Đợt 1”", "hết 31/07/2024", "https://thidua.example.vn/sheets/1/", SENDER):
        assert part in letter.body
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert letter.from_email.endswith("<thidua@example.vn>")
    assert SENDER in str(email_name(letter))


def test_without_the_address_of_the_site_the_letter_says_so(world: World, settings: Any) -> None:
    settings.SITE_URL = ""
    returned(world, 1)
    letters.deliver(now=NOW, at_once=True)
    assert "/sheets/1/" not in mail.outbox[0].body
    assert "chưa khai báo địa chỉ" in mail.outbox[0].body


def test_each_reader_is_written_to_in_their_own_language(world: World) -> None:
    world.hung.language = "en"
    world.hung.save()
    tell(world, "hoa", "hung")
    letters.deliver(now=NOW, at_once=True)
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects["hung@example.vn"] == "Đợt 1 is closed; provisional points are ready"
    assert subjects["hoa@example.vn"].startswith("Đợt 1 đã chốt")


# --- The language of an account ---------------------------------------------------------------------------------------
def test_the_language_that_somebody_chooses_is_remembered_for_the_account(
    world: World, client: Client
) -> None:
    client.force_login(world.hoa)
    for chosen in ("en", "en", "fr", ""):
        client.post("/i18n/setlang/", {"language": chosen})
    world.hoa.refresh_from_db()
    assert world.hoa.language == "en"
    assert AuditEvent.objects.filter(verb="choose_language", actor_name="hoa").count() == 1
    Client().post("/i18n/setlang/", {"language": "vi"})  # somebody who has not signed in
    fresh = Client()
    fresh.post("/login/", {"username": "hoa", "password": PASSWORD})
    assert fresh.cookies["django_language"].value == "en"
    kept = Client()
    kept.cookies.load({"django_language": "vi"})
    kept.post("/login/", {"username": "hoa", "password": PASSWORD})
    assert kept.cookies["django_language"].value == "vi"


def test_what_several_notices_have_in_common_is_said_once(world: World, settings: Any) -> None:
    settings.SITE_URL = "https://thidua.example.vn"
    returned(world, 3)
    tell(world, "hoa")
    tell(world, "hoa", key="l", phase="Đợt 2")
    letters.deliver(now=NOW, at_once=True)
    of = {m.subject: m.body for m in mail.outbox}
    alike, other = (
        of["3 số liệu được trả lại"],
        of["Đợt 1 đã chốt số liệu; đã có điểm tạm tính và 1 thông báo khác"],
    )
    assert [alike.count(w) for w in ("Chỉ tiêu", "31/07/2024", "/sheets/1/")] == [3, 1, 1]
    assert [other.count(w) for w in ("1. Đợt 1", "2. Đợt 2", "/phases/1/")] == [1, 1, 1]
