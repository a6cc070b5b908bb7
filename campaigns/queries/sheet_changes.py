"""What a sheet says of the time after the close: figures reopened, and those corrected or set aside."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.choices import CorrectionKind, PhaseStatus
from campaigns.models import Correction, Participant, ReopenedFigure, is_settled
from campaigns.queries.changes import both_figures
from campaigns.queries.sheet_grid import Grid


def reopened_in(participant: Participant, now: datetime) -> dict[int, datetime]:
    """The figures of a sheet that may be entered again at `now`, each with its end; no query before the close."""
    if participant.phase.status < PhaseStatus.CLOSING:
        return {}
    rows = ReopenedFigure.objects.in_force(now).filter(result__participant=participant)
    return dict(rows.values_list("result_id", "reopening__ends_at"))


def mark_changes(
    grid: Grid, participant: Participant, *, now: datetime, sees_all: bool, explains: bool
) -> None:
    """Tell each line what became of its figure after the close: both figures and why; no query before it.

    Peers read it once the union has explained, or its time to do so has passed. `explains` is for the union itself,
    which may explain it until then.
    """
    if participant.phase.status < PhaseStatus.CLOSING:
        return
    rows = Correction.objects.filter(result__participant=participant).select_related("result__indicator")
    if not sees_all:
        rows = rows.filter(Q(explained_at__isnull=False) | Q(explain_until__lte=now))
    for row in rows.order_by("corrected_at", "pk"):
        before, after = both_figures(row)
        told = {"before": before, "after": after, "reason": row.reason}
        said = _("Set aside: %(before)s does not count. %(reason)s")
        if row.kind == CorrectionKind.CORRECTED:
            said = _("Corrected: %(before)s → %(after)s. %(reason)s")
        if row.result_id in grid.by_id:
            line = grid.by_id[row.result_id]
            line.changed = said % told
            is_asked = explains and row.explained_at is None and now < row.explain_until
            line.to_explain = row if is_asked else None


def may_correct(participant: Participant) -> bool:
    """Figures of the sheet may be corrected: after the close, and while its cluster is not final."""
    if participant.phase.status < PhaseStatus.CLOSING or participant.phase.campaign.is_extract:
        return False
    return not Participant.objects.filter(pk=participant.pk).filter(is_settled()).exists()
