"""Which figures count, in SQL: for points, carried figures, progress, overview and papers. Mirrors `rules.counting`."""

from django.db.models import Exists, OuterRef, Q

from campaigns.choices import ResultState, ResultStatus, Supplier
from campaigns.models import Campaign, Phase, Result
from campaigns.rules import COUNTING_STAGES


def counts(campaign: Campaign, prefix: str = "") -> Q:
    """A condition for results that count. What does not is missing, as if it were not reported.

    `prefix` leads from the filtered model to the result. Without a negation, so that it is false where an outer join
    found no result.
    """
    if campaign.is_extract:
        return _real(prefix)
    return _real(prefix) & Q(**{f"{prefix}status__gte": campaign.counts_from})


def confirmed_away(campaign: Campaign, prefix: str = "") -> Q:
    """A condition for results that say "not applicable" and are confirmed: their lines leave the union's maximum."""
    away = Q(**{f"{prefix}state": ResultState.NOT_APPLICABLE})
    if campaign.is_extract:
        return away
    least = ResultStatus.VERIFIED if campaign.final_waits else campaign.counts_from
    return away & Q(**{f"{prefix}status__gte": int(least)})


def silent(phase: Phase, prefix: str = "") -> Q:
    """A condition for participants of the phase that sent nothing which they supply themselves, though it is asked.

    `prefix` leads from the filtered model to the participant. In an extract, where nothing is sent: of whom it prints
    no figure at all.
    """
    all_rows = Result.objects.filter(participant=OuterRef(f"{prefix}pk"))
    own = all_rows.filter(indicator__supplier=Supplier.UNION)
    told = ~Q(state=ResultState.NOT_REPORTED)
    if phase.campaign.is_extract:
        heard = all_rows.filter(told)
    else:
        heard = own.filter(told, status__gte=ResultStatus.RETURNED)
    return Q(Exists(own)) & ~Q(Exists(heard))


def _real(prefix: str) -> Q:
    """Not a milestone that is only planned."""
    return Q(**{f"{prefix}stage__in": COUNTING_STAGES})
