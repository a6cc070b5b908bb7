"""Whom an award names: a collective is its union, a person or a household has a name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from awards.choices import Recipient
from awards.models import Award
from awards.rules import name_key
from common.errors import fault
from units.models import Person, Union

LONGEST = 200


@dataclass(frozen=True)
class Named:
    """A recipient as it is written on the award; the key is empty for a collective, which its union names alone."""

    name: str
    key: str
    person: Person | None = None


def recipient_of(award: Award, union: Union, *, name: str, person: Person | None) -> Named:
    """Who is meant. Raises ValidationError for a person or household without a name."""
    if award.recipient == Recipient.COLLECTIVE:
        return Named(union.name, "")
    if award.recipient == Recipient.HOUSEHOLD:
        person = None
    text = " ".join((person.full_name if person else name).split())
    if not text:
        raise fault("name", _("Say whose name stands on the award."))
    if len(text) > LONGEST:
        raise fault("name", _("The name is longer than 200 characters. Please shorten it."))
    return Named(text, name_key(text)[:LONGEST], person)
