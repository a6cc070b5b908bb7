"""Ties that no key parts: the federation's staff decide their order, or record that of a ballot, with a reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import ClusterRevision, Phase, Placing, Standing
from campaigns.permissions import require_manage
from campaigns.queries.cancelling import cancelled_words
from campaigns.services.guard import exclusive_phase
from campaigns.services.recomputing import compute_cluster_again
from common.errors import fault, worded
from units.models import User
from units.services import audit

#: What a Placing holds.
LONGEST_REASON = 300


def decide_tie(
    *,
    phase_id: int,
    cluster_id: int | None,
    places: Mapping[int, int],
    reason: str,
    by: User,
    now: datetime,
    is_ballot: bool = False,
) -> None:
    """Part unions that are equal in points and keys, a tie over the border of a limited band among them.

    `places` are the numbers given to the participants, the smaller first; a ballot may give two the same one. It
    replaces what was decided on them before, and asks for a new revision of the cluster.

    Raises Refusal for anybody but the launching federation's staff; ValidationError while the phase is not closed or
    when it is made final, for unions that do not share one rank now, when one is left out, when the numbers part
    nobody, and without a reason.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        _require_closed(phase, cluster_id)
        _check_words(reason)
        _check_places(_tied(phase, cluster_id, places), places, is_ballot=is_ballot)
        earlier = Placing.objects.filter(participant__in=places)
        first = min(earlier.values_list("place", flat=True), default=1)
        # 1, 2, 2, 4, and from where an earlier answer left them equal
        given = {pk: first + sum(other < own for other in places.values()) for pk, own in places.items()}
        earlier.delete()
        words = {"reason": reason.strip(), "is_ballot": is_ballot, "decided_by": by, "decided_at": now}
        Placing.objects.bulk_create(
            Placing(participant_id=pk, place=place, **words) for pk, place in given.items()
        )
        said = {"cluster_id": cluster_id, "places": given, "is_ballot": is_ballot, "reason": reason.strip()}
        audit.record(verb="decide_tie", subject=phase, by=by, now=now, **said)
        compute_cluster_again(phase=phase, cluster_id=cluster_id, by=by, now=now)


def undo_decision(*, placing: Placing, by: User, now: datetime) -> None:
    """Take back a decision on a tie, with the places of all that it parted: they share their rank again.

    Raises Refusal for anybody but the launching federation's staff; ValidationError when the phase is final already, or
    when the decision was replaced meanwhile.
    """
    participant = placing.participant
    with exclusive_phase(phase_id=participant.phase_id) as phase:
        require_manage(by, phase.campaign)
        _require_closed(phase, participant.cluster_id)
        rows = decided_with(placing)
        undone = dict(rows.values_list("participant_id", "place"))
        if placing.participant_id not in undone:
            raise fault("reason", _("This decision was replaced or taken back already."))
        rows.delete()
        said = {"cluster_id": participant.cluster_id, "places": undone}
        audit.record(verb="undo_decision", subject=phase, by=by, now=now, **said)
        compute_cluster_again(phase=phase, cluster_id=participant.cluster_id, by=by, now=now)


def decided_with(placing: Placing) -> QuerySet[Placing]:
    """What was decided by the same act: in the same cluster at the same moment."""
    return Placing.objects.filter(
        participant__phase=placing.participant.phase_id,
        participant__cluster=placing.participant.cluster_id,
        decided_at=placing.decided_at,
    )


def _require_closed(phase: Phase, cluster_id: int | None) -> None:
    if phase.is_cancelled:
        raise fault("reason", cancelled_words(phase.campaign))
    if phase.status < PhaseStatus.CLOSED:
        raise fault("reason", _("There are no points yet. Ties can be decided once entry is closed."))
    if ClusterRevision.objects.filter(phase=phase, cluster=cluster_id).settled().exists():
        raise fault("reason", _("The standings are final: nothing in them changes any more."))


def _check_words(reason: str) -> None:
    missing = _("Please say why: the units read the reason in the standings.")
    worded(reason, name="reason", most=LONGEST_REASON, missing=missing)


def _tied(phase: Phase, cluster_id: int | None, named: Iterable[int]) -> dict[int, Any]:
    """The whole tie in which these participants are, by id; it must be one, as the standings show it now."""
    inside = Standing.objects.filter(participant__phase=phase, participant__cluster=cluster_id).visible()
    mine = inside.filter(participant__in=named, is_tied=True)
    ranks = dict(mine.values_list("participant_id", "rank"))
    if len(set(ranks.values())) != 1 or set(ranks) != set(named):
        raise fault(
            "reason", _("These units do not share one rank any more. Please open the standings again.")
        )
    mates = inside.filter(rank=next(iter(ranks.values()))).select_related("participant__union")
    return {row.participant_id: row for row in mates}


def _check_places(tied: Mapping[int, Any], places: Mapping[int, int], *, is_ballot: bool) -> None:
    missing = [row.participant.union.short_name for pk, row in tied.items() if pk not in places]
    if missing:
        names = {"names": ", ".join(missing)}
        raise fault("reason", _("Please give every unit of the tie a place, also: %(names)s.") % names)
    if min(places.values()) < 1:
        raise fault("reason", _("Places are counted from 1."))
    distinct = set(places.values())
    if len(distinct) == 1 or (len(distinct) < len(places) and not is_ballot):
        raise fault("reason", _("Please give each unit a place of its own: 1, 2, 3 …"))
