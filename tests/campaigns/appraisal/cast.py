"""Figures that wait: of the season's unions, or of many."""

from decimal import Decimal

from campaigns.choices import ResultState, ResultStatus
from campaigns.models import Result
from campaigns.queries import appraisal
from campaigns.queries.appraisal import Waiting
from tests.cast import NOW, Season
from tests.crowd import crowd
from units.models import Appointment, Cluster, Post, Union


def ticked(*rows: Result) -> dict[int, int]:
    """Figures as a page shows them now."""
    return {row.pk: row.version for row in rows}


def boxes(*rows: Result) -> list[str]:
    """What the ticked boxes of these figures send."""
    return [f"{row.pk}.{row.version}" for row in rows]


def fresh(*rows: Result) -> list[Result]:
    """The same figures as they are now."""
    return [Result.objects.get(pk=row.pk) for row in rows]


def waiting_ones(
    season: Season, count: int, *, code: str = "DV", cluster: Cluster | None = None
) -> list[Result]:
    """A figure of an indicator waits in so many unions more; the value is its number."""
    unions = crowd(season, count, cluster=cluster)
    rows = list(
        Result.objects.filter(participant__union__in=unions, indicator__code=code).order_by("participant_id")
    )
    for number, row in enumerate(rows, start=1):
        row.value, row.state, row.status = Decimal(number), ResultState.REPORTED, ResultStatus.SUBMITTED
    Result.objects.bulk_update(rows, ["value", "state", "status"], batch_size=500)
    return rows


def with_officer(season: Season, unions: list[Union]) -> None:
    """Hoa acts for these unions too."""
    posts = Post.objects.bulk_create(Post(union=union, title="Cán bộ", role="officer") for union in unions)
    Appointment.objects.bulk_create(
        Appointment(person=season.world.hoa.person, post=post, valid_from="2024-01-01") for post in posts
    )


def seen(season: Season, code: str = "DV", union: str = "BD") -> Waiting:
    """A figure as the queue shows it."""
    rows = list(appraisal.chosen_rows(season.phase, appraisal.Choice(text=union)))
    found = appraisal.looked_at(rows, season.phase, now=NOW)
    return next(row for row in found if row.result.indicator.code == code)
