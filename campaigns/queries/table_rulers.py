"""Steps and bands as a ruler: side by side from the lowest, so that a gap or an overlap is seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Band, Criterion, Step
from campaigns.queries.table_words import edge_words
from campaigns.scoring import registry
from common.text import format_figure


@dataclass(frozen=True)
class RulerPart:
    """A step or band on the ruler, or a place where they leave a gap or lie over each other.

    `fills` are the edges of a gap as the form of the line sends them, to have a step of 0 points added there.
    """

    points: str
    edge: str
    css: str = ""
    fills: str = ""


def ruler(criterion: Criterion) -> list[RulerPart]:
    """The steps of a leaf; every figure from 0 up has one step, and what has none or two is a part of its own.

    Steps for facts have no edges, and no ruler. The steps are at hand.
    """
    if registry.steps_by(criterion.rule) != "figure":
        return []
    steps = sorted(
        criterion.steps.all(), key=lambda step: (step.lowest is not None, step.lowest or Decimal(0))
    )
    return _drawn(steps) if steps else []


def _drawn(steps: Sequence[Step]) -> list[RulerPart]:
    parts: list[RulerPart] = []
    reached: Decimal | None = Decimal(0)
    for step in steps:
        lowest = step.lowest or Decimal(0)
        if reached is None or lowest < reached:
            ends = [end for end in (reached, step.below) if end is not None]
            parts.append(RulerPart(_("twice"), edge_words(lowest, min(ends, default=None)), "is-double"))
        elif lowest > reached:
            parts.append(_gap(reached, lowest))
        parts.append(RulerPart(format_figure(step.points, 2), edge_words(step.lowest, step.below)))
        reached = None if reached is None or step.below is None else max(reached, step.below)
    return parts if reached is None else [*parts, _gap(reached, None)]


def _gap(lowest: Decimal, below: Decimal | None) -> RulerPart:
    fills = f"{format_figure(lowest)}|{'' if below is None else format_figure(below)}"
    return RulerPart(_("no points yet"), edge_words(lowest, below), "is-gap", fills)


def band_ruler(bands: Iterable[Band]) -> list[RulerPart]:
    """The bands side by side; one without an upper end reaches to the band above it."""
    rising = sorted(bands, key=lambda band: band.lowest)
    parts: list[RulerPart] = []
    for at, band in enumerate(rising):
        above = rising[at + 1].lowest if at + 1 < len(rising) else None
        below = above if band.below is None else band.below
        parts.append(RulerPart(band.name, edge_words(band.lowest, below)))
        if below is not None and (above is None or below < above):
            parts.append(RulerPart(_("no band"), edge_words(below, above), "is-gap"))
        elif below is not None and above is not None and below > above:
            parts.append(RulerPart(_("twice"), edge_words(above, below), "is-double"))
    return parts
