"""Which figures count, in SQL: for points, carried figures, progress, overview and papers. Mirrors `rules.counting`."""

from typing import Any

from django.db.models import Case, IntegerField, Max, Q, QuerySet, When

from campaigns.choices import ResultState, ResultStatus, Supplier
from campaigns.models import Campaign, Phase, Result
from campaigns.rules import COUNTING_STAGES


def counts(campaign: Campaign, prefix: str = "") -> Q:
    """A condition for results that count. What does not is missing, as if it were not reported.

    `prefix` leads from the filtered model to the result. Without a negation, so that it is false where an outer join
    found no result.
    """
    if campaign.is_extract:
        return _real(prefix) & _not_set_aside(prefix)
    return _real(prefix) & Q(**{f"{prefix}status__gte": campaign.counts_from})


def confirmed_away(campaign: Campaign, prefix: str = "") -> Q:
    """A condition for results that say "not applicable" and are confirmed: their lines leave the union's maximum."""
    away = Q(**{f"{prefix}state": ResultState.NOT_APPLICABLE})
    if campaign.is_extract:
        return away & _not_set_aside(prefix)
    least = ResultStatus.VERIFIED if campaign.final_waits else campaign.counts_from
    return away & Q(**{f"{prefix}status__gte": int(least)})


def silence(phase: Phase, results: QuerySet[Result]) -> QuerySet[Any]:
    """The participants of these results of the phase, each with `is_silent`.

    1 for who sent nothing that the union supplies itself, though it is asked, else 0. In an extract, where nothing is
    sent, for who is printed with no figure at all.
    """
    told = ~Q(state=ResultState.NOT_REPORTED)
    own = Q(indicator__supplier=Supplier.UNION)
    heard = told if phase.campaign.is_extract else own & told & Q(status__gte=ResultStatus.RETURNED)
    asked = results.order_by().values("participant_id")
    return asked.annotate(owns=_any(own), heard=_any(heard)).annotate(
        is_silent=Case(When(owns=1, heard=0, then=1), default=0, output_field=IntegerField())
    )


def _any(condition: Q) -> Max:
    """1 where a row of the group meets the condition, else 0."""
    return Max(Case(When(condition, then=1), default=0, output_field=IntegerField()))


def _real(prefix: str) -> Q:
    """Not a milestone that is only planned."""
    return Q(**{f"{prefix}stage__in": COUNTING_STAGES})


def _not_set_aside(prefix: str) -> Q:
    """Any status but set aside, which never counts."""
    return Q(
        **{f"{prefix}status__in": [status for status in ResultStatus if status != ResultStatus.SET_ASIDE]}
    )
