"""An appraiser corrects a union's figure after the close, or sets it aside; the union explains."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import CorrectionKind, ResultState, ResultStatus, Supplier
from campaigns.models import Correction, Evidence, Participant, ReopenedFigure, Result
from campaigns.permissions import require_enters, require_manage, require_not_cancelled, require_not_own
from campaigns.services.after_close.checks import require_moving, require_over, said, within_opinions
from campaigns.services.guard import writing_sheet
from campaigns.services.recomputing import compute_again
from campaigns.services.results.comparing import audit_text, completed, differs, figure_told
from campaigns.services.results.figures import Figure, figure_fault
from campaigns.services.results.stored import Stored, stored_rows
from campaigns.services.telling import tell_union
from common.db import update_from
from common.errors import Conflict, PhaseEnded, Refusal, fault
from common.templatetags.look import ends
from units.models import Document, User
from units.services import audit
from units.services.documents import received


def correct_figure(
    *,
    figure: Figure,
    reason: str,
    explain_until: datetime,
    by: User,
    now: datetime,
    upload: UploadedFile | None = None,
) -> Correction:
    """Put another figure in the place of a union's own after the close; it counts as appraised.

    Both figures are kept, the union is told and may explain until `explain_until`; its cluster gets new points.
    `upload` is what proves the new figure. Raises ValidationError by field for a figure that does not fit or is the
    same as before, without a reason, for a time to explain that is past or outlasts that for opinions; Conflict when
    somebody else changed the figure meanwhile; PhaseEnded before the close and once the cluster is final, Refusal for
    anybody but the federation's staff.
    """
    if upload is None:
        return _correct(figure, CorrectionKind.CORRECTED, reason, explain_until, by=by, now=now)
    union = Result.objects.select_related("participant__union").get(pk=figure.result_id).participant.union
    with received(upload=upload, union=union, by=by, now=now) as document:
        return _correct(
            figure, CorrectionKind.CORRECTED, reason, explain_until, by=by, now=now, document=document
        )


def set_aside(
    *, result: Result, version: int, reason: str, explain_until: datetime, by: User, now: datetime
) -> Correction:
    """Leave a union's figure out of what counts (không tính): from then on it is missing.

    Raises as `correct_figure` does.
    """
    figure = Figure(result.pk, result.state, result.value, version, stage=result.stage or None)
    return _correct(figure, CorrectionKind.SET_ASIDE, reason, explain_until, by=by, now=now)


def _correct(
    figure: Figure,
    kind: CorrectionKind,
    reason: str,
    explain_until: datetime,
    *,
    by: User,
    now: datetime,
    document: Document | None = None,
) -> Correction:
    place = _place_of(figure.result_id)
    require_manage(by, place.phase.campaign)
    require_not_own(by, [place], place.phase.campaign.owner_id)
    with _appraising(place):
        within_opinions(explain_until, [place], name="explain_until", now=now)
        row = _own_row(place, figure.result_id)
        words = said(reason, name="reason", missing=_("Please say why: the union and its cluster read it."))
        _refuse_open(row)
        whole = completed(figure, row, timezone.localdate(now))
        if kind == CorrectionKind.CORRECTED:
            _require_other_figure(row, whole, now)
        elif row.status == ResultStatus.SET_ASIDE:
            raise Conflict(_("“%(name)s” is set aside already.") % {"name": row.name})
        _write(row, whole, kind, by=by, now=now)
        correction = _kept(row, whole, kind, words, explain_until, document, by=by, now=now)
        _tell(correction, row, whole, place, now=now)
        compute_again(participant=place, by=by, now=now)
    return correction


def require_correcting(place: Participant, by: User) -> None:
    """Refuse a correction before anything of it is typed. Raises PhaseEnded and Refusal, as `correct_figure` does."""
    require_manage(by, place.phase.campaign)
    require_not_own(by, [place], place.phase.campaign.owner_id)
    require_over(place.phase)
    require_moving(place.phase, [place])


def _place_of(result_id: int) -> Participant:
    places = Participant.objects.select_related("phase__campaign__owner", "union", "cluster")
    return places.get(results=result_id)


def _own_row(place: Participant, result_id: int) -> Stored:
    """The stored figure. Raises Refusal for one that the federation supplies itself."""
    row = stored_rows(place.pk, Supplier.UNION).get(result_id)
    if row is None:
        raise Refusal(
            _("Points of judges are entered by the federation itself; please change them in the sheet.")
        )
    return row


@contextmanager
def _appraising(place: Participant) -> Iterator[None]:
    """A transaction in which a figure of this sheet is changed after the close, by one person at a time."""
    with writing_sheet(phase_id=place.phase_id, sheet_id=place.pk) as phase:
        require_over(phase)
        require_moving(phase, [place])
        yield


def _refuse_open(row: Stored) -> None:
    """Its union is entering it at this time."""
    if ReopenedFigure.objects.filter(result=row.result_id, is_open=True).exists():
        raise Conflict(
            _("“%(name)s” is reopened for its union now. Wait until that ends, or end it.")
            % {"name": row.name}
        )


def _require_other_figure(row: Stored, figure: Figure, now: datetime) -> None:
    """The new figure fits, and is another one, or one that was set aside. Raises ValidationError."""
    if wrong := figure_fault(figure, kind=row.kind, decimals=row.decimals, today=timezone.localdate(now)):
        raise ValidationError({"value": [wrong]})
    if figure.state == ResultState.NOT_REPORTED:
        raise fault("value", _("Enter the right figure. To leave the figure out, set it aside."))
    if not differs(row, figure) and row.status != ResultStatus.SET_ASIDE:
        raise fault("value", _("This is the union's own figure. Confirm it, or enter another one."))


def _write(row: Stored, figure: Figure, kind: CorrectionKind, *, by: User, now: datetime) -> None:
    """Put the figure in its row, unless somebody changed that meanwhile. Raises Conflict."""
    is_set_aside = kind == CorrectionKind.SET_ASIDE
    fresh = {
        "id": figure.result_id,
        "version": figure.version,
        "state": figure.state,
        "value": figure.value,
        "stage": figure.stage or "",
        "as_of": figure.as_of,
        "is_estimate": figure.is_estimate,
        "status": ResultStatus.SET_ASIDE if is_set_aside else ResultStatus.VERIFIED,
        "return_reason": "",
        "entered_by": by.pk,
        "entered_at": now,
    }
    if update_from(Result, [fresh], match=("id", "version"), bump="version") != 1:
        told = _(
            "Somebody else has changed “%(name)s” meanwhile: it is %(figure)s now. Look at it, then decide."
        )
        raise Conflict(told % {"name": row.name, "figure": figure_told(row, row.kind)})


def _kept(
    row: Stored,
    figure: Figure,
    kind: CorrectionKind,
    reason: str,
    explain_until: datetime,
    document: Document | None,
    *,
    by: User,
    now: datetime,
) -> Correction:
    """Both figures, with the document that proves the new one among the figure's evidence."""
    if document is not None:
        document.save()
        Evidence.objects.create(result_id=figure.result_id, document=document)
    correction = Correction.objects.create(
        result_id=figure.result_id,
        kind=kind,
        state_before=row.state,
        value_before=row.value,
        stage_before=row.stage,
        status_before=row.status,
        state=figure.state,
        value=figure.value,
        stage=figure.stage or "",
        reason=reason,
        document=document,
        corrected_by=by,
        corrected_at=now,
        explain_until=explain_until,
    )
    told = {"figure": [audit_text(row, row.kind), audit_text(figure, row.kind)], "kind": kind.value}
    audit.record(verb="correct_figure", subject=correction, by=by, now=now, reason=reason, **told)
    return correction


