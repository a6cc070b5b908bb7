"""Pledges: the list, the paper, drafting, circulating, signing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.choices import PledgeStatus, TargetKind
from campaigns.forms.pledges import CirculateForm, DraftForm, SignForm
from campaigns.models import Campaign, Pledge
from campaigns.permissions import may_prepare_pledge, require, require_not_cancelled
from campaigns.queries import drafting
from campaigns.queries import pledges as reads
from campaigns.queries.badges import party_badge
from campaigns.queries.phase_lines import Parties, pledge_line
from campaigns.queries.targets import targets_of_parties
from campaigns.services import pledges as services
from common.acts import act_of
from common.formats import canonical_text
from common.request import caller_address, id_in
from common.search import matching
from units.models import Cluster
from units.web import Request

PER_PAGE, SIGNERS = 20, 50


def _pledge(request: Request, pk: int) -> Pledge:
    """The pledge, or 404 when this person may not see it."""
    visible = Pledge.objects.visible_to(request.user).select_related("campaign__owner", "cluster")
    return get_object_or_404(visible, pk=pk)


@require_safe
def pledge_list(request: Request) -> HttpResponse:
    """Pledges that this person may see, by campaign and status."""
    campaigns = list(reads.campaigns_with_pledges(request.user))
    asked = request.GET.get("campaign", "")
    chosen = next((c for c in campaigns if str(c.pk) == asked), None)
    statuses = dict(PledgeStatus.choices)
    state = request.GET.get("status", "")
    status = id_in(state) if id_in(state) in statuses else None
    rows = reads.pledge_rows(request.user, campaign=chosen, status=status)
    kept = {"campaign": chosen.pk if chosen else "", "status": status or ""}
    query = urlencode({k: v for k, v in kept.items() if v})
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{query}&" if query else "",
        "campaigns": campaigns,
        "chosen": chosen,
        "statuses": PledgeStatus.choices,
        "status": status,
        "to_draft": drafting.campaign_to_pledge(request.user),
        "now": timezone.now(),
    }
    return render(request, "campaigns/pledges.html", context)


@require_safe
def pledge(request: Request, pk: int) -> HttpResponse:
    """The paper as it stands, who has signed, and what is asked of this person."""
    return _page(request, _pledge(request, pk), timezone.now())


def _page(
    request: Request,
    pledge: Pledge,
    now: datetime,
    *,
    circulating: CirculateForm | None = None,
    signing: SignForm | None = None,
) -> HttpResponse:
    """The pledge's page; 422 when one of its forms came back with faults."""
    is_draft = pledge.status == PledgeStatus.DRAFT
    commitment = (circulating["commitment"].value() if circulating else "") or services.usual_commitment(
        pledge.campaign
    )
    place = (circulating["place"].value() if circulating else "") or ""
    document = (
        reads.pledge_document(pledge, commitment=commitment, place=place) if is_draft else pledge.document
    )
    places = reads.places_of(pledge, user=request.user, document=document, today=timezone.localdate(now))
    is_over = pledge.campaign.is_cancelled  # nothing is signed or sent any more
    mine = None if is_draft or is_over else next((p for p in places if p.is_mine), None)
    prepares = is_draft and not is_over and may_prepare_pledge(request.user, pledge)
    form = signing or circulating
    head = reads.head_of(pledge)
    parties = Parties(
        signed=[p for p in places if p.signed_at],
        waiting=[p for p in places if not p.signed_at],
        missing=reads.parties_without_targets(places) if is_draft and pledge.cluster_id else [],
    )
    page = Paginator(places, SIGNERS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "pledge": pledge,
        "document": document,
        "tables": list(reads.paper_tables(document)),
        "places": places,
        "page": page,
        "signers": [(place, party_badge(place, pledge)) for place in page],
        "line": pledge_line(pledge, parties, head=head, prepares=prepares, now=now),
        "signed": parties.signed,
        "waiting": parties.waiting,
        "mine": mine,
        "is_draft": is_draft,
        "in_force": pledge.status == PledgeStatus.IN_FORCE,
        "missing": parties.missing,
        "circulating": circulating
        or (CirculateForm(initial={"commitment": commitment}) if prepares else None),
        "signing": signing or (SignForm(initial={"union": mine.union.pk}) if mine else None),
        "head": head,
        "assigned": reads.kind_of(document) == TargetKind.ASSIGNED,
        "aimed": targets_of_parties(request.user, pledge) if pledge.cluster_id else set(),
        "amendments": reads.amendments(pledge)[:50],
        "intact": is_draft or reads.is_intact(pledge, places),
        "canonical": "" if is_draft else canonical_text(pledge.document, pledge.format),
    }
    return render(request, "campaigns/pledge.html", context, status=422 if form and form.errors else 200)


