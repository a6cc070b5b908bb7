"""Reading the ledger of letters: what was sent, what waits and why, and whom no letter reaches."""

from datetime import datetime

from django.conf import settings
from django.db.models import Min, QuerySet

from common.pages import Badge
from units.choices import ByMail, LetterState
from units.models import Letter, Notice, User
from units.queries import people_reached

#: Back ends that only pretend to send.
PRETENDING = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")}


def mail_server_set() -> bool:
    """Whether letters can go out at all: without EMAIL_URL none is made, and none counts as sent."""
    return settings.EMAIL_BACKEND not in PRETENDING


def oldest_unsent_mail(now: datetime) -> datetime | None:
    """Since when the oldest mail waits that should have gone out by now; None when none does.

    A notice counts until it is in a letter or known to reach nobody, a letter until it is sent or given up. Without a
    mail server nothing waits.
    """
    if not mail_server_set():
        return None
    pending = Notice.objects.filter(by_mail=ByMail.PENDING, created_at__lte=now)
    waiting = Letter.objects.filter(state=LetterState.WAITING, created_at__lte=now)
    found = [rows.aggregate(at=Min("created_at"))["at"] for rows in (pending, waiting)]
    return min((at for at in found if at is not None), default=None)


def letters_visible_to(user: User) -> QuerySet[Letter]:
    """Letters to people whose accounts a person keeps."""
    return Letter.objects.filter(person__in=people_reached(user))


def letter_list(user: User, *, state: str = "", text: str = "") -> QuerySet[Letter]:
    """The letters within reach, the newest first, narrowed to a state and to words of the name or address."""
    found = letters_visible_to(user).select_related("person").prefetch_related("notices")
    if state in LetterState:
        found = found.filter(state=state)
    if text := text.strip():
        found = found.filter(person__full_name__icontains=text) | found.filter(address__icontains=text)
    return found.order_by("-pk")


def letter_badge(letter: Letter) -> Badge:
    """Where a letter stands."""
    kind, icon = {
        LetterState.SENT: ("ok", "check"),
        LetterState.FAILED: ("fault", "warning"),
    }.get(LetterState(letter.state), ("wait", "clock"))
    return Badge(kind, icon, str(LetterState(letter.state).label))
