"""Marking the figures of a sheet as estimates to a day ahead (ước đến 31/12), or as real ones again."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, ResultState, Supplier
from campaigns.models import Participant
from campaigns.rules import is_editable
from campaigns.services.results.entering import save_figures
from campaigns.services.results.figures import Figure
from campaigns.services.results.stored import stored_rows
from common.errors import fault
from units.models import User


def mark_estimates(*, participant: Participant, as_of: date | None, by: User, now: datetime) -> int:
    """Say of every figure of a sheet that may still be changed that it is an estimate to `as_of`; returns how many.

    None says that they are real figures. Days of milestones and what is not a figure stay as they are. Raises
    ValidationError for a day outside the period that the phase covers, else as `save_figures` does.
    """
    if as_of is not None:
        require_estimate_day(participant, as_of)
    figures = [
        Figure(
            row.result_id,
            row.state,
            row.value,
            row.version,
            as_of=as_of,
            is_estimate=as_of is not None,
        )
        for row in stored_rows(participant.pk, Supplier.UNION).values()
        if is_editable(row.status)
        and row.state == ResultState.REPORTED
        and row.kind != IndicatorKind.MILESTONE
    ]
    return save_figures(participant=participant, figures=figures, by=by, now=now)


def require_estimate_day(participant: Participant, as_of: date) -> None:
    """An estimate reaches into the period of the phase, at most to its end. Raises ValidationError."""
    phase = participant.phase
    if not phase.period_from <= as_of <= phase.period_to:
        days = {"first": f"{phase.period_from:%d/%m/%Y}", "last": f"{phase.period_to:%d/%m/%Y}"}
        raise fault("as_of", _("Choose a day from %(first)s to %(last)s.") % days)
