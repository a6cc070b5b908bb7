"""What everybody may read of final standings, signed in or not: places, points, unions. Nothing here knows who asks."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, QuerySet

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Phase, PublicStandings, Seal, Standing
from campaigns.queries.standings_clusters import NO_CLUSTER, ClusterLink
from common.db import OrZero
from common.templatetags.look import point_places

PER_PAGE = 50


def final_pointers() -> QuerySet[ClusterRevision]:
    """Clusters whose visible revision is final and sealed; none while a revision of a final is prepared."""
    sealed = Seal.objects.alias(its_cluster=OrZero("cluster")).filter(
        phase=OuterRef("phase_id"),
        its_cluster=OrZero(OuterRef("cluster_id")),
        revision=OuterRef("number"),
        sealed_at__isnull=False,
    )
    return ClusterRevision.objects.filter(Exists(sealed), status=ClusterStatus.FINAL)


def may_be_public() -> QuerySet[Phase]:
    """Phases with a final cluster, which were not cancelled."""
    final = final_pointers().filter(phase=OuterRef("pk"))
    return Phase.objects.not_cancelled().filter(Exists(final), status__gte=PhaseStatus.CLOSED)


def public_phases() -> QuerySet[Phase]:
    """The phases that anybody may read now: published by the federation, and with a final cluster."""
    published = PublicStandings.objects.in_force().filter(phase=OuterRef("pk"))
    return may_be_public().filter(Exists(published))


def publication_of(phase: Phase) -> PublicStandings | None:
    """The publication that is in force."""
    rows = PublicStandings.objects.in_force().filter(phase=phase)
    return rows.select_related("published_by__person").first()


def public_clusters(phase: Phase) -> list[ClusterLink]:
    """The final clusters of a phase, in their order; the unions in none last."""
    rows = final_pointers().filter(phase=phase).select_related("cluster")
    rows = rows.order_by(F("cluster__order").asc(nulls_last=True), "cluster_id")
    return [
        ClusterLink(row.cluster.pk, row.cluster.name, is_own=False, search=row.cluster.search)
        if row.cluster
        else ClusterLink(NO_CLUSTER, "", is_own=False)
        for row in rows
    ]


@dataclass(frozen=True)
class PublicTable:
    """The ranked unions of one final cluster, best first; `seal` says when it was sealed, and on estimates or not."""

    page: Page[Any]
    seal: Seal
    places: int


def public_table(phase: Phase, cluster: ClusterLink, number: str = "") -> PublicTable:
    """A page of one final cluster's standings: its union, place, points and class; who is not ranked is left out.

    Four queries.
    """
    home = cluster.pk or None
    pointer = final_pointers().get(phase=phase, cluster=home)
    rows = Standing.objects.filter(
        participant__phase=phase, participant__cluster=home, revision=pointer.number, rank__isnull=False
    )
    named = rows.order_by("rank", "participant__union__sort_key", "pk").values(
        "rank", "is_tied", "points", "band__name", union=F("participant__union__name")
    )
    seal = Seal.objects.defer("document").get(phase=phase, cluster=home, revision=pointer.number)
    page = Paginator(named, PER_PAGE).get_page(number or 1)
    shown = list(page.object_list)
    page.object_list = shown
    return PublicTable(page, seal, point_places(row["points"] for row in shown))
