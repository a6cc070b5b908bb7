"""A campaign as the rows of a workbook: everything of it, and of the organisation what it names."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign, Participant, ScoringTable, Target
from campaigns.workbook import OF_A_CAMPAIGN, SHEETS
from campaigns.workbook.campaign import Campaigns
from common.workbook import writing
from common.workbook.stored import Known
from units.models import Affiliation, Cluster, ClusterMembership, ClusterTerm, Union
from units.rules import ancestors_of
from units.workbook.clusters import Clusters
from units.workbook.members import Members
from units.workbook.people import People
from units.workbook.terms import Terms
from units.workbook.unions import Unions


def export_workbook(*, campaign: Campaign, target: str | IO[bytes]) -> None:
    """Write a campaign to a path or an open file; a constant number of queries, rows are not held in memory."""
    write_workbook(target, {key: (k.values for k in rows) for key, rows in campaign_rows(campaign).items()})


def write_workbook(target: str | IO[bytes], rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Write a campaign workbook from plain rows: sheet key → rows, each a dict by column key."""
    writing.write_workbook(target, SHEETS, rows)


def write_template(target: str | IO[bytes]) -> None:
    """Write the empty campaign workbook."""
    writing.write_template(target, SHEETS)


def campaign_rows(campaign: Campaign) -> dict[str, Iterable[Known]]:
    """The rows of every sheet, read when they are asked for."""
    enrolled = Participant.objects.filter(phase__campaign=campaign)
    tables = ScoringTable.objects.filter(campaign=campaign)
    used = Q(pk__in=enrolled.values("cluster")) | Q(pk__in=tables.values("cluster"))
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
    rows: dict[str, Iterable[Known]] = {
        Unions.key: Unions.stored(Q(pk__in=named) | Q(pk__in=above), timezone.localdate()),
        Clusters.key: Clusters.stored(Q(pk__in=held)),
        Members.key: Members.stored(Q(cluster__in=held)),
        Terms.key: Terms.stored(Q(cluster__in=held)),
        People.key: People.stored(Q(post__union__in=named)),
        Campaigns.key: Campaigns.stored(Q(pk=campaign.pk)),
    }
    return rows | {sheet.key: sheet.stored(campaign) for sheet in OF_A_CAMPAIGN}
