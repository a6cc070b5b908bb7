"""A milestone in the season: the day of Ba Dinh's congress, with targets, and figures of it. Today is 20/07/2024."""

from datetime import date
from typing import Any

from campaigns.choices import Accumulation, IndicatorKind, Supplier, TargetKind
from campaigns.models import Indicator
from campaigns.rules import value_of_day
from campaigns.services import sheets, targets
from campaigns.services.results import Figure
from tests.campaigns.results_cast import row, save
from tests.cast import NOW, Season, at
from units.actors import SYSTEM

#: The days of the tests: the target, a week before it, two days after it, and one ahead.
AIM, EARLY, LATE, AHEAD = date(2024, 7, 12), date(2024, 7, 5), date(2024, 7, 14), date(2024, 7, 25)


def add_milestone(
    season: Season, code: str = "DH", *, supplier: str = Supplier.UNION, **fields: Any
) -> Indicator:
    """An indicator whose figures are days, on every sheet of the season, with a registered target of all unions."""
    early = at(2024, 1, 10)
    indicator = Indicator.objects.create(
        campaign=season.campaign,
        code=code,
        name="Ngày tổ chức đại hội",
        short_name="Ngày đại hội",
        kind=IndicatorKind.MILESTONE,
        accumulation=Accumulation.LATEST,
        supplier=supplier,
        order=len(season.indicators) + 1,
        **fields,
    )
    season.indicators[code] = indicator
    for sheet in season.phase.participants.select_related("union"):
        targets.set_targets(
            campaign=season.campaign,
            union=sheet.union,
            kind=TargetKind.REGISTERED,
            values={indicator: value_of_day(AIM)},
            by=SYSTEM,
            now=early,
        )
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=early)
    return indicator


def day_figure(season: Season, day: date | None, stage: str = "", code: str = "DH", **more: Any) -> Figure:
    """What an officer of Ba Dinh would enter for the milestone now."""
    found = row(season, code)
    given = {
        "state": "reported",
        "value": day and value_of_day(day),
        "version": found.version,
        "stage": stage,
    }
    return Figure(result_id=found.pk, **{**given, **more})


def reach(season: Season, day: date, stage: str = "", code: str = "DH") -> int:
    """Hoa enters the day of Ba Dinh's milestone."""
    return save(season, day_figure(season, day, stage, code))


__all__ = ["AHEAD", "AIM", "EARLY", "LATE", "NOW", "add_milestone", "day_figure", "reach"]
