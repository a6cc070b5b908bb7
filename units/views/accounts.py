"""Accounts, as administrators keep them: who has one, first passwords, closing and reopening."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.acts import act_of, ask
from common.once import done
from common.pages import Question
from common.request import id_in
from units import queries
from units.forms import AccountForm
from units.letters import mail_server_set
from units.models import Appointment, Person, Union, User
from units.permissions import account_refusal, require
from units.queries import AccountRow
from units.scope import scope_of
from units.services import accounts, usernames
from units.services.accounts import AT_A_TIME, Slip
from units.web import Request

PER_PAGE = 50
FILTERS = ("without", "first", "none", "closed")


def require_administrator(request: Request) -> None:
    """Refuse anybody who administers no union today. Raises Refusal."""
    require(
        bool(scope_of(request.user).administered),
        _(
            "Only administrators keep accounts. Please ask the administrator of your union, or of the one above it."
        ),
    )


def reached_person(request: Request, pk: int) -> Person:
    """A person within reach. Raises Http404."""
    return get_object_or_404(queries.people_reached(request.user).select_related("user"), pk=pk)


def _account(request: Request, pk: int) -> User:
    """The account of a person within reach. Raises Http404."""
    return get_object_or_404(User.objects.select_related("person"), person=reached_person(request, pk))


def asked_union(request: Request, text: str | None) -> Union | None:
    """The union in an address or form; None for none. Raises Http404 for one out of reach."""
    if not text:
        return None
    return get_object_or_404(queries.administered_unions(request.user), pk=id_in(text))


@require_safe
def account_list(request: Request) -> HttpResponse:
    """People within reach with their accounts; searched, filtered, and narrowed to a union and those below it."""
    require_administrator(request)
    now = timezone.now()
    day = timezone.localdate(now)
    text, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "")
    union = asked_union(request, request.GET.get("union"))
    found = queries.account_list(request.user, now=now, day=day, text=text, state=state, union=union)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    main = union or Union.objects.get(pk=scope_of(request.user).administered[0].union_id)
    kept = {"q": text, "union": str(union.pk) if union else ""}
    rest = urlencode({k: v for k, v in kept.items() if v})
    full = urlencode({k: v for k, v in {**kept, "state": state}.items() if v})
    context = {
        "page": page,
        "rows": queries.account_rows(page.object_list, now, day),
        "q": text,
        "state": state if state in FILTERS else "",
        "union": union,
        "main": main,
        "waiting": queries.accounts_waiting(request.user, main, now).count(),
        "issue": queries.last_issue(request.user, main, now),
        "most": AT_A_TIME,
        "rest": f"&{rest}" if rest else "",
        "query": f"{full}&" if full else "",
        "mail_server_set": mail_server_set(),
    }
    return render(request, "units/accounts.html", context)


def _account_page(
    request: Request, person: Person, now: Any, form: AccountForm | None = None
) -> HttpResponse:
    """One person's account and what may be done with it; 422 with the faults of a form."""
    row: AccountRow = queries.account_rows([person], now, timezone.localdate(now))[0]
    if form is None and row.account is None:
        form = AccountForm(initial={"username": usernames.suggest(person.full_name)})
    reached = set(
        Appointment.objects.filter(pk__in=[a.pk for a in row.held])
        .filter(scope_of(request.user).below_administered("post__union__"))
        .values_list("pk", flat=True)
    )
    context = {
        "person": person,
        "row": row,
        "form": form,
        "reached": reached,
        "refusal": account_refusal(request.user, person, now),
        "days": accounts.FIRST_PASSWORD_LASTS.days,
    }
    return render(request, "units/account.html", context, status=422 if form and form.errors else 200)


@require_safe
def account(request: Request, pk: int) -> HttpResponse:
    """One person's account: its state, posts, and the acts."""
    return _account_page(request, reached_person(request, pk), timezone.now())


