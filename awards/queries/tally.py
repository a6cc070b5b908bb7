"""What a session votes on, and what its tally finds."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from awards.choices import Outcome, Voting
from awards.models import CouncilSession, Nomination, Tally

#: Outcomes that hold a place of the quota.
TAKEN = (Outcome.PASSED, Outcome.TIED)


def voted_on(session: CouncilSession) -> Any:
    """The nominations that a session decides on: all of the round, in a second ballot those that stand on it."""
    rows = Nomination.objects.not_withdrawn().filter(round=session.round_id)
    return rows.filter(last_ballot__gte=session.number) if session.is_second else rows


def secret_nominations(session: CouncilSession) -> Any:
    """Those decided by secret ballot: a ballot must cover all of them and nothing else."""
    return voted_on(session).filter(award__voting=Voting.SECRET)


def uncounted(session: CouncilSession) -> QuerySet:
    """Those voted by hands or in writing whose counts were not entered yet."""
    counted = Tally.objects.filter(session=session, nomination=OuterRef("pk"))
    return voted_on(session).exclude(award__voting=Voting.SECRET).filter(~Exists(counted))


def uncounted_in_secret(session: CouncilSession) -> QuerySet:
    """Those under secret vote without a tally: nobody cast a ballot."""
    counted = Tally.objects.filter(session=session, nomination=OuterRef("pk"))
    return secret_nominations(session).filter(~Exists(counted))


def pooled(session: CouncilSession) -> QuerySet:
    """A session's tallies with what its pool says, from the cluster's own quota, else from that of the rest.

    `pool_cluster` is null for the rest, `places` null for no limit; a second ballot has what the first one left.
    `enough` is how many votes are needed, rounded up: a division of whole numbers rounds down, so 99 is added first (as
    in `rules.votes_needed`).
    """
    rows = _in_pools(Tally.objects.filter(session=session))
    left = places_left(session)
    if not left:
        return rows
    of_cluster = {
        pool: {"pool_cluster": pool[1]} if pool[1] else {"pool_cluster__isnull": True} for pool in left
    }
    known = [When(nomination__award=pool[0], **of_cluster[pool], then=Value(n)) for pool, n in left.items()]
    return rows.annotate(places=Case(*known, default=F("places"), output_field=IntegerField()))


def places_left(session: CouncilSession) -> dict[tuple[int, int | None], int]:
    """What the ballots before left of the places, by award and cluster (None for the rest).

    Only of pools with a limit in which something was given. Whoever shares the last places has taken them, whether the
    chair has settled the tie or not.
    """
    if not session.is_second:
        return {}
    before = Tally.objects.filter(session__round=session.round_id, session__number__lt=session.number)
    given = before.filter(outcome__in=TAKEN, nomination__last_ballot__lt=session.number)
    rows = _in_pools(given).filter(places__isnull=False).order_by()
    pools = rows.values_list("nomination__award_id", "pool_cluster", "places").annotate(n=Count("pk"))
    return {(award, cluster): max(0, places - taken) for award, cluster, places, taken in pools}


def _in_pools(tallies: QuerySet[Tally]) -> QuerySet:
    quotas = "nomination__round__quotas"
    same_award = Q(**{f"{quotas}__award": F("nomination__award")})
    own = FilteredRelation(
        quotas, condition=same_award & Q(**{f"{quotas}__cluster": F("nomination__cluster")})
    )
    rest = FilteredRelation(quotas, condition=same_award & Q(**{f"{quotas}__cluster__isnull": True}))
    return tallies.annotate(
        own=own,
        rest=rest,
        pool_cluster=F("own__cluster_id"),
        places=Case(When(own__isnull=False, then=F("own__places")), default=F("rest__places")),
        enough=(F("nomination__award__threshold") * F("members") + 99) / 100,
    )