@act_of("pledge")
def circulate(request: Request, pk: int) -> HttpResponse:
    """Fix the text and ask the parties to sign."""
    now = timezone.now()
    found = _pledge(request, pk)
    form = CirculateForm(request.POST)
    if form.is_valid():
        try:
            services.circulate_pledge(pledge=found, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The pledge has gone to the parties for signing."))
            return redirect("pledge", pk=pk)
    require(
        may_prepare_pledge(request.user, found),
        _("Only the cluster's head or the launching federation circulates a pledge."),
    )
    return _page(request, found, now, circulating=form)


@act_of("pledge")
def sign(request: Request, pk: int) -> HttpResponse:
    """Sign for one's union with the password again."""
    now = timezone.now()
    found = _pledge(request, pk)
    form = SignForm(request.POST)
    sent = request.POST.get("union", "")
    party = next((s for s in found.signatures.select_related("union") if str(s.union_id) == sent), None)
    if party is None:
        raise Http404
    if form.is_valid():
        try:
            services.sign_pledge(
                pledge=found,
                union=party.union,
                by=request.user,
                password=form.cleaned_data["password"],
                address=caller_address(request),
                now=now,
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(
                request, _("Signed for %(union)s. Thank you.") % {"union": party.union.short_name}
            )
            return redirect("pledge", pk=pk)
    return _page(request, found, now, signing=form)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, pk: int) -> HttpResponse:
    """Draft a pledge: first for which cluster, then its title, date and parties."""
    now = timezone.now()
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    require_not_cancelled(campaign)
    clusters = drafting.clusters_to_pledge(request.user, campaign)
    for_all = drafting.may_draft_for_all(request.user, campaign)
    text = request.GET.get("q", "").strip()[:100]
    page = Paginator(clusters.filter(matching(text, "search")), PER_PAGE).get_page(request.GET.get("page"))
    only = not for_all and not text and page.paginator.count == 1
    chosen = request.GET.get("cluster") or (str(page[0].pk) if only else "")
    cluster: Cluster | None = clusters.filter(pk=id_in(chosen)).first()
    if cluster is None and not (chosen == "all" and for_all):
        query = f"{urlencode({'q': text})}&" if text else ""
        context = {"campaign": campaign, "page": page, "for_all": for_all, "q": text, "query": query}
        return render(request, "campaigns/pledge_new.html", context)
    form = DraftForm(
        request.POST or None,
        parties=drafting.possible_parties(campaign, cluster),
        today=timezone.localdate(now),
        initial={"title": f"Giao ước thi đua năm {campaign.year}"},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.draft_pledge(
                campaign=campaign,
                cluster=cluster,
                title=data["title"],
                sign_until=data["sign_until"],
                parties=[(p.union, p.cluster) for p in data["parties"]],
                by=request.user,
                now=now,
                is_sample=campaign.is_sample,
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The draft is made. Look it through, then send it to the parties."))
            return redirect("pledge", pk=made.pk)
    context = {"campaign": campaign, "cluster": cluster, "form": form, "chosen": chosen}
    return render(request, "campaigns/pledge_new.html", context, status=422 if form.errors else 200)
