"""Bands, their conditions and the downgrades: what no total meets, and what no union can meet."""

import itertools
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from campaigns.choices import ConditionKind, FactKind, Nature
from campaigns.models import Band, BandCondition, Criterion
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import (
    REMOVE,
    ROUND,
    SET_BELOW,
    Finding,
    at,
    fault,
    warning,
)
from campaigns.queries.table_check.leaves import is_too_fine
from campaigns.rules import WHOLE
from common.fields import to_units
from common.text import format_figure

#: Conditions that name a kind of fact.
OF_FACTS = (ConditionKind.NO_FACT, ConditionKind.HAS_FACT, ConditionKind.OR_FACT)


def check_bands(drawn: Drawn) -> Iterator[Finding]:
    """Everything about bands; a table without bands gives none, and that is nothing to find."""
    if not drawn.bands:
        return
    bands = sorted(drawn.bands, key=lambda band: band.lowest, reverse=True)
    yield from _ranges(bands, drawn)
    yield from _floor(bands[-1], drawn)
    yield from _opened(bands)
    for band in bands:
        yield from _edges(band, drawn)
        for condition in band.conditions.all():
            yield from _condition(condition, band, drawn)
        yield from _taken_off(band, drawn)
        yield from _contradiction(band)
    for band in [b for b in bands if b.share is not None][1:]:
        said = _("More than one band is limited to a share of the units; “%(band)s” is one too many.")
        yield fault("shares", at(band, "share"), said % {"band": band.name})
    yield from _downgrades(bands, drawn)


def _ranges(bands: Sequence[Band], drawn: Drawn) -> Iterator[Finding]:
    """Gaps and overlaps between bands that say where they end, and above the topmost."""
    top, nominal = bands[0], to_units(drawn.table.nominal)
    if top.below is not None and (to_units(top.below) <= nominal or drawn.table.may_exceed):
        said = _("Totals from %(points)s points on match no band. Let “%(band)s” have no upper end.")
        told = {"points": format_figure(top.below), "band": top.name}
        yield fault("gap", at(top, "below"), said % told, SET_BELOW)
    for upper, lower in itertools.pairwise(bands):
        if lower.below is None or lower.below == upper.lowest:
            continue
        told = {
            "lower": lower.name, "upper": upper.name, "a": format_figure(min(lower.below, upper.lowest)),
            "b": format_figure(max(lower.below, upper.lowest)),
        }  # fmt: skip
        if lower.below < upper.lowest:
            said = _("Totals from %(a)s to below %(b)s points match neither “%(lower)s” nor “%(upper)s”.")
            key = "gap"
        else:
            said = _("Totals from %(a)s to below %(b)s points match both “%(lower)s” and “%(upper)s”.")
            key = "overlap"
        mend = _("Let “%(lower)s” end where “%(upper)s” begins.") % told
        yield fault(key, at(lower, "below"), f"{said % told} {mend}", SET_BELOW, to_units(upper.lowest))


def _floor(last: Band, drawn: Drawn) -> Iterator[Finding]:
    if last.lowest > 0 or (drawn.table.may_sink and drawn.sinks):
        said = _("Totals below %(points)s points match no band.")
        yield warning("floor", at(last, "lowest"), said % {"points": format_figure(last.lowest)})


def _opened(bands: Sequence[Band]) -> Iterator[Finding]:
    """Bands whose points a union may have and whose conditions it may fail, with no band below that takes it."""
    for n, band in enumerate(bands):
        if any(lower.below is None and not _asks(lower) for lower in bands[n + 1 :]) or not _asks(band):
            continue
        said = _(
            "A union with the points of “%(band)s” that fails its conditions gets no band: no band below takes it"
            " in without conditions and without an upper end."
        )
        yield warning("condition_gap", at(band), said % {"band": band.name})


def _asks(band: Band) -> bool:
    """It has conditions; another way in is none."""
    return any(condition.kind != ConditionKind.OR_FACT for condition in band.conditions.all())


def _edges(band: Band, drawn: Drawn) -> Iterator[Finding]:
    table = drawn.table
    if band.lowest > table.nominal and not table.may_exceed:
        said = _("“%(band)s” begins above the nominal maximum of %(nominal)s points: nobody reaches it.")
        told = {"band": band.name, "nominal": format_figure(table.nominal)}
        yield fault("unreachable_band", at(band, "lowest"), said % told)
    for name, edge in (("lowest", band.lowest), ("below", band.below)):
        if edge is not None and is_too_fine(edge, table.total_decimals):
            said = _(
                "“%(band)s” has a bound of %(points)s points; the table prints %(places)s decimals of a total."
                " Round it, or print more."
            )
            told = {
                "band": band.name,
                "points": format_figure(edge),
                "places": str(table.total_decimals),
            }
            rounded = to_units(round(edge, table.total_decimals))
            yield fault("decimals", at(band, name), said % told, ROUND, rounded)


