"""What a session votes on, and what its tally finds."""

from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, When

from awards.choices import Voting
from awards.models import CouncilSession, Nomination, Tally


def voted_on(session: CouncilSession) -> Any:
    """The nominations that a session decides on."""
    return Nomination.objects.not_withdrawn().filter(round=session.round_id)


def secret_nominations(session: CouncilSession) -> Any:
    """Those decided by secret ballot: a ballot must cover all of them and nothing else."""
    return voted_on(session).filter(award__voting=Voting.SECRET)


def uncounted(session: CouncilSession) -> QuerySet:
    """Those voted by hands or in writing whose counts were not entered yet."""
    counted = Tally.objects.filter(nomination=OuterRef("pk"))
    return voted_on(session).exclude(award__voting=Voting.SECRET).filter(~Exists(counted))


def uncounted_in_secret(session: CouncilSession) -> QuerySet:
    """Those under secret vote without a tally: nobody cast a ballot."""
    counted = Tally.objects.filter(nomination=OuterRef("pk"))
    return secret_nominations(session).filter(~Exists(counted))


def pooled(session: CouncilSession) -> QuerySet:
    """A session's tallies with what its pool says, from the cluster's own quota, else from that of the rest.

    `pool_cluster` is null for the rest, `places` null for no limit. `enough` is how many votes are needed, rounded up:
    a division of whole numbers rounds down, so 99 is added first (as in `rules.votes_needed`).
    """
    quotas = "nomination__round__quotas"
    same_award = Q(**{f"{quotas}__award": F("nomination__award")})
    own = FilteredRelation(
        quotas, condition=same_award & Q(**{f"{quotas}__cluster": F("nomination__cluster")})
    )
    rest = FilteredRelation(quotas, condition=same_award & Q(**{f"{quotas}__cluster__isnull": True}))
    return Tally.objects.filter(session=session).annotate(
        own=own,
        rest=rest,
        pool_cluster=F("own__cluster_id"),
        places=Case(When(own__isnull=False, then=F("own__places")), default=F("rest__places")),
        enough=(F("nomination__award__threshold") * F("members") + 99) / 100,
    )
