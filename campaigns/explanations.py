"""How a line's points came about, in words: one sentence for each way in which `rules.leaf_points` can go.

Pure: figures and points are whole ten-thousandths, as in `rules`. The sentences are rendered from the frozen inputs, never stored.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import Fallback, ResultState, Rule
from campaigns.rules import WHOLE, Leaf
from common.fields import UNIT, from_units
from common.quotient import quotient
from common.text import format_figure

#: How many unions a sentence about a tie names before it counts the rest.
NAMED = 4


def shown(units: int) -> str:
    """Ten-thousandths as people read them: 137500 → "13,75"."""
    return format_figure(from_units(units))


def how_scored(leaf: Leaf, *, state: str, value: int | None, target: int | None) -> str:
    """The sentence behind the points that `rules.leaf_points` gives for the same inputs."""
    if state == ResultState.NOT_APPLICABLE:
        return (
            _("Not applicable: the maximum, by the table’s rule")
            if leaf.not_applicable == Fallback.FULL
            else _("Not applicable: 0 points")
        )
    if value is None:
        return _("Not reported: 0 points")
    if state == ResultState.NOTHING and value == 0 and leaf.rule != Rule.PROPORTIONAL:
        return _("Nothing to report: 0 points")
    if leaf.rule == Rule.JUDGED:
        return _judged(leaf, value)
    if leaf.rule == Rule.YES_NO:
        return _("Yes: the maximum") if value >= UNIT else _("No: 0 points")
    if leaf.rule == Rule.PER_OBJECT:
        return _per_object(leaf, value)
    return _proportional(leaf, state, value, target)


def _judged(leaf: Leaf, value: int) -> str:
    if value > leaf.max_points:
        return _("Judged %(points)s, at most %(most)s") % {
            "points": shown(value),
            "most": shown(leaf.max_points),
        }
    return _("Judged %(points)s out of %(most)s") % {"points": shown(value), "most": shown(leaf.max_points)}


def _per_object(leaf: Leaf, value: int) -> str:
    parts = {"each": shown(leaf.per_object), "count": shown(value), "most": shown(leaf.max_points)}
    if (quotient(value, leaf.per_object, UNIT) or 0) > leaf.max_points:
        return _("%(each)s for each × %(count)s, at most %(most)s") % parts
    return _("%(each)s for each × %(count)s") % parts


def _proportional(leaf: Leaf, state: str, value: int, target: int | None) -> str:
    if not target:
        return (
            _("No target: the maximum, by the table’s rule")
            if leaf.no_target == Fallback.FULL
            else _("No target: 0 points")
        )
    if state == ResultState.NOTHING and value == 0:
        return _("Nothing to report: 0 points")
    limit = quotient(target, leaf.cap, WHOLE) or 0
    parts = {"most": shown(leaf.max_points), "target": shown(target)}
    if value < limit or value == limit != target:
        return _("In proportion: %(most)s × %(value)s ÷ %(target)s") % {**parts, "value": shown(value)}
    if leaf.cap == WHOLE:
        return _("Reached in full: the maximum")
    return _("Counted up to %(cap)s%% of the target: %(most)s × %(value)s ÷ %(target)s") % {
        **parts,
        "cap": shown(leaf.cap),
        "value": shown(limit),
    }


def tie_sentence(rank: int, others: Sequence[str]) -> str:
    """Why two or more share a rank, and which ranks are therefore not given; `others` are the names of the rest."""
    names = ", ".join(others[:NAMED])
    if len(others) > NAMED:
        rest = len(others) - NAMED
        names += " " + ngettext("and %(count)s other unit", "and %(count)s other units", rest) % {
            "count": rest
        }
    parts = {"rank": rank, "names": names, "next": rank + 1, "last": rank + len(others)}
    if len(others) == 1:
        return (
            _(
                "Shares rank %(rank)s with %(names)s: the table has no secondary criterion to part them, so nobody is rank %(next)s."
            )
            % parts
        )
    return (
        _(
            "Shares rank %(rank)s with %(names)s: the table has no secondary criterion to part them, so nobody is rank %(next)s to %(last)s."
        )
        % parts
    )
