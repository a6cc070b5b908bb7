"""Nominations: by name, from the standings, reading one, taking it back; titles registered at a campaign's start."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards.choices import Catalogue, NominationStatus
from awards.forms.nominations import NominateForm, TitleForm
from awards.forms.rounds import StandingsForm
from awards.models import Award, AwardRound, Nomination, Registration
from awards.permissions import may_nominate
from awards.queries import nomination_page as reads
from awards.queries import round_page
from awards.queries.phase_lines import nomination_line, titles_line
from awards.rules import takes_nominations
from awards.services import nominations as services
from awards.services import registrations
from awards.views.rounds import managed_round, visible_round
from campaigns.models import Campaign
from common.acts import ask
from common.choosing import typed
from common.pages import Question
from common.request import id_in
from units.models import Union
from units.web import Request

PER_PAGE = 50


# --- Nominating ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: Request, pk: int) -> HttpResponse:
    """Nominate in three steps on one address: for which union, for which award, then who and why."""
    now = timezone.now()
    found = visible_round(request, pk)
    text = request.GET.get("q", "")[:100]
    offered = list(reads.unions_to_nominate(request.user, found, text))
    asked = id_in(request.GET.get("union", ""))
    union = reads.union_to_nominate(request.user, found, asked) if asked else None
    if asked and union is None:
        raise Http404
    if union is None and len(offered) == 1 and not text and offered[0].pk != found.owner_id:
        union = offered[0]
    lines = round_page.award_lines(found)
    wanted = id_in(request.GET.get("award", ""))
    award = next((line.award for line in lines if line.award.pk == wanted), None)
    context: dict[str, Any] = {
        "round": found,
        "union": union,
        "award": award,
        "offered": offered,
        "q": text,
        "takes": takes_nominations(status=found.status, closes_at=found.closes_at, now=now),
    }
    if union is None or award is None:
        context["choices"] = _choices(found, lines, union) if union else []
        return render(request, "awards/nominate.html", context)
    return _third_step(request, found, union, award, lines, context)


def _choices(found: AwardRound, lines: list[round_page.AwardLine], union: Union) -> list[Any]:
    """The awards with this union's pool; an award without a pool for it is not offered."""
    cluster = round_page.cluster_of(found, union, timezone.localdate())
    pools = [(line.award, line.pool_of(cluster)) for line in lines]
    return [(award, pool) for award, pool in pools if pool]


