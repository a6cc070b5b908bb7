"""The federation's final act: a named order over the clusters that are ready, then a job that seals each of them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, Seal
from campaigns.models.revision import ClusterRevisionQuerySet
from campaigns.permissions import require_manage
from campaigns.queries.cancelling import cancelled_words
from campaigns.queries.finality import ClusterState, clusters_to_finalise, entry_open
from campaigns.queries.publication import final_figures, read_by
from campaigns.services import scoring, sealing
from campaigns.services.guard import exclusive_phase, hold_exclusively
from common.db import OrZero
from common.errors import fault
from units.actors import SYSTEM, Actor, account_of
from units.services import audit, jobs

SEAL = "campaigns.seal_phase"
#: After how many participants the job says how far it is.
STRIDE = 1000


def make_final(
    *, phase_id: int, by: Actor, now: datetime, clusters: Collection[int | None] | None = None
) -> bool:
    """Order clusters of a closed phase to be sealed and published; returns whether this call did.

    Of each pointer: PROVISIONAL → SEALING, once. All clusters that are ready, or those that are named by their ids.
    With the last of them the phase itself goes CLOSED → SEALING; a cluster that waits holds nobody else.

    Raises ValidationError when entry is still open or the campaign was cancelled, when none is ready, and when one that
    is named waits for something: for an earlier phase whose figures it carries, or a phase that the year joins, to be
    final; for figures that its points read to be appraised, where the campaign's final waits for them; for late figures
    to be included; for what its stages ask.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        _require_closed(phase)
        chosen, left = _chosen(phase, clusters, now)
        if not chosen:
            return False
        ids = [cluster.cluster_id for cluster in chosen]
        _pointers(phase).in_clusters(ids).update(status=ClusterStatus.SEALING)
        if not _pointers(phase).exists():
            Phase.objects.filter(pk=phase_id, status=PhaseStatus.CLOSED).update(status=PhaseStatus.SEALING)
        _order(phase, chosen, left, by=by, now=now)
        numbers = sorted({cluster.revision for cluster in chosen})
        audit.record(verb="make_final", subject=phase, by=by, now=now, revisions=numbers, clusters=ids)
        owner = phase.campaign.owner_id
        key = f"seal:{phase_id}:{now.isoformat()}"
        jobs.enqueue(kind=SEAL, key=key, by=by, now=now, owner_id=owner, phase_id=phase_id)
    return True


def _require_closed(phase: Phase) -> None:
    """Raise ValidationError while entry is open, or the first points are being computed, and for a cancelled one."""
    if phase.is_cancelled:
        raise fault("phase", cancelled_words(phase.campaign))
    if phase.status < PhaseStatus.CLOSED:
        raise fault("phase", entry_open(phase))


def _pointers(phase: Phase) -> ClusterRevisionQuerySet:
    """The pointers whose points may still move."""
    return ClusterRevision.objects.filter(phase=phase).provisional()


def _chosen(
    phase: Phase, clusters: Collection[int | None] | None, now: datetime
) -> tuple[list[ClusterState], list[ClusterState]]:
    """The clusters that become final, and those that are left open: of those named, or of all, the ones that are ready.

    None of the first where all are ordered already.
    """
    # Late figures of the earlier phases wait meanwhile: they would change what is about to be sealed.
    earlier = read_by(phase).order_by("-campaign_id", "-number", "-pk")
    for before in earlier.values_list("pk", flat=True):
        hold_exclusively(phase_id=before)
    states = clusters_to_finalise(phase, now)
    provisional = [state for state in states if state.status == ClusterStatus.PROVISIONAL]
    wanted = None if clusters is None else set(clusters)
    open_ones = [state for state in provisional if wanted is None or state.cluster_id in wanted]
    ready = [state for state in open_ones if state.is_ready]
    waiting = [state for state in open_ones if state.waits]
    if waiting and (clusters is not None or not ready):
        raise ValidationError({"phase": _waits_told(waiting, alone=len(states) == 1)})
    return ready, [state for state in provisional if state not in ready]


def _waits_told(waiting: list[ClusterState], *, alone: bool) -> list[str]:
    """What these clusters wait for, a sentence each; the name of the cluster where sentences differ."""
    sentences = {wait.words for state in waiting for wait in state.waits}
    if alone or all({wait.words for wait in state.waits} == sentences for state in waiting):
        return sorted(sentences)
    return [f"{state.name}: {wait.words}" for state in waiting for wait in state.waits]


def _order(
    phase: Phase, chosen: list[ClusterState], left: list[ClusterState], *, by: Actor, now: datetime
) -> None:
    """A seal to be written for each cluster, with what stood open in it, and which clusters are left open beside it."""
    figures = final_figures(phase)
    waiting = [
        {"code": state.code, "name": state.name, "waits": [wait.words for wait in state.waits]}
        for state in left
    ]
    order = {
        "left_open": waiting,
        "ordered_by": account_of(by),
        "ordered_at": now,
        "format": sealing.SEAL_FORMAT,
    }
    seals = [
        Seal(
            phase=phase,
            cluster_id=state.cluster_id,
            revision=state.revision,
            noted=figures[state.cluster_id].noted(),
            **order,
        )
        for state in chosen
    ]
    # One that was opened for a revision and in which nothing changed has its seal already.
    Seal.objects.bulk_create(seals, ignore_conflicts=True)


@jobs.handles(SEAL)
def seal_phase(running: jobs.Running) -> dict[str, Any]:
    """Write and hash the document of every cluster that was ordered, then publish: of each pointer SEALING → FINAL.

    With the last cluster the phase goes SEALING → FINAL, and the ranks across clusters are kept. Re-runnable: what is
    sealed is left alone.
    """
    phase = Phase.objects.select_related("campaign").get(pk=running.args["phase_id"])
    _seal_clusters(running, phase)
    with exclusive_phase(phase_id=phase.pk) as fresh:
        running.hold()
        written = Seal.objects.alias(its_cluster=OrZero("cluster")).filter(
            phase=phase,
            its_cluster=OrZero(OuterRef("cluster_id")),
            revision=OuterRef("number"),
            sealed_at__isnull=False,
        )
        ordered = ClusterRevision.objects.filter(phase=phase, status=ClusterStatus.SEALING)
        published = ordered.filter(Exists(written)).update(status=ClusterStatus.FINAL)
        if published:
            audit.record(verb="seal_phase", subject=phase, by=SYSTEM, now=timezone.now(), clusters=published)
            _finish(fresh)
    return {"seals": Seal.objects.filter(phase=phase).count()}


def _finish(phase: Phase) -> None:
    """Once every cluster is final the phase is, and the ranks across clusters no longer move."""
    everybody = ClusterRevision.objects.filter(phase=phase)
    if everybody.exclude(status=ClusterStatus.FINAL).exists():
        return
    if phase.campaign.ranks_across:
        scoring.store_ranks_across(phase=phase)
    Phase.objects.filter(pk=phase.pk, status=PhaseStatus.SEALING).update(status=PhaseStatus.FINAL)


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
