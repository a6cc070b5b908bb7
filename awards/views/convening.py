"""Convening a council: on a round whose list is closed, at another time, and for a second ballot."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.forms.councils import SessionForm
from awards.forms.second_ballot import AgainForm, AllowForm
from awards.permissions import require_lead, require_manage
from awards.queries import round_page
from awards.queries import session_page as reads
from awards.queries.second_ballot import hindrance, permission_of, who_stands_again
from awards.queries.tally import voted_on
from awards.services import councils
from awards.services.second_ballot import allow_second_ballot, convene_again
from awards.views.rounds import managed_round
from awards.views.sessions import visible_session
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: Request, pk: int) -> HttpResponse:
    """Convene a council on a round whose list is closed."""
    now = timezone.now()
    found = managed_round(request, pk)
    form = SessionForm(request.POST or None, councils=reads.councils_to_convene(found.owner))
    if request.method == "POST" and form.is_valid():
        try:
            made = councils.convene_session(round=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The council is convened; its members have been told."))
            return redirect("council-session", pk=made.pk)
    lines = round_page.award_lines(found)
    context = {"round": found, "form": form, "lines": lines, "nominated": sum(n.nominated for n in lines)}
    return render(request, "awards/session_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: Request, pk: int) -> HttpResponse:
    """Give a session that has not voted yet another place and time."""
    now = timezone.now()
    found = visible_session(request, pk)
    require_manage(request.user, found.round.owner)
    usual = {"place": found.place, "begins_at": found.begins_at, "ends_at": found.ends_at}
    form = SessionForm(request.POST or None, councils=None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            councils.postpone_session(session=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The session is postponed; its members have been told."))
            return redirect("council-session", pk=pk)
    nominated = voted_on(found).count()
    context = {"round": found.round, "session": found, "form": form, "nominated": nominated}
    return render(request, "awards/session_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def allow(request: Request, pk: int) -> HttpResponse:
    """Name the rule of the council that lets it vote again in a round, before its first vote is opened."""
    found = managed_round(request, pk)
    form = AllowForm(request.POST or None, initial=AllowForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            allow_second_ballot(round=found, by=request.user, now=timezone.now(), **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The rule of the second ballot is saved."))
            return redirect("round", pk=pk)
    context = {"round": found, "form": form, "permission": permission_of(found)}
    return render(request, "awards/second_ballot.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Request, pk: int) -> HttpResponse:
    """Set up the second ballot: first who stands on it and what follows, in numbers; then why, where and when."""
    now = timezone.now()
    found = visible_session(request, pk)
    require_lead(request.user, found)
    form = AgainForm(request.POST or None, initial={"place": found.place})
    if request.method == "POST" and form.is_valid():
        try:
            made = convene_again(session=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The second ballot is set up; the council's members have been told."))
            return redirect("council-session", pk=made.pk)
    hinders = hindrance(found)
    context = {
        "session": found,
        "round": found.round,
        "form": form,
        "hinders": hinders,
        "standing": None if hinders else who_stands_again(found),
        "members": found.council.members.count(),
    }
    return render(request, "awards/session_again.html", context, status=422 if form.errors else 200)
