"""Accounts as an administrator keeps them: opened, given a first password, closed; and the owner's own password.

A first password is known to the administrator who hands it over. So it works once: its owner must choose
another at the first sign-in, and it expires. It is returned to be shown once and kept nowhere; the audit trail
holds the act without the secret.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.db import update_from
from common.errors import Conflict, fault
from units.actors import Actor
from units.models import Appointment, AuditEvent, Person, Union, User
from units.permissions import require_account_keeper, require_administrator
from units.queries import accounts_below, issued_unused, without_password
from units.services import audit, people

#: Letters and digits that are not taken for one another on paper: no i, l, o, 0, 1. 31 of them, 16 times: 79 bits.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 16
FIRST_PASSWORD_LASTS = timedelta(days=14)
#: How many first passwords are issued at a time; each costs a slow hash.
AT_A_TIME = 100


@dataclass(frozen=True)
class Slip:
    """A first password to hand over. It exists here and on the paper, nowhere else."""

    user: User
    password: str

    @property
    def parts(self) -> list[str]:
        """The password in groups of four, for the eye."""
        return [self.password[n : n + 4] for n in range(0, len(self.password), 4)]


def first_password() -> str:
    """A random first password, easy to read aloud and to type."""
    return "".join(secrets.choice(READABLE) for _n in range(LENGTH))


def issue_password(*, user: User, by: Actor, now: datetime) -> str:
    """Give an account a first password in place of the one it has, end its sessions, and return it to be shown once.

    Raises ValidationError for a closed account, Refusal for anybody who may not keep the account.
    """
    require_account_keeper(by, user.person, now)  # before the slow hash
    password = first_password()
    hashed = make_password(password)  # before the transaction: on SQLite that would hold up every writer
    with transaction.atomic():
        held = (
            User.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=user.pk)
        )
        require_account_keeper(by, held.person, now)
        if not held.is_active:
            raise fault("user", _("The account is closed. Reopen it first, then issue a password."))
        held.password, held.must_change_password = hashed, True  # another hash ends every session
        held.password_expires_at = now + FIRST_PASSWORD_LASTS
        held.save(update_fields=["password", "must_change_password", "password_expires_at"])
        audit.record(verb="issue_password", subject=held, by=by, now=now, expires_at=held.password_expires_at)
    return password


def issue_passwords(
    *, union: Union, by: User, now: datetime, most: int = AT_A_TIME, lost: datetime | None = None
) -> list[Slip]:
    """Issue first passwords to accounts without a usable one, of people with a post at or below `union`.

    Where the slips of an issue were lost, `lost` is the moment at which its passwords end: those that nobody has used
    yet are replaced. At most `most` at a time. Ordered by union and name, as the slips are handed out. Raises Refusal
    for anybody who does not administer the union.
    """
    require_administrator(by, union)
    which = without_password(now) if lost is None else issued_unused(now, lost)
    first = list(accounts_below(by, union, now, which).values_list("pk", flat=True)[:most])
    made = {pk: (secret, make_password(secret)) for pk, secret in ((pk, first_password()) for pk in first)}
    expires = now + FIRST_PASSWORD_LASTS
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=made)
        users = list(locked.filter(which).select_related("person").order_by("pk"))
        rows = [
            {
                "id": u.pk,
                "password": made[u.pk][1],
                "must_change_password": True,
                "password_expires_at": expires,
            }
            for u in users
        ]
        update_from(User, rows)
        AuditEvent.objects.bulk_create(
            audit.event(verb="issue_password", subject=u, by=by, now=now, expires_at=expires) for u in users
        )
    for user in users:
        user.must_change_password, user.password_expires_at = True, expires
    order = {pk: place for place, pk in enumerate(first)}
    return [Slip(u, made[u.pk][0]) for u in sorted(users, key=lambda u: order[u.pk])]


@transaction.atomic
def open_account(*, person: Person, username: str, by: Actor, now: datetime) -> Slip:
    """Open an account for a person who has none, with a first password to be shown once.

    Raises ValidationError for a name in use or a person who has an account already, Refusal as `issue_password`.
    """
    require_account_keeper(by, person, now)
    password = first_password()
    user = people.open_account(
        username=username, person=person, password=password, by=by, now=now, check=False
    )
    user.must_change_password, user.password_expires_at = True, now + FIRST_PASSWORD_LASTS
    user.save(update_fields=["must_change_password", "password_expires_at"])
    audit.record(verb="issue_password", subject=user, by=by, now=now, expires_at=user.password_expires_at)
    return Slip(user, password)


@transaction.atomic
def add_person(
    *,
    full_name: str,
    email: str,
    union: Union,
    title: str,
    role: str,
    since: date,
    username: str,
    by: Actor,
    now: datetime,
) -> tuple[Person, Slip | None]:
    """Enter a person with a post in `union`, and with an account when `username` is given.

    Raises ValidationError as the three acts do, and for somebody of this name who holds the post already (a
    form sent twice); Refusal for anybody who does not administer the union.
    """
    require_administrator(by, union)
    same = Appointment.objects.filter(person__full_name=full_name, post__union=union, post__title=title)
    if same.lasting(timezone.localdate(now)).exists():  # a post that begins later counts too
        raise fault(
            "full_name",
            _("%(person)s holds this post already. Look in the list of accounts.") % {"person": full_name},
        )
    person = people.register_person(full_name=full_name, email=email, by=by, now=now)
    people.appoint(person=person, union=union, title=title, role=role, since=since, by=by, now=now)
    return person, open_account(person=person, username=username, by=by, now=now) if username else None


@transaction.atomic
def add_post(
    *, person: Person, union: Union, title: str, role: str, since: date, by: Actor, now: datetime
) -> Appointment:
    """Put a person whose account one keeps into one more post. Raises as `people.appoint` and `issue_password`."""
    require_account_keeper(by, person, now)
    require_administrator(by, union)
    return people.appoint(person=person, union=union, title=title, role=role, since=since, by=by, now=now)


@transaction.atomic
def close_account(*, user: User, by: Actor, now: datetime) -> None:
    """Close an account: nobody signs in with it any more, and its sessions end at once.

    Its password ends too, so that no session and no known password comes back to life when it is reopened.
    Closing it again changes nothing. Raises Refusal as `issue_password`.
    """
    held = _locked(user, by, now)
    if held.is_active:
        held.is_active, held.must_change_password, held.password_expires_at = False, False, None
        held.set_unusable_password()
        held.save(update_fields=["is_active", "password", "must_change_password", "password_expires_at"])
        audit.record(verb="close_account", subject=held, by=by, now=now, username=held.username)


@transaction.atomic
def reopen_account(*, user: User, by: Actor, now: datetime) -> None:
    """Open a closed account again; a first password is issued apart. Raises Refusal as `issue_password`."""
    held = _locked(user, by, now)
    if not held.is_active:
        held.is_active = True
        held.save(update_fields=["is_active"])
        audit.record(verb="reopen_account", subject=held, by=by, now=now, username=held.username)


def _locked(user: User, by: Actor, now: datetime) -> User:
    """The account as it is now, locked. Raises Refusal for anybody who may not keep it."""
    held = User.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=user.pk)
    require_account_keeper(by, held.person, now)
    return held


def choose_password(*, user: User, password: str, now: datetime) -> None:
    """The owner's own password: no need to change it, no end. Every other session of the owner ends.

    Raises Conflict when the account was closed, or got another password, since this request began.
    """
    before = user.password
    user.set_password(password)
    with transaction.atomic():
        same = User.objects.filter(pk=user.pk, password=before, is_active=True)
        if not same.update(password=user.password, must_change_password=False, password_expires_at=None):
            raise Conflict(
                _("Your account has just been given another password. Please sign in with that one.")
            )
        audit.record(verb="choose_password", subject=user, by=user, now=now)
    user.must_change_password, user.password_expires_at = False, None


@transaction.atomic
def choose_language(*, user: User, language: str, now: datetime) -> None:
    """The language in which the owner is written to; choosing the same again changes nothing."""
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        audit.record(verb="choose_language", subject=user, by=user, now=now, language=language)
    user.language = language
