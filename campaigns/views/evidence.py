"""The files behind a figure."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import rules
from campaigns.choices import Supplier
from campaigns.forms.sheets import EvidenceForm
from campaigns.models import Evidence, Result
from campaigns.queries.sheets import rows_of
from campaigns.services import results
from campaigns.views.sheet_answers import SheetAnswer
from common.acts import ask
from common.pages import Question
from common.request import id_in
from units.web import Request


def evidence(request: Request, pk: int) -> HttpResponse:
    """The files behind a figure: look, add, and remove while the figure may change."""
    now = timezone.now()
    result: Result = get_object_or_404(rows_of(request.user), pk=pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if request.POST.get("remove"):
            held = _held(result, request.POST["remove"])
            results.detach_evidence(evidence=held, by=request.user, now=now)
            messages.success(request, _("“%(name)s” was removed.") % {"name": held.document.name})
            return redirect("evidence", pk=pk)
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = results.attach_evidence(
                    result=result, upload=form.cleaned_data["file"], by=request.user, now=now
                )
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(request, _("“%(name)s” was attached.") % {"name": kept.document.name})
                return redirect("evidence", pk=pk)
    participant = result.participant
    editing = SheetAnswer(request, participant, now).editing
    may_change = editing == result.indicator.supplier and (
        editing == Supplier.FEDERATION or rules.is_editable(result.status)
    )
    if may_change and request.method != "POST" and request.GET.get("remove"):
        return ask(request, _removing(_held(result, request.GET["remove"])))
    context = {
        "result": result,
        "participant": participant,
        "phase": participant.phase,
        "campaign": participant.phase.campaign,
        "files": result.evidence.select_related("document__uploaded_by__person").order_by("pk"),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "campaigns/sheet/evidence.html", context, status=422 if form.errors else 200)


def _held(result: Result, number: str) -> Evidence:
    """A file of this figure. Raises Http404."""
    files = Evidence.objects.select_related("document")
    held = get_object_or_404(files, pk=id_in(number), result=result)
    held.result = result  # with what `rows_of` read along, which the service asks for
    return held


def _removing(held: Evidence) -> Question:
    return Question(
        title=_("Remove “%(name)s”?") % {"name": held.document.name},
        act=_("Remove the file"),
        back=reverse("evidence", args=[held.result_id]),
        stakes=(
            _("The file no longer stands behind “%(figure)s”.") % {"figure": held.result.indicator.name},
            _("The archive keeps it; you may attach it again while the figure may change."),
        ),
        keeps=(("remove", str(held.pk)),),
    )
