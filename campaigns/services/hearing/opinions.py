"""Opinions (kiến nghị) on single lines of points: raised by the ranked inside the window, answered by name."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import OpinionOutcome, StageKind
from campaigns.models import Criterion, Opinion, Participant, Phase
from campaigns.permissions import (
    require,
    require_answers,
    require_enters,
    require_not_cancelled,
    require_ranked,
)
from campaigns.queries.windows import Windows, is_open
from campaigns.services.after_close.checks import said
from campaigns.services.guard import refuse_settled, shared_phase
from campaigns.services.telling import tell_union
from common.errors import Conflict, PhaseEnded, fault
from common.templatetags.look import ends, moment
from units.models import User
from units.scope import acts_for
from units.services import audit

#: So many opinions one union sends on the lines of one union; more of them want a conversation.
MOST_OF_A_UNION = 50


def raise_opinion(
    *, participant: Participant, criterion: Criterion, place: Participant, text: str, by: User, now: datetime
) -> Opinion:
    """A ranked union says that a line of points is not right: its own line, or that of a union of its cluster.

    `place` is the union's own participation, for which `by` acts. Raises PhaseEnded outside the window for opinions of
    its cluster, once this is final, and where the union is not ranked (any more); ValidationError by field for no
    words, a line that is not in the union's table, a union of another cluster; Conflict for an opinion of this union on
    the line that waits; Refusal for anybody but officers of the union.
    """
    require_enters(by, place)
    words = said(text, name="text", missing=_("Please write what is not right in this line, and why."))
    with shared_phase(phase_id=place.phase_id) as phase:
        fresh = Participant.objects.select_related("phase", "union").in_bulk([participant.pk, place.pk])
        participant, place = (
            fresh[participant.pk],
            fresh[place.pk],
        )  # either may have been taken out meanwhile
        _require_window(phase, place, now)
        require_ranked(place)
        _require_line(participant, criterion, place)
        mine = Opinion.objects.filter(participant=participant, union=place.union)
        if mine.unanswered().filter(criterion=criterion).exists():
            raise Conflict(
                _("Your opinion on this line waits for its answer. Withdraw it to write another one.")
            )
        if mine.count() >= MOST_OF_A_UNION:
            raise fault("text", _("There are %(most)s opinions already.") % {"most": MOST_OF_A_UNION})
        opinion = Opinion.objects.create(
            participant=participant,
            criterion=criterion,
            union=place.union,
            text=words,
            raised_by=by,
            raised_at=now,
        )
        audit.record(
            verb="raise_opinion", subject=opinion, by=by, now=now, criterion=criterion.code, text=words
        )
    return opinion


def require_taking(place: Participant, by: User, now: datetime) -> None:
    """Refuse an opinion before anything of it is typed. Raises PhaseEnded and Refusal, as `raise_opinion` does."""
    require_enters(by, place)
    _require_window(place.phase, place, now)
    require_ranked(place)


def _require_window(phase: Phase, place: Participant, now: datetime) -> None:
    require_not_cancelled(phase)
    refuse_settled(Participant.objects.filter(pk=place.pk))
    stage = Windows(phase.pk).of(StageKind.OPINIONS, place.cluster_id, place.sector)
    if not phase.has_points or stage is None:
        raise PhaseEnded(_("“%(phase)s” takes no opinions.") % {"phase": phase.name})
    if not is_open(stage, now):
        window = {"phase": phase.name, "from": moment(stage.opens_at), "until": ends(stage.closes_at)}
        raise PhaseEnded(_("“%(phase)s” takes opinions from %(from)s until %(until)s.") % window)


def _require_line(participant: Participant, criterion: Criterion, place: Participant) -> None:
    same = (participant.phase_id, participant.cluster_id) == (place.phase_id, place.cluster_id)
    if not same:
        raise fault("criterion", _("Choose a line of a union in your own cluster."))
    if participant.table_id is None or criterion.table_id != participant.table_id or not criterion.rule:
        raise fault("criterion", _("Choose a line of this union's scoring table."))


def withdraw_opinion(*, opinion: Opinion, by: User, now: datetime) -> None:
    """Its union takes back an opinion that is not answered. Raises Refusal, and Conflict for one that is."""
    told = _("Only officers of %(union)s withdraw it.") % {"union": opinion.union.short_name}
    require(acts_for(by, opinion.union_id), told)
    with shared_phase(phase_id=opinion.participant.phase_id) as fresh:
        require_not_cancelled(fresh)
        waiting = Opinion.objects.unanswered().filter(pk=opinion.pk)
        if not waiting.update(withdrawn_at=now):
            raise Conflict(_("This opinion is answered or withdrawn already. Please look at it."))
        audit.record(verb="withdraw_opinion", subject=opinion, by=by, now=now)


def answer_opinion(*, opinion: Opinion, outcome: str, answer: str, by: User, now: datetime) -> None:
    """The federation answers by name, with what came of it; the union is told.

    A figure that must change is corrected besides: the answer itself moves no point. Raises ValidationError by field
    for no words or outcome, Conflict for an opinion that is answered or withdrawn, Refusal for anybody but the
    federation's staff, and for who acts for the union that raised it or is ranked by the line.
    """
    phase = opinion.participant.phase
    require_answers(by, opinion)
    words = said(
        answer, name="answer", missing=_("Please write the answer: the union reads it with your name.")
    )
    if outcome not in OpinionOutcome.values:
        raise fault("outcome", _("Choose what came of the opinion."))
    with shared_phase(phase_id=phase.pk) as held:
        require_not_cancelled(held)
        fresh = Opinion.objects.select_for_update().get(pk=opinion.pk)
        if fresh.answered_at or fresh.withdrawn_at:
            raise Conflict(_("This opinion is answered or withdrawn already. Please look at it."))
        fresh.outcome, fresh.answer, fresh.answered_by, fresh.answered_at = outcome, words, by, now
        fresh.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        audit.record(verb="answer_opinion", subject=fresh, by=by, now=now, outcome=outcome, answer=words)
        _tell(fresh, now=now)


def _tell(opinion: Opinion, *, now: datetime) -> None:
    places = Participant.objects.select_related("phase__campaign__owner")
    place = places.get(phase=opinion.participant.phase_id, union=opinion.union_id)
    values = {"criterion": f"{opinion.criterion.code} {opinion.criterion.name}", "answer": opinion.answer}
    url = f"/phases/{place.phase_id}/opinions/"
    tell_union(place, "opinion_answered", key=f"opinion:{opinion.pk}", values=values, url=url, now=now)
