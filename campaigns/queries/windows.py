"""Which window a stage has for whom: that of the cluster, else of the sector, else of everybody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from campaigns.choices import STAGE_ORDER, StageKind
from campaigns.models import Participant, Stage
from campaigns.rules.stages import Part, of_part


class Windows:
    """The stages of a phase, read once."""

    def __init__(self, phase_id: int, rows: Iterable[Stage] | None = None) -> None:
        found = (
            Stage.objects.filter(phase=phase_id).select_related("person__person") if rows is None else rows
        )
        self._rows: dict[Part, Stage] = {(row.kind, row.sector, row.cluster_id): row for row in found}

    @property
    def kinds(self) -> list[StageKind]:
        """The stages that are switched on, in their order."""
        return [StageKind(kind) for kind in STAGE_ORDER if (kind, "", None) in self._rows]

    def of(self, kind: str, cluster_id: int | None = None, sector: str = "") -> Stage | None:
        """The stage of a union in this cluster and sector; None where it is switched off."""
        return of_part(self._rows, (kind, sector, cluster_id))

    def of_cluster(self, kind: str, cluster_id: int | None, sectors: Iterable[str] = ()) -> Stage | None:
        """The stage of a whole cluster: of the windows of its unions' sectors the one that ends last."""
        own = self.all_of_cluster(kind, cluster_id, sectors)
        return max(own, key=lambda stage: stage.closes_at, default=None)

    def all_of_cluster(self, kind: str, cluster_id: int | None, sectors: Iterable[str] = ()) -> list[Stage]:
        """The stages that unions of a cluster have: more than one where their sectors have windows of their own."""
        own = [stage for sector in (set(sectors) or {""}) if (stage := self.of(kind, cluster_id, sector))]
        return list({(stage.sector, stage.cluster_id): stage for stage in own}.values())

    def own(self, kind: str) -> tuple[set[str], set[int]]:
        """The sectors and the clusters that have a window of their own in a stage."""
        mine = [row for row in self._rows.values() if row.kind == kind]
        return {row.sector for row in mine} - {""}, {row.cluster_id for row in mine if row.cluster_id}

    def is_on(self, kind: str) -> bool:
        """The stage is switched on."""
        return (kind, "", None) in self._rows


def having(stage: Stage, windows: Windows) -> QuerySet[Participant]:
    """Those that take part and whose window this is: none of a sector or cluster that has one of its own instead."""
    taking = Participant.objects.filter(phase=stage.phase_id).taking_part()
    if stage.cluster_id:
        return taking.filter(cluster=stage.cluster_id)
    sectors, clusters = windows.own(stage.kind)
    taking = taking.exclude(cluster__in=clusters)
    return taking.filter(sector=stage.sector) if stage.sector else taking.exclude(sector__in=sectors)


def stages_of_part(windows: Windows, phase_id: int, part: Part) -> list[Stage]:
    """The stages that those in a part have: its own, else what it inherits; several in a cluster of several sectors."""
    kind, sector, cluster_id = part
    if not cluster_id or not windows.own(kind)[0]:
        return windows.all_of_cluster(kind, cluster_id, [sector])
    return windows.all_of_cluster(kind, cluster_id, sectors_by_cluster(phase_id).get(cluster_id, ()))


def sectors_by_cluster(phase_id: int) -> dict[int | None, set[str]]:
    """The sectors of the unions of each cluster that take part."""
    found: dict[int | None, set[str]] = {}
    places = Participant.objects.filter(phase=phase_id).taking_part().order_by()
    for cluster_id, sector in places.values_list("cluster", "sector").distinct():
        found.setdefault(cluster_id, set()).add(sector)
    return found


def is_open(stage: Stage | None, now: datetime) -> bool:
    """The stage's half-open window holds `now`."""
    return stage is not None and stage.opens_at <= now < stage.closes_at
