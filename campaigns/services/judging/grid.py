"""What the points of one judge stand in: rows, sheets, judged lines; what does not fit, and how they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import Judges, PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models import Indicator, Participant, Phase, Result
from campaigns.permissions import require_not_own
from campaigns.queries.judged import JudgedLine, judged_lines
from campaigns.rules.judging import PLACES_OF_MEAN
from campaigns.services.guard import refuse_settled
from campaigns.services.recomputing import compute_appraised_again
from campaigns.services.results.entering import refuse_collisions
from campaigns.services.results.figures import Figure, figure_fault
from campaigns.services.results.stored import Stored, stored_of
from common.db import update_from
from common.errors import Refusal
from common.text import format_figure
from units.models import User


@dataclass(frozen=True)
class Grid:
    """What the posted figures stand in: their rows as stored, their sheets, and the judged lines of their tables."""

    phase: Phase
    indicator: Indicator
    rows: dict[int, Stored]
    places: dict[int, Participant]
    lines: dict[int, JudgedLine]

    def line(self, result_id: int) -> JudgedLine | None:
        """The judged criterion of the figure's union; None where its table reads the figure otherwise."""
        return self.lines.get(self.places[result_id].table_id or 0)

    def judges(self, result_id: int) -> Judges:
        """Who gives the figure."""
        line = self.line(result_id)
        return line.judges if line else Judges.ONE

    @property
    def names(self) -> dict[int, str]:
        """The union of each figure."""
        return {pk: place.union.short_name for pk, place in self.places.items()}


def grid_of(phase: Phase, indicator: Indicator, figures: Iterable[Figure]) -> Grid:
    """The rows behind the figures. Raises Refusal where one is no figure of the federation's for this indicator."""
    ids = {f.result_id for f in figures}
    rows = Result.objects.filter(pk__in=ids, indicator=indicator, participant__phase=phase)
    places = {row.pk: row.participant for row in rows.select_related("participant__union")}
    if indicator.supplier != Supplier.FEDERATION or set(places) != ids:
        raise Refusal(_("Some of these figures are not yours to enter. Please load the page again."))
    lines = judged_lines(indicator.pk, {place.table_id for place in places.values()})
    return Grid(phase, indicator, stored_of(ids), places, lines)


def refuse_faults(grid: Grid, figures: Iterable[Figure], now: datetime) -> None:
    """Raise ValidationError, by the id of the result, for what does not fit."""
    faults: dict[str, Any] = {}
    for figure in figures:
        if wrong := fault_of(grid, figure, now):
            faults[str(figure.result_id)] = [wrong]
    if faults:
        raise ValidationError(faults)


def fault_of(grid: Grid, figure: Figure, now: datetime) -> str:
    row, line = grid.rows[figure.result_id], grid.line(figure.result_id)
    judges = grid.judges(figure.result_id)
    if judges != Judges.ONE and figure.state in (ResultState.NOTHING, ResultState.NOT_APPLICABLE):
        return _("Two people give these points: enter yours, or leave the cell empty.")
    places = min(row.decimals, PLACES_OF_MEAN) if judges == Judges.MEAN else row.decimals
    if wrong := figure_fault(figure, kind=row.kind, decimals=places, today=timezone.localdate(now)):
        return wrong
    if line is None or figure.value is None or figure.value <= line.most:
        return ""
    told = _("“%(name)s” gives at most %(most)s points. Enter %(most)s or fewer.")
    return told % {"name": line.criterion.name, "most": format_figure(line.most)}


def require_movable(grid: Grid, figures: Iterable[Figure], by: User) -> None:
    """Refuse figures of clusters that are final, here or where they are carried, and of the judge's own union."""
    places = [grid.places[f.result_id] for f in figures]
    if not places:
        return
    require_not_own(by, places, grid.phase.campaign.owner_id)
    refuse_settled(Participant.objects.filter(pk__in=[place.pk for place in places]))
    later = Phase.objects.later_than(grid.phase).order_by().values("pk")
    unions = [place.union_id for place in places]
    refuse_settled(Participant.objects.filter(phase__in=later, union__in=unions))


def write(grid: Grid, figures: Sequence[Figure], *, by: User, now: datetime) -> None:
    """Put the figures in their rows, in one UPDATE that compares versions, and ask for new points."""
    payload = [
        {
            "id": f.result_id,
            "version": f.version,
            "state": f.state,
            "value": f.value,
            "stage": f.stage or "",
            "note": f.note or "",
            "status": ResultStatus.DRAFT if f.state == ResultState.NOT_REPORTED else ResultStatus.VERIFIED,
            "entered_by": by.pk,
            "entered_at": now,
        }
        for f in figures
    ]
    if update_from(Result, payload, match=("id", "version"), bump="version") != len(payload):
        rows = stored_of(f.result_id for f in figures)
        refuse_collisions(
            rows, [f for f in figures if rows[f.result_id].version != f.version], names=grid.names
        )
    if payload and grid.phase.status >= PhaseStatus.CLOSED:
        sheets = {grid.places[f.result_id].pk for f in figures}
        compute_appraised_again(phase=grid.phase, sheet_ids=sheets, by=by, now=now)
