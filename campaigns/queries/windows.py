"""Which window a stage has for whom: that of the cluster, else of the sector, else of everybody."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.choices import STAGE_ORDER, StageKind
from campaigns.models import Stage
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
        own = [stage for sector in (set(sectors) or {""}) if (stage := self.of(kind, cluster_id, sector))]
        return max(own, key=lambda stage: stage.closes_at, default=None)

    def is_on(self, kind: str) -> bool:
        """The stage is switched on."""
        return (kind, "", None) in self._rows


def is_open(stage: Stage | None, now: datetime) -> bool:
    """The stage's half-open window holds `now`."""
    return stage is not None and stage.opens_at <= now < stage.closes_at
