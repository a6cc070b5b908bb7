"""Who cross-checks whom in a cluster: shown with the seed of its draw; drawn, entered or named."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns.choices import StageKind
from campaigns.models import Phase
from campaigns.permissions import may_draw_checks, may_manage
from campaigns.queries.columns.checks import checks_of, offered
from campaigns.queries.standings_clusters import ClusterLink, cluster_choice, clusters_shown_to
from campaigns.queries.windows import Windows
from campaigns.services import columns
from campaigns.views.stages import phase_shown
from common.acts import act_of
from common.errors import Conflict, PhaseEnded
from common.request import id_in
from units.web import Request

#: So many unions of a cluster have a box each; in a larger one the draw is made here.
BOXES = 40


def _cluster(request: Request, phase: Phase) -> tuple[ClusterLink, list[ClusterLink]]:
    """The cluster that the address names, else the first that the reader may open. Raises Http404."""
    clusters = clusters_shown_to(request.user, phase)
    wanted = request.GET.get("cluster", "")
    found = next((c for c in clusters if str(c.pk) == wanted), None) if wanted else None
    if found is None and not wanted and clusters:
        found = next((c for c in clusters if c.is_own), clusters[0])
    if found is None:
        raise Http404
    return found, clusters


def _page(
    request: Request, phase: Phase, *, faults: dict[int, str] | None = None, status: int = 200
) -> HttpResponse:
    link, clusters = _cluster(request, phase)
    cluster_id = link.pk or None
    found = checks_of(phase, cluster_id)
    may = may_draw_checks(request.user, phase, cluster_id) and phase.has_points and not found.sent
    names = found.may_draw or may_manage(request.user, phase.campaign)
    others = [] if found.may_draw else offered(phase, found.members, request.GET.get("find", "")[:100], BOXES)
    typed = {place.pk: id_in(request.POST.get(f"checker-{place.pk}", "")) for place in found.members}
    boxes = [
        {
            "place": place,
            "chosen": typed[place.pk] or getattr(found.by_checked.get(place.pk), "checker_id", 0),
            "fault": (faults or {}).get(place.pk, ""),
        }
        for place in found.members
    ]
    context: dict[str, Any] = {
        "phase": phase,
        "campaign": phase.campaign,
        "cluster": link,
        "choice": cluster_choice(clusters, link, request.GET.get("find_cluster", "").strip()[:100]),
        "found": found,
        "may": may,
        "may_enter": may and names and 1 < len(found.members) <= BOXES,
        "boxes": boxes,
        "others": others,
        "find": request.GET.get("find", "")[:100],
        "stage": Windows(phase.pk).of(StageKind.CROSS_CHECK, cluster_id),
        "faults": [box for box in boxes if box["fault"]],
    }
    return render(request, "campaigns/checks.html", context, status=status)


def _phase(request: Request, pk: int) -> Phase:
    phase = phase_shown(request, pk)
    if phase.is_year:
        raise Http404
    return phase


@require_GET
def checks(request: Request, pk: int) -> HttpResponse:
    """Who checks whom in a cluster."""
    return _page(request, _phase(request, pk))


def _back(phase: Phase, link: ClusterLink) -> HttpResponse:
    return redirect(f"{reverse('cross-checks', args=[phase.pk])}?cluster={link.pk}")


@act_of("cross-checks")
def draw(request: Request, pk: int) -> HttpResponse:
    """Draw who checks whom."""
    phase = _phase(request, pk)
    link, _clusters = _cluster(request, phase)
    try:
        columns.draw_checks(phase=phase, cluster_id=link.pk or None, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    except (PhaseEnded, Conflict) as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("It is drawn who checks whom; the unions are told."))
    return _back(phase, link)


@act_of("cross-checks")
def enter(request: Request, pk: int) -> HttpResponse:
    """Enter who checks whom, as drawn at the meeting or named by the federation."""
    phase = _phase(request, pk)
    link, _clusters = _cluster(request, phase)
    typed = {
        id_in(name.removeprefix("checker-")): id_in(str(value))
        for name, value in request.POST.items()
        if name.startswith("checker-")
    }
    try:
        columns.enter_checks(
            phase=phase, cluster_id=link.pk or None, checkers=typed, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        faults = {
            id_in(name.removeprefix("checker-")): " ".join(texts)
            for name, texts in error.message_dict.items()
        }
        return _page(request, phase, faults=faults, status=422)
    except (PhaseEnded, Conflict) as refused:
        messages.error(request, refused.reason)
        return _back(phase, link)
    messages.success(request, _("It is kept who checks whom; the unions are told."))
    return _back(phase, link)
