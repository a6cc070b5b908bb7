"""The conference (hội nghị) of a cluster: who came, the vote as it was counted, its minutes, what follows from it."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import ClusterRevision, Conference, Phase
from campaigns.models.after_close import WORDS
from campaigns.permissions import leads_cluster, may_manage, require, require_not_cancelled
from campaigns.services.guard import exclusive_phase
from campaigns.services.hearing.acclaims import (
    Acclaimed,
    keep_acclaimed,
    name_heads,
    require_acclaimed,
    require_heads,
)
from common.errors import PhaseEnded, fault, worded
from units.models import Cluster, Document, User
from units.services import audit
from units.services.documents import received


def hold_conference(
    *,
    phase: Phase,
    cluster: Cluster | None,
    held_on: date,
    invited: int,
    present: int,
    votes_for: int,
    votes_against: int,
    is_adopted: bool,
    by: User,
    now: datetime,
    place: str = "",
    notes: str = "",
    acclaimed: Sequence[Acclaimed] = (),
    upload: UploadedFile | None = None,
) -> Conference:
    """Record a conference that took place; where the last one of its cluster adopted the table, this may become final.

    Who is acclaimed to lead or deputise becomes the term of the next year, where nobody was named otherwise: the record
    is kept in any case. Of awards the nominations follow when a round is opened. Raises ValidationError by field: a day
    ahead or before the close, counts that do not fit each other, adopted without a majority of those present, a union
    acclaimed that is not of the cluster, or twice for the same, a deputy where nobody leads; PhaseEnded before the
    points are computed and once the cluster is final; Refusal for anybody but the head of the cluster and the
    federation's staff.
    """
    _require_recorder(by, phase, cluster)
    kept = received(upload=upload, union=phase.campaign.owner, by=by, now=now) if upload else nullcontext()
    with kept as document, exclusive_phase(phase_id=phase.pk) as fresh:
        require_not_cancelled(fresh)
        pointer = _pointer(fresh, cluster)
        counted = {
            "invited": invited,
            "present": present,
            "votes_for": votes_for,
            "votes_against": votes_against,
        }
        _require_day(fresh, held_on, now)
        _require_count(counted, is_adopted=is_adopted)
        require_acclaimed(fresh, cluster, acclaimed, present=present)
        require_heads(fresh, cluster, acclaimed, is_adopted=is_adopted)
        notes = worded(notes, name="notes", most=WORDS)
        conference = _record(
            fresh, cluster, document, held_on=held_on, place=place.strip()[:200], notes=notes,
            is_adopted=is_adopted, revision=pointer.number, recorded_by=by, recorded_at=now, **counted,
        )  # fmt: skip
        keep_acclaimed(conference, acclaimed)
        told: dict[str, Any] = {**counted, "is_adopted": is_adopted, "revision": pointer.number}
        told["acclaimed"] = [[one.kind, one.award, one.union.code] for one in acclaimed]
        audit.record(verb="hold_conference", subject=conference, by=by, now=now, **told)
        name_heads(conference, acclaimed, now=now)
    return conference


def _require_recorder(by: User, phase: Phase, cluster: Cluster | None) -> None:
    may = may_manage(by, phase.campaign) or (
        cluster is not None and leads_cluster(by, cluster.pk, phase.campaign.year)
    )
    require(may, _("Only the head of the cluster, or staff of the federation, records its conference."))


def _pointer(phase: Phase, cluster: Cluster | None) -> ClusterRevision:
    """The points that the conference had before it. Raises PhaseEnded without any, or where they are final."""
    pointer = (
        ClusterRevision.objects.provisional().filter(phase=phase, cluster=cluster, number__gte=1).first()
    )
    if pointer is None:
        raise PhaseEnded(
            _(
                "A conference is recorded after the close and before the final, while the points are provisional."
            )
        )
    return pointer


def _require_day(phase: Phase, held_on: date, now: datetime) -> None:
    if held_on > timezone.localdate(now):
        raise fault("held_on", _("This day is still ahead. Record the conference after it was held."))
    if phase.closed_at and held_on < timezone.localdate(phase.closed_at):
        raise fault(
            "held_on",
            _("The figures were frozen on %(day)s. Choose that day or a later one.")
            % {"day": f"{timezone.localtime(phase.closed_at):%d/%m/%Y}"},
        )


def _require_count(counted: dict[str, int], *, is_adopted: bool) -> None:
    """The count makes sense. Raises ValidationError."""
    for name, count in counted.items():
        if count < 0:
            raise fault(name, _("The figure cannot be negative. Enter 0 or more."))
    if counted["present"] > counted["invited"]:
        raise fault("present", _("More are present than were invited. Please look at both numbers."))
    if not counted["present"]:
        raise fault("present", _("Enter how many were present."))
    if counted["votes_for"] + counted["votes_against"] > counted["present"]:
        raise fault("votes_for", _("There are more votes than people present. Please count again."))
    if is_adopted and 2 * counted["votes_for"] <= counted["present"]:
        raise fault("votes_for", _("Adopted means that more than half of those present are in favour."))


def _record(phase: Phase, cluster: Cluster | None, document: Document | None, **given: Any) -> Conference:
    if document is not None:
        document.save()
    return Conference.objects.create(phase=phase, cluster=cluster, minutes=document, **given)
