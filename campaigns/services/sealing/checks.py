"""What the recomputations of all formats have in common: how much was found equal, and how a difference is said."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.services.sealing.document import Difference


@dataclass(frozen=True)
class Counted:
    """How much of a document was recomputed and found equal."""

    lines: int = 0
    standings: int = 0


def same(what: str | Promise, where: str, stored: Any, wanted: Any) -> None:
    """Raise Difference, with the place and both values, unless what is stored is what was recomputed."""
    if stored != wanted:
        raise Difference(
            _("%(where)s %(what)s: stored %(stored)s, recomputed %(wanted)s")
            % {"where": where, "what": what, "stored": stored, "wanted": wanted}
        )
