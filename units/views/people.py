"""People and their posts, as administrators enter them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units import queries
from units.forms import EndForm, PersonForm, PostForm
from units.models import Appointment, Union
from units.permissions import account_refusal, require
from units.scope import scope_of
from units.services import accounts, people
from units.views.accounts import asked_union, reached_person, require_administrator, show_slips
from units.web import Request

#: How many unions a browser may offer while one types; more would weigh down the page.
OFFERED = 60


def _offered(request: Request) -> list[Union]:
    """The unions to offer while one types the name; none where there are too many."""
    unions = list(queries.administered_unions(request.user)[: OFFERED + 1])
    return unions if len(unions) <= OFFERED else []


def _form_page(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """The page of a form; 422 where it came back with faults."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Enter a person with a post, and with an account when there is a user name."""
    require_administrator(request)
    now = timezone.now()
    union = asked_union(request, request.GET.get("union"))
    initial = {"since": timezone.localdate(now), "union": union.code if union else ""}
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        unions=queries.administered_unions(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            person, slip = accounts.add_person(**form.cleaned_data, by=request.user, now=now)
        except ValidationError as error:
            form.take(error)
        else:
            if slip is not None:
                again = reverse("account", args=[person.pk])
                return show_slips(request, [slip], now, again=again, person=person)
            messages.success(request, _("%(person)s is entered.") % {"person": person})
            return redirect("account", pk=person.pk)
    return _form_page(request, "units/person_form.html", form, union=union, offered=_offered(request))


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: Request, pk: int) -> HttpResponse:
    """Put a person into one more post, within the reach of whoever keeps the account."""
    person, now = reached_person(request, pk), timezone.now()
    refusal = account_refusal(request.user, person, now)
    require(not refusal, refusal)
    form = PostForm(
        request.POST if request.method == "POST" else None,
        initial={"since": timezone.localdate(now)},
        unions=queries.administered_unions(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = accounts.add_post(person=person, **form.cleaned_data, by=request.user, now=now)
        except ValidationError as error:
            form.take(error)
        else:
            told = _("%(person)s is appointed: %(post)s.")
            messages.success(request, told % {"person": person, "post": made.post})
            return redirect("account", pk=pk)
    return _form_page(request, "units/person_form.html", form, person=person, offered=_offered(request))


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: Request, pk: int) -> HttpResponse:
    """End an appointment in a union that one administers."""
    now = timezone.now()
    reached = Appointment.objects.filter(scope_of(request.user).below_administered("post__union__"))
    found = get_object_or_404(reached.select_related("person", "post__union"), pk=pk)
    form = EndForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate(now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.end_appointment(appointment=found, on=form.cleaned_data["on"], by=request.user, now=now)
        except ValidationError as error:
            form.take(error)
        else:
            told = _(
                "The post of %(person)s ends. The account stays; close it there if it is no longer needed."
            )
            messages.success(request, told % {"person": found.person})
            return redirect("account", pk=found.person_id)
    return _form_page(request, "units/appointment_end.html", form, appointment=found)
