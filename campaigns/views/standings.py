"""Standings of a phase, with the explanation of each line, and their file."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from campaigns import exports
from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Phase, Result
from campaigns.permissions import may_manage
from campaigns.queries import explanation, moves, publication
from campaigns.queries import standings as query
from campaigns.queries import standings_clusters as reads
from campaigns.queries.changes import changes_of
from campaigns.queries.standings_after import after_close_of, with_reasons
from campaigns.queries.standings_head import standings_line, standings_stages
from campaigns.queries.waited_words import waited_words
from campaigns.queries.years import year_shown
from common.request import id_in
from units.scope import scope_of
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
        "line": standings_line(phase, None),
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
    held, now = publication.held_of(phase, cluster.pk or None), timezone.now()
    after = after_close_of(phase, cluster.pk or None, request.user, now, manages=manages, held=held)
    context |= {"standings": table, "shown": _opened(request, phase, table), "held": held, "after": after}
    context["line"] = standings_line(phase, table, held)
    context["waited"] = waited_words(held.seal) if held and held.seal else []
    context["stages"] = standings_stages(phase, table, held, after.windows, now)
    partial = request.htmx and not request.htmx.history_restore_request
    if phase.has_past and not partial:
        own = scope_of(request.user).ids_when(phase.began_at)
        log = changes_of(phase, now, clusters=[cluster.pk or None], own=own, sees_all=manages)
        turns = moves.turns_of(phase, cluster.pk or None)
        context["turns"] = with_reasons(turns, log, phase.closed_at)
    name = "campaigns/partials/standings_table.html" if partial else "campaigns/standings.html"
    return render(request, name, context)


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
