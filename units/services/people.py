"""People, accounts, posts and appointments."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import check_dates
from common.errors import fault
from units.actors import Actor
from units.models import Appointment, Person, Post, Union, User
from units.on_a_day import last_day
from units.permissions import require_account_keeper, require_appointing
from units.rules import is_over, periods_overlap, plain_username
from units.services import audit, usernames


@transaction.atomic
def appoint(
    *,
    person: Person,
    union: Union,
    title: str,
    role: str,
    since: date,
    by: Actor,
    now: datetime,
    until: date | None = None,
    source: str = "",
) -> Appointment:
    """Put a person into a post of a union from `since` on, up to but not on `until`; the post is made when it is new.

    Doing it again changes nothing. Raises ValidationError when the post of this title has another role, a day lies
    outside the years 1900 to 2100, the end comes before the beginning, or the person holds the post on one of these
    days already; Refusal for anybody but administrators of the union, for one's own post, and for somebody who holds a
    post elsewhere.
    """
    require_appointing(by, person, union, role)
    check_dates(since=since, until=until)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two appointments at once wait here
    post, created = Post.objects.get_or_create(union=union, title=title, defaults={"role": role})
    if not created and post.role != role:
        raise fault(
            "role",
            _(
                "The post “%(title)s” is one of another role here: %(role)s. Choose that role or another title."
            )
            % {"title": title, "role": post.get_role_display()},
        )
    if until is not None and until <= since:
        raise fault("until", _("The end must come after %(day)s.") % {"day": f"{since:%d/%m/%Y}"})
    for held in Appointment.objects.filter(person=person, post=post):
        if (held.valid_from, held.valid_to) == (since, until):
            return held
        if periods_overlap(held.valid_from, held.valid_to, since, until):
            raise fault(
                "since",
                _("%(person)s holds this post from %(day)s on already. Choose other days.")
                % {"person": person, "day": f"{held.valid_from:%d/%m/%Y}"},
            )
    appointment = Appointment.objects.create(
        person=person, post=post, valid_from=since, valid_to=until, source=source
    )
    audit.record(
        verb="appoint", subject=person, by=by, now=now, post=title, union=union.code, since=since, until=until
    )
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, by: Actor, now: datetime) -> None:
    """End an appointment; `on` is the first day on which its rights are gone.

    Raises ValidationError for a day that is not after its beginning, or later than the end it has already; Refusal for
    anybody but administrators of the union, and for an administrator's own post.
    """
    held = (
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("post__union", "person")
        .get(pk=appointment.pk)
    )
    require_appointing(by, held.person, held.post.union, held.post.role, ends=True)
    check_dates(on=on)
    if on <= held.valid_from:
        raise fault("on", _("The end must come after %(day)s.") % {"day": f"{held.valid_from:%d/%m/%Y}"})
    if is_over(held.valid_to, last_day(on)):
        raise fault(
            "on",
            _("This appointment ended on %(day)s. To hold the post again, appoint anew.")
            % {"day": f"{held.valid_to:%d/%m/%Y}"},
        )
    held.valid_to = appointment.valid_to = on
    held.save(update_fields=["valid_to"])
    audit.record(verb="end_appointment", subject=held.person, by=by, now=now, post=held.post.title, on=on)


@transaction.atomic
def open_account(
    *, username: str, person: Person, password: str, by: Actor, now: datetime, check: bool = True
) -> User:
    """Open an account for a person.

    Raises ValidationError for a name that is none or not free, a person who has an account already, or a password that
    is too weak.
    """
    username = plain_username(username)
    usernames.check(username, by)
    _refuse_second_account(person)
    if check:
        try:
            validate_password(password, User(username=username, person=person))
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from error
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, person=person)
    except IntegrityError as error:  # of two at once the database lets one have it
        _refuse_second_account(person)
        raise usernames.not_free(username) from error
    audit.record(verb="open_account", subject=user, by=by, now=now, username=username)
    return user


def _refuse_second_account(person: Person) -> None:
    if User.objects.filter(person=person).exists():
        raise fault(
            "person",
            _("%(person)s has an account already. Give it a new password instead.") % {"person": person},
        )


@transaction.atomic
def register_person(*, full_name: str, by: Actor, now: datetime, **fields: Any) -> Person:
    """Enter a person. Raises ValidationError for a missing or over-long name, or an address that is none."""
    person = Person(full_name=full_name, **fields)
    person.clean_fields()
    person.save()
    audit.record(verb="register_person", subject=person, by=by, now=now, full_name=full_name)
    return person


@transaction.atomic
def change_address(*, person: Person, email: str, by: Actor, now: datetime) -> None:
    """Give a person another e-mail address, or none; the same again changes nothing.

    Raises ValidationError for what is no address, Refusal for anybody who may not keep the person's account.
    """
    require_account_keeper(by, person, now)
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before, held.email = held.email, email.strip()
    if held.email == before:
        return
    Person._meta.get_field("email").clean(held.email, held)
    held.save(update_fields=["email"])
    audit.record(verb="change_address", subject=held, by=by, now=now, before=before, after=held.email)