def _tell(correction: Correction, row: Stored, figure: Figure, place: Participant, *, now: datetime) -> None:
    tell_union(
        place,
        "figure_corrected" if correction.kind == CorrectionKind.CORRECTED else "figure_set_aside",
        key=f"corrected:{correction.pk}",
        values={
            "indicator": row.name,
            "before": figure_told(row, row.kind),
            "after": figure_told(figure, row.kind),
            "reason": correction.reason,
            "until": correction.explain_until.isoformat(),
        },
        url=f"/phases/{place.phase_id}/changes/",
        now=now,
    )


def explain_correction(*, correction: Correction, explanation: str, by: User, now: datetime) -> None:
    """The union explains a figure that was corrected or set aside (giải trình); from then on its cluster reads both.

    Once. Raises ValidationError for no words, PhaseEnded after its time, Conflict where somebody has explained already,
    Refusal for anybody but officers of the union.
    """
    place = _place_of(correction.result_id)
    require_enters(by, place)
    words = said(explanation, name="explanation", missing=_("Please write the explanation."))
    with writing_sheet(phase_id=place.phase_id, sheet_id=place.pk) as phase:
        require_not_cancelled(phase)
        fresh = Correction.objects.select_for_update().get(pk=correction.pk)
        if fresh.explained_at:
            raise Conflict(_("This correction is explained already. Please look at it."))
        require_in_time(fresh, now)
        fresh.explanation, fresh.explained_by, fresh.explained_at = words, by, now
        fresh.save(update_fields=["explanation", "explained_by", "explained_at"])
        audit.record(verb="explain_correction", subject=fresh, by=by, now=now, explanation=words)


def require_in_time(correction: Correction, now: datetime) -> None:
    """Refuse an explanation after its time. Raises PhaseEnded."""
    if correction.explain_until <= now:
        told = _("The time to explain ended at %(end)s. You can still send an opinion on the line of points.")
        raise PhaseEnded(told % {"end": ends(correction.explain_until)})
