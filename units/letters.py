"""Reading the ledger of letters: what was sent, what waits and why, and whom no letter reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Prefetch, Q, QuerySet

from common.pages import Badge
from common.search import matching
from units.choices import ByMail, LetterFault, LetterState
from units.models import Letter, Notice, User
from units.notices import subject_of
from units.queries import people_reached

#: Back ends that only pretend to send.
PRETENDING = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")}


def mail_server_set() -> bool:
    """Whether letters can go out at all: without EMAIL_URL none is made, and none counts as sent."""
    return settings.EMAIL_BACKEND not in PRETENDING


#: Faults that concern one letter: it is tried again, or looked at by an administrator, and mail as such goes out.
OF_ONE_LETTER = (LetterFault.ADDRESS, LetterFault.REFUSED, LetterFault.NOT_WRITTEN, LetterFault.UNREACHABLE)


@dataclass(frozen=True)
class UnsentMail:
    """Mail that should have gone out: since when the oldest waits (None when none does), and how much."""

    oldest: datetime | None
    count: int


def unsent_mail(now: datetime) -> UnsentMail:
    """What a worker or a mail server that stands still holds up; two queries.

    A notice counts until it is in a letter or known to reach nobody, a letter until it is sent or given up; not one
    whose fault concerns it alone. Without a mail server nothing waits.
    """
    if not mail_server_set():
        return UnsentMail(None, 0)
    pending = Notice.objects.filter(by_mail=ByMail.PENDING, created_at__lte=now)
    waiting = Letter.objects.filter(state=LetterState.WAITING, created_at__lte=now)
    held = [rows.order_by() for rows in (pending, waiting.exclude(fault__in=OF_ONE_LETTER))]
    found = [rows.aggregate(oldest=Min("created_at"), count=Count("pk")) for rows in held]
    oldest = min((f["oldest"] for f in found if f["oldest"] is not None), default=None)
    return UnsentMail(oldest, sum(f["count"] for f in found))


def oldest_unsent_mail(now: datetime) -> datetime | None:
    """Since when the oldest mail waits that should have gone out by now; None when none does."""
    return unsent_mail(now).oldest


def letters_visible_to(user: User) -> QuerySet[Letter]:
    """Letters to people whose accounts a person keeps."""
    return Letter.objects.filter(person__in=people_reached(user))


def letter_list(user: User, *, state: str = "", text: str = "") -> QuerySet[Letter]:
    """The letters within reach, the newest first, narrowed to a state and to words of the name or address."""
    found = letters_visible_to(user)
    if state in LetterState:
        found = found.filter(state=state)
    if text := text.strip():
        found = found.filter(matching(text, "person__search") | Q(address__icontains=text))
    return found.order_by("-pk")


@dataclass(frozen=True)
class LetterRow:
    """A letter of the list: what it is about, where it stands, and whether it may be tried again by hand."""

    letter: Letter
    subject: str
    badge: Badge
    is_stuck: bool


def letter_rows(ids: Iterable[int]) -> list[LetterRow]:
    """The rows of these letters, the newest first, in the language that is active; two queries."""
    notices = Prefetch("notices", queryset=Notice.objects.order_by("pk"))
    return [
        LetterRow(
            letter=letter,
            subject=subject_of(letter.kind, [notice.words for notice in letter.notices.all()]),
            badge=letter_badge(letter),
            is_stuck=letter.state != LetterState.SENT and bool(letter.fault),
        )
        for letter in Letter.objects.filter(pk__in=ids)
        .select_related("person")
        .prefetch_related(notices)
        .order_by("-pk")
    ]


def stuck_letters(user: User) -> QuerySet[Letter]:
    """The letters within reach that failed, or wait after a fault."""
    return letters_visible_to(user).exclude(state=LetterState.SENT).exclude(fault="")


def letter_badge(letter: Letter) -> Badge:
    """Where a letter stands."""
    kind, icon = {
        LetterState.SENT: ("ok", "check"),
        LetterState.FAILED: ("fault", "warning"),
    }.get(LetterState(letter.state), ("wait", "clock"))
    return Badge(kind, icon, str(LetterState(letter.state).label))
