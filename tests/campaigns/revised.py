"""Points that are computed anew after the close, and the clock that clears away what was before."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import CountedFact, Participant, ScoreLine, Standing
from campaigns.services import results, superseding
from tests.cast import CLOSES, Season, after
from units.models import Union
from units.services import jobs

LATER = after(CLOSES, days=1)


def revise(season: Season, union: Union, points: str) -> None:
    """A judge's points that come a day after the close, and the computation that takes them in."""
    figure = season.figure(union, "TD", points)
    results.judge_figures(participant=season.sheet(union), figures=[figure], by=season.world.quang, now=LATER)
    jobs.run_all(now=LATER)


def tidy(**later: float) -> int:
    """What the clock removes so much later; two hours where nothing is said."""
    return superseding.remove_superseded(now=timezone.now() + timedelta(**(later or {"hours": 2})))


def kept_of(participant: Participant) -> list[list[int]]:
    """The revisions of which lines, standings and counted facts of a participant are there."""
    return [
        sorted(set(model._default_manager.filter(participant=participant).values_list("revision", flat=True)))
        for model in (ScoreLine, Standing, CountedFact)
    ]
