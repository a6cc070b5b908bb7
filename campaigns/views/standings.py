"""Standings of a phase, with the explanation of each line, their file, and the federation's final act."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns import exports
from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Phase, Result
from campaigns.permissions import may_manage, require_manage, require_not_cancelled
from campaigns.queries import explanation, moves, publication, unappraised
from campaigns.queries import standings as query
from campaigns.queries import standings_clusters as reads
from campaigns.queries.counting_words import counting_words
from campaigns.queries.standings_head import standings_line, standings_stages
from campaigns.queries.years import year_shown
from campaigns.services import finalising
from common.request import id_in
from units.web import Request


@require_GET
def phase_list(request: Request) -> HttpResponse:
    """Phases whose standings there are or will be, with the person's own ranks."""
    page = Paginator(query.phases_shown_to(request.user), 50).get_page(request.GET.get("page"))
    own = query.own_standings(request.user, page.object_list)
    rows = [(phase, own.get(phase.pk, [])) for phase in page.object_list]
    return render(
        request,
        "campaigns/standings_list.html",
        {"page": page, "rows": rows},
    )


def _phase(request: Request, pk: int) -> Any:
    visible = Phase.objects.visible_to(request.user).select_related("campaign__owner")
    waiting = Result.objects.filter(participant__phase=OuterRef("pk"), status=ResultStatus.SUBMITTED)
    return get_object_or_404(publication.with_publication(visible).annotate(awaits=Exists(waiting)), pk=pk)


@require_GET
def standings(request: Request, pk: int) -> HttpResponse:
    """Standings of one cluster; before the close a page that says when they come."""
    phase = _phase(request, pk)
    manages, year = may_manage(request.user, phase.campaign), year_shown(phase)
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "manages": manages,
        "Status": PhaseStatus,
        "now": timezone.now(),
        "job": publication.job_of(phase) if manages else None,
        "year": year,
        **_head(phase, None),
    }
    if not phase.has_points:
        return render(request, "campaigns/standings.html", context)
    clusters = reads.clusters_shown_to(request.user, phase)
    wanted = request.GET.get("cluster", "")
    first = next((c for c in clusters if c.is_own), clusters[0] if clusters else None)
    cluster = next((c for c in clusters if str(c.pk) == wanted), None) if wanted else first
    if wanted and cluster is None:
        raise Http404
    choice = reads.cluster_choice(clusters, cluster, request.GET.get("find", "").strip()[:100])
    context |= {"clusters": clusters, "cluster": cluster, "choice": choice}
    if cluster is None:
        return render(request, "campaigns/standings.html", context)
    table = query.standings_of(
        phase,
        cluster.pk,
        request.user,
        number=request.GET.get("page", ""),
        silent=request.GET.get("silent", ""),
        rest=request.GET.get("rest", ""),
        opened=id_in(request.GET.get("open", "")),
        year=year,
    )
    context |= {"standings": table, "shown": _opened(request, phase, table), **_head(phase, table)}
    partial = request.htmx and not request.htmx.history_restore_request
    if phase.has_past and not partial:
        context["turns"] = moves.turns_of(phase, cluster.pk or None)
    name = "campaigns/partials/standings_table.html" if partial else "campaigns/standings.html"
    return render(request, name, context)


def _head(phase: Phase, table: query.Standings | None) -> dict[str, Any]:
    return {"line": standings_line(phase, table), "stages": standings_stages(phase, table)}


def _opened(
    request: Request, phase: Phase, table: query.Standings
) -> explanation.Explanation | explanation.YearExplanation | None:
    """The explanation of the row that the address asks for; None for none."""
    wanted = request.GET.get("open", "")
    row = next((r for r in table.rows if str(r.participant.pk) == wanted), None)
    if row is None or row.standing is None:
        return None
    mates = table.tied_with(row)
    explain = explanation.explain_year if phase.is_year else explanation.explain
    return explain(phase, row.participant, row.standing, tied_with=mates, user=request.user, parted=row.above)


@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    """The standings of every cluster that the person may read, as a workbook."""
    phase = _phase(request, pk)
    if not phase.has_points:
        raise Http404
    clusters = [c.pk for c in reads.clusters_shown_to(request.user, phase)]
    body = exports.standings_workbook(phase, publication.published(phase, clusters))
    response = HttpResponse(body, content_type=exports.XLSX)
    name = f"{phase.campaign.code}-{phase.number}{'-' + phase.sector if phase.sector else ''}"
    response["Content-Disposition"] = content_disposition_header(True, f"xep-hang-{name}.xlsx")
    return response


@require_http_methods(["GET", "POST"])
def final(request: Request, pk: int) -> HttpResponse:
    """The federation's final act: what it will seal, in numbers; then the order, then how far the sealing is."""
    phase = _phase(request, pk)
    require_manage(request.user, phase.campaign)
    require_not_cancelled(phase)
    waiting = publication.to_finalise_before(phase) if phase.status == PhaseStatus.CLOSED else []
    faults: list[str] = []
    if request.method == "POST":
        if request.POST.get("confirm") != "yes":
            faults = [_("Tick the box to confirm that these standings are final.")]
        else:
            try:
                finalising.make_final(phase_id=phase.pk, by=request.user, now=timezone.now())
                return redirect("phase-final", phase.pk)
            except ValidationError as error:
                faults = error.messages
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "faults": faults,
        "waiting": waiting,
        **_appraised_first(phase),
        "reason": finalising.unfinished(phase, waiting),
        "seals": publication.seals_of(phase) if phase.status == PhaseStatus.FINAL else [],
        "Status": PhaseStatus,
        "job": publication.job_of(phase),
        "figures": publication.final_figures(phase) if phase.status == PhaseStatus.CLOSED else None,
    }
    return render(request, "campaigns/final.html", context, status=422 if faults else 200)


def _appraised_first(phase: Phase) -> dict[str, Any]:
    """The submitted figures that nobody appraised, by phase, and whether the final waits for them."""
    unchecked = unappraised.phases_to_appraise_first(phase) if phase.status == PhaseStatus.CLOSED else []
    count = sum(number for _phase, number in unchecked)
    return {
        "counting": counting_words(phase.campaign),
        "unchecked": unchecked,
        "unchecked_count": count,
        "must_appraise": bool(unchecked) and phase.campaign.final_waits,
        "unchecked_reason": finalising.unappraised_words(count),
    }
