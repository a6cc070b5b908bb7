"""The files behind a figure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from campaigns.choices import Supplier
from campaigns.models import Evidence, Result
from campaigns.permissions import may_enter, require
from campaigns.rules import is_editable
from campaigns.services.guard import entering_figures, shared_phase
from campaigns.services.results.entering import require_judging
from common.errors import Refusal, fault
from units.models import User
from units.services import audit
from units.services.documents import keep_document

#: How many files a figure may have. More of them want one list in a single file.
MOST_FILES = 50


@contextmanager
def _changing(result: Result, *, by: User, now: datetime) -> Iterator[Result]:
    """A transaction in which the evidence of a figure may change; yields the figure's row, locked.

    Evidence is changed by the same people and as long as the figure itself: a union's until it is submitted and the
    window ends, the federation's own until the phase is final. Raises Refusal or PhaseEnded otherwise.
    """
    participant, supplier = result.participant, result.indicator.supplier
    own = supplier == Supplier.UNION
    require(
        may_enter(by, participant, supplier=supplier),
        _("Only officers of %(union)s keep the evidence of this figure.")
        % {"union": (participant.union if own else participant.phase.campaign.owner).short_name},
    )
    phase_id = participant.phase_id
    door = entering_figures(phase_id=phase_id, now=now) if own else shared_phase(phase_id=phase_id)
    with door as phase:
        if not own:
            require_judging(phase)
        fresh = Result.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=result.pk)
        if own and not is_editable(fresh.status):
            raise Refusal(
                _(
                    "“%(name)s” is submitted or appraised, and its evidence with it. Please ask for it to be returned."
                )
                % {"name": fresh.indicator.name}
            )
        yield fresh


def attach_evidence(*, result: Result, upload: UploadedFile, by: User, now: datetime) -> Evidence:
    """Attach a file to a figure that may still be changed.

    Raises ValidationError for a file that is not taken or is attached already, PhaseEnded outside the entry window,
    Refusal for somebody who may not or a figure that is submitted.
    """
    with _changing(result, by=by, now=now) as fresh:
        if fresh.evidence.count() >= MOST_FILES:
            raise fault(
                "file",
                _("There are %(most)s files already. Put the rest into one file, or remove one.")
                % {"most": MOST_FILES},
            )
        document = keep_document(upload=upload, union=result.participant.union, by=by, now=now)
        if fresh.evidence.filter(document__sha256=document.sha256).exists():
            document.file.delete(save=False)
            raise fault(
                "file",
                _("“%(name)s” is attached here already. Choose another file.") % {"name": document.name},
            )
        evidence = Evidence.objects.create(result=fresh, document=document)
        audit.record(
            verb="attach_evidence", subject=fresh, by=by, now=now, name=document.name, sha256=document.sha256
        )
    return evidence


def detach_evidence(*, evidence: Evidence, by: User, now: datetime) -> None:
    """Take a file away from a figure that may still be changed; the stored document and its hash stay in the archive.

    Raises PhaseEnded outside the entry window, Refusal for somebody who may not or a figure that is submitted.
    """
    document = evidence.document
    with _changing(evidence.result, by=by, now=now) as fresh:
        deleted, _rows = Evidence.objects.filter(pk=evidence.pk, result=fresh).delete()
        if deleted:
            audit.record(
                verb="detach_evidence",
                subject=fresh,
                by=by,
                now=now,
                name=document.name,
                sha256=document.sha256,
            )
