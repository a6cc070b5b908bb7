"""Checking a final: lines drawn by its hash, a document compared with what was sealed, and that document itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.forms.proving import SampleForm, SelfCheckForm
from campaigns.models import Phase, Seal, holding
from campaigns.models.revision import in_clusters
from campaigns.permissions import may_read_seals, require_seals
from campaigns.queries import standings_clusters as reads
from campaigns.rules.sampling import USUAL
from campaigns.services import hand_check as by_hand
from campaigns.services import self_check as by_itself
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.stages import phase_shown
from common.errors import Conflict
from units.web import Request


@require_GET
def hand_check(request: Request, pk: int) -> HttpResponse:
    """A random sample of the lines of a final cluster, drawn by the hash of its seal."""
    phase = phase_shown(request, pk)
    clusters = reads.clusters_to_check(request.user, phase)
    if not clusters and (
        not _is_sealed(phase) or any(c.is_read for c in reads.clusters_shown_to(request.user, phase))
    ):
        raise Conflict(_before_a_final(phase))
    cluster = _chosen(request, clusters)
    seal = _in_force(phase, cluster)
    form = SampleForm({"lines": request.GET.get("lines", str(USUAL))})
    count = form.count
    rows = by_hand.hand_check(seal, request.user, count) if by_hand.is_drawn_from(seal) else []
    choice = reads.cluster_choice(clusters, cluster, request.GET.get("find", "").strip()[:100])
    context = {"phase": phase, "campaign": phase.campaign, "clusters": clusters, "cluster": cluster}
    context |= {"choice": choice, "seal": seal, "rows": rows, "has_rules": by_hand.is_drawn_from(seal)}
    return answer(request, "campaigns/hand_check.html", form, **context)


def _is_sealed(phase: Phase) -> bool:
    """Some cluster of the phase was made final."""
    return Seal.objects.filter(phase=phase, sealed_at__isnull=False).exists()


def _before_a_final(phase: Phase) -> str:
    """Why there is nothing to check yet."""
    told = _("Nothing that you read of “%(phase)s” is final yet. Once it is, its points are checked here.")
    return told % {"phase": phase.name}


def _chosen(request: Request, clusters: list[reads.ClusterLink]) -> reads.ClusterLink:
    """The cluster that the address names, else one's own, else the first; 404 where there is none such."""
    wanted = request.GET.get("cluster", "")
    first = next((c for c in clusters if c.is_own), clusters[0] if clusters else None)
    found = next((c for c in clusters if str(c.pk) == wanted), None) if wanted else first
    if found is None:
        raise Http404
    return found


def _in_force(phase: Phase, cluster: reads.ClusterLink) -> Seal:
    """The last seal of the cluster, with its document."""
    seals = holding(sealed=True).filter(phase=phase, cluster=cluster.pk or None)
    return get_object_or_404(seals.select_related("phase__campaign", "cluster"))


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: Request, pk: int) -> HttpResponse:
    """Whether a document, or a hash, is what was sealed; else where it differs. Nothing is kept."""
    phase = phase_shown(request, pk)
    if not _is_sealed(phase):
        raise Conflict(_before_a_final(phase))
    form, found = SelfCheckForm(sent(request), request.FILES or None), None
    if form.is_valid():
        data = form.cleaned_data
        found = attempt(form, lambda: by_itself.self_check(phase, request.user, form.given(), data["sha256"]))
    context: dict[str, Any] = {"phase": phase, "campaign": phase.campaign, "found": found}
    links = reads.cluster_choice(reads.clusters_to_check(request.user, phase), None, "").links
    mine = in_clusters(link.pk or None for link in links[: reads.OFFERED])
    seals = holding(sealed=True).filter(mine, phase=phase).select_related("cluster").defer("document")
    context |= {"seals": seals, "may_read": may_read_seals(request.user, phase)}
    return answer(request, "campaigns/self_check.html", form, **context)


@require_GET
def seal_document(request: Request, pk: int) -> HttpResponse:
    """The document of a seal as it was sealed, for the federation's posts."""
    seals = Seal.objects.filter(
        phase__in=Phase.objects.visible_to(request.user), sealed_at__isnull=False
    ).select_related("phase__campaign__owner", "cluster")
    seal = get_object_or_404(seals, pk=pk)
    require_seals(request.user, seal.phase)
    place = f"-{seal.phase.sector}" if seal.phase.sector else ""
    cluster = f"-{seal.cluster.code}" if seal.cluster else ""
    name = f"{seal.phase.campaign.code}-{seal.phase.number}{place}{cluster}-r{seal.revision}.jsonl.gz"
    response = HttpResponse(bytes(seal.document or b""), content_type="application/gzip")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
