"""Clusters: the list, and one cluster as of a day."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from campaigns.permissions import leads_cluster, may_manage
from campaigns.queries import clusters as reads
from campaigns.queries.drafting import campaign_to_pledge
from common.forms import AsOfForm
from units import directory
from units.permissions import may_keep
from units.scope import scope_of
from units.web import Request

PER_PAGE, MEMBERS = 20, 50


@require_safe
def cluster_list(request: Request) -> HttpResponse:
    """Clusters that this person may see, with the unions that lead them this year, or last did."""
    today = timezone.localdate()
    page = Paginator(directory.cluster_rows(request.user, today), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "campaigns/clusters.html", {"page": page, "today": today})


@require_safe
def cluster(request: Request, pk: int) -> HttpResponse:
    """One cluster: members as of a day, their sheets in a phase, leading unions, pledges."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = get_object_or_404(directory.visible_clusters(request.user).select_related("owner"), pk=pk)
    as_of = AsOfForm(request.GET.get("day"))
    day = as_of.chosen
    members = directory.members_on(found, day) if day else directory.last_members(found, today)
    terms = list(found.terms.select_related("leader", "deputy"))
    phases = reads.phases_of(request.user, found)
    phase = reads.phase_to_show(phases, now, request.GET.get("phase", ""))
    page = Paginator(members.rows, MEMBERS).get_page(request.GET.get("page"))
    rows = reads.member_rows(request.user, found, list(page), phase)
    kept = {
        "day": day.isoformat() if day else "",
        "phase": phase.pk if phase and request.GET.get("phase") else "",
    }
    query = urlencode({name: value for name, value in kept.items() if value})
    term_of = {t.year: t for t in terms}.get
    context = {
        "cluster": found,
        "day": members.day,
        "as_of": as_of.showing(members.day),
        "today": today,
        "page": page,
        "query": f"{query}&" if query else "",
        "rows": rows,
        "terms": terms,
        "term": term_of(members.day.year) or (term_of(phase.campaign.year) if phase else None),
        "phases": phases,
        "keeps": not phases and may_keep(request.user, found.owner),
        "phase": phase,
        "takes_figures": bool(phase and phase.takes_figures_at(now)),
        "sheets": reads.sheets_of(found, members.rows, phase),
        "pledges": reads.pledges_of(request.user, found)[: reads.RECENT],
        "own": set(scope_of(request.user).union_ids),
        "to_pledge": campaign_to_pledge(request.user, found),
        "sees_dashboard": bool(
            phase
            and (
                may_manage(request.user, phase.campaign)
                or leads_cluster(request.user, found.pk, phase.campaign.year)
            )
        ),
    }
    return render(request, "campaigns/cluster.html", context)
