"""Figures in words, and why unions share a rank. How a line's points came about is said by its rule in `scoring/`."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.choices import IndicatorKind, MilestoneStage
from campaigns.rules import day_of_value, days_late
from common.templatetags.look import day
from common.text import format_figure

#: What is asked of a target that is far from the others of the cluster (`rules.far_off`); what these are is not told.
FAR_OFF = {
    "more": gettext_lazy(
        "More than ten times what the others of the cluster aim at. Is the comma where it should be?"
    ),
    "less": gettext_lazy(
        "Less than a tenth of what the others of the cluster aim at. Is the comma where it should be?"
    ),
}
#: How many unions a sentence about a tie names before it counts the rest.
NAMED = 4


def figure_text(
    value: Decimal | None, *, kind: str, decimals: int | None = None, stage: str | None = ""
) -> str:
    """A figure or a target as every page and paper writes it, "" for none: of a milestone the day, and its stage."""
    if value is None or kind != IndicatorKind.MILESTONE:
        return format_figure(value, decimals)
    shown = day(day_of_value(value))
    return f"{shown} ({stage_text(stage)})" if stage else shown


def stage_text(stage: str) -> str:
    """A milestone's stage as it stands inside a sentence or below its day."""
    return str(MilestoneStage(stage).label).lower()


def timing(value: Decimal, target: Decimal) -> str:
    """How a milestone's day lies to its target, where other figures show what share of it is attained."""
    late = days_late(value, target)
    if late > 0:
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": format_figure(late)}
    if late < 0:
        return ngettext("%(n)s day early", "%(n)s days early", -late) % {"n": format_figure(-late)}
    return _("on the day")


def tie_sentence(rank: int, others: Sequence[str], *, has_keys: bool = False) -> str:
    """Why two or more share a rank, and which ranks are therefore not given; `others` are the names of the rest.

    `has_keys` says that the table has secondary criteria, in all of which they are equal.
    """
    names = ", ".join(others[:NAMED])
    if len(others) > NAMED:
        rest = len(others) - NAMED
        names += " " + ngettext("and %(count)s other unit", "and %(count)s other units", rest) % {
            "count": rest
        }
    why = (
        _("equal in every secondary criterion too, so a named person decides (phải bình xét)")
        if has_keys
        else _("the table has no secondary criterion to part them")
    )
    parts = {"rank": rank, "names": names, "why": why, "next": rank + 1, "last": rank + len(others)}
    if len(others) == 1:
        return _("Shares rank %(rank)s with %(names)s: %(why)s; nobody is rank %(next)s.") % parts
    return _("Shares rank %(rank)s with %(names)s: %(why)s; nobody is rank %(next)s to %(last)s.") % parts
