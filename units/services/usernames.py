"""User names: which may be given, and what is told of those that may not.

A name that somebody has is told as such only to who sees that account. To everybody else it is a name that cannot be
given, in the very words in which names are refused that belong to nobody, and another one is proposed (ADR 18).
"""

import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import fault
from common.text import searchable
from units.actors import Actor, System
from units.models import User
from units.queries import people_reached
from units.rules import RESERVED, USERNAME

#: What a user name is, for forms and faults.
HELP = gettext_lazy(
    "2 to 40 letters without diacritics, digits, dots, hyphens or underscores; it begins with a letter or a digit."
)


def suggest(full_name: str) -> str:
    """A free user name as offices make them, the given name and the others' initials: `Nguyễn Thị Hồng` → `hongnt`."""
    words = [
        "".join(c for c in word if c.isascii() and c.isalnum()) for word in searchable(full_name).split()
    ]
    words = [word for word in words if word]
    base = (words[-1] + "".join(word[0] for word in words[:-1]))[:30] if words else "canbo"
    free = len(base) > 1 and base not in RESERVED and not User.objects.filter(username=base).exists()
    return base if free else free_like(base)


def free_like(username: str) -> str:
    """A free name that begins like this one and ends in digits by chance: they count nobody."""
    base = username[:30]
    while True:
        for digits in (2, 3, 4, 6):
            name = f"{base}{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
            if not User.objects.filter(username=name).exists():
                return name


def check_words(username: str, by: Actor) -> None:
    """Raise ValidationError for what is no name, or one that only the installation may give. Asks no database."""
    if not USERNAME.fullmatch(username):
        raise fault("username", str(HELP))
    if username in RESERVED and not isinstance(by, System):
        raise not_free(username)


def check(username: str, by: Actor) -> None:
    """Raise ValidationError for a name that `by` may not give. It is in its plain form already."""
    check_words(username, by)
    held = User.objects.filter(username=username).first()
    if held and (isinstance(by, System) or people_reached(by).filter(pk=held.person_id).exists()):
        raise fault("username", _("The user name “%(name)s” is taken. Choose another.") % {"name": username})
    if held:
        raise not_free(username)


def not_free(username: str) -> ValidationError:
    """The fault in a name that cannot be given: it tells of no account, and proposes a name that is free."""
    said = _("“%(name)s” cannot be given as a user name. Please use another one, for example “%(free)s”.")
    return fault("username", said % {"name": username, "free": free_like(username)})
