"""Whether the conference of a cluster can be recorded now, and who is named for the next year besides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.choices import AcclaimKind
from campaigns.models import Acclaim, ClusterRevision, Conference, Phase
from units.models import Cluster, ClusterTerm, Union


def takes_conference(phase: Phase, cluster: Cluster | None) -> bool:
    """The cluster has points, and they are provisional: before the close and after the final none is recorded."""
    if phase.is_cancelled:
        return False
    return ClusterRevision.objects.provisional().filter(phase=phase, cluster=cluster, number__gte=1).exists()


@dataclass(frozen=True)
class NextYear:
    """Who is named to lead and deputise the next year, and whom the last conference acclaims that is not named."""

    year: int
    leader: str
    deputy: str
    left: list[str]


def next_year(phase: Phase, cluster: Cluster | None, held: Sequence[Conference]) -> NextYear | None:
    """Of the conferences `held` by a cluster, the last first; one query, None where nothing was held."""
    if cluster is None or not held:
        return None
    year = phase.campaign.year + 1
    terms = ClusterTerm.objects.filter(cluster=cluster, year=year)
    term = terms.select_related("leader", "deputy").first()
    acclaims = held[0].acclaims.all() if held[0].is_adopted else ()
    left = [
        _not_named(acclaim, year, term)
        for acclaim in acclaims
        if acclaim.kind != AcclaimKind.AWARD and getattr(term, f"{acclaim.kind}_id", None) != acclaim.union_id
    ]
    leader, deputy = (_name(getattr(term, place, None)) for place in ("leader", "deputy"))
    return NextYear(year, leader, deputy, left)


def _name(union: Union | None) -> str:
    return union.short_name if union else ""


def _not_named(acclaim: Acclaim, year: int, term: ClusterTerm | None) -> str:
    """That a union is acclaimed and not named, and why."""
    holder = getattr(term, acclaim.kind, None)
    if term and term.leader_id == acclaim.union_id:
        why = _("it is named to lead.")
    elif holder is not None:
        why = _("%(union)s is named.") % {"union": holder.short_name}
    else:
        why = _("nobody is named. Please see whether it is a member of the cluster in that year.")
    leads = acclaim.kind == AcclaimKind.LEADER
    told = (
        _("%(union)s is not named to lead in %(year)s: %(why)s")
        if leads
        else _("%(union)s is not named to deputise in %(year)s: %(why)s")
    )
    return told % {"union": acclaim.union.short_name, "year": year, "why": why}
