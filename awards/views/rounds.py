"""Award rounds: the list, a round, opening one, its quotas, opening and closing the nominations."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards import exports
from awards.choices import RoundStatus
from awards.forms.rounds import QuotaForm, RoundForm
from awards.models import Award, AwardRound, CouncilSession, Quota
from awards.permissions import may_manage_round, require, require_manage
from awards.queries import lists
from awards.queries import round_page as reads
from awards.queries.decision_page import nomination_list
from awards.queries.nomination_page import unions_to_nominate
from awards.queries.nothing import no_nominations
from awards.queries.phase_lines import round_line
from awards.queries.round_head import round_buttons
from awards.queries.round_moves import NEWEST, moves_of
from awards.rules import takes_nominations
from awards.services import rounds as services
from campaigns.exports import XLSX
from campaigns.models import Campaign
from common.acts import act_of, ask
from common.choosing import typed
from common.pages import Question
from common.request import id_in
from common.templatetags.look import point_places
from units.web import Request

PER_PAGE, NOMINATIONS = 20, 50


def visible_round(request: Request, pk: int) -> AwardRound:
    """The round, or 404 when this person may not see it."""
    rows = AwardRound.objects.visible_to(request.user).select_related("owner", "campaign", "phase")
    return get_object_or_404(rows, pk=pk)


def managed_round(request: Request, pk: int) -> AwardRound:
    """The round, for the federation's staff; a refusal that says whom to ask for all others."""
    found = visible_round(request, pk)
    require_manage(request.user, found.owner)
    return found


