"""The public look-up of awards: no sign-in, and the same page for everybody.

The pages are drawn without the request, so that nothing of a session can stand on them.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from awards.choices import GrantStatus
from awards.forms.decisions import LookUpForm
from awards.models import Grant
from awards.queries import public as reads

PER_PAGE = 20


def _public(template: str, **context: object) -> HttpResponse:
    shared = {"site_union": settings.SITE_UNION, "Status": GrantStatus}
    return HttpResponse(render_to_string(template, {**shared, **context}))


@login_not_required
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """Awards by words of the recipient, the union or the decision, narrowed to a year and an award."""
    form = LookUpForm(request.GET or None, years=reads.years(), awards=reads.award_names())
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    text, year, award = asked.get("q", "").strip(), asked.get("year"), asked.get("award", "")
    kept = {k: v for k, v in (("q", text), ("year", year), ("award", award)) if v}
    found = reads.found_awards(text, year=year, award=award)
    return _public(
        "awards/public_awards.html",
        form=form,
        page=Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        query=f"{urlencode(kept)}&" if kept else "",
        narrowed=bool(kept),
        text=text,
    )


@login_not_required
@require_safe
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """One award: recipient, achievement, decision; whether it was revoked."""
    rows = Grant.objects.select_related("decision__issuer", "decision__rule_set", "award__rule_set", "union")
    return _public("awards/public_award.html", grant=get_object_or_404(rows, pk=pk))
