"""A cluster's version of the federation's table: only lines that are left open, and lines below them, may differ."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Criterion, ScoringTable
from campaigns.queries.table_check.drawn import Drawn, draw
from campaigns.queries.table_check.findings import Finding, at, fault

#: What makes a table another one, beside its lines.
TABLE_FIELDS = (
    "nominal", "line_decimals", "total_decimals", "rounding", "may_exceed", "may_sink", "rescales",
    "silent_gets_lowest", "min_months", "min_months_merged", "part_missing",
)  # fmt: skip
LINE_FIELDS = (
    "code", "name", "rule", "nature", "max_points", "min_points", "is_clamped", "is_open", "evidence", "judged_by",
    "seen_by",
)  # fmt: skip


def bound_base(table: ScoringTable) -> ScoringTable | None:
    """The federation's table that a cluster's table is a version of; None for any other table. Two queries."""
    if table.cluster_id is None or table.base_id is None:
        return None
    rows = ScoringTable.objects.filter(campaign=table.campaign_id).values_list("pk", "base_id", "cluster_id")
    above: dict[int, tuple[int | None, int | None]] = {pk: (base, cluster) for pk, base, cluster in rows}
    seen = {table.pk}
    pk: int | None = table.base_id
    while pk in above and pk not in seen:
        base, cluster = above[pk]
        if cluster is None:
            return ScoringTable.objects.get(pk=pk)
        seen.add(pk)
        pk = base
    return None


def open_lines(criteria: Iterable[Criterion]) -> set[int]:
    """The lines that are left open: marked so, or below one that is."""
    rows = {criterion.pk: criterion for criterion in criteria}
    found: set[int] = set()
    for criterion in rows.values():
        at_hand: Criterion | None = criterion
        seen: set[int] = set()
        while at_hand is not None and at_hand.pk not in seen and not at_hand.is_open:
            seen.add(at_hand.pk)
            at_hand = rows.get(at_hand.parent_id or 0)
        if at_hand is not None and at_hand.is_open:
            found.add(criterion.pk)
    return found


def check_versions(drawn: Drawn) -> Iterator[Finding]:
    """What a cluster's version changes that was not left open to it."""
    base = bound_base(drawn.table)
    if base is None:
        return
    theirs, mend = draw(base), _("Take it over as it stands there.")
    if any(getattr(base, name) != getattr(drawn.table, name) for name in TABLE_FIELDS):
        said = _("The table counts or prints otherwise than “%(base)s”, whose version it is.")
        yield fault("closed", at(drawn.table), f"{said % {'base': base.name}} {mend}")
    if _after_the_sum(drawn) != _after_the_sum(theirs):
        said = _("Bands, downgrades or keys among equals are not those of “%(base)s”, whose version it is.")
        yield fault("closed", at(drawn.table, "bands"), f"{said % {'base': base.name}} {mend}")
    ours, kept = _closed(drawn), _closed(theirs)
    lines = {criterion.code: criterion for criterion in drawn.criteria}
    for code in sorted(ours.keys() | kept.keys()):
        if ours.get(code) != kept.get(code):
            place = at(lines[code]) if code in lines else at(drawn.table)
            said = _("Criterion “%(code)s” is not left open to the clusters, and differs from “%(base)s”.")
            yield fault("closed", place, f"{said % {'code': code, 'base': base.name}} {mend}")


def _closed(drawn: Drawn) -> dict[str, Any]:
    """What must stay, by code: closed lines with all that they say, and of open ones that they are there, and open."""
    free = open_lines(drawn.criteria)
    found: dict[str, Any] = {}
    for criterion in drawn.criteria:
        above = drawn.by_id.get(criterion.parent_id or 0)
        place = above.code if above else ""
        if criterion.pk not in free:
            found[criterion.code] = (place, *_said(criterion))
        elif above is None or above.pk not in free:
            found[criterion.code] = (place, "open")
    return found


def _said(criterion: Criterion) -> tuple[Any, ...]:
    return (
        [getattr(criterion, name) for name in LINE_FIELDS],
        criterion.params,
        sorted((read.role, read.indicator_id) for read in criterion.inputs.all()),
        [(s.lowest, s.below, s.points, s.fact_kind, s.fact_grade) for s in criterion.steps.all()],
    )


def _after_the_sum(drawn: Drawn) -> list[Any]:
    """Bands with conditions, downgrades and keys, as values that can be compared."""
    bands = [
        (b.name, b.lowest, b.below, b.share, sorted(
            (c.kind, str(c.percent), c.fact_kind, c.fact_grade) for c in b.conditions.all()
        ))
        for b in drawn.bands
    ]  # fmt: skip
    lowered = sorted((d.fact_kind, d.fact_grade, d.band.lowest) for d in drawn.downgrades)
    keys = [
        (t.kind, t.criterion.code if t.criterion else "", t.indicator_id, t.is_lower_better)
        for t in drawn.tie_breaks
    ]
    return [bands, lowered, keys]