@require_safe
def round_list(request: Request) -> HttpResponse:
    """Rounds that this person may see, the latest first; of one campaign when it is asked for."""
    campaigns = Campaign.objects.visible_to(request.user)
    asked = id_in(request.GET.get("campaign", ""))
    campaign = campaigns.filter(pk=asked).first() if asked else None
    rows = lists.round_rows(request.user, campaign=campaign)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"campaign={campaign.pk}&" if campaign else "",
        "campaign": campaign,
        "may_open": reads.owners(request.user).exists(),
        "now": timezone.now(),
    }
    return render(request, "awards/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: Request) -> HttpResponse:
    """Open a round: on which phase, its name, until when."""
    now = timezone.now()
    owners = list(reads.owners(request.user))
    require(bool(owners), _("Only who acts for a union may open an award round. Please ask your federation."))
    asked = request.GET.get("owner", "")
    owner = next((u for u in owners if str(u.pk) == asked), owners[0])
    text = typed(request.POST, "base")
    bases = reads.bases_of(owner, text=text, chosen=request.POST.get("base", ""))
    form = RoundForm(request.POST or None, bases=bases, text=text, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_round(owner=owner, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The round is prepared. Now say which awards it considers."))
            return redirect("round-quotas", pk=made.pk)
    context = {"form": form, "owners": owners, "owner": owner}
    return render(request, "awards/round_new.html", context, status=422 if form.errors else 200)


@require_safe
def round_page(request: Request, pk: int) -> HttpResponse:
    """The round: where it stands, what is asked of this person, its awards and its nominations."""
    now = timezone.now()
    return render(request, "awards/round.html", _context(request, visible_round(request, pk), now))


def _context(request: Request, found: AwardRound, now: datetime) -> dict[str, Any]:
    session, decision = reads.session_of(found), reads.decision_of(found)
    lines = reads.award_lines(found)
    award = id_in(request.GET.get("award", ""))
    text = request.GET.get("q", "")[:100]
    rows = reads.nomination_rows(request.user, found, award=award or None, text=text)
    manages = may_manage_round(request.user, found.owner)
    takes = takes_nominations(status=found.status, closes_at=found.closes_at, now=now)
    nominates = takes and bool(lines) and unions_to_nominate(request.user, found).exists()
    page = Paginator(rows, NOMINATIONS).get_page(request.GET.get("page"))
    kept = urlencode({k: v for k, v in (("award", award or ""), ("q", text)) if v})
    buttons = round_buttons(
        found,
        session=session,
        decision=decision,
        has_list=page.paginator.count > 0,
        has_awards=bool(lines),
        manages=manages,
        nominates=nominates,
        is_tied=bool(session and getattr(session, "tied_in", None)),
        from_standings=bool(takes and found.phase_id and reads.from_standings(lines)),
    )
    return {
        "round": found,
        "buttons": list(buttons),
        "line": round_line(found, decision, takes=takes),
        "session": session,
        "sees_session": session is not None
        and CouncilSession.objects.visible_to(request.user).filter(pk=session.pk).exists(),
        "stages": reads.stages_of(found, session, decision, now),
        "lines": lines,
        "moves": list(moves_of(found)[:NEWEST]),
        "may_move": manages and (takes or found.status == RoundStatus.DRAFT),
        "award": award,
        "q": text,
        "page": page,
        "places": point_places(n.points for n in page.object_list),
        "query": f"{kept}&" if kept else "",
        "manages": manages,
        "nothing": no_nominations(
            found,
            is_narrowed=bool(award or text),
            nominates=nominates,
            manages=manages,
            has_awards=bool(lines),
        ),
        "nominated": sum(line.nominated for line in lines),
        "Status": RoundStatus,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: Request, pk: int) -> HttpResponse:
    """Which awards the round considers and how many of each; a row is set, changed or dropped."""
    now = timezone.now()
    found = managed_round(request, pk)
    if request.POST.get("drop"):
        return _drop(request, found, now)
    if request.GET.get("drop") and found.status < RoundStatus.CLOSED:
        return ask(request, _dropping(_quota(found, request.GET["drop"])))
    form = QuotaForm(
        request.POST or None,
        awards=reads.awards_to_consider(found.owner, timezone.localdate(found.closes_at)),
        clusters=reads.clusters_of(found),
        round=found,
        initial=_changing(request, found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_quota(round=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved: %(award)s.") % {"award": made.award.name})
            return redirect("round-quotas", pk=pk)
    page = reads.pool_page(reads.award_lines(found), request.GET.get("page", ""))
    context = {"round": found, "form": form, "page": page, "Status": RoundStatus}
    return render(request, "awards/quotas.html", context, status=422 if form.errors else 200)


def _changing(request: Request, found: AwardRound) -> dict[str, Any]:
    """The quota that the address asks to change, as the form shows it."""
    quota = found.quotas.filter(pk=id_in(request.GET.get("change", ""))).first()
    return QuotaForm.initial_of(quota) if quota else {}


def _drop(request: Request, found: AwardRound, now: datetime) -> HttpResponse:
    quota = _quota(found, request.POST["drop"])
    try:
        services.drop_quota(quota=quota, by=request.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken out: %(award)s.") % {"award": quota.award.name})
    return redirect("round-quotas", pk=found.pk)


def _quota(found: AwardRound, number: str) -> Quota:
    """A quota of the round. Raises Http404."""
    rows = Quota.objects.filter(round=found).select_related("award", "cluster", "round__owner")
    return get_object_or_404(rows, pk=id_in(number))


def _dropping(quota: Quota) -> Question:
    whom = quota.cluster.name if quota.cluster else _("everybody")
    return Question(
        title=_("Take “%(award)s” out?") % {"award": quota.award.name},
        act=_("Take it out of the round"),
        back=reverse("round-quotas", args=[quota.round_id]),
        stakes=(
            _("The round no longer considers this award for: %(whom)s.") % {"whom": whom},
            _("You may put it in again until the list is closed."),
        ),
        keeps=(("drop", str(quota.pk)),),
    )


@act_of("round")
def open_nominations(request: Request, pk: int) -> HttpResponse:
    """Open the round for nominations; the unions are told."""
    found = managed_round(request, pk)
    try:
        services.start_nominations(round=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The round takes nominations now; the unions have been told."))
    return redirect("round", pk=pk)


@act_of("round")
def close_nominations(request: Request, pk: int) -> HttpResponse:
    """Close the list before its day; after this nothing is added or taken back."""
    found = managed_round(request, pk)
    try:
        services.close_nominations(round=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        count = lists.nominations_of(found).count()
        said = ngettext(
            "The list is closed with %(count)s nomination.",
            "The list is closed with %(count)s nominations.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("round", pk=pk)


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """The round's nominations that this person may read, as a workbook (trích ngang)."""
    found = visible_round(request, pk)
    rows = reads.nomination_rows(request.user, found)
    body = exports.nominations_workbook(found, nomination_list(found, rows))
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"trich-ngang-{found.pk}.xlsx")
    return response


@require_safe
def catalogue(request: Request) -> HttpResponse:
    """The two catalogues of awards as of a day, with the text that each award stands in."""
    today = timezone.localdate()
    every = request.GET.get("all") == "1"
    groups = lists.catalogue_groups(None if every else today)
    context = {"groups": groups, "every": every, "today": today, "count": Award.objects.count()}
    return render(request, "awards/catalogue.html", context)
