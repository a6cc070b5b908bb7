"""What waited when a cluster was made final, as its seal names it, in sentences."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Seal
from common.text import format_figure

#: As many clusters that were left open are named.
NAMED = 5
#: How each count of a seal's `noted` is said, in the order in which it is; a late figure waits for nothing.
WORDS: dict[str, Callable[[int], str]] = {
    "unappraised": lambda n: ngettext("%(n)s figure not appraised", "%(n)s figures not appraised", n),
    "uncounted": lambda n: ngettext("%(n)s figure that does not count", "%(n)s figures that do not count", n),
    "set_aside": lambda n: ngettext(
        "%(n)s figure set aside by the federation", "%(n)s figures set aside by the federation", n
    ),
    "unreported": lambda n: ngettext("%(n)s figure not reported", "%(n)s figures not reported", n),
    "unjudged": lambda n: ngettext(
        "%(n)s judged line that nobody appraised", "%(n)s judged lines that nobody appraised", n
    ),
    "filled": lambda n: ngettext(
        "%(n)s judged line with the cross-checked points",
        "%(n)s judged lines with the cross-checked points",
        n,
    ),
    "estimates": lambda n: ngettext("%(n)s estimate", "%(n)s estimates", n),
    "silent": lambda n: ngettext("%(n)s unit that sent nothing", "%(n)s units that sent nothing", n),
    "tied": lambda n: ngettext("%(n)s unit with an equal rank", "%(n)s units with an equal rank", n),
    "unscored": lambda n: ngettext("%(n)s unit without points", "%(n)s units without points", n),
}


def waited_words(seal: Seal) -> list[str]:
    """What stood open in the cluster, and which clusters were left open beside it; empty where nothing did."""
    return list(_sentences(seal))


def _sentences(seal: Seal) -> Iterator[str]:
    counted = [
        words(n) % {"n": _number(n)} for name, words in WORDS.items() if (n := seal.noted.get(name, 0))
    ]
    if counted:
        yield _("When it was made final: %(counts)s.") % {"counts": "; ".join(counted)}
    for left in seal.left_open[:NAMED]:
        why = " ".join(left["waits"]) or _("It was ready, and was not chosen.")
        yield _("%(cluster)s was left open: %(why)s") % {"cluster": left["name"], "why": why}
    if (others := len(seal.left_open) - NAMED) > 0:
        told = ngettext("%(n)s more cluster was left open.", "%(n)s more clusters were left open.", others)
        yield told % {"n": _number(others)}


def _number(count: int) -> str:
    return format_figure(Decimal(count), 0)
