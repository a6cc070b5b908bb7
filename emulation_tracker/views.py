"""The home page and sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.i18n import set_language

from awards.queries.home import award_tasks
from awards.queries.home_rows import task_rows
from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Signature
from campaigns.queries import home as read
from campaigns.queries.asked import asked_of
from campaigns.queries.finality import clusters_to_finalise
from common.request import caller_address
from common.templatetags.look import vn
from common.text import inside
from emulation_tracker.demo.accounts import shown_accounts
from units.forms import OwnPasswordForm, SignInForm
from units.queries import unread_notices
from units.scope import Scope, scope_of
from units.services import accounts
from units.web import Request

NOTICES = 5


class Login(LoginView):
    """Sign in; where the demo is installed its accounts are shown."""

    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form also asks when and from where."""
        known = {"now": timezone.now(), "address": caller_address(self.request)}
        return {**super().get_form_kwargs(), **known}

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in; in a browser where no language was chosen the account's own is spoken from now on."""
        response = super().form_valid(form)
        language = form.get_user().language
        if language and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of the demo, of which there are none in production, and whether a form waits to be sent."""
        added = {"demo_accounts": shown_accounts(), "unsent": "unsent" in self.request.GET}
        return super().get_context_data(**kwargs) | added


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Set the language of the pages; for somebody signed in also that of the letters."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        accounts.choose_language(user=request.user, language=chosen, now=timezone.now())
    return set_language(request)


class ChangePassword(PasswordChangeView):
    """One's own password; the other sessions of the account end."""

    form_class = OwnPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password and keep this session, since a new password ends all others."""
        accounts.choose_password(
            user=form.user, password=form.cleaned_data["new_password1"], now=timezone.now()
        )
        update_session_auth_hash(self.request, form.user)
        return redirect(self.get_success_url())


@dataclass(frozen=True)
class Moment:
    """A line of the home page's list of dates: `state` is "done", "now" or "ahead".

    `is_end` marks the end of a half-open window, which people say as the day before (see the filter `until`).
    """

    at: datetime
    text: str
    state: str
    is_end: bool = False


def home(request: Request) -> HttpResponse:
    """What is due for me, by every post that I hold."""
    now = timezone.now()
    scope = scope_of(request.user)
    sheets = read.sheets_due(scope, now)
    signatures = read.pledges_to_sign(scope)
    phases = read.federation_phases(scope)
    context: dict[str, Any] = {
        "now": now,
        "posts": scope.current,
        "sheets": sheets,
        "questions": read.questions_asked(scope),
        "signatures": signatures,
        "registrations": read.targets_to_register(scope, now),
        "led": read.clusters_led(scope, now),
        "led_pledges": read.pledges_led(scope),
        "open_phases": [p for p in phases if p.status == PhaseStatus.OPEN],
        "closed_phases": [p for p in phases if p.status > PhaseStatus.OPEN],
        "closed_status": PhaseStatus.CLOSED,
        "drafts": read.drafts_to_launch(scope),
        "asked": asked_of(request.user, now),
        "awards": award_tasks(scope, now),
        "notices": list(unread_notices(request.user)[:NOTICES]),
    }
    context["award_rows"] = task_rows(context["awards"])
    context["primary"] = None if any(not s.is_done for s in sheets.first) else _primary(scope, context)
    context["times"] = _times(
        now, context, phases, read.sheets_to_come(scope, now), read.signed_lately(scope)
    )
    work = (
        "asked",
        "questions",
        "signatures",
        "registrations",
        "led",
        "led_pledges",
        "open_phases",
        "closed_phases",
        "drafts",
        "awards",
    )
    context["is_idle"] = not sheets.first and not any(context[name] for name in work)
    return render(request, "home.html", context)


def _has_ready(phase: Phase, now: datetime) -> bool:
    """A cluster of the phase can be made final now."""
    return any(state.is_ready for state in clusters_to_finalise(phase, now))


def _primary(scope: Scope, context: dict[str, Any]) -> dict[str, str] | None:
    """The federation's most pressing act: appraising, then the final act, then the overview, then a launch.

    What cannot be taken back waits while figures wait.
    """
    for phase in [*context["closed_phases"], *context["open_phases"]]:
        if phase.waiting and phase.status <= PhaseStatus.CLOSED and scope.writes_for(phase.campaign.owner_id):
            label = ngettext("Appraise %(count)s figure", "Appraise %(count)s figures", phase.waiting)
            return {
                "url": reverse("appraisal", args=[phase.pk]),
                "label": label % {"count": vn(phase.waiting, 0)},
            }
    for phase in context["closed_phases"]:
        may = phase.status == PhaseStatus.CLOSED and scope.writes_for(phase.campaign.owner_id)
        if may and not phase.waiting and _has_ready(phase, context["now"]):
            label = _("Look over the points of “%(phase)s” and make them final") % {"phase": phase.name}
            return {"url": reverse("standings", args=[phase.pk]), "label": label}
    for phase in context["open_phases"]:
        label = _("Overview of “%(phase)s”") % {"phase": phase.name}
        return {"url": reverse("dashboard", args=[phase.pk]), "label": label}
    for campaign in context["drafts"]:
        label = _("Look over “%(campaign)s” and launch it") % {"campaign": campaign.name}
        return {"url": reverse("campaign", args=[campaign.pk]), "label": label}
    return None


def _today(context: dict[str, Any]) -> str:
    """What today asks for, in a few words; "" when nothing is due."""
    for sheet in context["sheets"].first:
        if sheet.returned:
            return ngettext(
                "Correct %(count)s returned indicator",
                "Correct %(count)s returned indicators",
                sheet.returned,
            ) % {"count": sheet.returned}
        if sheet.to_submit:
            return _("Enter and submit %(phase)s") % {"phase": inside(sheet.participant.phase.name)}
    if context["questions"]:
        return _("Answer the questions about figures")
    if context["signatures"]:
        return _("Sign the pledge")
    return str(context["primary"]["label"]) if context["primary"] else _("Nothing is due")


def _times(
    now: datetime,
    context: dict[str, Any],
    phases: Sequence[Phase],
    coming: Sequence[Phase],
    signed: Sequence[Signature],
) -> list[Moment]:
    """The last acts, today and the coming dates in order; the same deadline of several sheets is one line."""
    own = [s.participant for s in context["sheets"].first]
    done = [
        Moment(
            p.submitted_at, _("Submitted the figures of %(phase)s") % {"phase": inside(p.phase.name)}, "done"
        )
        for p in own
        if p.submitted_at
    ] + [
        Moment(s.signed_at, _("Signed “%(pledge)s”") % {"pledge": s.pledge.title}, "done")
        for s in signed
        if s.signed_at
    ]
    due = {p.phase_id: p.phase for p in own} | {p.pk: p for p in phases if p.status == PhaseStatus.OPEN}
    ahead = [
        Moment(
            p.entry_closes_at,
            _("%(phase)s: entry ends, the figures are fixed by themselves") % {"phase": p.name},
            "ahead",
            is_end=True,
        )
        for p in due.values()
        if p.entry_closes_at > now
    ]
    opening = {p.pk: p for p in [*coming, *due.values()] if p.entry_opens_at > now}
    ahead += [
        Moment(p.entry_opens_at, _("%(phase)s: entry opens") % {"phase": p.name}, "ahead")
        for p in opening.values()
    ]
    ahead += [
        Moment(
            s.pledge.sign_until,
            _("Last day to sign “%(pledge)s”") % {"pledge": s.pledge.title},
            "ahead",
            True,
        )
        for s in context["signatures"]
        if s.pledge.sign_until > now
    ]
    today = [Moment(now, _today(context), "now")] if done or ahead else []
    return [
        *sorted(done, key=lambda m: m.at)[-3:],
        *today,
        *sorted(ahead, key=lambda m: m.at)[:6],
    ]
