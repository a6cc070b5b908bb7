"""Judging: what is to be judged in a phase, the grid of one criterion in a cluster, and agreed values."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.choices import Supplier
from campaigns.forms.judging import AgreedForm, read_judging
from campaigns.models import Indicator, Phase, Result
from campaigns.queries.judging_grid import JudgingGrid, judging_grid, to_judge
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.services import judging
from campaigns.services.results import Figure, FiguresConflict
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.stages import phase_managed
from common.acts import act_of
from common.errors import Conflict, PhaseEnded
from common.request import id_in
from units.models import Cluster
from units.web import Request


def _phase(request: Request, pk: int) -> Phase:
    """A phase with figures, for the staff of its federation."""
    phase = phase_managed(request, pk)
    if phase.is_year:
        raise Http404
    return phase


@require_GET
def judge(request: Request, pk: int) -> HttpResponse:
    """What is to be judged; with `?cluster=&indicator=` the grid of one indicator in a cluster."""
    phase = _phase(request, pk)
    if id_in(request.GET.get("indicator", "")):
        return _grid_page(request, phase, _grid_of(request, phase))
    wanted = request.GET.get("cluster", "")
    cluster = id_in(wanted) if wanted else None
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "page": to_judge(phase, cluster=cluster, number=request.GET.get("page", "1")),
        "query": f"cluster={cluster}&" if cluster is not None else "",
        "is_narrowed": cluster is not None,
    }
    return render(request, "campaigns/judging_list.html", context)


def _grid_of(request: Request, phase: Phase) -> tuple[JudgingGrid, int, Indicator]:
    """The grid that the address asks for. Raises Http404."""
    own = Indicator.objects.filter(campaign=phase.campaign_id, supplier=Supplier.FEDERATION)
    indicator = get_object_or_404(own, pk=id_in(request.GET.get("indicator", "")))
    cluster = id_in(request.GET.get("cluster", ""))
    number = request.GET.get("page", "1")
    return judging_grid(phase, cluster, indicator, request.user, number=number), cluster, indicator


def _grid_page(
    request: Request,
    phase: Phase,
    found: tuple[JudgingGrid, int, Indicator],
    *,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    grid, cluster, indicator = found
    name = Cluster.objects.filter(pk=cluster).values_list("name", flat=True).first()
    if cluster != NO_CLUSTER and name is None:
        raise Http404
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "grid": grid,
        "page": grid.page,
        "cluster": name or _("the unions in no cluster"),
        "indicator": indicator,
        "query": f"cluster={cluster}&indicator={indicator.pk}&",
        "faults": [row for row in grid.rows if row.fault],
        "reason": reason,
        "now": timezone.now(),
    }
    return render(request, "campaigns/judging.html", context, status=status)


@act_of("judging")
def save(request: Request, pk: int) -> HttpResponse:
    """Save what was typed in the grid, all or none."""
    phase = _phase(request, pk)
    found = _grid_of(request, phase)
    grid, cluster, indicator = found
    typed = read_judging(request.POST)
    for row in grid.rows:
        if row.result.pk in typed:
            row.text, row.version = typed[row.result.pk].text, typed[row.result.pk].version
            row.fault = typed[row.result.pk].fault
    if any(row.fault for row in grid.rows):
        return _grid_page(request, phase, found, status=422)
    figures = [cell.figure for cell in typed.values() if cell.figure]
    try:
        count = judging.judge_cluster(
            phase=phase, indicator=indicator, figures=figures, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        for key, texts in error.message_dict.items():
            if struck := grid.by_id.get(id_in(key)):
                struck.fault = " ".join(texts)
        return _grid_page(request, phase, found, status=422)
    except FiguresConflict as conflict:
        _show_both(grid, conflict)
        return _grid_page(request, phase, found, reason=conflict.reason, status=conflict.status)
    except (Conflict, PhaseEnded) as refused:
        return _grid_page(request, phase, found, reason=refused.reason, status=refused.status)
    told = npgettext("points of judges", "%(count)s figure saved.", "%(count)s figures saved.", count) % {
        "count": count
    }
    messages.success(request, told if count else _("Everything was saved already."))
    page = request.GET.get("page", "")
    more = f"&page={id_in(page)}" if page else ""
    return redirect(f"{reverse('judging', args=[phase.pk])}?cluster={cluster}&indicator={indicator.pk}{more}")


def _show_both(grid: JudgingGrid, conflict: FiguresConflict) -> None:
    """Each struck cell says who saved what; saving once more keeps the reader's own."""
    told = _("%(by)s has saved %(theirs)s meanwhile, you entered %(yours)s. Save again to keep yours.")
    for pk, both in conflict.rows.items():
        if row := grid.by_id.get(pk):
            row.fault = told % {"by": both.by, "theirs": both.theirs, "yours": both.yours}
            row.version = both.version


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, pk: int) -> HttpResponse:
    """The value on which two judges agree, with the reason."""
    rows = Result.objects.filter(participant__phase__in=Phase.objects.visible_to(request.user))
    result: Any = get_object_or_404(
        rows.select_related("participant__union", "participant__phase__campaign__owner", "indicator"), pk=pk
    )
    phase = _phase(request, result.participant.phase_id)
    given = list(result.judge_points.select_related("judge__person").order_by("given_at", "pk"))
    cluster = result.participant.cluster_id or NO_CLUSTER
    back = f"{reverse('judging', args=[phase.pk])}?cluster={cluster}&indicator={result.indicator_id}"
    form = AgreedForm(sent(request))
    if form.is_valid():
        data = form.cleaned_data
        figure = Figure(result.pk, "reported", data["value"], result.version)
        act = partial(
            judging.agree_points,
            result=result,
            figure=figure,
            reason=data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        attempt(form, act)
        if not form.errors:
            messages.success(request, _("The agreed points are saved."))
            return redirect(back)
    return answer(
        request, "campaigns/judging_agree.html", form, phase=phase, campaign=phase.campaign, result=result,
        given=given, back=back,
    )  # fmt: skip
