"""Who cross-checks whom in a cluster: drawn here, entered as drawn at the meeting, or named by the federation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import CheckBy, ColumnKind, StageKind
from campaigns.models import CrossCheck, Participant, Phase, ScoreColumn
from campaigns.permissions import may_draw_checks, may_manage, require, require_not_cancelled
from campaigns.queries.columns.checks import members_of, seed_of
from campaigns.queries.windows import Windows
from campaigns.rules.checking import LEAST_TO_DRAW, drawn, faults_of
from campaigns.services.guard import exclusive_phase, refuse_settled
from campaigns.services.telling import tell_union
from common.errors import Conflict, PhaseEnded, fault
from units.models import User
from units.services import audit


def draw_checks(*, phase: Phase, cluster_id: int | None, by: User, now: datetime) -> str:
    """Draw who checks whom in a cluster of four unions or more, without checking back; returns the seed.

    The seed is the hash of the cluster's figures at the close, so that anybody can repeat the draw, and a second draw
    gives the same. The checkers are told. Raises ValidationError for a smaller cluster, PhaseEnded before the close,
    where the stage is switched off, and once the cluster is final; Conflict once a cross-check was sent; Refusal for
    anybody but the head of the cluster and the federation's staff.
    """
    with _deciding(phase, cluster_id, by) as (fresh, members):
        if len(members) < LEAST_TO_DRAW:
            raise fault(
                "cluster", _("In a cluster of two or three unions the federation names who checks whom.")
            )
        seed = seed_of(fresh, cluster_id)
        places = {place.union.code: place for place in members}
        ring = {places[checked]: places[checker] for checker, checked in drawn(list(places), seed).items()}
        _keep(fresh, ring, CheckBy.DRAWN, seed, by=by, now=now)
    return seed


def enter_checks(
    *, phase: Phase, cluster_id: int | None, checkers: Mapping[int, int], by: User, now: datetime
) -> list[CrossCheck]:
    """Enter who checks whom: as drawn at the meeting, or in a cluster of two or three as the federation names it.

    `checkers` are the ids of the checkers' participations by those whom they check; in a small cluster also of other
    clusters of the phase. Raises ValidationError, by `checker-<id>`, for a union that nobody checks, that would check
    itself or check back, and in a cluster that can draw for a checker from outside or one of two unions; otherwise as
    `draw_checks`, and Refusal where a head would name checkers instead of the federation.
    """
    with _deciding(phase, cluster_id, by) as (fresh, members):
        is_small = len(members) < LEAST_TO_DRAW
        if is_small:
            told = _("In a cluster of two or three unions the federation names who checks whom.")
            require(may_manage(by, fresh.campaign), told)
        found = Participant.objects.filter(phase=fresh, pk__in=set(checkers.values()), table__isnull=False)
        others = {place.pk: place for place in found.select_related("union")}
        chosen = {str(one): str(other) for one, other in checkers.items() if other in others}
        if faults := faults_of(chosen, [str(place.pk) for place in members]):
            raise ValidationError({f"checker-{pk}": [_said(word)] for pk, word in faults.items()})
        ring = {place: others[checkers[place.pk]] for place in members}
        _refuse_own_union(ring)
        rows = _keep(fresh, ring, CheckBy.NAMED if is_small else CheckBy.MEETING, "", by=by, now=now)
    return rows


def _said(word: str) -> str:
    """What is wrong with a checker, and what to do."""
    return {
        "missing": _("Choose who checks this union."),
        "itself": _("A union does not check itself. Choose another one."),
        "mutual": _("These two would check each other. Choose another one for one of them."),
        "outside": _("Choose a union of this cluster."),
        "twice": _("This union checks another one already; each checks one. Choose another one."),
    }[word]


def _refuse_own_union(ring: Mapping[Participant, Participant]) -> None:
    """A union with two participations would check itself all the same."""
    same = {
        f"checker-{one.pk}": [_said("itself")]
        for one, other in ring.items()
        if one.union_id == other.union_id
    }
    if same:
        raise ValidationError(same)


@contextmanager
def _deciding(phase: Phase, cluster_id: int | None, by: User) -> Iterator[tuple[Phase, list[Participant]]]:
    """A transaction in which it is decided who checks whom, by one person at a time."""
    with exclusive_phase(phase_id=phase.pk) as fresh:
        told = _("Only the leading union of the cluster, or staff of %(owner)s, decide who checks whom.")
        owner = {"owner": fresh.campaign.owner.short_name}
        require(may_draw_checks(by, fresh, cluster_id), told % owner)
        require_not_cancelled(fresh)
        if not Windows(fresh.pk).is_on(StageKind.CROSS_CHECK):
            raise PhaseEnded(_("“%(phase)s” asks for no cross-check.") % {"phase": fresh.name})
        if not fresh.has_points:
            raise PhaseEnded(
                _("Who checks whom is decided once entry is closed and the points are computed.")
            )
        refuse_settled(Participant.objects.filter(phase=fresh, cluster=cluster_id))
        columns = ScoreColumn.objects.filter(
            participant__phase=fresh, participant__cluster=cluster_id, kind=ColumnKind.CROSS
        )
        if columns.filter(sent_at__isnull=False).exists():
            raise Conflict(
                _("A cross-check of this cluster was sent already: who checks whom stays as it is.")
            )
        columns.delete()
        yield fresh, list(members_of(fresh, cluster_id))


def _keep(
    phase: Phase, ring: Mapping[Participant, Participant], how: CheckBy, seed: str, *, by: User, now: datetime
) -> list[CrossCheck]:
    """Write who checks whom (checker by checked) in the place of what stood there, and tell the checkers."""
    CrossCheck.objects.filter(checked__in=ring).delete()
    rows = CrossCheck.objects.bulk_create(
        CrossCheck(
            phase=phase, checked=checked, checker=checker, how=how, seed=seed, decided_by=by, decided_at=now
        )
        for checked, checker in ring.items()
    )
    told = {checked.union.code: checker.union.code for checked, checker in ring.items()}
    audit.record(
        verb="decide_cross_checks", subject=phase, by=by, now=now, how=how.value, seed=seed, checkers=told
    )
    for row in rows:
        place = row.checker
        place.phase = phase
        tell_union(
            place,
            "cross_check_drawn",
            key=f"cross_check:{row.pk}",
            values={"union": row.checked.union.short_name},
            url=f"/sheets/{row.checked_id}/cross-check/",
            now=now,
        )
    return rows
