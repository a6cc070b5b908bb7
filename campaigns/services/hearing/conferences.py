"""The conference (hội nghị) of a cluster: who came, the vote as it was counted, whom it acclaims, its minutes."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import AcclaimKind
from campaigns.models import Acclaim, ClusterRevision, Conference, Participant, Phase
from campaigns.models.after_close import WORDS
from campaigns.permissions import leads_cluster, may_manage, require, require_not_cancelled
from campaigns.services.guard import exclusive_phase
from common.errors import PhaseEnded, fault, worded
from units.actors import SYSTEM
from units.models import Cluster, Document, Union, User
from units.services import audit, clusters
from units.services.documents import received


@dataclass(frozen=True)
class Acclaimed:
    """A union that is acclaimed for something: `award` is the code of an award, "" for who is to lead."""

    kind: str
    union: Union
    award: str = ""
    votes: int | None = None


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
    """Record a conference that took place; where it adopted the summary table, its cluster may become final.

    Who is acclaimed to lead or deputise becomes the term of the next year. Of awards the nominations follow when a
    round is opened. Raises ValidationError by field: a day ahead or before the close, more present than invited, more
    votes than present, adopted without a majority of those present, a union acclaimed that is not of the cluster;
    PhaseEnded before the points are computed and once the cluster is final; Refusal for anybody but the head of the
    cluster and the federation's staff.
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
        _require_members(fresh, cluster, acclaimed)
        notes = worded(notes, name="notes", most=WORDS)
        conference = _record(
            fresh, cluster, document, held_on=held_on, place=place.strip()[:200], notes=notes,
            is_adopted=is_adopted, revision=pointer.number, recorded_by=by, recorded_at=now, **counted,
        )  # fmt: skip
        Acclaim.objects.bulk_create(
            Acclaim(conference=conference, kind=one.kind, award=one.award, union=one.union, votes=one.votes)
            for one in acclaimed
        )
        told: dict[str, Any] = {**counted, "is_adopted": is_adopted, "revision": pointer.number}
        told["acclaimed"] = [[one.kind, one.award, one.union.code] for one in acclaimed]
        audit.record(verb="hold_conference", subject=conference, by=by, now=now, **told)
        if is_adopted and cluster is not None:
            _name_leaders(fresh, cluster, acclaimed, now=now)
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
    if counted["present"] > counted["invited"]:
        raise fault("present", _("More are present than were invited. Please look at both numbers."))
    if not counted["present"]:
        raise fault("present", _("Enter how many were present."))
    if counted["votes_for"] + counted["votes_against"] > counted["present"]:
        raise fault("votes_for", _("There are more votes than people present. Please count again."))
    if is_adopted and 2 * counted["votes_for"] <= counted["present"]:
        raise fault("votes_for", _("Adopted means that more than half of those present are in favour."))


def _require_members(phase: Phase, cluster: Cluster | None, acclaimed: Sequence[Acclaimed]) -> None:
    """Only unions of the cluster are acclaimed, and one to lead, another to deputise. Raises ValidationError."""
    members = set(Participant.objects.filter(phase=phase, cluster=cluster).values_list("union_id", flat=True))
    for one in acclaimed:
        if one.union.pk not in members:
            told = _("%(union)s is not ranked in this cluster. Choose one of its unions.")
            raise fault("acclaimed", told % {"union": one.union.short_name})
    heads = [one.union.pk for one in acclaimed if one.kind != AcclaimKind.AWARD]
    if len(heads) != len(set(heads)):
        raise fault("acclaimed", _("One union leads, another one deputises."))


def _record(phase: Phase, cluster: Cluster | None, document: Document | None, **given: Any) -> Conference:
    if document is not None:
        document.save()
    return Conference.objects.create(phase=phase, cluster=cluster, minutes=document, **given)


def _name_leaders(phase: Phase, cluster: Cluster, acclaimed: Sequence[Acclaimed], *, now: datetime) -> None:
    """The next year's leading and deputy union, where the conference named a leading one.

    By the conference itself: who records it need not keep the cluster.
    """
    named = {one.kind: one.union for one in acclaimed if one.kind != AcclaimKind.AWARD}
    if AcclaimKind.LEADER in named:
        clusters.name_leader(
            cluster=cluster,
            year=phase.campaign.year + 1,
            leader=named[AcclaimKind.LEADER],
            deputy=named.get(AcclaimKind.DEPUTY),
            by=SYSTEM,
            now=now,
        )
