"""Questions about figures: asked by the appraiser, answered by the union, while the figure stays submitted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import ResultStatus
from campaigns.models import ANSWER, QUESTION, FigureQuestion, Phase
from campaigns.permissions import may_answer, require, require_manage
from campaigns.services.guard import shared_phase
from campaigns.services.results.deciding import (
    Decided,
    Ticked,
    as_ticked,
    record_each,
    refuse_too_many,
    require_unsealed,
)
from campaigns.services.telling import tell_unions
from common.db import insert_rows
from common.errors import worded
from units.models import User
from units.services import audit
from units.services.notices import notify, writers_of


def ask_about(*, phase: Phase, result_ids: Ticked, text: str, by: User, now: datetime) -> Decided:
    """Ask the same of submitted figures, before or after the close, until the phase is being sealed.

    The figures stay submitted and count as before. Each union is told once, of all its figures. Missed are figures that
    changed since their page was drawn, and those of which something is asked already. Raises ValidationError without
    words or for too many, PhaseEnded once the phase is sealed, Refusal for other people.
    """
    text = worded(
        text,
        name="text",
        missing=_("Write what you want to know about the ticked figures."),
        most=QUESTION,
    )
    with shared_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        refuse_too_many(result_ids)
        require_unsealed(fresh, result_ids)
        found = as_ticked(fresh, result_ids, leaves={ResultStatus.SUBMITTED}, by=by, spares=True)
        if found.figures:
            insert_rows(
                [FigureQuestion(result=row, text=text, asked_by=by, asked_at=now) for row in found.figures]
            )
            record_each("ask_about_figure", found.figures, by=by, now=now, text=text)
            tell_unions(
                found.figures, phase=fresh, kind="figures_asked_about", values={"text": text}, now=now
            )
    return found


def answer_question(*, question: FigureQuestion, answer: str, by: User, now: datetime) -> None:
    """A union answers a question about its figure, also after the close, until the phase is being sealed.

    Who asked is told, or the staff of the federation once that person has left. Raises ValidationError without an
    answer, with a longer one, or where somebody has answered meanwhile; PhaseEnded once the phase is sealed; Refusal
    for other people.
    """
    sheet = question.result.participant
    require(
        may_answer(by, sheet),
        _("Only officers of %(union)s answer questions about its figures.")
        % {"union": sheet.union.short_name},
    )
    answer = worded(answer, name="answer", missing=_("Write the answer first."), most=ANSWER)
    with shared_phase(phase_id=sheet.phase_id) as fresh:
        require_unsealed(fresh, [question.result_id])
        row = FigureQuestion.objects.unanswered().filter(pk=question.pk)
        if not row.update(answer=answer, answered_by=by, answered_at=now):
            raise ValidationError({"answer": [_("Somebody of your union has answered this meanwhile.")]})
        audit.record(
            verb="answer_question", subject=question.result, by=by, now=now, text=question.text, answer=answer
        )
        _tell_who_asked(question, answer, phase=fresh, now=now)


def _tell_who_asked(question: FigureQuestion, answer: str, *, phase: Phase, now: datetime) -> None:
    sheet = question.result.participant
    staff = writers_of([phase.campaign.owner_id], now=now).get(phase.campaign.owner_id, [])
    asked_by = question.asked_by.person_id
    notify(
        people=[asked_by] if asked_by in staff else staff,
        kind="figure_answered",
        key=f"answered:{question.pk}",
        values={
            "sender": sheet.union.name,
            "union": sheet.union.short_name,
            "indicator": question.result.indicator.name,
            "answer": answer,
        },
        url=f"/phases/{phase.pk}/appraisal/?show=answered#c{question.result_id}",
        now=now,
    )
