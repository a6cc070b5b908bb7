"""Entering figures: by the union, and by the federation those that it supplies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, ResultStatus, Supplier
from campaigns.models import Participant, Phase, Result, is_later
from campaigns.permissions import may_enter, require, require_not_cancelled, require_not_own
from campaigns.rules import is_editable
from campaigns.services.guard import Door, entering_figures, refuse_settled, shared_phase
from campaigns.services.recomputing import compute_again
from campaigns.services.results.comparing import audit_text, completed, differs, figure_told
from campaigns.services.results.figures import Figure, figure_fault
from campaigns.services.results.judging import refuse_above_maximum
from campaigns.services.results.stored import Stored, stored_rows
from common.db import update_from
from common.errors import Conflict, PhaseEnded, Refusal
from common.templatetags.look import clock, day_short
from units.models import AuditEvent, User
from units.services import audit


@dataclass(frozen=True)
class Collision:
    """A row that somebody else changed meanwhile: both values in words, who saved theirs, and the row's version now."""

    name: str
    theirs: str
    yours: str
    by: str
    version: int


class FiguresConflict(Conflict):
    """Rows were changed meanwhile; `rows` maps each result's id to both values. Nothing was saved."""

    def __init__(self, rows: dict[int, Collision]) -> None:
        told = [
            _("“%(name)s”: %(by)s has saved %(theirs)s meanwhile, you entered %(yours)s.")
            % {"name": row.name, "by": row.by, "theirs": row.theirs, "yours": row.yours}
            for row in rows.values()
        ]
        super().__init__(" ".join([*told, _("Nothing was saved. Look at both figures, then save again.")]))
        self.rows = rows


def save_figures(*, participant: Participant, figures: Sequence[Figure], by: User, now: datetime) -> int:
    """Save a sheet's figures in one statement, all or none; returns how many changed.

    Raises PhaseEnded outside the entry window (but for figures that are reopened), FiguresConflict when somebody else
    changed a row meanwhile,
    ValidationError naming each indicator (by code) whose figure does not fit or is submitted by now, saying by whom,
    Refusal for somebody who may not enter.
    """
    if not may_enter(by, participant):
        raise Refusal(
            _("Only officers of %(union)s enter its figures.") % {"union": participant.union.short_name}
        )
    with entering_figures(phase_id=participant.phase_id, now=now, sheet_id=participant.pk) as door:
        return _write(
            participant,
            figures,
            supplier=Supplier.UNION,
            status=ResultStatus.DRAFT,
            by=by,
            now=now,
            door=door,
        )


def judge_figures(*, participant: Participant, figures: Sequence[Figure], by: User, now: datetime) -> int:
    """The federation enters the figures that it supplies, points of judges among them, until its cluster is final.

    And until a cluster of a later phase is that carries them: a phase that nobody ranks may never be made final itself.
    After the close a new revision of the provisional points is asked for. Raises as `save_figures` does, and
    ValidationError for more points than the union's table gives.
    """
    require(
        may_enter(by, participant, supplier=Supplier.FEDERATION),
        _("Only the federation enters these figures."),
    )
    with shared_phase(phase_id=participant.phase_id) as phase:
        require_judging(phase)
        require_not_own(by, [participant], phase.campaign.owner_id)
        refuse_settled(Participant.objects.filter(pk=participant.pk))
        refuse_settled(Participant.objects.filter(is_later(participant)))
        count = _write(
            participant, figures, supplier=Supplier.FEDERATION, status=ResultStatus.VERIFIED, by=by, now=now
        )
        if count and phase.status >= PhaseStatus.CLOSED:
            compute_again(participant=participant, by=by, now=now)
    return count


def require_judging(phase: Phase) -> None:
    """Refuse the federation's own figures before the launch, and while the first points are being computed."""
    require_not_cancelled(phase)
    if phase.status in (PhaseStatus.DRAFT, PhaseStatus.CLOSING):
        raise PhaseEnded(
            _("“%(phase)s” takes no figures now: %(status)s.")
            % {"phase": phase.name, "status": phase.get_status_display().lower()}
        )