def _third_step(
    request: Request,
    found: AwardRound,
    union: Union,
    award: Award,
    lines: list[round_page.AwardLine],
    context: dict[str, Any],
) -> HttpResponse:
    now = timezone.now()
    sought = {"text": typed(request.POST, "who"), "chosen": request.POST.get("who", "")}
    form = NominateForm(
        request.POST or None,
        award=award,
        people=reads.people_of(union, timezone.localdate(now), **sought),
        registered=reads.registered_for(found.campaign, award, union, **sought),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.nominate(
                round=found, award=award, union=union, by=request.user, now=now, **form.given()
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Nominated: %(name)s.") % {"name": made.name})
            return redirect("nomination", pk=made.pk)
    pool = next((pool for one, pool in _choices(found, lines, union) if one.pk == award.pk), None)
    context |= {
        "form": form,
        "pool": pool,
        "verified": reads.verified_of(found, union),
        "nobody": award.catalogue == Catalogue.TITLE and not form.registered and not sought["text"],
        "back": f"{request.path}?union={union.pk}",
    }
    return render(request, "awards/nominate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def from_standings(request: Request, pk: int) -> HttpResponse:
    """The federation takes the best of each cluster from the standings."""
    found = managed_round(request, pk)
    awards = round_page.from_standings(round_page.award_lines(found))
    form = StandingsForm(request.POST or None, awards=awards)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.nominate_from_standings(
                round=found, by=request.user, now=timezone.now(), **form.given()
            )
        except ValidationError as error:
            form.take(error)
        else:
            said = ngettext("%(count)s union was nominated.", "%(count)s unions were nominated.", count)
            messages.success(request, said % {"count": count})
            return redirect("round", pk=pk)
    context = {"round": found, "form": form, "awards": awards}
    return render(request, "awards/from_standings.html", context, status=422 if form.errors else 200)


# --- One nomination -----------------------------------------------------------------------------------------
def _nomination(request: Request, pk: int) -> Nomination:
    rows = Nomination.objects.select_related(
        "round__owner",
        "round__campaign",
        "round__phase",
        "award__rule_set",
        "union",
        "cluster",
        "nominated_by__person",
    )
    seen = Nomination.objects.visible_to(request.user).order_by().values("pk")
    return get_object_or_404(rows.filter(pk__in=seen), pk=pk)


@require_safe
def nomination(request: Request, pk: int) -> HttpResponse:
    """A nomination with its reason, the verified figures beside it, and after the count what the council found."""
    now = timezone.now()
    found = _nomination(request, pk)
    stands = found.status == NominationStatus.NOMINATED
    takes = takes_nominations(status=found.round.status, closes_at=found.round.closes_at, now=now)
    tally = reads.tally_of(found)
    context = {
        "nomination": found,
        "round": found.round,
        "line": nomination_line(
            found, tally, takes=takes, again=found.last_ballot > (tally.session.number if tally else 1)
        ),
        "verified": reads.verified_of(found.round, found.union),
        "tally": tally,
        "sees_round": AwardRound.objects.visible_to(request.user).filter(pk=found.round_id).exists(),
        "may_withdraw": stands and takes and may_nominate(request.user, found.round, found.union),
    }
    return render(request, "awards/nomination.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Ask, then take a nomination back while the round is open."""
    found = _nomination(request, pk)
    if request.method != "POST":
        return ask(request, _taking_back(found))
    try:
        services.withdraw_nomination(nomination=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("nomination", pk=pk)
    messages.success(request, _("Taken back: %(name)s.") % {"name": found.name})
    return redirect("nomination", pk=pk)


def _taking_back(found: Nomination) -> Question:
    return Question(
        title=_("Take back the nomination of %(name)s?") % {"name": found.name},
        act=_("Take the nomination back"),
        back=reverse("nomination", args=[found.pk]),
        stakes=(
            f"{found.award.name}, {found.round.name}",
            _("The nomination leaves the list; it stays on record as withdrawn."),
        ),
        icon="returned",
    )


# --- Titles -------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def titles(request: Request, pk: int) -> HttpResponse:
    """Who is registered for which title; a union registers itself and its people until the first phase's entry ends."""
    now = timezone.now()
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    if request.POST.get("withdraw"):
        return _withdraw_title(request, campaign)
    unions = reads.unions_to_register(request.user, campaign)
    awards = reads.titles_on(timezone.localdate(now))
    until = registrations.registration_ends(campaign)
    is_open = bool(until and campaign.launched_at and now < until and not campaign.is_cancelled)
    if is_open and request.GET.get("withdraw"):
        return ask(request, _withdrawing(_registration(request, campaign, request.GET["withdraw"])))
    form = TitleForm(request.POST or None, awards=awards, unions=unions) if unions and is_open else None
    if request.method == "POST" and form and form.is_valid():
        try:
            made = registrations.register_title(campaign=campaign, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Registered: %(name)s.") % {"name": made.name})
            return redirect("titles", pk=pk)
    rows = reads.registration_rows(request.user, campaign)
    context = {
        "campaign": campaign,
        "form": form,
        "line": titles_line(campaign, ends_at=until, is_open=is_open),
        "is_open": is_open,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "own": {u.pk for u in unions},
        "awards": awards,
    }
    return render(request, "awards/titles.html", context, status=422 if form and form.errors else 200)


def _withdraw_title(request: Request, campaign: Campaign) -> HttpResponse:
    found = _registration(request, campaign, request.POST["withdraw"])
    name = found.name
    try:
        registrations.withdraw_registration(registration=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back: %(name)s.") % {"name": name})
    return redirect("titles", pk=campaign.pk)


def _registration(request: Request, campaign: Campaign, number: str) -> Registration:
    """A registration that this person may see. Raises Http404."""
    rows = Registration.objects.select_related("award", "union", "campaign__owner")
    seen = reads.registration_rows(request.user, campaign).order_by().values("pk")
    return get_object_or_404(rows.filter(pk__in=seen), pk=id_in(number))


def _withdrawing(found: Registration) -> Question:
    return Question(
        title=_("Take back the registration of %(name)s?") % {"name": found.name},
        act=_("Take the registration back"),
        back=reverse("titles", args=[found.campaign_id]),
        stakes=(
            found.award.name,
            _("Who is not registered is not considered for this title at the end of the campaign."),
            _("Until registration ends you may register again."),
        ),
        icon="returned",
        keeps=(("withdraw", str(found.pk)),),
    )
