"""What a phase publishes: the numbers before the final act, and every line for files and commands."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from campaigns.choices import ClusterStatus, ResultState, ResultStatus
from campaigns.models import (
    ClusterRevision,
    Participant,
    Phase,
    PublicStandings,
    Result,
    Seal,
    Standing,
    gives_points,
)
from campaigns.queries.moves import has_past
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.queries.unjudged import filled_by_cluster, unjudged_by_cluster
from common.fields import STEP
from units.choices import JobState
from units.models import Job


def with_publication(phases: QuerySet[Phase]) -> QuerySet[Phase]:
    """Phases with `sealed_at`, when the last seal was made, `is_catching_up` after a late figure, `is_ranked`,
    `has_past` once points were computed anew, and `is_public` on the open internet."""
    sealed = Seal.objects.filter(phase=OuterRef("pk")).order_by().values("phase")
    behind = ClusterRevision.objects.filter(phase=OuterRef("pk"), late_inputs__gt=F("computed_inputs"))
    return phases.annotate(
        sealed_at=Subquery(sealed.values(last=Max("sealed_at"))),
        is_catching_up=Exists(behind),
        has_past=has_past(),
        is_ranked=gives_points(),
        is_public=Exists(PublicStandings.objects.in_force().filter(phase=OuterRef("pk"))),
    )


def seals_of(phase: Phase) -> list[Seal]:
    """The phase's seals in the order of its clusters, without their documents."""
    rows = Seal.objects.filter(phase=phase).select_related("cluster", "ordered_by__person")
    return list(rows.defer("document"))


def read_by(phase: Phase) -> QuerySet[Phase]:
    """The phases whose figures or points a phase reads: those that it carries, or of a year those that it joins."""
    if phase.is_year:
        return Phase.objects.filter(years__year=phase).order_by("campaign_id", "number", "pk")
    return Phase.objects.earlier_than(phase)


@dataclass(frozen=True)
class Held:
    """Where the points of one cluster stand: its status, and its last seal where it has one."""

    status: int
    seal: Seal | None

    @property
    def is_final(self) -> bool:
        """Its points are sealed, and are those that are shown."""
        return self.status == ClusterStatus.FINAL

    @property
    def is_settled(self) -> bool:
        """Its points are being sealed or final: no figure behind them moves."""
        return self.status >= ClusterStatus.SEALING

    @property
    def is_revised(self) -> bool:
        """It was final, and new figures are taken for a revision; until that is final the seal stays in force."""
        return self.status == ClusterStatus.PROVISIONAL and self.seal is not None


def held_of(phase: Phase, cluster_id: int | None) -> Held | None:
    """Where a cluster of a phase stands; None before the close. Two queries."""
    pointer = ClusterRevision.objects.filter(phase=phase, cluster=cluster_id).first()
    if pointer is None:
        return None
    seals = Seal.objects.filter(phase=phase, cluster=cluster_id, sealed_at__isnull=False)
    return Held(pointer.status, seals.defer("document").order_by("-revision").first())


def job_of(phase: Phase) -> Job | None:
    """The job that computes or seals the phase now, or last did; of the computations only one that is not done."""
    computing = Q(key__startswith=f"compute:{phase.pk}:") & ~Q(state=JobState.DONE)
    return Job.objects.filter(computing | Q(key__startswith=f"seal:{phase.pk}:")).order_by("-pk").first()