def _write(
    participant: Participant,
    figures: Sequence[Figure],
    *,
    supplier: str,
    status: int,
    by: User,
    now: datetime,
    door: Door | None = None,
) -> int:
    """Write the figures that differ from what is stored, in one UPDATE that also compares each row's version.

    Returns how many; raises FiguresConflict, ValidationError or Refusal before anything is written.
    """
    rows, today = _rows_for(participant, supplier, figures), timezone.localdate(now)
    whole = [completed(f, rows[f.result_id], today) for f in figures]
    changed = [f for f in whole if differs(rows[f.result_id], f)]
    locked = supplier == Supplier.UNION
    if door is not None:
        for figure in changed:
            door.require(figure.result_id, rows[figure.result_id].name)
    if locked:
        _refuse_submitted(rows, changed, participant=participant, by=by)
    refuse_collisions(rows, [f for f in changed if rows[f.result_id].version != f.version])
    _refuse_faults(rows, changed, today)
    if not locked:
        refuse_above_maximum(participant, rows, changed)
    payload = [
        {
            "id": f.result_id,
            "version": f.version,
            "state": f.state,
            "value": f.value,
            "stage": f.stage or "",
            "as_of": f.as_of,
            "is_estimate": f.is_estimate,
            "note": f.note,
            # A union's returned figure stays marked as returned until it is submitted again.
            "status": ResultStatus.RETURNED
            if locked and rows[f.result_id].status == ResultStatus.RETURNED
            else status,
            "entered_by": by.pk,
            "entered_at": now,
        }
        for f in changed
    ]
    if not payload:
        return 0
    if update_from(Result, payload, match=("id", "version"), bump="version") != len(payload):
        # Another transaction ended between the reading and the writing. The exception rolls this one back.
        fresh = _rows_for(participant, supplier, changed)
        if locked:
            _refuse_submitted(fresh, changed, participant=participant, by=by)
        refuse_collisions(fresh, [f for f in changed if differs(fresh[f.result_id], f)])
    history = {
        rows[f.result_id].code: [audit_text(one, rows[f.result_id].kind) for one in (rows[f.result_id], f)]
        for f in changed
    }
    audit.record(verb="save_figures", subject=participant, by=by, now=now, figures=history)
    return len(payload)


def _rows_for(participant: Participant, supplier: str, figures: Sequence[Figure]) -> dict[int, Stored]:
    """The stored rows that this supplier fills; raises Refusal where a figure belongs to none of them."""
    rows = stored_rows(participant.pk, supplier)
    if any(f.result_id not in rows for f in figures):
        raise Refusal(_("Some of these figures are not yours to enter. Please load the page again."))
    return rows


def refuse_collisions(
    rows: Mapping[int, Stored], struck: Sequence[Figure], *, names: Mapping[int, str] | None = None
) -> None:
    """Raise FiguresConflict for the figures whose rows somebody else changed.

    `names` say what each is called, where that is not the indicator.
    """
    if struck:
        authors = dict(
            Result.objects.filter(pk__in=[f.result_id for f in struck]).values_list(
                "pk", "entered_by__person__full_name"
            )
        )
        raise FiguresConflict(
            {
                f.result_id: Collision(
                    name=names[f.result_id] if names else rows[f.result_id].name,
                    theirs=figure_told(rows[f.result_id], rows[f.result_id].kind),
                    yours=figure_told(f, rows[f.result_id].kind),
                    by=authors[f.result_id] or _("somebody"),
                    version=rows[f.result_id].version,
                )
                for f in struck
            }
        )


def _refuse_submitted(
    rows: dict[int, Stored], changed: Iterable[Figure], *, participant: Participant, by: User
) -> None:
    """Raise ValidationError, by indicator code, for the figures whose rows are submitted or appraised by now."""
    struck = [f for f in changed if not is_editable(rows[f.result_id].status)]
    if not struck:
        return
    told, owner = _submitted_by(participant, by=by), participant.phase.campaign.owner
    raise ValidationError(
        {
            rows[f.result_id].code: [
                _(
                    "%(told)s %(yours)s was not saved. To change this figure, please ask %(owner)s to return it."
                )
                % {
                    "told": told,
                    "yours": figure_told(f, rows[f.result_id].kind),
                    "owner": owner.short_name,
                }
            ]
            for f in struck
        }
    )


def _submitted_by(participant: Participant, *, by: User) -> str:
    """Who submitted the sheet, and when, as told to this reader."""
    events = AuditEvent.objects.filter(
        subject_type=Participant._meta.label_lower, subject_id=participant.pk, verb="submit_sheet"
    )
    last = events.order_by("pk").last()
    if last is None:  # an import of figures that were appraised on paper
        return _("This figure is submitted or appraised by now.")
    when = {"time": clock(last.at), "day": day_short(last.at)}
    if last.actor_id == by.pk:
        return _("You submitted this sheet at %(time)s on %(day)s.") % when
    who = User.objects.select_related("person").filter(pk__in=[last.actor_id]).first()
    when["name"] = who.person.full_name if who else last.actor_name
    return _("%(name)s submitted this sheet at %(time)s on %(day)s.") % when


def _refuse_faults(rows: dict[int, Stored], figures: Iterable[Figure], today: date) -> None:
    """Raise ValidationError, by indicator code, for the figures that do not fit."""
    errors: dict[str, Any] = {}
    for figure in figures:
        row = rows[figure.result_id]
        if fault := figure_fault(figure, kind=row.kind, decimals=row.decimals, today=today):
            errors[row.code] = [fault]
    if errors:
        raise ValidationError(errors)
