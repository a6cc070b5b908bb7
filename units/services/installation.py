"""The first federation and the first administrator of an empty installation."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import fault
from units.actors import SYSTEM
from units.choices import Level, Role
from units.models import Union, User
from units.services.people import appoint, open_account, register_person
from units.services.unions import found_union

#: What an installation starts with besides its federation: upper apps add to it in their `AppConfig.ready`.
#: Each step is called with `by=` and `now=`, in the transaction that founds the federation.
steps: list[Callable[..., object]] = []


@transaction.atomic
def create_federation(
    *,
    code: str,
    name: str,
    short_name: str,
    admin_name: str,
    username: str,
    password: str,
    now: datetime,
    since: date | None = None,
) -> User:
    """Found the installation's federation with one administrator, and take the steps that the apps add.

    Federation and post hold from `since` on, the first of January unless it is named: a union has no place below the
    federation before that day. Raises ValidationError when unions exist already, and for a day that is still to come.
    """
    if Union.objects.exists():
        raise ValidationError(
            _(
                "This installation already has a federation; the first administrator adds accounts in the browser"
                " or by workbook."
            )
        )
    today = timezone.localdate(now)
    since = since or date(today.year, 1, 1)
    if since > today:
        raise fault("since", _("The federation exists already: name today or an earlier day."))
    federation = found_union(
        code=code, name=name, short_name=short_name, level=Level.CITY, by=SYSTEM, now=now, since=since
    )
    person = register_person(full_name=admin_name, by=SYSTEM, now=now)
    appoint(
        person=person,
        union=federation,
        title=_("System administrator"),
        role=Role.ADMINISTRATOR,
        since=since,
        by=SYSTEM,
        now=now,
    )
    user = open_account(username=username, person=person, password=password, by=SYSTEM, now=now)
    for step in steps:
        step(by=SYSTEM, now=now)
    return user
