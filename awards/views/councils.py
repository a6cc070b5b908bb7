"""Councils: the list, a council, founding one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.choices import Seat
from awards.forms.councils import CouncilForm, seats_sent
from awards.models import Council
from awards.permissions import may_manage_round, require
from awards.queries import lists
from awards.queries import session_page as reads
from awards.queries.round_page import owners as owners_of
from awards.services import councils as services
from units.web import Request

PER_PAGE = 20


@require_safe
def council_list(request: Request) -> HttpResponse:
    """Councils of one's federations, and those in which one has a seat; those that words find, when there are some."""
    text = request.GET.get("q", "").strip()[:100]
    rows = lists.council_rows(request.user, text)
    context = {
        "q": text,
        "query": f"{urlencode({'q': text})}&" if text else "",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_found": owners_of(request.user).exists(),
    }
    return render(request, "awards/councils.html", context)


@require_safe
def council(request: Request, pk: int) -> HttpResponse:
    """One council: who sits in it, and its sessions that this person may see."""
    rows = Council.objects.visible_to(request.user).select_related("owner")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "council": found,
        "members": reads.members_of(found),
        "page": Paginator(reads.sessions_of(found, request.user), PER_PAGE).get_page(request.GET.get("page")),
        "manages": may_manage_round(request.user, found.owner),
    }
    return render(request, "awards/council.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def council_new(request: Request) -> HttpResponse:
    """Found a council: its name, its decision, and who sits in it."""
    now = timezone.now()
    owners = list(owners_of(request.user))
    require(bool(owners), _("Only who acts for a union may found a council. Please ask your federation."))
    asked = request.GET.get("owner", "")
    owner = next((u for u in owners if str(u.pk) == asked), owners[0])
    sent, text, seats = request.POST, request.POST.get("q", "")[:100], seats_sent(request.POST)
    people = reads.candidates(owner, timezone.localdate(now), text=text, chosen=list(seats))
    chooses = "add" in sent or sent.get("step") == "search"
    form = CouncilForm(None if chooses else sent or None, initial=sent.dict(), people=people, seats=seats)
    if form.is_bound and form.is_valid():
        try:
            made = services.found_council(
                owner=owner, members=form.members(), by=request.user, now=now, **form.cleaned_data
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The council is founded."))
            return redirect("council", pk=made.pk)
    context = {"form": form, "owners": owners, "owner": owner, "seats": Seat.choices, "q": text}
    return render(request, "awards/council_new.html", context, status=422 if form.errors else 200)
