"""Letters: made of notices that came within minutes, sent by a worker of their own, tried again with growing pauses.

A letter is claimed by one conditional UPDATE before it is tried: `next_try_at` then lies ahead, so that no other worker
takes it. It is marked as sent after the mail server took it. A worker that dies in between leaves it to be tried again:
a letter may come twice, with the same Message-ID, but is never lost (ADR 16).
"""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Case, F, Max, Min, Q, QuerySet, When

from common.db import update_from
from common.locks import exclusive_lock
from units.choices import ByMail, LetterFault, LetterState
from units.letters import mail_server_set, stuck_letters
from units.models import AuditEvent, Letter, Notice, Person, User
from units.services import audit
from units.services.composing import compose

logger = logging.getLogger(__name__)
#: A letter waits until nothing of its kind has come for QUIET, but not longer than LONGEST.
QUIET, LONGEST = timedelta(minutes=2), timedelta(minutes=10)
#: How long after each failed attempt the next one comes; after the last pause nobody tries any more.
PAUSES = [timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 240, 480, 720, 1440)]
#: How long one call goes on sending, well within the first pause: the next call goes on.
SECONDS = 40
BATCH = 500
#: What a mail server says for good, so that asking again is of no use.
PERMANENT = 500


def deliver(*, now: datetime, at_once: bool = False) -> int:
    """Make letters of pending notices and send those that are due; returns how many went out.

    `at_once` waits for no more notices of the same kind.
    """
    gather(now=now, at_once=at_once)
    return send_due(now=now)


# --- From notices to letters ------------------------------------------------------------------------------------------
def gather(*, now: datetime, at_once: bool = False) -> int:
    """Put pending notices into letters, those of one kind to one person into one; returns how many letters were made.

    Notices of people whom no letter reaches are marked so, and all of them while no mail server is set: nothing that
    was told before there was one goes out later.
    """
    pending = Notice.objects.filter(by_mail=ByMail.PENDING)
    if not mail_server_set():
        pending.update(by_mail=ByMail.NO_SERVER)
        return 0
    reached = Person.objects.reached_by_mail().values("pk")
    pending.exclude(person__in=reached).update(by_mail=ByMail.UNREACHABLE)
    ripe = Q() if at_once else Q(last__lte=now - QUIET) | Q(first__lte=now - LONGEST)
    made = 0
    while batch := _gather_batch(ripe, now):
        made += batch
    return made


@transaction.atomic
def _gather_batch(ripe: Q, now: datetime) -> int:
    exclusive_lock("letters", 0)
    pending = Notice.objects.filter(by_mail=ByMail.PENDING).order_by()
    groups = pending.values("person_id", "kind").annotate(first=Min("created_at"), last=Max("created_at"))
    found = list(groups.filter(ripe).order_by("first", "person_id", "kind")[:BATCH])
    people = {g["person_id"] for g in found}
    addresses = dict(Person.objects.filter(pk__in=people).values_list("pk", "email"))
    letters = Letter.objects.bulk_create(
        Letter(
            person_id=g["person_id"],
            kind=g["kind"],
            address=addresses[g["person_id"]],
            next_try_at=now,
            created_at=now,
        )
        for g in found
    )
    made = {(letter.person_id, letter.kind): letter.pk for letter in letters}
    rows = pending.filter(person_id__in=people).values_list("pk", "person_id", "kind")
    update_from(
        Notice,
        [
            {"id": pk, "letter": made[person, kind], "by_mail": ByMail.LETTER}
            for pk, person, kind in rows
            if (person, kind) in made
        ],
    )
    return len(letters)


# --- From letters to the mail server ----------------------------------------------------------------------------------
def send_due(*, now: datetime) -> int:
    """Send the letters that are due, the longest waiting first; returns how many went out.

    A server that cannot be reached or refuses the password puts all due letters off; whatever else goes wrong concerns
    one letter alone, and the others go on.
    """
    due = Letter.objects.filter(state=LetterState.WAITING, next_try_at__lte=now)
    if not mail_server_set() or not due.exists():
        return 0
    connection = get_connection()
    sent = 0
    try:
        for letter in _claimed(due, now):
            try:
                connection.open()
            except OSError as error:  # every fault of smtplib is one, too
                _put_off(due | Letter.objects.filter(pk=letter.pk), error, now=now)
                return sent
            sent += _sent(letter, connection, now)
    finally:
        _close(connection)
    return sent