def _condition(condition: BandCondition, band: Band, drawn: Drawn) -> Iterator[Finding]:
    """A condition that nobody can meet, or that asks nothing."""
    place, name = at(band, "conditions"), {"band": band.name}
    if condition.kind == ConditionKind.NO_ZERO:
        for leaf in drawn.base_leaves:
            if not leaf.max_points:
                said = _(
                    "“%(band)s” asks that no criterion is at 0, and “%(code)s” can give nothing else."
                    " Give it points, or drop the condition."
                )
                yield fault("unmeetable", place, said % {**name, "code": leaf.code}, REMOVE)
    elif condition.kind == ConditionKind.STANDARDS:
        yield from _standards(condition, band, drawn)
    elif condition.kind in OF_FACTS and not condition.fact_kind:
        said = _("A condition of “%(band)s” names no kind of fact. Choose one.")
        yield fault("no_kind", place, said % name)


def _standards(condition: BandCondition, band: Band, drawn: Drawn) -> Iterator[Finding]:
    place, name = at(band, "conditions"), {"band": band.name}
    if not drawn.standards:
        said = _(
            "“%(band)s” asks for a share of each standard, and the table has no standard: no group of base points at"
            " the top. Drop the condition, or group the criteria."
        )
        yield fault("unmeetable", place, said % name, REMOVE)
    if condition.percent is not None and to_units(condition.percent) > WHOLE:
        said = _("“%(band)s” asks for more than 100 %% of a standard: nobody can meet that.")
        yield fault("unmeetable", place, said % name)


def _taken_off(band: Band, drawn: Drawn) -> Iterator[Finding]:
    """Conditions that read the base lines alone, in a table that takes points off inside its base groups."""
    kinds = {condition.kind for condition in band.conditions.all()}
    groups = [group.code for group in drawn.criteria if group.is_group and _takes_off(group, drawn)]
    if groups and kinds & {ConditionKind.NO_ZERO, ConditionKind.STANDARDS}:
        said = _(
            "The conditions of “%(band)s” look at the base lines alone: what is taken off in “%(groups)s” leaves them"
            " as they are."
        )
        yield warning(
            "taken_off", at(band, "conditions"), said % {"band": band.name, "groups": ", ".join(groups)}
        )


def _takes_off(group: Criterion, drawn: Drawn) -> bool:
    """A base group with a penalty line of its own."""
    below = drawn.below.get(group.pk, [])
    return group.nature == Nature.BASE and any(line.nature == Nature.PENALTY for line in below)


def _contradiction(band: Band) -> Iterator[Finding]:
    """A fact that must be there and must not."""
    conditions = band.conditions.all()
    barred = {(c.fact_kind, c.fact_grade) for c in conditions if c.kind == ConditionKind.NO_FACT}
    for asked in conditions:
        if asked.kind == ConditionKind.HAS_FACT and barred & {
            (asked.fact_kind, asked.fact_grade), (asked.fact_kind, ""),
        }:  # fmt: skip
            said = _(
                "“%(band)s” asks for a fact and bars it (%(fact)s): nobody can meet both. Drop one of them."
            )
            told = {"band": band.name, "fact": fact_words(asked.fact_kind, asked.fact_grade)}
            yield fault("unmeetable", at(band, "conditions"), said % told, REMOVE)


def _downgrades(bands: Sequence[Band], drawn: Drawn) -> Iterator[Finding]:
    for downgrade in drawn.downgrades:
        told = {
            "fact": fact_words(downgrade.fact_kind, downgrade.fact_grade),
            "band": downgrade.band.name,
        }
        if downgrade.band.table_id != drawn.table.pk:
            said = _(
                "%(fact)s: the downgrade leads to “%(band)s”, a band of another table. Choose one of this."
            )
            yield fault("foreign_band", at(downgrade, "band"), said % told)
        elif downgrade.band_id == bands[0].pk:
            said = _("%(fact)s: the downgrade leads to “%(band)s”, the highest band, and so lowers nobody.")
            yield warning("idle_downgrade", at(downgrade, "band"), said % told)


def fact_words(kind: str, grade: str) -> str:
    """A kind of fact with its grade, as people say it."""
    label = str(FactKind(kind).label) if kind else "?"
    return f"{label} ({grade})" if grade else label
