"""Judged lines whose appraised points nobody gave: left empty, or filled with what the cross-check gave."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from campaigns.choices import ColumnKind, ResultState
from campaigns.models import CriterionInput, Phase, Result
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE


def unjudged_by_cluster(phase: Phase) -> dict[int | None, int]:
    """How many judged lines of the unions of a cluster have no points; one query."""
    return _counted(_unjudged(), phase)


def filled_by_cluster(phase: Phase) -> dict[int | None, int]:
    """How many judged lines of the unions of a cluster hold the cross-checked points; one query."""
    return _counted(filled(), phase)


def _unjudged() -> QuerySet[Result]:
    rules = [code for code, rule in registry.RULES.items() if rule.is_judged]
    line = CriterionInput.objects.filter(
        role=VALUE,
        indicator=OuterRef("indicator"),
        criterion__table=OuterRef("participant__table"),
        criterion__rule__in=rules,
    )
    return Result.objects.filter(Exists(line), state=ResultState.NOT_REPORTED)


def filled() -> QuerySet[Result]:
    """Figures that took the cross-checked points when the window of appraisal ended.

    They were entered by who sent the cross-check, at the moment at which it was sent; a judge's own points were not.
    """
    return Result.objects.filter(
        participant__columns__kind=ColumnKind.CROSS,
        participant__columns__sent_at=F("entered_at"),
        participant__columns__sent_by=F("entered_by"),
    )


def _counted(rows: QuerySet[Result], phase: Phase) -> dict[int | None, int]:
    found = rows.filter(participant__phase=phase).order_by().values_list("participant__cluster")
    return dict(found.annotate(n=Count("pk")))
