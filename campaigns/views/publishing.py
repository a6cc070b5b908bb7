"""The federation's switch for the open internet, and the page there: no sign-in, the same for everybody.

The open page is drawn without the request, so that nothing of a session can stand on it.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.permissions import require_not_cancelled
from campaigns.queries import public_standings as reads
from campaigns.queries.standings_clusters import cluster_choice
from campaigns.services import publishing
from campaigns.views.stages import phase_managed
from common.acts import act_of
from common.errors import Conflict
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    """What would be shown to everybody, and the switch; once it is on, since when, where, and how to take it back."""
    phase = phase_managed(request, pk)
    require_not_cancelled(phase)
    if request.method == "POST":
        publishing.publish_standings(phase_id=phase.pk, by=request.user, now=timezone.now())
        messages.success(request, _("The final standings are public; everybody ranked there is told."))
        return redirect("phase-publish", phase.pk)
    clusters = reads.public_clusters(phase)
    if not clusters:
        raise Conflict(publishing.before_a_final(phase))
    context = {"phase": phase, "campaign": phase.campaign, "publication": reads.publication_of(phase)}
    address = request.build_absolute_uri(f"/public/standings/{phase.pk}/")
    return render(request, "campaigns/publish.html", {**context, "count": len(clusters), "address": address})


@act_of("phase-publish")
def unpublish(request: Request, pk: int) -> HttpResponse:
    """Take the standings from the open internet."""
    phase = phase_managed(request, pk)
    publishing.withdraw_standings(phase_id=phase.pk, by=request.user, now=timezone.now())
    messages.success(request, _("The standings are no longer public; everybody ranked there is told."))
    return redirect("phase-publish", phase.pk)


@login_not_required
@require_safe
def public_standings(request: HttpRequest, pk: int) -> HttpResponse:
    """The final standings of a phase that its federation published; 404 for every other."""
    phase = get_object_or_404(reads.public_phases().select_related("campaign__owner"), pk=pk)
    clusters = reads.public_clusters(phase)
    wanted = request.GET.get("cluster", "")
    cluster = next((c for c in clusters if str(c.pk) == wanted or not wanted), None)
    if cluster is None:
        raise Http404
    context = {
        "site_union": settings.SITE_UNION,
        "phase": phase,
        "campaign": phase.campaign,
        "clusters": clusters,
        "cluster": cluster,
        "choice": cluster_choice(clusters, cluster, request.GET.get("find", "").strip()[:100]),
        "table": reads.public_table(phase, cluster, request.GET.get("page", "")),
    }
    return HttpResponse(render_to_string("campaigns/public_standings.html", context))
