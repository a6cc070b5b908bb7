"""How many people a union has: every count, recording one, taking away what was entered by mistake."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.acts import ask
from common.pages import Question
from common.request import id_in
from common.templatetags.look import day, vn
from units import directory
from units.forms import HeadcountForm
from units.models import Headcount, Union
from units.permissions import may_keep, require_keeper
from units.services import headcounts as services
from units.web import Request

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def headcounts(request: Request, pk: int) -> HttpResponse:
    """A union's headcounts, the latest first; who keeps the union records and corrects them here."""
    union = get_object_or_404(directory.counted_unions(request.user), pk=pk)
    now = timezone.now()
    rows = directory.headcount_rows(request.user, union)
    if request.method == "POST":
        require_keeper(request.user, union)
        if request.POST.get("remove"):
            return _remove(request, _held(union, request.POST["remove"]))
    keeps = may_keep(request.user, union)
    if keeps and request.GET.get("remove"):
        return ask(request, _removing(_held(union, request.GET["remove"])))
    form = HeadcountForm(request.POST or None) if keeps else None
    if request.method == "POST" and form and form.is_valid():
        try:
            made = services.record_headcount(union=union, **form.cleaned_data, by=request.user, now=now)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Recorded: the numbers as of %(day)s.") % {"day": day(made.as_of)})
            return redirect("unit-headcounts", pk=pk)
    held = rows.up_to(timezone.localdate(now)).first()
    context = {
        "union": union,
        "form": form,
        "held": held,
        "line": directory.headcount_line(held, keeps=keeps),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "units/headcounts.html", context, status=422 if form and form.errors else 200)


def _held(union: Union, number: str) -> Headcount:
    """A count of this union. Raises Http404."""
    return get_object_or_404(Headcount.objects.select_related("union"), pk=id_in(number), union=union)


def _remove(request: Request, count: Headcount) -> HttpResponse:
    told = day(count.as_of)
    services.remove_headcount(count=count, by=request.user, now=timezone.now())
    messages.success(request, _("Removed: the numbers as of %(day)s.") % {"day": told})
    return redirect("unit-headcounts", pk=count.union_id)


def _removing(count: Headcount) -> Question:
    return Question(
        title=_("Remove the numbers as of %(day)s?") % {"day": day(count.as_of)},
        act=_("Remove"),
        back=reverse("unit-headcounts", args=[count.union_id]),
        stakes=(
            _("%(union)s: %(members)s members.")
            % {"union": count.union.short_name, "members": vn(count.members, 0)},
            _("From that day on the numbers before these hold again."),
            _("The audit trail keeps what it was, who removed it and when."),
        ),
        keeps=(("remove", str(count.pk)),),
    )
