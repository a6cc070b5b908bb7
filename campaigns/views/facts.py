"""A union's facts from outside: the list, recording one, its file, withdrawing one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.facts import DocumentForm, FactForm, WithdrawalForm
from campaigns.models import ExternalFact
from campaigns.permissions import may_record_facts, require, require_recorder
from campaigns.queries import facts as reads
from campaigns.services import facts as services
from units.web import Request

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, pk: int) -> HttpResponse:
    """What documents say of a union; who keeps the union from above records it here."""
    union = get_object_or_404(reads.unions_read(request.user), pk=pk)
    may_record = may_record_facts(request.user, union)
    form = None
    if request.method == "POST":
        require_recorder(request.user, union)
    if may_record:
        grades = reads.grades_used(request.user)
        form = FactForm(request.POST or None, request.FILES or None, grades=grades)
    if request.method == "POST" and form and form.is_valid():
        try:
            made = services.record_fact(union=union, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Recorded: %(fact)s.") % {"fact": reads.fact_words(made)})
            return redirect("union-facts", pk=pk)
    context = {
        "union": union,
        "form": form,
        "line": reads.fact_line(request.user, union, may_record=may_record),
        "page": Paginator(reads.facts_of(request.user, union), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "campaigns/facts.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a fact that was recorded by mistake, with a reason."""
    fact = _fact(request, pk)
    require(not fact.source, services.sourced_refusal(fact.kind))
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_fact(fact=fact, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Withdrawn: %(fact)s.") % {"fact": reads.fact_words(fact)})
            return redirect("union-facts", pk=fact.union_id)
    context = {"fact": fact, "words": reads.fact_words(fact), "form": form}
    return render(request, "campaigns/fact_withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: Request, pk: int) -> HttpResponse:
    """Put the file of the document behind a fact."""
    fact = _fact(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = services.attach_document(
                    fact=fact, upload=form.cleaned_data["file"], by=request.user, now=timezone.now()
                )
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(request, _("“%(name)s” was attached.") % {"name": kept.name})
                return redirect("union-facts", pk=fact.union_id)
    context = {"fact": fact, "words": reads.fact_words(fact), "form": form}
    return render(request, "campaigns/fact_document.html", context, status=422 if form.errors else 200)


def _fact(request: Request, pk: int) -> ExternalFact:
    """A standing fact that this person keeps. Raises Http404 for one out of sight, Refusal for who may only read it."""
    seen = ExternalFact.objects.visible_to(request.user).standing()
    fact = get_object_or_404(seen.select_related("union", "document"), pk=pk)
    require_recorder(request.user, fact.union)
    return fact
