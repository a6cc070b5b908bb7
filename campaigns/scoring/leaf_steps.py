"""The steps of leaves: as a table inside the statement that scores, in words, and what is wrong with them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models
from django.utils.translation import gettext as _

from campaigns.scoring.base import Leaf, Step, shown
from campaigns.scoring.parameters import STEPS


class LeafStep(models.Model):
    """A row of the table `leaf_step`; it has a registry of models to itself, so that nobody migrates or empties it."""

    criterion_id = models.BigIntegerField(primary_key=True)
    lowest = models.BigIntegerField(null=True)
    below = models.BigIntegerField(null=True)
    points = models.BigIntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "campaigns"
        apps = Apps()
        managed = False
        db_table = "leaf_step"

    def __str__(self) -> str:
        return f"{self.lowest}…{self.below}: {self.points}"


def said_of_edges(lowest: int | None, below: int | None, unit: str = "") -> str:
    """A stretch in words: "from 1 to below 2"."""
    parts = {
        "lowest": "" if lowest is None else f"{shown(lowest)}{unit}",
        "below": "" if below is None else f"{shown(below)}{unit}",
    }
    if lowest is None:
        return _("for any figure") if below is None else _("below %(below)s") % parts
    if below is None:
        return _("from %(lowest)s up") % parts
    return _("from %(lowest)s to below %(below)s") % parts


def said_of_steps(steps: Sequence[Step], unit: str = "") -> str:
    """All steps in words, from the lowest."""
    return "; ".join(
        _("%(edges)s: %(points)s")
        % {"edges": said_of_edges(step.lowest, step.below, unit), "points": shown(step.points)}
        for step in in_order(steps)
    )


def in_order(steps: Sequence[Step]) -> list[Step]:
    """From the lowest; a step that reaches down without end comes first."""
    return sorted(steps, key=lambda step: (step.lowest is not None, step.lowest or 0))


def step_faults(leaf: Leaf, unit: str = "") -> list[tuple[str, str]]:
    """Figures without a step, figures with two, and points that do not go with the maximum."""
    texts = [*_gaps(leaf.steps, unit), *_points(leaf)] if leaf.steps else []
    return [(STEPS, text) for text in texts]


def _gaps(steps: Sequence[Step], unit: str) -> list[str]:
    """Everything from 0 up has one step: no figure is below 0."""
    gap = _("No points are said for figures %(edges)s. Add a step.")
    overlap = _("Two steps hold for figures %(edges)s. Leave one.")
    found = []
    reached: int | None = 0
    for step in in_order(steps):
        if reached is None or (step.lowest or 0) < reached:
            twice = _lower(reached, step.below)
            found.append(overlap % {"edges": said_of_edges(step.lowest or 0, twice, unit)})
        elif (step.lowest or 0) > reached:
            found.append(gap % {"edges": said_of_edges(reached, step.lowest, unit)})
        reached = None if reached is None or step.below is None else max(reached, step.below)
    if reached is not None:
        found.append(gap % {"edges": said_of_edges(reached, None, unit)})
    return found


def _lower(one: int | None, other: int | None) -> int | None:
    """The lower of two ends; None is no end."""
    ends = [end for end in (one, other) if end is not None]
    return min(ends, default=None)


def _points(leaf: Leaf) -> list[str]:
    """The best step gives the maximum, and none less than 0."""
    points = [step.points for step in leaf.steps]
    found = []
    if min(points) < 0:
        found.append(_("A step must not give less than 0 points: penalties are entered as positive amounts."))
    if max(points) != leaf.most:
        parts = {"best": shown(max(points)), "most": shown(leaf.most)}
        found.append(
            _("The best step gives %(best)s points, the maximum is %(most)s. Make them equal.") % parts
        )
    return found
