"""What services ask about a round: its pools, the standings it reads, the unions that it concerns."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from awards.choices import RoundKind
from awards.models import Award, AwardRound, Quota, RoundRevision
from campaigns.models import Phase, Standing, holding
from units.models import Affiliation


def standings_read(round: AwardRound) -> QuerySet[Standing]:
    """Standings of the round's phase in the revisions that the round stands on; none on a spot round."""
    rows = Standing.objects.filter(participant__phase=round.phase_id)
    return rows.at(round.revisions.all()) if round.phase_id else rows.none()


def revisions_to_read(kind: str, phase: Phase) -> dict[int | None, int]:
    """The revision of each cluster, by its id, that a round of this kind reads when it is opened now."""
    held = holding(sealed=kind == RoundKind.FINAL).filter(phase=phase)
    return dict(held.order_by().values_list("cluster_id", "number"))


def revisions_stood_on() -> QuerySet[RoundRevision]:
    """Which revision of which cluster any round reads, with its `phase`; `campaigns` keeps these."""
    return RoundRevision.objects.annotate(phase=F("round__phase"))


def pool_of(round: AwardRound, award: Award, cluster_id: int | None) -> Quota | None:
    """The quota that a nomination from this cluster counts against: the cluster's own, else that of the rest."""
    wanted = (
        Q(cluster__isnull=True) if cluster_id is None else Q(cluster_id=cluster_id) | Q(cluster__isnull=True)
    )
    quotas = Quota.objects.filter(wanted, round=round, award=award)
    return quotas.order_by(F("cluster_id").asc(nulls_last=True)).first()


def nominations_counted(quota: Quota) -> QuerySet:
    """The nominations that count against a quota."""
    nominated = quota.round.nominations.not_withdrawn().filter(award_id=quota.award_id)
    if quota.cluster_id is not None:
        return nominated.filter(cluster_id=quota.cluster_id)
    own = Quota.objects.filter(round=quota.round_id, award=quota.award_id, cluster_id=OuterRef("cluster_id"))
    return nominated.filter(~Exists(own))


def unions_concerned(round: AwardRound, day: date) -> Any:
    """Ids of the unions that nominate: the participants of its phase, else all below its federation on the day."""
    if round.phase is not None:
        return round.phase.participants.values("union_id")
    places = Affiliation.objects.on(day)
    below = places.none()
    for path in places.filter(union=round.owner_id).values_list("path", flat=True):
        below |= places.within(path)
    return below.values("union_id")


def nominated_by_pool(round: AwardRound, award: Award) -> dict[int | None, int]:
    """How many stand nominated in each pool: by the cluster that has a quota of its own, or None for the rest."""
    own = set(round.quotas.filter(award=award, cluster__isnull=False).values_list("cluster_id", flat=True))
    counts: dict[int | None, int] = {}
    nominated = round.nominations.not_withdrawn().filter(award=award)
    for cluster_id in nominated.values_list("cluster_id", flat=True):
        pool = cluster_id if cluster_id in own else None
        counts[pool] = counts.get(pool, 0) + 1
    return counts
