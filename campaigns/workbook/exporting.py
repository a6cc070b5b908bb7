"""A campaign as the rows of a workbook: everything of it, and of the organisation what it names."""

from collections.abc import Iterable
from typing import IO

from django.db.models import Q

from campaigns.models import Campaign, Participant, ScoringTable, Target
from campaigns.workbook import stored
from campaigns.workbook.stored import Known
from campaigns.workbook.writing import write_workbook
from units.models import Affiliation, Cluster, ClusterMembership, ClusterTerm, Union
from units.rules import ancestors_of


def export_workbook(*, campaign: Campaign, target: str | IO[bytes]) -> None:
    """Write a campaign to a path or an open file; a constant number of queries, rows are not held in memory."""
    write_workbook(target, {key: (k.values for k in rows) for key, rows in campaign_rows(campaign).items()})


def campaign_rows(campaign: Campaign) -> dict[str, Iterable[Known]]:
    """The rows of every sheet, read when they are asked for."""
    enrolled = Participant.objects.filter(phase__campaign=campaign)
    used = Q(pk__in=enrolled.values("cluster")) | Q(pk__in=ScoringTable.objects.filter(campaign=campaign).values("cluster"))  # fmt: skip
    held = Cluster.objects.filter(used | Q(owner_id=campaign.owner_id)).values("pk")
    named = Union.objects.filter(
        Q(pk=campaign.owner_id)
        | Q(pk__in=enrolled.values("union"))
        | Q(pk__in=Target.objects.filter(indicator__campaign=campaign).values("union"))
        | Q(pk__in=Cluster.objects.filter(pk__in=held).values("owner"))
        | Q(pk__in=ClusterMembership.objects.filter(cluster__in=held).values("union"))
        | Q(pk__in=ClusterTerm.objects.filter(cluster__in=held).values("leader"))
        | Q(pk__in=ClusterTerm.objects.filter(cluster__in=held).values("deputy"))
    ).values("pk")
    paths = Affiliation.objects.filter(union__in=named).values_list("path", flat=True).distinct()
    above = {i for path in paths.iterator(5000) for i in ancestors_of(path)[:-1]}
    everyone = Q(pk__in=named) | Q(pk__in=above)
    return {
        "unions": stored.unions(everyone),
        "clusters": stored.clusters(Q(pk__in=held)),
        "members": stored.members(Q(cluster__in=held)),
        "terms": stored.terms(Q(cluster__in=held)),
        "people": stored.people(Q(post__union__in=named)),
        "campaign": stored.campaigns(Q(pk=campaign.pk)),
        "phases": stored.phases(campaign),
        "contents": stored.contents(campaign),
        "indicators": stored.indicators(campaign),
        "tables": stored.tables(campaign),
        "criteria": stored.criteria(campaign),
        "bands": stored.bands(campaign),
        "participants": stored.participants(campaign),
        "targets": stored.targets(campaign),
        "results": stored.results(campaign),
    }
