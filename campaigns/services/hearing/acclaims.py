"""Whom a conference acclaims (suy tôn): for awards, and to lead or deputise the next year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import AcclaimKind
from campaigns.models import Acclaim, Conference, Participant, Phase
from common.errors import fault
from units.actors import SYSTEM
from units.models import Cluster, ClusterTerm, Union
from units.services import clusters

#: How long the code of an award may be, in letters.
LONGEST_CODE = 60


@dataclass(frozen=True)
class Acclaimed:
    """A union that is acclaimed for something: `award` is the code of an award, "" for who is to lead."""

    kind: str
    union: Union
    award: str = ""
    votes: int | None = None


def require_acclaimed(
    phase: Phase, cluster: Cluster | None, acclaimed: Sequence[Acclaimed], *, present: int
) -> None:
    """Each is of the cluster, and acclaimed for something, once, by no more than were present. Raises ValidationError
    by field.
    """
    members = set(Participant.objects.filter(phase=phase, cluster=cluster).values_list("union_id", flat=True))
    known: set[tuple[str, str, int]] = set()
    for one in acclaimed:
        if one.union.pk not in members:
            told = _("%(union)s is not ranked in this cluster. Choose one of its unions.")
            raise fault("acclaimed", told % {"union": one.union.short_name})
        if not _says_for_what(one):
            raise fault("acclaimed", _("Choose for what these unions are acclaimed."))
        if one.votes is not None and not 0 <= one.votes <= present:
            raise fault("acclaimed", _("There are more votes than people present. Please count again."))
        key = (one.kind, one.award, one.union.pk)
        if one.kind == AcclaimKind.AWARD and key in known:
            told = _("%(union)s is acclaimed for this award twice. Name it once.")
            raise fault("acclaimed", told % {"union": one.union.short_name})
        known.add(key)


def _says_for_what(one: Acclaimed) -> bool:
    if one.kind == AcclaimKind.AWARD:
        return 0 < len(one.award) <= LONGEST_CODE
    return one.kind in AcclaimKind.values and not one.award


def require_heads(
    phase: Phase, cluster: Cluster | None, acclaimed: Sequence[Acclaimed], *, is_adopted: bool
) -> None:
    """One union leads and another one deputises, in a cluster; a deputy stands beside somebody who leads.

    Raises ValidationError by field.
    """
    heads = [one for one in acclaimed if one.kind != AcclaimKind.AWARD]
    kinds = {one.kind for one in heads}
    if len(heads) != len(kinds):
        raise fault("acclaimed", _("Only one union leads, and only one deputises. Name one for each."))
    if len(heads) != len({one.union.pk for one in heads}):
        raise fault("acclaimed", _("One union leads, another one deputises."))
    if heads and cluster is None:
        raise fault(heads[0].kind, _("These unions are in no cluster, so that nobody leads them."))
    year = phase.campaign.year + 1
    alone = is_adopted and kinds == {AcclaimKind.DEPUTY}
    if alone and not ClusterTerm.objects.filter(cluster=cluster, year=year).exists():
        told = _("Nobody is named to lead in %(year)s yet. Name the leading union as well as its deputy.")
        raise fault("leader", told % {"year": year})


def keep_acclaimed(conference: Conference, acclaimed: Sequence[Acclaimed]) -> None:
    """What the minutes say, whatever becomes of it."""
    Acclaim.objects.bulk_create(
        Acclaim(conference=conference, kind=one.kind, award=one.award, union=one.union, votes=one.votes)
        for one in acclaimed
    )


def name_heads(conference: Conference, acclaimed: Sequence[Acclaimed], *, now: datetime) -> None:
    """Name who is acclaimed to lead and deputise the next year, where the conference is the one that counts.

    Whom an earlier conference of the phase's cluster named gives way; who was named otherwise stays. By the conference
    itself: who records it need not keep the cluster.
    """
    heads = {one.kind: one.union for one in acclaimed if one.kind != AcclaimKind.AWARD}
    counts = Conference.objects.adopting().filter(pk=conference.pk)
    if not heads or conference.cluster is None or not counts.exists():
        return
    before = Acclaim.objects.exclude(conference=conference).exclude(kind=AcclaimKind.AWARD)
    before = before.filter(
        conference__phase=conference.phase_id,
        conference__cluster=conference.cluster_id,
        conference__is_adopted=True,
    )
    clusters.name_heads(
        cluster=conference.cluster,
        year=conference.phase.campaign.year + 1,
        heads=heads,
        instead_of=set(before.values_list("kind", "union")),
        by=SYSTEM,
        now=now,
    )
