"""A scoring table in words: for whom it is, what a line gives, what a band asks, what parts equal totals."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import ConditionKind, Nature, TieKind
from campaigns.models import Band, BandCondition, Criterion, Downgrade, ScoringTable, TieBreak
from campaigns.queries.line_inputs import leaf_of
from campaigns.queries.table_check import fact_words
from campaigns.scoring import registry
from common.text import format_figure


def for_whom(table: ScoringTable) -> str:
    """For which unions the table is."""
    if table.cluster:
        return str(table.cluster.name)
    parts = [str(table.get_sector_display())] if table.sector else []
    parts += [str(table.get_level_display())] if table.level else []
    if table.size_from is not None:
        parts.append(_("from %(n)s members") % {"n": format_figure(table.size_from)})
    if table.size_to is not None:
        parts.append(_("below %(n)s members") % {"n": format_figure(table.size_to)})
    return ", ".join(parts) or _("for every union of the campaign")


def words_of(criterion: Criterion) -> str:
    """The rule of a leaf in words, of a penalty that it takes off; what is not whole yet says so; "" for a group."""
    if criterion.is_group:
        return ""
    try:
        words = registry.words(criterion.rule, leaf_of(criterion))
    except ValidationError:
        return _("not complete yet")
    return _("Taken off: %(words)s") % {"words": words} if criterion.nature == Nature.PENALTY else words


def signed(criterion: Criterion) -> str:
    """A line's maximum with the sign that it counts with: +3,00 for a bonus, −3,00 for a penalty."""
    sign = {Nature.BONUS: "+", Nature.PENALTY: "−"}.get(Nature(criterion.nature), "")
    return f"{sign}{format_figure(criterion.max_points, 2)}"


def edge_words(lowest: Decimal | None, below: Decimal | None) -> str:
    """A half-open range in words."""
    if lowest is None:
        return _("below %(below)s") % {"below": format_figure(below)}
    if below is None:
        return _("from %(lowest)s") % {"lowest": format_figure(lowest)}
    return _("%(lowest)s to below %(below)s") % {
        "lowest": format_figure(lowest),
        "below": format_figure(below),
    }


def step_words(criterion: Criterion) -> str:
    """The steps of a leaf on one line; "" where it has none."""
    said = []
    for step in criterion.steps.all():
        fact = fact_words(step.fact_kind, step.fact_grade) if step.fact_kind else ""
        said.append(f"{fact or edge_words(step.lowest, step.below)} → {format_figure(step.points)}")
    return "; ".join(said)


def condition_words(condition: BandCondition) -> str:
    """What one condition asks."""
    fact = fact_words(condition.fact_kind, condition.fact_grade)
    if condition.kind == ConditionKind.STANDARDS:
        percent = format_figure(condition.percent)
        return _("no group on top under %(percent)s%% of its own points") % {"percent": percent}
    words = {
        ConditionKind.NO_ZERO: _("no criterion at 0"),
        ConditionKind.REGISTERED: _("registered for a title"),
        ConditionKind.NO_FACT: _("without: %(fact)s"),
        ConditionKind.HAS_FACT: _("with: %(fact)s"),
        ConditionKind.OR_FACT: _("or, whatever the points: %(fact)s"),
    }[ConditionKind(condition.kind)]
    return words % {"fact": fact} if "%(fact)s" in words else words


def band_words(band: Band) -> str:
    """A band's points, its share of the units and its conditions; its conditions are at hand."""
    parts = [edge_words(band.lowest, band.below)]
    if band.share is not None:
        parts.append(_("at most %(share)s%% of the ranked units") % {"share": format_figure(band.share)})
    return "; ".join([*parts, *(condition_words(condition) for condition in band.conditions.all())])


def downgrade_words(downgrade: Downgrade) -> str:
    """What lowers to which band; the band is at hand."""
    fact = fact_words(downgrade.fact_kind, downgrade.fact_grade)
    return _("%(fact)s: at most “%(band)s”") % {"fact": fact, "band": downgrade.band.name}


def tie_rows(table: ScoringTable) -> list[tuple[Any, str]]:
    """The keys of a table in their order, each with its words; the last is the decision that always follows."""
    keys: Iterable[TieBreak] = table.tie_breaks.select_related("criterion", "indicator").order_by("order")
    rows: list[tuple[Any, str]] = [(key, _key_words(key)) for key in keys]
    return [*rows, (None, _("the decision of a named person, with a reason"))]


def tie_words(table: ScoringTable) -> list[str]:
    """The same without the rows."""
    return [words for _key, words in tie_rows(table)]


def _key_words(key: TieBreak) -> str:
    if key.kind == TieKind.CRITERION and key.criterion:
        return _("more points for “%(name)s”") % {"name": key.criterion.name}
    if key.kind == TieKind.INDICATOR and key.indicator:
        words = _("less of “%(name)s”") if key.is_lower_better else _("more of “%(name)s”")
        return words % {"name": key.indicator.name}
    return {
        TieKind.WOMEN: _("a collective with 70%% women or more first") % {},
        TieKind.BALLOT: _("a ballot"),
    }.get(TieKind(key.kind), _("the decision of a named person, with a reason"))
