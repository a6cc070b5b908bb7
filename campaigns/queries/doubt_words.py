"""What strikes about a figure, in sentences that pages for the union and for the appraiser say alike. No query."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from common.text import format_figure


def times_of(value: Decimal, of: Decimal | None) -> str:
    """How many times `of` the figure is, with one decimal; "" of nothing."""
    return format_figure((value / of).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), 1) if of else ""


def before_words(doubt: str, value: Decimal, before: Decimal | None, phase: str) -> str:
    """That a figure is far "more" or "less" (`rules.doubt`) than `before`, the one of an earlier phase; else ""."""
    if doubt == "more":
        said = _("%(times)s times the figure of “%(phase)s”.")
        return said % {"times": times_of(value, before), "phase": phase}
    if doubt == "less":
        said = _("Less than a tenth of the figure of “%(phase)s” (%(before)s).")
        return said % {"phase": phase, "before": format_figure(before)}
    return ""


def share_words(whole: str, value: Decimal | None) -> str:
    """That a figure is more than the one of which it is a part, `whole` by name."""
    return _("More than “%(whole)s” (%(figure)s), of which it is a part.") % {
        "whole": whole,
        "figure": format_figure(value),
    }


def passed_words() -> str:
    """That a milestone is still planned for a day that is over."""
    return _("The planned day has passed.")
