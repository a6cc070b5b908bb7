"""One judge gives the points of one criterion to all unions of a cluster, alone or beside another judge."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import Judges, ResultState
from campaigns.models import Indicator, JudgePoints, Phase, Result
from campaigns.permissions import require_manage
from campaigns.rules.judging import SEVERAL, figure_of_judges
from campaigns.services.guard import shared_phase
from campaigns.services.judging.grid import Grid, grid_of, refuse_faults, require_movable, write
from campaigns.services.results.comparing import audit_text, completed, differs
from campaigns.services.results.entering import refuse_collisions, require_judging
from campaigns.services.results.figures import Figure
from campaigns.services.results.stored import stored_of
from common.errors import Conflict
from common.text import format_figure
from units.models import User
from units.services import audit

#: What stands in a cell in place of points.
WORDS = (ResultState.NOTHING, ResultState.NOT_APPLICABLE)


def judge_cluster(
    *, phase: Phase, indicator: Indicator, figures: Sequence[Figure], by: User, now: datetime
) -> int:
    """Save what one judge gives for an indicator of the federation, all or none in one statement; how many changed.

    Where a table says that two people judge, each gives points of their own, and the figure is their exact mean or
    their agreed value once both have; until then it is not reported. After the close each cluster that moved gets new
    points once.

    Raises ValidationError by result for what does not fit, more than the maximum and a fourth decimal where a mean is
    taken among it; FiguresConflict, naming the unions, where another judge saved meanwhile; Conflict where two others
    have judged already; PhaseEnded for a cluster that is final; Refusal for anybody but the federation's staff, and for
    a union for which the judge acts.
    """
    require_manage(by, phase.campaign)
    with shared_phase(phase_id=phase.pk) as fresh:
        require_judging(fresh)
        grid = grid_of(fresh, indicator, figures)
        today = timezone.localdate(now)
        whole = [completed(f, grid.rows[f.result_id], today) for f in figures]
        alone = [f for f in whole if grid.judges(f.result_id) == Judges.ONE]
        changed = [f for f in alone if differs(grid.rows[f.result_id], f)]
        refuse_collisions(
            grid.rows, [f for f in changed if grid.rows[f.result_id].version != f.version], names=grid.names
        )
        together = [f for f in whole if grid.judges(f.result_id) != Judges.ONE]
        given = _given_by(by, together)
        own = [f for f in together if f.state in WORDS or given.get(f.result_id) != f.value]
        refuse_faults(grid, [*changed, *own], now)
        require_movable(grid, [*changed, *own], by)
        made = _made_by_several(grid, own, by=by, now=now)
        write(grid, [*changed, *made], by=by, now=now)
        _keep_audit(grid, [*changed, *own], given, by=by, now=now)
    return len(changed) + len(own)


def _given_by(by: User, figures: Iterable[Figure]) -> dict[int, Any]:
    """What the judge gave before, by result."""
    rows = JudgePoints.objects.filter(judge=by, result__in=[f.result_id for f in figures])
    return dict(rows.values_list("result_id", "points"))


def _made_by_several(grid: Grid, own: Sequence[Figure], *, by: User, now: datetime) -> list[Figure]:
    """Keep the judge's points, and return the figures that all of them make where these change."""
    if not own:
        return []
    ids = sorted(f.result_id for f in own)
    locked = Result.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    versions = dict(locked.values_list("pk", "version"))
    others: dict[int, list[JudgePoints]] = {}
    for row in JudgePoints.objects.filter(result__in=ids).exclude(judge=by).select_related("judge__person"):
        others.setdefault(row.result_id, []).append(row)
    _refuse_third(grid, others)
    empty = [f.result_id for f in own if f.value is None]
    if empty:
        JudgePoints.objects.filter(judge=by, result__in=empty).delete()
    JudgePoints.objects.bulk_create(
        [
            JudgePoints(result_id=f.result_id, judge=by, points=f.value, given_at=now)
            for f in own
            if f.value is not None
        ],
        update_conflicts=True,
        unique_fields=["result", "judge"],
        update_fields=["points", "given_at"],
    )
    rows, made = stored_of(ids), []
    for figure in own:
        points = [row.points for row in others.get(figure.result_id, [])]
        points += [] if figure.value is None else [figure.value]
        value = figure_of_judges(points, grid.judges(figure.result_id))
        state = ResultState.NOT_REPORTED if value is None else ResultState.REPORTED
        fresh = Figure(
            figure.result_id, state, value, versions[figure.result_id], note=rows[figure.result_id].note
        )
        if (rows[figure.result_id].state, rows[figure.result_id].value) != (fresh.state, fresh.value):
            made.append(fresh)
    return made


def _refuse_third(grid: Grid, others: Mapping[int, Sequence[JudgePoints]]) -> None:
    """Two have judged already. Raises Conflict, naming them."""
    told = _("%(union)s is judged already by %(names)s. To change points, please ask them.")
    said_of = [
        told
        % {"union": grid.places[pk].union.short_name, "names": ", ".join(str(r.judge.person) for r in rows)}
        for pk, rows in others.items()
        if len(rows) >= SEVERAL
    ]
    if said_of:
        raise Conflict(" ".join(said_of))


def _keep_audit(
    grid: Grid, figures: Iterable[Figure], given: Mapping[int, Any], *, by: User, now: datetime
) -> None:
    history = {}
    for figure in figures:
        row = grid.rows[figure.result_id]
        several = grid.judges(figure.result_id) != Judges.ONE
        before = format_figure(given.get(row.result_id)) if several else audit_text(row, row.kind)
        history[grid.places[row.result_id].union.code] = [before, audit_text(figure, row.kind)]
    if history:
        code = grid.indicator.code
        audit.record(
            verb="judge_cluster", subject=grid.phase, by=by, now=now, indicator=code, figures=history
        )
