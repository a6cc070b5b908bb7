"""A season whose unions score themselves and each other, with windows of their own."""

from datetime import datetime
from decimal import Decimal

from campaigns.choices import StageKind
from campaigns.models import Criterion, Participant, Stage
from campaigns.services import columns
from campaigns.services.columns import Entry
from tests.cast import CLOSES, OPENS, Season, after
from units.models import Union, User

#: The window of self-scores, which begins while entry is open, and a moment inside it after the close.
SELF_ENDS, LATER = after(CLOSES, days=5), after(CLOSES, days=1)
#: The window of cross-checks, and of appraisal.
CHECKS_END, APPRAISAL_ENDS = after(CLOSES, days=10), after(CLOSES, days=20)


def stage(season: Season, kind: str, opens: datetime, closes: datetime, **more: object) -> Stage:
    """Switch a stage on."""
    return Stage.objects.create(phase=season.phase, kind=kind, opens_at=opens, closes_at=closes, **more)


def with_self_score(season: Season) -> Season:
    """Self-scores from the opening of entry until five days after its end."""
    stage(season, StageKind.SELF_SCORE, OPENS, SELF_ENDS)
    return season


def line(season: Season, code: str) -> Criterion:
    return season.table.criteria.get(code=code)


def entry(season: Season, code: str, points: str | None, reason: str = "") -> Entry:
    """What somebody writes in a line."""
    return Entry(line(season, code).pk, None if points is None else Decimal(points), reason)


def send(season: Season, union: Union, by: User, now: datetime, judged: str = "15") -> Participant:
    """A union sends its self-score with points for the judged line."""
    place = season.sheet(union)
    columns.save_self_score(participant=place, entries=[entry(season, "4", judged)], by=by, now=now)
    columns.send_self_score(participant=place, by=by, now=now)
    return place
