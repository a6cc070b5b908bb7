"""A union's answer to a question about one of its figures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.queries.questions import questions_for
from campaigns.services.questions import answer_question
from campaigns.views.sheet_answers import Answering, SheetAnswer
from common.acts import act_of
from units.web import Request


def _sheet_of(request: Request, pk: int) -> str:
    """The place on the sheet where a question stands. Raises Http404."""
    question = get_object_or_404(questions_for(request.user), pk=pk)
    return reverse("sheet", args=[question.result.participant_id]) + f"#q-{question.result_id}"


@act_of(_sheet_of)
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question beside its figure; the sheet comes back with the fault and what was typed."""
    now, text = timezone.now(), request.POST.get("answer", "")
    question = get_object_or_404(questions_for(request.user), pk=pk)
    sheet = question.result.participant
    try:
        answer_question(question=question, answer=text, by=request.user, now=now)
    except ValidationError as error:
        told = Answering(question.pk, text, " ".join(error.messages))
        return SheetAnswer(request, sheet, now, code=422, answering=told).response()
    messages.success(request, _("The answer is sent. The figure stays submitted."))
    return redirect(_sheet_of(request, pk))
