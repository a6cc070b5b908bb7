"""Letters that do not go out: tried again with growing pauses, given up visibly, sent again by hand."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from tests.cast import NOW, World, after
from tests.units.letter_cast import Connection, Server, states, tell
from units.choices import LetterFault, LetterState
from units.letters import UnsentMail, oldest_unsent_mail, unsent_mail
from units.models import AuditEvent, Letter, Notice
from units.services import letters
from units.services.letters import PAUSES


# --- Faults -----------------------------------------------------------------------------------------------------------
def test_one_bad_address_never_stops_the_others(world: World, server: Server) -> None:
    def refuse(message: EmailMessage) -> Exception | None:
        bad = message.to == ["hoa@example.vn"]
        return smtplib.SMTPRecipientsRefused({"hoa@example.vn": (550, b"no such user")}) if bad else None

    server.refuses = refuse
    tell(world, "hoa", "hung", "nga")
    assert letters.deliver(now=NOW, at_once=True) == 2
    letter = Letter.objects.get(address="hoa@example.vn")
    assert (letter.state, letter.fault, letter.said) == (
        LetterState.FAILED, LetterFault.ADDRESS, "550 no such user",
    )  # fmt: skip


def test_a_letter_that_cannot_be_written_stops_no_other(world: World, server: Server) -> None:
    tell(world, "hoa", "hung")
    letters.gather(now=NOW, at_once=True)
    Notice.objects.filter(person=world.hoa.person).update(values={})
    assert letters.send_due(now=NOW) == 1
    found = Letter.objects.get(address="hoa@example.vn")
    assert (found.state, found.fault) == (LetterState.WAITING, LetterFault.NOT_WRITTEN)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (smtplib.SMTPAuthenticationError(535, b"bad credentials"), LetterFault.PASSWORD),
        (TimeoutError("timed out"), LetterFault.NO_ANSWER),
        (ConnectionRefusedError(111, "refused"), LetterFault.NO_ANSWER),
        (smtplib.SMTPServerDisconnected("gone"), LetterFault.NO_ANSWER),
    ],
)
def test_a_server_that_takes_nothing_puts_all_off_and_they_go_when_it_is_right(
    world: World, server: Server, error: Exception, fault: LetterFault
) -> None:
    server.opening = error
    tell(world, "hoa", "hung")
    assert letters.deliver(now=NOW, at_once=True) == 0
    assert states() == [(f"{n}@example.vn", LetterState.WAITING, 1) for n in ("hoa", "hung")]
    assert set(Letter.objects.values_list("fault", "next_try_at")) == {(fault, NOW + PAUSES[0])}
    server.opening = None
    assert letters.send_due(now=after(NOW + PAUSES[0], seconds=-1)) == 0
    assert letters.send_due(now=NOW + PAUSES[0]) == 2
    assert states() == [(f"{n}@example.vn", LetterState.SENT, 2) for n in ("hoa", "hung")]


@pytest.mark.parametrize("where", ["opening", "sending"])
def test_pauses_grow_and_a_letter_is_given_up_visibly(world: World, server: Server, where: str) -> None:
    if where == "opening":
        server.opening = TimeoutError("timed out")
    else:
        server.refuses = lambda _message: smtplib.SMTPDataError(451, b"later")
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    now, waited = NOW, []
    for _attempt in range(len(PAUSES) + 1):
        letters.send_due(now=now)
        letter = Letter.objects.get()
        if letter.next_try_at:
            waited.append(letter.next_try_at - now)
            now = letter.next_try_at
    assert waited == PAUSES == sorted(PAUSES)
    assert (letter.state, letter.attempts, letter.next_try_at) == (LetterState.FAILED, len(PAUSES) + 1, None)
    assert letter.fault
    assert letters.send_due(now=after(now, days=30)) == 0


def test_a_worker_that_dies_before_it_could_note_the_sending_sends_again_with_the_same_mark(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Death(BaseException):
        pass

    def die(_self: object, messages: list[EmailMessage]) -> int:
        mail.outbox += messages
        raise Death

    tell(world, "hoa")
    with monkeypatch.context() as patched:
        patched.setattr(Connection, "send_messages", die)
        with pytest.raises(Death):
            letters.deliver(now=NOW, at_once=True)
    assert letters.send_due(now=NOW) == 0  # it is still that worker's
    assert letters.send_due(now=NOW + PAUSES[0]) == 1
    first, second = [m.extra_headers["Message-ID"] for m in mail.outbox]
    assert first == second


def test_a_letter_that_another_worker_is_sending_is_left_alone(world: World, server: Server) -> None:
    tell(world, "hoa", "hung")
    letters.gather(now=NOW, at_once=True)

    def overtake(_message: EmailMessage) -> None:
        Letter.objects.filter(address="hung@example.vn").update(attempts=1, next_try_at=NOW + PAUSES[0])

    server.refuses = overtake
    assert letters.send_due(now=NOW) == 1
    assert server.took == ["hoa@example.vn"]


def test_one_call_sends_no_longer_than_its_time(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(world, "hoa", "hung")
    letters.gather(now=NOW, at_once=True)
    clock = iter([0, 0, letters.SECONDS])
    monkeypatch.setattr(letters, "monotonic", lambda: next(clock))
    assert letters.send_due(now=NOW) == 1


def test_the_time_of_a_call_and_of_one_more_letter_lie_within_the_first_pause(settings: Any) -> None:
    assert timedelta(seconds=letters.SECONDS + 6 * settings.EMAIL_TIMEOUT) < PAUSES[0]


def test_a_new_address_is_used_at_the_next_attempt(world: World, server: Server) -> None:
    server.opening = TimeoutError()
    tell(world, "hoa")
    letters.deliver(now=NOW, at_once=True)
    world.hoa.person.email = "moi@example.vn"
    world.hoa.person.save()
    server.opening = None
    assert (letters.send_due(now=NOW + PAUSES[0]), server.took) == (1, ["moi@example.vn"])


@pytest.mark.parametrize(
    "wrong", [{"state": "sent"}, {"sent_at": NOW}, {"next_try_at": None}, {"state": "failed"}]
)
def test_the_database_refuses_a_letter_that_contradicts_itself(world: World, wrong: dict[str, Any]) -> None:
    right = {"kind": "awarded", "address": "a@b.vn", "next_try_at": NOW, "created_at": NOW}
    Letter.objects.create(person=world.hoa.person, **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(person=world.hoa.person, **{**right, **wrong})


# --- The figure for whoever watches -----------------------------------------------------------------------------------
def test_the_oldest_unsent_mail_is_known_until_it_is_sent(
    world: World, server: Server, settings: Any
) -> None:
    assert oldest_unsent_mail(NOW) is None
    tell(world, "hoa")
    tell(world, "hung", key="l", now=after(NOW, minutes=1))
    later = after(NOW, hours=1)
    assert oldest_unsent_mail(later) == NOW
    server.opening = TimeoutError()
    letters.deliver(now=later)
    assert unsent_mail(later) == UnsentMail(later, 2)  # from now on the letters' own time
    server.opening = None
    letters.send_due(now=later + PAUSES[0])
    assert oldest_unsent_mail(after(later, hours=1)) is None
    tell(world, "nga")
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert oldest_unsent_mail(later) is None


def test_a_letter_whose_fault_is_its_own_is_no_sign_that_mail_stands_still(
    world: World, server: Server
) -> None:
    server.refuses = lambda _message: smtplib.SMTPDataError(451, b"later")
    tell(world, "hoa")
    letters.deliver(now=NOW, at_once=True)
    assert (states(), unsent_mail(after(NOW, days=1))) == (
        [("hoa@example.vn", LetterState.WAITING, 1)], UnsentMail(None, 0),
    )  # fmt: skip


# --- Sending again ----------------------------------------------------------------------------------------------------
def test_an_administrator_sends_failed_letters_again(world: World, server: Server) -> None:
    server.opening = smtplib.SMTPAuthenticationError(535, b"no")
    tell(world, "hoa", "hung")
    letters.deliver(now=NOW, at_once=True)
    Letter.objects.filter(address="hoa@example.vn").update(state=LetterState.FAILED, next_try_at=None)
    assert letters.resend(letters=Letter.objects.all(), by=world.an, now=NOW) == 2
    assert AuditEvent.objects.filter(verb="resend_letter", actor_name="an").count() == 2
    server.opening = None
    assert letters.send_due(now=NOW) == 2
    assert (
        letters.resend(letters=Letter.objects.all(), by=world.an, now=NOW) == 0
    )  # a sent one is not sent again


def test_letters_that_are_being_sent_or_out_of_reach_are_not_sent_again(world: World, server: Server) -> None:
    tell(world, "hoa")
    letters.gather(now=NOW, at_once=True)
    again: list[int] = []

    def meanwhile(_message: EmailMessage) -> None:
        again.append(letters.resend(letters=Letter.objects.all(), by=world.an, now=NOW))

    server.refuses = meanwhile
    letters.send_due(now=NOW)
    Letter.objects.update(state=LetterState.FAILED, sent_at=None, fault=LetterFault.REFUSED)
    again.append(letters.resend(letters=Letter.objects.all(), by=world.hoa, now=NOW))
    assert again == [0, 0]
