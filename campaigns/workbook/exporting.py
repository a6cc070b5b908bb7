"""A campaign as the rows of a workbook: everything of it, and of the organisation what it names."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from campaigns.models import Campaign, Participant, Phase, ScoringTable, Target
from campaigns.permissions import require_manage
from campaigns.workbook import OF_A_CAMPAIGN, SHEETS
from campaigns.workbook.campaign import Campaigns
from campaigns.workbook.facts import Facts
from common.workbook import writing
from common.workbook.book import Origin
from common.workbook.stored import Known
from units.actors import Actor, System
from units.models import Affiliation, Cluster, ClusterMembership, ClusterTerm, Union
from units.rules import ancestors_of
from units.services import audit
from units.workbook.clusters import Clusters
from units.workbook.headcounts import Headcounts
from units.workbook.members import Members
from units.workbook.people import People
from units.workbook.sight import (
    hide_parents,
    of_kept_unions,
    people_in_sight,
    unions_in_sight,
    within_clusters_in_sight,
)
from units.workbook.terms import Terms
from units.workbook.unions import Unions


def export_workbook(*, campaign: Campaign, target: str | IO[bytes], by: Actor, now: datetime) -> None:
    """Write a campaign to a path or an open file; a constant number of queries, rows are not held in memory.

    It holds what `by` may see, and is audited with the hash of the file. Raises Refusal for who may not.
    """
    require_manage(by, campaign)
    counts: Counter[str] = Counter()

    def counted(key: str, rows: Iterable[Known]) -> Iterator[Mapping[str, Any]]:
        for known in rows:
            counts[key] += 1
            yield known.values

    rows = campaign_rows(campaign, by)
    origin = Origin(campaign.code, campaign.year)
    write_workbook(target, {key: counted(key, known) for key, known in rows.items()}, origin)
    sha256, rows_of = _hash_of(target), dict(counts)
    audit.record(verb="export_workbook", subject=campaign, by=by, now=now, rows=rows_of, sha256=sha256)


def _hash_of(target: str | IO[bytes]) -> str:
    if isinstance(target, str):
        with Path(target).open("rb") as file:
            return _hash_of(file)
    target.seek(0)
    digest = hashlib.sha256()
    while part := target.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def write_workbook(
    target: str | IO[bytes],
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    origin: Origin | None = None,
) -> None:
    """Write a campaign workbook from plain rows: sheet key → rows, each a dict by column key.

    `origin` is the campaign that they were taken from.
    """
    writing.write_workbook(target, SHEETS, rows, origin)


def write_template(target: str | IO[bytes]) -> None:
    """Write the empty campaign workbook."""
    writing.write_template(target, SHEETS)


def campaign_rows(campaign: Campaign, by: Actor) -> dict[str, Iterable[Known]]:
    """The rows of every sheet, read when they are asked for.

    Of people those in unions that `by` keeps; members, leading unions and the unions above as far as the pages show
    them to `by`.
    """
    enrolled = Participant.objects.with_figures().filter(phase__campaign=campaign)
    tables = ScoringTable.objects.filter(campaign=campaign)
    used = Q(pk__in=enrolled.values("cluster")) | Q(pk__in=tables.values("cluster"))
    held = Cluster.objects.filter(used | Q(owner_id=campaign.owner_id)).values("pk")
    inside = Q(cluster__in=held) & within_clusters_in_sight(by)
    named = Union.objects.filter(
        Q(pk=campaign.owner_id)
        | Q(pk__in=enrolled.values("union"))
        | Q(pk__in=Target.objects.filter(indicator__campaign=campaign).values("union"))
        | Q(pk__in=Cluster.objects.filter(pk__in=held).values("owner"))
        | Q(pk__in=ClusterMembership.objects.filter(inside).values("union"))
        | Q(pk__in=ClusterTerm.objects.filter(inside).values("leader"))
        | Q(pk__in=ClusterTerm.objects.filter(inside).values("deputy"))
    ).values("pk")
    rows: dict[str, Iterable[Known]] = {
        Unions.key: _unions(named, by),
        Clusters.key: Clusters.stored(Q(pk__in=held)),
        Members.key: Members.stored(inside),
        Terms.key: Terms.stored(inside),
        People.key: People.stored(Q(post__union__in=named) & people_in_sight(by)),
        Headcounts.key: Headcounts.stored(Q(union__in=named) & of_kept_unions(by)),
        Facts.key: Facts.stored(_may_count(campaign) & of_kept_unions(by)),
        Campaigns.key: Campaigns.stored(Q(pk=campaign.pk)),
    }
    return rows | {sheet.key: sheet.stored(campaign) for sheet in OF_A_CAMPAIGN}


def _may_count(campaign: Campaign) -> Q:
    """Facts that a phase of the campaign may count: of the unions that take part, up to the last day covered."""
    enrolled = Participant.objects.with_figures().filter(phase__campaign=campaign)
    last = (
        Phase.objects.with_figures().filter(campaign=campaign).order_by("-period_to").values("period_to")[:1]
    )
    return Q(union__in=enrolled.values("union"), day__lte=Subquery(last))


def _unions(named: QuerySet[Any], by: Actor) -> Iterator[Known]:
    """The named unions and those above them; what stands out of sight above is not told."""
    paths = Affiliation.objects.filter(union__in=named).values_list("path", flat=True).distinct()
    above = {i for path in paths.iterator(5000) for i in ancestors_of(path)[:-1]}
    wanted = Q(pk__in=named) | Q(pk__in=above) & unions_in_sight(by)
    rows = Unions.stored(wanted, timezone.localdate())
    if isinstance(by, System):
        return rows
    return hide_parents(rows, set(Union.objects.filter(wanted).values_list("pk", flat=True)))
