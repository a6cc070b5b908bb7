"""A document recomputed from itself alone, by the rules of its format."""

from collections.abc import Callable, Iterable
from itertools import chain

from django.utils.translation import gettext as _

from campaigns.services.sealing import format_1, format_2, format_3
from campaigns.services.sealing.checks import Counted
from campaigns.services.sealing.document import Difference, Record
from common.formats import form_of


def recompute(records: Iterable[Record], *, is_settled: bool = True) -> Counted:
    """Recompute a document of one cluster. Raises UnknownFormat, and Difference at the first place that is another.

    `is_settled` is False for rows of today whose earlier phases may still move, and with them what is carried over.
    """
    rest = iter(records)
    first = next(rest, {})
    if first.get("record") != "seal":
        raise Difference(_("The sealed document has no beginning."))
    form = form_of(RECOMPUTATIONS, first["format"])
    try:
        return form(chain([first], rest), is_settled)
    except (KeyError, TypeError, ValueError) as error:
        raise Difference(
            _("The sealed document is not in its form: %(why)s") % {"why": repr(error)}
        ) from error


def _recompute_1(records: Iterable[Record], is_settled: bool) -> Counted:
    """Format 1 is found in seals alone, and what a seal carries is settled."""
    return format_1.recompute(records)


RECOMPUTATIONS: dict[int, Callable[[Iterable[Record], bool], Counted]] = {
    1: _recompute_1,
    2: format_2.recompute,
    3: format_3.recompute,
}
