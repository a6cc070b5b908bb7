"""The files behind a figure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from campaigns.choices import Supplier
from campaigns.models import Evidence, Phase, Result
from campaigns.permissions import may_enter, require
from campaigns.rules import is_editable
from campaigns.services.guard import Door, door_to, entering_figures, shared_phase
from campaigns.services.results.entering import require_judging
from common.errors import Refusal, fault
from units.models import Document, User
from units.services import audit
from units.services.documents import received

#: How many files a figure may have. More of them want one list in a single file.
MOST_FILES = 50


def _require_keeper(result: Result, *, by: User) -> None:
    """Evidence is changed by the people who change the figure itself."""
    participant, supplier = result.participant, result.indicator.supplier
    own = supplier == Supplier.UNION
    require(
        may_enter(by, participant, supplier=supplier),
        _("Only officers of %(union)s keep the evidence of this figure.")
        % {"union": (participant.union if own else participant.phase.campaign.owner).short_name},
    )


def _require_changeable(result: Result, phase: Phase, *, now: datetime) -> None:
    """Evidence may change as long as the figure itself.

    A union's until it is submitted and the window ends, the federation's own until the phase is final. Raises Refusal
    or PhaseEnded.
    """
    if result.indicator.supplier != Supplier.UNION:
        return require_judging(phase)
    door_to(phase, result.participant_id, now).require(result.pk, result.indicator.name)
    if not is_editable(result.status):
        raise Refusal(
            _(
                "“%(name)s” is submitted or appraised, and its evidence with it. Please ask for it to be returned."
            )
            % {"name": result.indicator.name}
        )


@contextmanager
def _changing(result: Result, *, now: datetime) -> Iterator[Result]:
    """A transaction in which the evidence of a figure may change; yields the figure's row, locked.

    Nobody submits the sheet meanwhile.
    """
    phase_id = result.participant.phase_id
    own = result.indicator.supplier == Supplier.UNION
    door = (
        entering_figures(phase_id=phase_id, now=now, sheet_id=result.participant_id)
        if own
        else shared_phase(phase_id=phase_id)
    )
    with door as opened:
        phase = opened.phase if isinstance(opened, Door) else opened
        fresh = Result.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=result.pk)
        _require_changeable(fresh, phase, now=now)
        yield fresh


def attach_evidence(*, result: Result, upload: UploadedFile, by: User, now: datetime) -> Evidence:
    """Attach a file to a figure that may still be changed.

    The file is hashed and stored before any lock is taken, so that a slow store holds up no close; what was allowed
    before is asked again under the lock, and a file that is refused there is removed. Raises ValidationError for a file
    that is not taken or is attached already, PhaseEnded outside the entry window, Refusal for somebody who may not or a
    figure that is submitted.
    """
    _require_keeper(result, by=by)
    _require_changeable(result, result.participant.phase, now=now)
    with (
        received(upload=upload, union=result.participant.union, by=by, now=now) as document,
        _changing(result, now=now) as fresh,
    ):
        _require_room(fresh, document)
        document.save()
        evidence = Evidence.objects.create(result=fresh, document=document)
        _record("attach_evidence", fresh, document, by=by, now=now)
    return evidence


def _require_room(result: Result, document: Document) -> None:
    """A figure takes so many files, and each of them once."""
    if result.evidence.count() >= MOST_FILES:
        raise fault(
            "file",
            _("There are %(most)s files already. Put the rest into one file, or remove one.")
            % {"most": MOST_FILES},
        )
    if result.evidence.filter(document__sha256=document.sha256).exists():
        raise fault(
            "file", _("“%(name)s” is attached here already. Choose another file.") % {"name": document.name}
        )


def detach_evidence(*, evidence: Evidence, by: User, now: datetime) -> None:
    """Take a file away from a figure that may still be changed; the stored document and its hash stay in the archive.

    Raises PhaseEnded outside the entry window, Refusal for somebody who may not or a figure that is submitted.
    """
    _require_keeper(evidence.result, by=by)
    with _changing(evidence.result, now=now) as fresh:
        deleted, _rows = Evidence.objects.filter(pk=evidence.pk, result=fresh).delete()
        if deleted:
            _record("detach_evidence", fresh, evidence.document, by=by, now=now)


def _record(verb: str, result: Result, document: Document, *, by: User, now: datetime) -> None:
    audit.record(verb=verb, subject=result, by=by, now=now, name=document.name, sha256=document.sha256)
