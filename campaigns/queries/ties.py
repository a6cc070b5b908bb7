"""What parts unions of equal points, in words, and the ties that a person has still to part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import TieKind
from campaigns.explanations import figure_text
from campaigns.models import Phase, Placing, Result, ScoreLine, Standing, TieBreak
from campaigns.queries.cumulative import counted_figure
from campaigns.queries.standings_rows import Row
from campaigns.rules import WOMEN_SHARE, women_key
from common.fields import from_units, to_units
from common.templatetags.look import day
from common.text import format_figure


@dataclass
class Keys:
    """The tie-break keys of some unions' tables, and what each key says of each union."""

    by_table: Mapping[int, list[TieBreak]]
    points: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    figures: dict[tuple[int, int], int | None] = field(default_factory=dict)
    placings: dict[int, Placing] = field(default_factory=dict)

    def of(self, standing: Standing) -> list[TieBreak]:
        """The keys of a union's table."""
        return self.by_table.get(standing.participant.table_id or 0, [])

    def figure(self, key: TieBreak, standing: Standing) -> int | None:
        """What a key says of a union, in ten-thousandths; None for nothing."""
        pk = standing.participant_id
        if key.kind == TieKind.CRITERION:
            points = self.points.get((pk, key.criterion_id or 0))
            return None if points is None else to_units(points)
        if key.kind == TieKind.INDICATOR:
            return self.figures.get((pk, key.indicator_id or 0))
        if key.kind == TieKind.WOMEN:
            return women_key(standing.members, standing.women).figure
        placed = self.placings.get(pk)
        return placed.place if placed and (key.kind != TieKind.BALLOT or placed.is_ballot) else None

    def shown(self, key: TieBreak, standing: Standing) -> str:
        """The same as people read it."""
        if key.kind == TieKind.WOMEN:
            if standing.members is None or standing.women is None:
                return _("not counted")
            return f"{standing.women}/{standing.members}"
        figure = self.figure(key, standing)
        if figure is None:
            return _("none")
        if key.kind in (TieKind.BALLOT, TieKind.DECISION):
            return str(figure)
        if key.indicator:
            return figure_text(from_units(figure), kind=key.indicator.kind)
        return format_figure(from_units(figure))


def keys_of(phase: Phase, standings: Sequence[Standing]) -> Keys:
    """Read the keys of these unions and what they say; four queries. Each standing comes with its participant."""
    rows = TieBreak.objects.filter(table__in={s.participant.table_id for s in standings})
    by_table: dict[int, list[TieBreak]] = {}
    for key in rows.select_related("criterion", "indicator").order_by("table_id", "order"):
        by_table.setdefault(key.table_id, []).append(key)
    every = [key for keys in by_table.values() for key in keys]
    found, ids = Keys(by_table), [s.participant_id for s in standings]
    revisions = {s.participant_id: s.revision for s in standings}
    lines = ScoreLine.objects.filter(participant__in=ids, criterion__in={k.criterion_id for k in every})
    for pk, revision, criterion, points in lines.values_list(
        "participant_id", "revision", "criterion_id", "points"
    ):
        if revision == revisions[pk]:
            found.points[pk, criterion] = points
    results = Result.objects.filter(participant__in=ids, indicator__in={k.indicator_id for k in every})
    counted = results.annotate(figure=counted_figure(phase))
    found.figures = {
        (pk, indicator): figure
        for pk, indicator, figure in counted.values_list("participant_id", "indicator_id", "figure")
    }
    placings = Placing.objects.filter(participant__in=ids).select_related("decided_by__person")
    found.placings = {placing.participant_id: placing for placing in placings}
    return found


# --- Why one stands above the other -----------------------------------------------------------------------------------
def parted_words(phase: Phase, ranked: Sequence[Row], shown: Iterable[Row]) -> dict[int, str]:
    """Why unions of the page stand above the next one of equal points, by participant; no query where none does."""
    pairs = _pairs(ranked, {row.participant.pk for row in shown})
    if not pairs:
        return {}
    both = {row.participant.pk: row for pair in pairs for row in pair}
    keys = keys_of(phase, [_standing(row) for row in both.values()])
    return {above.participant.pk: _words(keys, above, below) for above, below in pairs}


def _pairs(ranked: Sequence[Row], shown: set[int]) -> list[tuple[Row, Row]]:
    """Each union of the page with the first of the next rank, where both have equal points."""
    by_rank: dict[int, list[Row]] = {}
    for row in sorted(ranked, key=lambda row: row.rank or 0):
        by_rank.setdefault(row.rank or 0, []).append(row)
    ranks = list(by_rank)
    pairs = []
    for rank, after in pairwise(ranks):
        below = by_rank[after][0]
        for row in by_rank[rank]:
            if row.participant.pk in shown and _standing(row).points == _standing(below).points:
                pairs.append((row, below))
    return pairs


def _standing(row: Row) -> Standing:
    """The standing of a ranked row."""
    if row.standing is None:
        raise ValueError("This union is not ranked.")
    return row.standing


def _words(keys: Keys, above: Row, below: Row) -> str:
    first, second = _standing(above), _standing(below)
    for own, other in zip(keys.of(first), keys.of(second), strict=False):
        mine, others = keys.figure(own, first), keys.figure(other, second)
        if mine == others or (own.kind in (TieKind.BALLOT, TieKind.DECISION) and None in (mine, others)):
            continue
        if own.kind in (TieKind.BALLOT, TieKind.DECISION):
            break
        return _key_words(own, below, keys.shown(own, first), keys.shown(other, second))
    placed = keys.placings.get(first.participant_id)
    return _decision_words(placed, below) if placed else ""


def _key_words(key: TieBreak, below: Row, mine: str, others: str) -> str:
    sign = "<" if key.is_lower_better else ">"
    parts: dict[str, Any] = {"other": below.participant.union.short_name, "mine": mine, "others": others}
    if key.kind == TieKind.WOMEN:
        parts["share"] = WOMEN_SHARE
        return _("above %(other)s: %(share)s%% women or more (%(mine)s members; there %(others)s)") % parts
    parts |= {"key": key_name(key), "compared": f"{mine} {sign} {others}"}
    if others == _("none"):
        parts["compared"] = f"{mine} / {others}"
    return _("above %(other)s by %(key)s: %(compared)s") % parts


def _decision_words(placed: Placing, below: Row) -> str:
    parts = {
        "other": below.participant.union.short_name,
        "who": placed.decided_by.person,
        "day": day(placed.decided_at),
        "reason": placed.reason,
    }
    if placed.is_ballot:
        return _("above %(other)s by the ballot recorded by %(who)s on %(day)s: %(reason)s") % parts
    return _("above %(other)s by decision of %(who)s on %(day)s: %(reason)s") % parts


def key_name(key: TieBreak) -> str:
    """What a key compares, inside a sentence or at the head of a column."""
    if key.criterion:
        return _("criterion %(code)s") % {"code": key.criterion.code}
    if key.indicator:
        return key.indicator.short_name
    return str(key.get_kind_display())
