"""A return with a personal deadline (mở lại có thời hạn): asked for, approved by somebody else, ended by itself."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Case, F, PositiveSmallIntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import ReopeningState, ResultState, ResultStatus, Supplier
from campaigns.models import Participant, Phase, ReopenedFigure, Reopening, Result
from campaigns.permissions import (
    may_enter,
    may_manage,
    require,
    require_manage,
    require_not_cancelled,
    require_not_own,
)
from campaigns.services.after_close.checks import require_moving, require_over, said, within_opinions
from campaigns.services.guard import exclusive_phase
from campaigns.services.recomputing import compute_appraised_again
from campaigns.services.telling import tell_unions
from common.db import update_select
from common.errors import Conflict, fault
from units.actors import SYSTEM, Actor
from units.models import User
from units.services import audit, due

#: So many figures are reopened by one act.
MOST_FIGURES = 1000


def ask_reopening(
    *, phase: Phase, result_ids: Collection[int], reason: str, ends_at: datetime, by: User, now: datetime
) -> Reopening:
    """Ask that figures of some unions may be entered again until a minute; somebody else must approve.

    Staff of the federation ask for any union, officers of a union for its own figures. Raises ValidationError by field:
    no figure, more than a thousand, no reason, an end that is past or after the time for opinions; PhaseEnded before
    the close and for a cluster that is final; Refusal for whoever may not ask; Conflict for a figure that is reopened
    now.
    """
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_over(fresh)
        found = _figures(fresh, result_ids)
        places = list(
            Participant.objects.filter(results__in=found).select_related("union", "cluster").distinct()
        )
        _require_asker(by, fresh, places)
        require_moving(fresh, places)
        within_opinions(ends_at, places, name="ends_at", now=now, reopens=True)
        words = said(reason, name="reason", missing=_("Please say why: the whole cluster reads it."))
        _refuse_open(found)
        reopening = Reopening.objects.create(
            phase=fresh, reason=words, ends_at=ends_at, requested_by=by, requested_at=now
        )
        ReopenedFigure.objects.bulk_create(ReopenedFigure(reopening=reopening, result=row) for row in found)
        told = {"figures": [row.pk for row in found], "ends_at": ends_at}
        audit.record(verb="ask_reopening", subject=reopening, by=by, now=now, reason=words, **told)
    return reopening


def _figures(phase: Phase, result_ids: Collection[int]) -> Sequence[Result]:
    if not result_ids:
        raise fault("figures", _("Choose at least one figure."))
    if len(set(result_ids)) > MOST_FIGURES:
        raise fault("figures", _("At most %(most)s figures are reopened at once.") % {"most": MOST_FIGURES})
    own = Result.objects.filter(participant__phase=phase, indicator__supplier=Supplier.UNION)
    found = list(own.filter(pk__in=set(result_ids)))
    if len(found) != len(set(result_ids)):
        raise fault(
            "figures", _("Some of these figures are not entered by unions of this phase. Choose again.")
        )
    return found


def _require_asker(by: User, phase: Phase, places: Sequence[Participant]) -> None:
    may = may_manage(by, phase.campaign) or all(may_enter(by, place) for place in places)
    told = _("Only officers of the union, or staff of %(owner)s, ask for a reopening.")
    require(may, told % {"owner": phase.campaign.owner.short_name})


def _refuse_open(figures: Sequence[Result]) -> None:
    open_now = ReopenedFigure.objects.filter(is_open=True, result__in=figures)
    taken = open_now.select_related("result__indicator", "result__participant__union").first()
    if taken:
        names = {"name": taken.result.indicator.name, "union": taken.result.participant.union.short_name}
        raise Conflict(_("“%(name)s” of %(union)s is reopened already.") % names)


def approve_reopening(*, reopening: Reopening, by: User, now: datetime) -> None:
    """Open the figures until the reopening's minute: ASKED → OPEN, once. Their unions and the requester are told.

    Raises Refusal for anybody but the federation's staff and for who asked; ValidationError when its end has passed or
    outlasts the time for opinions by now; PhaseEnded once a cluster is final; Conflict when it was answered already.
    """
    with exclusive_phase(phase_id=reopening.phase_id) as phase:
        fresh = _to_answer(reopening, phase, by=by)
        rows = ReopenedFigure.objects.filter(reopening=fresh)
        places = list(
            Participant.objects.filter(results__reopened__in=rows)
            .select_related("phase__campaign__owner", "union", "cluster")
            .distinct()
        )
        require_not_own(by, places, phase.campaign.owner_id)
        require_moving(phase, places)
        within_opinions(fresh.ends_at, places, name="ends_at", now=now, reopens=True)
        _refuse_open([row.result for row in rows.select_related("result")])
        _answer(fresh, ReopeningState.OPEN, by=by, now=now)
        results = Result.objects.filter(reopened__in=rows)
        as_they_stood = {
            "status_before": "status",
            "return_reason_before": "return_reason",
            "state_before": "state",
            "value_before": "value",
            "is_open": "yes",
        }
        update_select(
            ReopenedFigure,
            {"id": "reopened__id", **as_they_stood},
            results.annotate(yes=Value(True)),
            match=("id",),
        )
        results.update(
            status=ResultStatus.RETURNED, return_reason=fresh.reason[:300], version=F("version") + 1
        )
        audit.record(verb="approve_reopening", subject=fresh, by=by, now=now)
        told = results.select_related("indicator", "participant__union").order_by("indicator__order", "pk")
        values = {"reason": fresh.reason, "until": fresh.ends_at.isoformat()}
        tell_unions(told, phase=phase, kind="figures_reopened", values=values, now=now)


def decline_reopening(*, reopening: Reopening, answer: str, by: User, now: datetime) -> None:
    """Say no to a reopening, with the reason: ASKED → DECLINED, once. Raises as `approve_reopening`."""
    with exclusive_phase(phase_id=reopening.phase_id) as phase:
        fresh = _to_answer(reopening, phase, by=by)
        words = said(answer, name="answer", missing=_("Please say why: who asked reads it."))
        _answer(fresh, ReopeningState.DECLINED, by=by, now=now, answer=words)
        audit.record(verb="decline_reopening", subject=fresh, by=by, now=now, answer=words)


def _to_answer(reopening: Reopening, phase: Phase, *, by: User) -> Reopening:
    require_manage(by, phase.campaign)
    require_not_cancelled(phase)
    fresh = Reopening.objects.select_for_update().get(pk=reopening.pk)
    if fresh.state != ReopeningState.ASKED:
        raise Conflict(_("This was answered already. Please look at it."))
    require(
        fresh.requested_by_id != by.pk,
        _("You asked for this yourself: somebody else of %(owner)s must approve it.")
        % {"owner": phase.campaign.owner.short_name},
    )
    return fresh


def _answer(
    reopening: Reopening, state: ReopeningState, *, by: User, now: datetime, answer: str = ""
) -> None:
    reopening.state, reopening.answered_by, reopening.answered_at = state, by, now
    reopening.answer = answer
    reopening.save(update_fields=["state", "answered_by", "answered_at", "answer"])


def end_reopening(*, reopening_id: int, by: Actor, now: datetime) -> bool:
    """Lock the figures again: OPEN → ENDED, once, whoever asks; at its minute, or earlier by staff.

    What was saved in a figure then counts as sent. One that was left alone is what it was before: a confirmed one stays
    confirmed, a returned one returned with its reason, an unsent draft unsent, and the last two do not score. The
    clusters get new points once.
    Returns whether this call ended it.
    """
    phase_id = Reopening.objects.values_list("phase_id", flat=True).get(pk=reopening_id)
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        if isinstance(by, User):  # the clock locks them all the same
            require_not_cancelled(phase)
        mine = Reopening.objects.filter(pk=reopening_id, state=ReopeningState.OPEN)
        ends_at = mine.values_list("ends_at", flat=True).first()
        if ends_at is None:
            return False
        mine.update(state=ReopeningState.ENDED, ended_at=min(now, ends_at))
        rows = ReopenedFigure.objects.filter(reopening=reopening_id)
        sheets = set(rows.values_list("result__participant_id", flat=True))
        _lock(rows)
        rows.update(is_open=False)
        audit.record(verb="end_reopening", subject=Reopening(pk=reopening_id), by=by, now=now)
        compute_appraised_again(phase=phase, sheet_ids=sheets, by=by, now=now)
    return True


def _lock(rows: QuerySet[ReopenedFigure]) -> None:
    """Each returned figure goes on: as before where nobody saved anything in it, else to the appraiser.

    Whoever saves anything in a figure, its stage or that it is an estimate too, moves `entered_at`.
    """
    returned = Result.objects.filter(reopened__in=rows, status=ResultStatus.RETURNED)
    was_saved = Q(entered_at__gte=F("reopened__reopening__answered_at"))
    goes_on = Case(
        When(was_saved & Q(state=ResultState.NOT_REPORTED), then=Value(int(ResultStatus.DRAFT))),
        When(was_saved, then=Value(int(ResultStatus.SUBMITTED))),
        default=F("reopened__status_before"),
        output_field=PositiveSmallIntegerField(),
    )
    reason = Case(When(was_saved, then=Value("")), default=F("reopened__return_reason_before"))
    update_select(
        Result,
        {"id": "id", "status": "goes_on", "return_reason": "reason", "version": "next"},
        returned.annotate(goes_on=goes_on, reason=reason, next=F("version") + 1),
        match=("id",),
    )


def end_due_reopenings(*, now: datetime, seconds: float | None = None) -> int:
    """End every reopening whose minute has come, each by itself; how many this call ended."""
    return due.run(DUE, now=now, seconds=seconds)


DUE = due.Loop(
    key="reopenings",
    due=lambda now: Reopening.objects.due(now).order_by("ends_at", "pk"),
    act=lambda pk, now: end_reopening(reopening_id=pk, by=SYSTEM, now=now),
    name="phase__name",
    owner="phase__campaign__owner_id",
    fault=gettext_lazy("A reopening in “%(row)s” could not be ended; the system goes on trying."),
)
