"""The first federation and the first administrator of an empty installation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from units.actors import SYSTEM
from units.choices import Level, Role
from units.models import Union, User
from units.services.people import appoint, open_account, register_person
from units.services.unions import found_union


@transaction.atomic
def create_federation(
    *, code: str, name: str, short_name: str, admin_name: str, username: str, password: str, now: datetime
) -> User:
    """Found the installation's federation with one administrator. Raises ValidationError when unions exist already."""
    if Union.objects.exists():
        raise ValidationError(
            _(
                "This installation already has a federation; the first administrator adds accounts in the browser"
                " or by workbook."
            )
        )
    today = timezone.localdate(now)
    federation = found_union(
        code=code, name=name, short_name=short_name, level=Level.CITY, by=SYSTEM, now=now, since=today
    )
    person = register_person(full_name=admin_name, by=SYSTEM, now=now)
    appoint(
        person=person,
        union=federation,
        title=_("System administrator"),
        role=Role.ADMINISTRATOR,
        since=today,
        by=SYSTEM,
        now=now,
    )
    return open_account(username=username, person=person, password=password, by=SYSTEM, now=now)
