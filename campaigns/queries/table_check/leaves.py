"""Each leaf by itself: its rule, its indicators, its amounts, and what somebody should know of it."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.choices import Judges, Supplier
from campaigns.models import Criterion
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import ROUND, Finding, at, fault, warning
from campaigns.rules.judging import PLACES_OF_MEAN
from campaigns.scoring import registry
from campaigns.scoring.parameters import POINTS_MOST, VALUE
from common.fields import from_units, to_units
from common.text import format_figure

#: The most points of a line, as of a rule's parameters: thousands of such lines still sum to what a bigint holds.
LINE_MOST = from_units(POINTS_MOST)


def check_leaves(drawn: Drawn) -> Iterator[Finding]:
    """What of the lines does not fit together."""
    for criterion, name, said in drawn.unread:
        yield _rule_fault(criterion, name, said)
    for criterion in drawn.criteria:
        yield from _indicators(criterion, drawn)
        yield from _amounts(criterion, drawn)
        if criterion.is_group:
            yield from _of_rule(criterion, drawn)
        elif criterion.pk in drawn.leaves:
            yield from _of_rule(criterion, drawn)
            yield from _doubts(criterion, drawn)


def _rule_fault(criterion: Criterion, name: str, said: str) -> Finding:
    told = _("Criterion “%(code)s”: %(fault)s") % {"code": criterion.code, "fault": said}
    return fault("rule", at(criterion, name), told)


def _of_rule(criterion: Criterion, drawn: Drawn) -> Iterator[Finding]:
    roles = [read.role for read in criterion.inputs.all()]
    leaf = drawn.leaves.get(criterion.pk)
    for name, said in registry.design_faults(criterion.rule, leaf, roles):
        yield _rule_fault(criterion, name, said)


def _indicators(criterion: Criterion, drawn: Drawn) -> Iterator[Finding]:
    for read in criterion.inputs.all():
        if read.indicator.campaign_id != drawn.table.campaign_id:
            said = _(
                "Criterion “%(code)s” reads “%(name)s”, an indicator of another campaign. Choose another."
            )
            names = {"code": criterion.code, "name": read.indicator.short_name}
            yield fault("foreign_indicator", at(criterion, read.role), said % names)


def _amounts(criterion: Criterion, drawn: Drawn) -> Iterator[Finding]:
    """Amounts that the table could not print, and those whose sum over many lines the database could not hold."""
    amounts = [("max_points", criterion.max_points), ("min_points", criterion.min_points)]
    amounts += [("steps", step.points) for step in criterion.steps.all()]
    for name, amount in amounts:
        if amount is None:
            continue
        if abs(amount) > LINE_MOST:
            said = _("Criterion “%(code)s” gives %(points)s points; a line has at most %(most)s. Enter less.")
            told = {"code": criterion.code, "points": format_figure(amount), "most": format_figure(LINE_MOST)}
            yield fault("too_large", at(criterion, name), said % told)
        elif is_too_fine(amount, drawn.table.line_decimals):
            yield _too_fine(criterion, name, amount, drawn.table.line_decimals)


def _too_fine(criterion: Criterion, name: str, amount: Decimal, places: int) -> Finding:
    said = _(
        "Criterion “%(code)s” gives %(points)s points; the table prints %(places)s decimals of a line."
        " Round it, or print more."
    )
    told = {"code": criterion.code, "points": format_figure(amount), "places": places}
    return fault("decimals", at(criterion, name), said % told, ROUND, to_units(round(amount, places)))


def is_too_fine(amount: Decimal, places: int) -> bool:
    """An amount has more decimals than are printed."""
    return bool(to_units(amount) % 10 ** (4 - places))


def _doubts(criterion: Criterion, drawn: Drawn) -> Iterator[Finding]:
    """What is right, and somebody should know."""
    rule, leaf, code = drawn.rule(criterion), drawn.leaves[criterion.pk], {"code": criterion.code}
    if rule.is_judged and not criterion.judged_by:
        said = _("Criterion “%(code)s” is judged, and nobody is named who judges it.")
        yield warning("judge", at(criterion, "judged_by"), said % code)
    if rule.judges(leaf.params) != Judges.ONE:
        yield from _judged_by_two(criterion)
    if rule.is_relative:
        said = _(
            "Criterion “%(code)s” is measured against the best of the cluster: points of every unit move when one"
            " unit's figure does."
        )
        yield warning("relative", at(criterion, "rule"), said % code)
    for name, doubt in rule.doubts(leaf):
        told = _("Criterion “%(code)s”: %(fault)s") % {**code, "fault": doubt}
        yield warning("doubt", at(criterion, name), told)


def _judged_by_two(criterion: Criterion) -> Iterator[Finding]:
    """What two judges need: an indicator that the federation gives, and half points that can be kept."""
    for read in criterion.inputs.all():
        names = {"code": criterion.code, "name": read.indicator.short_name}
        if read.role != VALUE:
            continue
        if read.indicator.supplier != Supplier.FEDERATION:
            said = _(
                "Criterion “%(code)s” is judged by two people, and “%(name)s” is entered by unions. Choose an"
                " indicator that the federation gives."
            )
            yield fault("two_judges", at(criterion, "rule"), said % names)
        elif read.indicator.decimals > PLACES_OF_MEAN:
            said = _(
                "Criterion “%(code)s” is judged by two people: each gives at most 3 decimals of “%(name)s”, so that"
                " their mean is exact."
            )
            yield warning("two_judges", at(criterion, "rule"), said % names)