def show_slips(request: Request, made: list[Slip], now: Any, *, again: str, **context: Any) -> HttpResponse:
    """First passwords, in this one answer: neither session nor message carries them, and no cache keeps the page.

    `again` is the page where they can be issued anew: who sends the form twice is led there.
    """
    rows = {
        row.person.pk: row
        for row in queries.account_rows([s.user.person for s in made], now, timezone.localdate(now))
    }
    slips = [(slip, rows[slip.user.person_id].held) for slip in made]
    site = request.build_absolute_uri(reverse("login"))
    response = render(request, "units/slips.html", {"slips": slips, "site": site, **context})
    response["Cache-Control"] = "no-store"
    return done(response, leads_to=again)


@act_of("account")
def account_open(request: Request, pk: int) -> HttpResponse:
    """Open an account for somebody who has none, and show its first password."""
    person, now = reached_person(request, pk), timezone.now()
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            slip = accounts.open_account(
                person=person, username=form.cleaned_data["username"], by=request.user, now=now
            )
        except ValidationError as error:
            form.take(error)
        else:
            return show_slips(request, [slip], now, again=reverse("account", args=[pk]), person=person)
    return _account_page(request, person, now, form)


@require_http_methods(["GET", "HEAD", "POST"])
def account_password(request: Request, pk: int) -> HttpResponse:
    """Ask, then issue a first password and show it."""
    user, now = _account(request, pk), timezone.now()
    if request.method != "POST":
        return ask(request, _replacing(user))
    try:
        password = accounts.issue_password(user=user, by=request.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("account", pk=pk)
    user.refresh_from_db(fields=["must_change_password", "password_expires_at"])
    again = reverse("account", args=[pk])
    return show_slips(request, [Slip(user, password)], now, again=again, person=user.person)


def _replacing(user: User) -> Question:
    return Question(
        title=_("Issue a first password to %(person)s?") % {"person": user.person},
        act=_("Issue a first password"),
        back=reverse("account", args=[user.person_id]),
        stakes=(
            _("The password that %(person)s has now ends, and the person is signed out everywhere at once.")
            % {"person": user.person},
            _("The new one is shown once; please hand it over."),
        ),
        icon="key",
    )


def _end_of_issue(text: str) -> datetime:
    """The moment at which the first passwords of an issue end. Raises Http404 for what no issue can end at."""
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise Http404 from error
    if found is None or timezone.is_naive(found) or not 2000 < found.year < 2200:
        raise Http404
    return found


@act_of("accounts")
def slips(request: Request) -> HttpResponse:
    """Issue first passwords to those at or below a union who have none, and print them as slips."""
    require_administrator(request)
    now = timezone.now()
    union = asked_union(request, request.POST.get("union"))
    if union is None:
        raise Http404
    lost = _end_of_issue(request.POST["lost"]) if request.POST.get("lost") else None
    made = accounts.issue_passwords(union=union, by=request.user, now=now, lost=lost)
    again = f"{reverse('accounts')}?{urlencode({'union': union.pk})}"
    if not made:
        messages.info(request, _("Every account there has a password already; none was issued."))
        return redirect(again)
    left = queries.accounts_waiting(request.user, union, now).count()
    return show_slips(request, made, now, again=again, union=union, left=left)


@require_http_methods(["GET", "HEAD", "POST"])
def account_close(request: Request, pk: int) -> HttpResponse:
    """Ask, then close an account; its sessions end at once."""
    user = _account(request, pk)
    if request.method != "POST":
        return ask(request, _closing(user))
    accounts.close_account(user=user, by=request.user, now=timezone.now())
    messages.success(
        request, _("The account of %(person)s is closed and signed out everywhere.") % {"person": user.person}
    )
    return redirect("account", pk=pk)


def _closing(user: User) -> Question:
    return Question(
        title=_("Close the account of %(person)s?") % {"person": user.person},
        act=_("Close the account"),
        back=reverse("account", args=[user.person_id]),
        stakes=(
            _("The person is signed out everywhere at once, and the password ends."),
            _("What the person entered and signed stays; the account may be reopened with a new password."),
        ),
        icon="lock",
    )


@act_of("account")
def account_reopen(request: Request, pk: int) -> HttpResponse:
    """Reopen a closed account; it waits for a first password."""
    user = _account(request, pk)
    accounts.reopen_account(user=user, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("The account of %(person)s is open again. Next: issue a first password.") % {"person": user.person},
    )
    return redirect("account", pk=pk)