@dataclass(frozen=True)
class FinalFigures:
    """What making clusters of a phase final will seal, in numbers."""

    units: int = 0
    lines: int = 0
    unscored: int = 0
    tied: int = 0
    #: Unions that sent nothing: they stand apart, unranked.
    silent: int = 0
    unreported: int = 0
    #: Figures that were never submitted or were returned, and do not count.
    uncounted: int = 0
    #: Figures that the federation set aside, with a reason, and that do not count either.
    set_aside: int = 0
    #: Figures that are submitted and that nobody appraised.
    unappraised: int = 0
    estimates: int = 0
    #: Judged lines without points, and those that took the cross-checked points.
    unjudged: int = 0
    filled: int = 0
    late: int = 0

    def __add__(self, other: "FinalFigures") -> "FinalFigures":
        """Those of both."""
        return FinalFigures(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def noted(self) -> dict[str, int]:
        """What a seal keeps of them: what stood open, by name, as far as there is any."""
        return {name: number for name in NOTED if (number := getattr(self, name))}


#: Statuses of figures that their union has not sent, or not sent again.
UNSENT = (ResultStatus.DRAFT, ResultStatus.RETURNED)
#: What stood open when a cluster was made final, and how its seal names it.
NOTED = (
    "unscored", "tied", "silent", "unreported", "uncounted", "set_aside", "unappraised", "estimates", "unjudged",
    "filled", "late",
)  # fmt: skip


def final_figures(phase: Phase) -> dict[int | None, FinalFigures]:
    """What the final act would seal of each cluster, by its id; six queries."""
    counted: dict[int | None, dict[str, int]] = {}
    home = "participant__cluster"
    standings = Standing.objects.filter(participant__phase=phase).visible().order_by().values(home)
    results = Result.objects.filter(participant__phase=phase).order_by().values(home)
    unsent = Q(status__in=UNSENT) if not phase.campaign.is_extract else Q(pk__in=[])
    told = ~Q(state=ResultState.NOT_REPORTED)
    counts: tuple[QuerySet[Any], ...] = (
        standings.annotate(
            units=Count("participant_id"),
            lines=Sum("lines"),
            tied=Count("participant_id", filter=Q(is_tied=True)),
            silent=Count("participant_id", filter=Q(is_silent=True)),
        ),
        results.annotate(
            unreported=Count("pk", filter=~told),
            uncounted=Count("pk", filter=told & unsent),
            set_aside=Count("pk", filter=told & Q(status=ResultStatus.SET_ASIDE)),
            unappraised=Count("pk", filter=Q(status=ResultStatus.SUBMITTED)),
            estimates=Count("pk", filter=Q(is_estimate=True)),
        ),
        Participant.objects.filter(phase=phase).order_by().values("cluster").annotate(taking=Count("pk")),
        ClusterRevision.objects.filter(phase=phase)
        .order_by()
        .values("cluster")
        .annotate(late=Sum("late_inputs")),
    )
    for rows in counts:
        for row in rows:
            cluster_id = row.pop(home) if home in row else row.pop("cluster")
            counted.setdefault(cluster_id, {}).update(row)
    for name, found in (("unjudged", unjudged_by_cluster(phase)), ("filled", filled_by_cluster(phase))):
        for cluster_id, count in found.items():
            counted.setdefault(cluster_id, {})[name] = count
    for row in counted.values():
        row["unscored"] = row.pop("taking", 0) - row.get("units", 0)
    return {cluster_id: FinalFigures(**row) for cluster_id, row in counted.items()}


#: What stands for the standing of a union that no table scores.
NO_POINTS = (None, None, False, 0, 0, False, None)


def published(phase: Phase, clusters: Iterable[int] | None = None) -> Iterator[dict[str, Any]]:
    """Every participant's line of the visible revisions, the same on every database: by cluster, rank and union code.

    Those that sent nothing come after the ranked ones, without rank and points, and last those without a table. Points
    are texts with four decimals. `clusters` limits to those ids (NO_CLUSTER for none).
    """
    people = Participant.objects.filter(phase=phase)
    if clusters is not None:
        ids = set(clusters)
        people = people.filter(
            Q(cluster_id__in=ids - {NO_CLUSTER})
            | (Q(cluster__isnull=True) if NO_CLUSTER in ids else Q(pk__in=[]))
        )
    found = {
        row[0]: row[1:]
        for row in Standing.objects.filter(participant__phase=phase)
        .visible()
        .values_list(
            "participant_id", "points", "rank", "is_tied", "reported", "lines", "is_silent", "band__name"
        )
        .iterator(5000)
    }
    rows = [
        (cluster or "", _place(found.get(pk)), code, name, cluster_name or "", pk)
        for pk, cluster, cluster_name, code, name in people.values_list(
            "pk", "cluster__code", "cluster__name", "union__code", "union__name"
        ).iterator(5000)
    ]
    rows.sort(key=lambda row: row[:3])  # here, since databases sort letters each in their own way
    for cluster, _rank, code, name, cluster_name, pk in rows:
        points, rank, tied, reported, lines, silent, band = found.get(pk, NO_POINTS)
        yield {
            "union": code,
            "name": name,
            "cluster": cluster,
            "cluster_name": cluster_name,
            "points": None if points is None or silent else str(points.quantize(STEP)),
            "band": band or "",
            "rank": rank,
            "tied": tied,
            "silent": silent,
            "reported": reported,
            "lines": lines,
        }


def _place(standing: tuple[Any, ...] | None) -> tuple[int, int]:
    """Where a union's line stands in its cluster: by rank, then who sent nothing, then who has no points."""
    if standing is None:
        return 2, 0
    return (0, standing[1]) if standing[1] is not None else (1, 0)
