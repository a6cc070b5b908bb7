"""The federation's final act: a named order, then a job that seals the visible revision of every cluster."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, Seal, holding
from campaigns.permissions import require_manage
from campaigns.queries.cancelling import cancelled_words
from campaigns.queries.publication import read_by, to_finalise_before
from campaigns.queries.unappraised import unappraised
from campaigns.services import scoring, sealing
from campaigns.services.guard import exclusive_phase, hold_exclusively
from common.errors import fault
from common.text import format_figure
from units.actors import SYSTEM, Actor, account_of
from units.services import audit, jobs

SEAL = "campaigns.seal_phase"
#: After how many participants the job says how far it is.
STRIDE = 1000


def make_final(*, phase_id: int, by: Actor, now: datetime) -> bool:
    """Order the phase to be sealed and published. CLOSED → SEALING, once; returns whether this call did.

    Raises ValidationError when entry is still open or the campaign was cancelled, when an earlier phase whose figures
    it carries, or a phase that the year joins, is not final, when figures that its points read wait for appraisal and
    the campaign's final waits for them, or when the visible points do not yet include every late figure.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        if phase.status >= PhaseStatus.SEALING:
            return False
        _require_ready(phase)
        Phase.objects.filter(pk=phase_id).update(status=PhaseStatus.SEALING)
        order = {"ordered_by": account_of(by), "ordered_at": now, "format": sealing.SEAL_FORMAT}
        pointers = holding().filter(phase=phase).values_list("cluster_id", "number")
        Seal.objects.bulk_create(
            Seal(phase=phase, cluster_id=cluster, revision=number, **order) for cluster, number in pointers
        )
        numbers = sorted({number for _cluster, number in pointers})
        audit.record(verb="make_final", subject=phase, by=by, now=now, revisions=numbers)
        owner = phase.campaign.owner_id
        jobs.enqueue(kind=SEAL, key=f"seal:{phase_id}", by=by, now=now, owner_id=owner, phase_id=phase_id)
    return True


def _require_ready(phase: Phase) -> None:
    """Entry is closed, what the phase carries no longer moves, and its points include every figure that came late.

    Where the final waits for the appraisal, nothing that the points read waits.
    """
    if phase.is_cancelled:
        raise fault("phase", cancelled_words(phase.campaign))
    if phase.status != PhaseStatus.CLOSED:
        raise fault(
            "phase",
            _("Entry of “%(phase)s” is not closed yet; it can be made final afterwards.")
            % {"phase": phase.name},
        )
    # Late figures of the earlier phases wait meanwhile: they would change what is about to be sealed.
    earlier = read_by(phase)
    for before in earlier.order_by("-campaign_id", "-number", "-pk").values_list("pk", flat=True):
        hold_exclusively(phase_id=before)
    waiting = to_finalise_before(phase)
    if waiting:
        raise fault("phase", unfinished(phase, waiting))
    if phase.campaign.final_waits and (count := unappraised(phase).count()):
        raise fault("phase", unappraised_words(count))
    if ClusterRevision.objects.filter(phase=phase, late_inputs__gt=F("computed_inputs")).exists():
        raise fault(
            "phase", _("The points are being computed again after a late figure. Please try in a minute.")
        )


def unfinished(phase: Phase, before: Iterable[Phase]) -> str:
    """Why a phase cannot be made final before these, and what to do."""
    names = ", ".join(f"“{each.name}”" for each in before)
    if phase.is_year:
        told = _("Make %(phases)s final first: the year joins their points, which may still change.")
        return told % {"phases": names}
    return _("Make %(phases)s final first: this phase carries its figures, which may still change.") % {
        "phases": names
    }


def unappraised_words(count: int) -> str:
    """Why a phase cannot be made final while so many figures wait, and what to do."""
    told = ngettext(
        "%(count)s submitted figure that the points read is not appraised yet. Please appraise it first.",
        "%(count)s submitted figures that the points read are not appraised yet. Please appraise them first.",
        count,
    )
    return told % {"count": format_figure(Decimal(count), 0)}


@jobs.handles(SEAL)
def seal_phase(running: jobs.Running) -> dict[str, Any]:
    """Keep the ranks across clusters, write and hash the document of every cluster, then publish: SEALING → FINAL.

    Re-runnable: what is sealed is left alone.
    """
    phase = Phase.objects.select_related("campaign").get(pk=running.args["phase_id"])
    if phase.status == PhaseStatus.SEALING:
        if phase.campaign.ranks_across:
            with transaction.atomic():
                running.hold()
                scoring.store_ranks_across(phase=phase)
        _seal_clusters(running, phase)
        with exclusive_phase(phase_id=phase.pk):
            running.hold()
            won = Phase.objects.filter(pk=phase.pk, status=PhaseStatus.SEALING).update(
                status=PhaseStatus.FINAL
            )
            if won:
                audit.record(verb="seal_phase", subject=phase, by=SYSTEM, now=timezone.now())
    return {"seals": Seal.objects.filter(phase=phase).count()}


def _seal_clusters(running: jobs.Running, phase: Phase) -> None:
    """One document after the other, each kept with its hash as soon as it is whole."""
    ordered = Seal.objects.filter(phase=phase, sealed_at__isnull=True).order_by("pk")
    seals = list(ordered.defer("document"))
    total, done = Participant.objects.filter(phase=phase).count(), 0
    for seal, records in _with_records(phase, seals):
        running.step(done, total, _("Sealing"))
        writer = sealing.Writer(seal.format)
        for record in records:
            writer.add(record)
            done += record["record"] == "participant"
            if record["record"] == "participant" and done % STRIDE == 0:
                running.step(done, total, _("Sealing"))
        _keep(running, seal, *writer.finish())


def _with_records(phase: Phase, seals: list[Seal]) -> Iterator[tuple[Seal, Iterator[sealing.Record]]]:
    """Each seal with the records of its document, in the format that was ordered: an older one before an upgrade."""
    for number, group in groupby(seals, key=lambda seal: seal.format):
        mine = list(group)
        pointers = [(seal.cluster_id, seal.revision) for seal in mine]
        written = sealing.documents(phase, pointers, number)
        yield from ((seal, records) for seal, (_cluster, records) in zip(mine, written, strict=True))


def _keep(running: jobs.Running, seal: Seal, document: bytes, digest: str) -> None:
    """Store what was sealed; its hash also stands in the audit trail, where nobody changes it."""
    now = timezone.now()
    with transaction.atomic():
        running.hold()
        fresh = {"document": document, "sha256": digest, "sealed_at": now}
        if Seal.objects.filter(pk=seal.pk, sealed_at__isnull=True).update(**fresh):
            audit.record(
                verb="seal_cluster",
                subject=seal,
                by=SYSTEM,
                now=now,
                revision=seal.revision,
                format=seal.format,
                sha256=digest,
            )