def _claimed(due: QuerySet[Letter], now: datetime) -> Iterator[Letter]:
    """Due letters, each claimed by this worker alone, until the time of this call is over."""
    until = monotonic() + SECONDS
    while batch := list(due.select_related("person__user").order_by("next_try_at", "pk")[:BATCH]):
        for letter in batch:
            if monotonic() >= until:
                return
            pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
            mine = due.filter(pk=letter.pk, attempts=letter.attempts)
            letter.address = letter.person.email or letter.address
            if mine.update(
                attempts=F("attempts") + 1, next_try_at=now + pause, address=letter.address, fault="", said=""
            ):
                letter.attempts += 1
                yield letter


def _sent(letter: Letter, connection: Any, now: datetime) -> bool:
    """Send one claimed letter and record what became of it."""
    account = getattr(letter.person, "user", None)
    if not letter.person.email or account is None or not account.is_active:
        _record(letter, LetterFault.UNREACHABLE, for_good=True)
        return False
    try:
        message = compose(
            letter, list(letter.notices.order_by("pk")), language=account.language or settings.LANGUAGE_CODE
        )
    except Exception as error:
        logger.exception("letter %s could not be written", letter.pk)
        _record(letter, LetterFault.NOT_WRITTEN, error)
        return False
    try:
        if not connection.send_messages([message]):
            raise smtplib.SMTPException("the mail server was given nothing")
    except Exception as error:
        logger.warning("letter %s was not sent: %s", letter.pk, _said(error))
        _record(letter, _fault_of(error), error, for_good=_is_for_good(error))
        _close(connection)  # after a fault nobody knows what the server expects; the next letter opens anew
        return False
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT, sent_at=now, next_try_at=None, fault="", said=""
    )
    return True


def _record(
    letter: Letter, fault: LetterFault, error: Exception | None = None, *, for_good: bool = False
) -> None:
    """Say why a claimed letter was not sent; it is given up for good, or after the last pause."""
    fields: dict[str, Any] = {"fault": fault, "said": _said(error) if error else ""}
    if for_good or letter.attempts > len(PAUSES):
        fields |= {"state": LetterState.FAILED, "next_try_at": None}
    Letter.objects.filter(pk=letter.pk).update(**fields)


def _put_off(letters: QuerySet[Letter], error: OSError, *, now: datetime) -> None:
    """The server takes nothing at all: the claimed letter and all that are due wait, each for its own pause."""
    logger.warning("no letter was sent: %s", _said(error))
    waiting = Q(next_try_at__lte=now)
    counted = letters.annotate(tried=F("attempts") + Case(When(waiting, then=1), default=0))
    rows = []
    for pk, tried in counted.values_list("pk", "tried"):  # the claimed one is counted already
        given_up = tried > len(PAUSES)
        rows.append(
            {
                "id": pk,
                "attempts": tried,
                "state": LetterState.FAILED if given_up else LetterState.WAITING,
                "next_try_at": None if given_up else now + PAUSES[tried - 1],
                "fault": _fault_of(error),
                "said": _said(error),
            }
        )
    update_from(Letter, rows)


def _fault_of(error: Exception) -> LetterFault:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return LetterFault.PASSWORD
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return LetterFault.ADDRESS
    silent = smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError
    if isinstance(error, silent) or (
        not isinstance(error, smtplib.SMTPException) and isinstance(error, OSError)
    ):
        return LetterFault.NO_ANSWER
    return LetterFault.REFUSED


def _is_for_good(error: Exception) -> bool:
    """Whether the server says that the address will never do."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT for code, _words in error.recipients.values())


def _said(error: Exception) -> str:
    """What the server said, in one line."""
    words = " ".join(_plain(part) for part in error.args) or type(error).__name__
    return " ".join(words.split())[:300]


def _plain(part: Any) -> str:
    if isinstance(part, dict):
        return "; ".join(_plain(value) for value in part.values())
    if isinstance(part, tuple):
        return " ".join(_plain(value) for value in part)
    return part.decode(errors="replace") if isinstance(part, bytes) else str(part)


def _close(connection: Any) -> None:
    with suppress(OSError):
        connection.close()


# --- By an administrator ----------------------------------------------------------------------------------------------
@transaction.atomic
def resend(*, letters: QuerySet[Letter], by: User, now: datetime) -> int:
    """Try letters again at once that failed or wait after a fault; returns how many.

    Of people whose accounts `by` keeps; others are passed over, and so is a letter that is being sent right now.
    """
    mine = stuck_letters(by).filter(pk__in=letters.values("pk"))
    found = list(mine.select_for_update(of=("self",)).order_by("pk"))
    Letter.objects.filter(pk__in=[letter.pk for letter in found]).update(
        state=LetterState.WAITING, attempts=0, next_try_at=now, fault="", said=""
    )
    AuditEvent.objects.bulk_create(
        [
            audit.event(verb="resend_letter", subject=letter, by=by, now=now, address=letter.address)
            for letter in found
        ],
        batch_size=1000,
    )
    return len(found)
