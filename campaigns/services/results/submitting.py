"""Submitting a sheet for appraisal."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _

from campaigns.choices import MilestoneStage, ResultState, ResultStatus, Supplier
from campaigns.models import Participant, Result
from campaigns.permissions import may_enter, require
from campaigns.rules import MOVES
from campaigns.services.guard import entering_figures
from campaigns.services.results.figures import missing_figure
from common.db import update_from
from common.errors import Conflict
from units.models import User
from units.services import audit


def submission_faults(rows: Iterable[Result]) -> dict[str, list[str]]:
    """What a sheet's own rows still lack before they can be submitted: indicator code → messages, empty when nothing.

    Every row carries `files`, the number of its evidence files, and its indicator.
    """
    faults: dict[str, list[str]] = {}
    for row in rows:
        if row.indicator.supplier != Supplier.UNION or row.status not in MOVES[ResultStatus.SUBMITTED]:
            continue
        if row.state == ResultState.NOT_REPORTED:
            faults[row.indicator.code] = [missing_figure(row.indicator.kind)]
        elif row.indicator.needs_evidence and is_to_prove(row) and not row.files:  # type: ignore[attr-defined]
            faults[row.indicator.code] = [_("Attach the evidence first.")]
    return faults


def is_to_prove(row: Result) -> bool:
    """The figure says that something was done; a 0 and a planned day do not."""
    return bool(row.value) and row.stage != MilestoneStage.PLANNED


def submit_sheet(*, participant: Participant, by: User, now: datetime) -> int:
    """Submit every draft and returned figure, after the close those that are reopened; returns how many.

    DRAFT, RETURNED → SUBMITTED.

    What was checked is what is submitted: nobody else writes in the sheet meanwhile, and the one UPDATE compares the
    version of each row. Raises ValidationError naming (by code) what is missing: a figure (or "nothing to report"), or
    the evidence that an indicator demands; PhaseEnded outside the entry window; Conflict when a row changed all the
    same, as by an import; Refusal for somebody who may not submit.
    """
    require(
        may_enter(by, participant),
        _("Only officers of %(union)s submit its figures.") % {"union": participant.union.short_name},
    )
    with entering_figures(phase_id=participant.phase_id, now=now, sheet_id=participant.pk) as door:
        every = participant.results.select_related("indicator").annotate(files=Count("evidence"))
        rows = [row for row in every.order_by("pk") if door.lets(row.pk)]
        if faults := submission_faults(rows):
            raise ValidationError(faults)
        count = _move(rows)
        if count:
            Participant.objects.filter(pk=participant.pk).update(submitted_at=now)
            audit.record(verb="submit_sheet", subject=participant, by=by, now=now, figures=count)
    return count


def _move(rows: Iterable[Result]) -> int:
    """Submit of these rows those that can be, exactly as they were read; returns how many."""
    moved = [
        {"id": row.pk, "version": row.version, "status": ResultStatus.SUBMITTED}
        for row in rows
        if row.indicator.supplier == Supplier.UNION and row.status in MOVES[ResultStatus.SUBMITTED]
    ]
    if update_from(Result, moved, match=("id", "version"), bump="version") != len(moved):
        raise Conflict(
            _(
                "A figure was changed while you submitted. Nothing was submitted; please look, then submit again."
            )
        )
    return len(moved)
