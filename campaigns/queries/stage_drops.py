"""Windows of a stage that may be taken away, and what those who had one would have instead."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Stage
from campaigns.queries.windows import Windows, sectors_by_cluster
from common.templatetags.look import ends


@dataclass(frozen=True)
class Droppable:
    """A window that may be taken away; `then` are those that its sector or cluster inherits, none for the whole."""

    stage: Stage
    then: list[Stage]
    is_launched: bool
    now: datetime

    @property
    def name(self) -> str:
        """The part that it is of."""
        if self.stage.cluster:
            return self.stage.cluster.name
        return str(self.stage.get_sector_display()) if self.stage.sector else _("The whole stage")

    @property
    def is_over(self) -> bool:
        """What it would have instead has ended in a launched phase: the service refuses."""
        return self.is_launched and any(row.closes_at <= self.now for row in self.then)

    @property
    def asks(self) -> bool:
        """Its end would come forward in a launched phase: the service asks for the reason."""
        return self.is_launched and any(row.closes_at < self.stage.closes_at for row in self.then)

    @property
    def words(self) -> str:
        """When it ends now and would end then."""
        if not self.then:
            return ""
        whole = dict.fromkeys(ends(row.closes_at) for row in self.then)
        told = {"old": ends(self.stage.closes_at), "new": " · ".join(whole)}
        if self.is_over:
            return (
                _("Now until %(old)s; without it until %(new)s, which has passed: move its end instead.")
                % told
            )
        return _("Now until %(old)s; without it until %(new)s.") % told


def droppable(phase: Phase, rows: QuerySet[Stage], now: datetime) -> list[Droppable]:
    """The windows of a stage that may be taken away; in a launched phase none that begun, nor the whole with it.

    Two queries, whatever their number.
    """
    found = list(rows.select_related("cluster"))
    is_launched = phase.status >= PhaseStatus.OPEN
    has_begun = any(row.opens_at <= now for row in found)
    offered = [
        row
        for row in found
        if not is_launched or (row.opens_at > now and (row.cluster or row.sector or not has_begun))
    ]
    sectors = sectors_by_cluster(phase.pk)
    return [Droppable(row, _then(row, found, sectors), is_launched, now) for row in offered]


def _then(stage: Stage, rows: list[Stage], sectors: dict[int | None, set[str]]) -> list[Stage]:
    if not stage.sector and stage.cluster_id is None:
        return []
    rest = Windows(stage.phase_id, [row for row in rows if row is not stage])
    mine = sectors.get(stage.cluster_id, ()) if stage.cluster_id else [stage.sector]
    return rest.all_of_cluster(stage.kind, stage.cluster_id, mine)
