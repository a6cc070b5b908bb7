"""A final is opened for a revision, as in January when estimates give way to real figures: the one door after it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.choices import ClusterStatus
from campaigns.models import ClusterRevision, OpenedFinal, Phase
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries.revising import carrying_finals
from campaigns.services.after_close.checks import said
from campaigns.services.guard import exclusive_phase, hold_exclusively
from common.errors import fault
from units.actors import Actor, account_of
from units.services import audit
from units.services.notices import notify_writers


def open_final(
    *, phase_id: int, clusters: Collection[int | None], reason: str, by: Actor, now: datetime
) -> list[OpenedFinal]:
    """Open final clusters for a revision: FINAL → PROVISIONAL, each once a seal.

    Their seals stay in force until the next final; no nomination, vote or decision changes by it. Clusters of later
    phases that carry their figures, and of years that join their points, are opened with them where they are final,
    since each needs a new final too. Returns what was opened.

    Raises ValidationError without a reason, where none of the clusters is final, and while one that carries their
    figures is being sealed; PhaseEnded where the campaign was cancelled; Refusal for anybody but the federation's
    staff.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        require_not_cancelled(phase)
        words = said(reason, name="reason", missing=_("Please say why: everybody ranked there reads it."))
        mine = _final(phase_id, clusters)
        if not mine:
            raise fault("clusters", _("Choose a cluster that is final."))
        opened = [_open(pointer, words, None, by=by, now=now) for pointer in mine]
        for later_id, homes in carrying_finals(phase, [pointer.cluster_id for pointer in mine]).items():
            hold_exclusively(phase_id=later_id)
            _refuse_sealing(later_id, homes)
            opened += [
                _open(pointer, words, opened[0], by=by, now=now) for pointer in _final(later_id, homes)
            ]
        _tell(phase, opened, words, now=now)
    return opened


def _refuse_sealing(phase_id: int, clusters: Collection[int | None]) -> None:
    """What is being sealed becomes final in a minute: it would stand on figures that move again."""
    sealing = ClusterRevision.objects.filter(phase=phase_id, status=ClusterStatus.SEALING)
    pointer = sealing.in_clusters(clusters).select_related("phase").first()
    if pointer is not None:
        told = _("“%(phase)s”, which carries these figures, is being sealed now. Please try in a minute.")
        raise fault("clusters", told % {"phase": pointer.phase.name})


def _final(phase_id: int, clusters: Collection[int | None]) -> list[ClusterRevision]:
    final = ClusterRevision.objects.filter(phase=phase_id, status=ClusterStatus.FINAL)
    return list(final.in_clusters(clusters).order_by("pk"))


def _open(
    pointer: ClusterRevision, reason: str, because_of: OpenedFinal | None, *, by: Actor, now: datetime
) -> OpenedFinal:
    """One cluster; its late figures are counted anew from here."""
    ClusterRevision.objects.filter(pk=pointer.pk, status=ClusterStatus.FINAL).update(
        status=ClusterStatus.PROVISIONAL, late_inputs=F("computed_inputs")
    )
    opened = OpenedFinal.objects.create(
        phase_id=pointer.phase_id,
        cluster_id=pointer.cluster_id,
        sealed=pointer.number,
        reason=reason,
        because_of=because_of,
        opened_by=account_of(by),
        opened_at=now,
    )
    audit.record(verb="open_final", subject=opened, by=by, now=now, sealed=pointer.number, reason=reason)
    return opened


def _tell(phase: Phase, opened: list[OpenedFinal], reason: str, *, now: datetime) -> None:
    """Those who are ranked in the clusters that were opened, once a phase."""
    for one in {row.phase_id: row for row in opened}.values():
        homes = [row.cluster_id for row in opened if row.phase_id == one.phase_id]
        notify_writers(
            unions=one.phase.participants.in_clusters(homes).values("union_id"),
            kind="final_opened",
            key=f"final_opened:{one.pk}",
            values={"sender": phase.campaign.owner.name, "phase": one.phase.name, "reason": reason},
            url=f"/phases/{one.phase_id}/standings/",
            now=now,
        )
