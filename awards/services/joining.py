"""Clusters that become final after a round was opened on their phase: its nominations read their sealed points too."""

from django.utils.translation import gettext as _

from awards.choices import RoundKind
from awards.models import AwardRound, RoundRevision
from awards.queries.rounds import revisions_to_read
from campaigns.models import Participant
from common.errors import fault


def take_in_final_clusters(round: AwardRound) -> None:
    """Let a round on a final phase read the clusters that are final by now; what it reads of others stays as it is.

    The caller holds the round.
    """
    if round.kind != RoundKind.FINAL or round.phase is None:
        return
    known = set(round.revisions.values_list("cluster_id", flat=True))
    RoundRevision.objects.bulk_create(
        RoundRevision(round=round, cluster_id=cluster, number=number)
        for cluster, number in revisions_to_read(round.kind, round.phase).items()
        if cluster not in known
    )


def require_final(round: AwardRound, participant: Participant) -> None:
    """Refuse a union whose cluster is not final yet, in a round on the final phase. Raises ValidationError."""
    if round.kind != RoundKind.FINAL or round.revisions.filter(cluster=participant.cluster_id).exists():
        return
    told = _("%(cluster)s is not final in “%(phase)s” yet. Its unions can be nominated as soon as it is.")
    names = {"cluster": participant.cluster or _("The unions in no cluster"), "phase": round.phase}
    raise fault("union", told % names)
