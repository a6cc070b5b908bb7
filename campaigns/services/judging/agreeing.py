"""Two judges gave different points, and agree: the value is entered with the reason."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import Judges
from campaigns.models import JudgePoints, Result
from campaigns.permissions import require_manage
from campaigns.rules.judging import SEVERAL
from campaigns.services.guard import shared_phase
from campaigns.services.judging.grid import fault_of, grid_of, require_movable, write
from campaigns.services.results.comparing import audit_text, completed
from campaigns.services.results.entering import require_judging
from campaigns.services.results.figures import LONGEST_NOTE, Figure
from common.errors import Refusal, fault, worded
from units.models import User
from units.services import audit


def agree_points(*, result: Result, figure: Figure, reason: str, by: User, now: datetime) -> None:
    """Enter the value on which two judges agree, where their points differ, with the reason.

    What each of them gave is kept. Raises ValidationError by field for no value, one that does not fit, no reason, and
    while somebody's points are missing; FiguresConflict where the figure was changed meanwhile; otherwise as
    `judge_cluster`.
    """
    phase = result.participant.phase
    require_manage(by, phase.campaign)
    with shared_phase(phase_id=phase.pk) as fresh:
        require_judging(fresh)
        grid = grid_of(fresh, result.indicator, [figure])
        missing = _("Please say how the judges came to agree.")
        words = worded(reason, name="reason", most=LONGEST_NOTE, missing=missing)
        if grid.judges(result.pk) != Judges.AGREED:
            raise Refusal(_("This line is not one on which two people agree."))
        if JudgePoints.objects.filter(result=result.pk).count() < SEVERAL:
            raise fault("value", _("Both judges give their points first."))
        if wrong := fault_of(grid, figure, now):
            raise fault("value", wrong)
        require_movable(grid, [figure], by)
        row = grid.rows[result.pk]
        whole = completed(figure, row, timezone.localdate(now))
        write(grid, [replace(whole, note=words)], by=by, now=now)
        told = {"figure": [audit_text(row, row.kind), audit_text(figure, row.kind)]}
        audit.record(verb="agree_points", subject=result, by=by, now=now, reason=words, **told)
