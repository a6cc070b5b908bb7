"""Half of the points at the target; the other half by the excess over it, measured by the cluster's largest."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import FirstValue, Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Fallback, TargetKind
from campaigns.rules import WHOLE
from campaigns.scoring import applies
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, known, said_of, shown
from campaigns.scoring.leaf import Lead
from campaigns.scoring.sql import BIG, divided, half_of, whole
from campaigns.scoring.targets import NO_TARGET, TARGET_KIND, why_without_target
from common.fields import from_units
from common.quotient import HalfAndShare, Quotient, quotient
from common.templatetags.look import points as as_points
from common.text import format_figure

#: Decimals of an excess as it is shown and as it is compared for who leads: ten-thousandths of a percent.
PLACES = 6


class LeaderRelative(Rule):
    """Below the target ½MS·A/T, at it ½MS, above it ½MS + ½MS · own excess (A − T)/T ÷ the cluster's largest.

    Unions whose target is 0 are a group of their own: MS·A ÷ the largest A there. The best are looked for among the
    figures that count, of unions that the leaf applies to and whose target is known; a gate that is not met takes the
    points and not the lead. Nobody gets more than the maximum.

    Source: the police's movement "for the security of the nation", whose table scores 100 % with half of the points and
    the best of the cluster with all (its software, `SCORING_NO_TARGET_UNITS`); the number of the decision is to be
    confirmed. There a missing target is taken for 0, here the leaf says what it means.
    """

    code = "leader_relative"
    label = gettext_lazy("Relative to the best of the cluster")
    short = gettext_lazy("Against the best")
    own = (TARGET_KIND, NO_TARGET)
    is_relative = True

    def target_kind(self, params: Params) -> str:
        """As the criterion says."""
        return str(params[TARGET_KIND.name])

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a missing target; a target of 0 has points of its own."""
        return str(leaf.params[NO_TARGET.name]) if inputs.target is None else ""

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        return [When(target__isnull=True, then=F(NO_TARGET.name))]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """No target."""
        return why_without_target(inputs)

    def leaders(self, leaf: Leaf, lines: Sequence[Inputs]) -> list[Lead]:
        """The leader for each line of a cluster: of those with a target, or of those whose target is 0."""
        taking_part: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for line in lines:
            if line.value is not None and line.target is not None and applies.fits(leaf.params, line):
                taking_part[line.target > 0].append((line.value, line.target))
        best = {has_target: leader_of(rows) for has_target, rows in taking_part.items()}
        return [(None, None) if line.target is None else best[line.target > 0] for line in lines]

    def lead_sql(self) -> dict[str, Combinable]:
        """The same in SQL."""
        leads = ~applies.misfit_sql() & Q(value__gt=F("target"))
        parts = {"excess": _rounded_sql(), "value": F("value"), "target": F("target")}
        of_those = {name: Case(When(leads, then=part), output_field=BIG) for name, part in parts.items()}
        order = [part.desc(nulls_last=True) for part in of_those.values()]
        group: list[Any] = [F("cluster_id"), F("criterion_id"), _group_sql()]
        return {
            f"lead_{name}": Window(FirstValue(of_those[name]), partition_by=group, order_by=order)
            for name in ("value", "target")
        }

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Who has nobody above gets the maximum for any excess."""
        value, target = known(inputs), inputs.target or 0
        if not target:
            return Fraction(leaf.most * value, max(value, inputs.lead_value or 0)) if value else 0
        if value <= target:
            return Fraction(leaf.most * value, 2 * target)
        share = _excess(value, target) / _excess(*_leader(inputs))
        return Fraction(leaf.most, 2) * (1 + min(share, Fraction(1)))

    def known_sql(self) -> Case:
        """The same in SQL."""
        most, value, target, best = F("most"), F("value"), F("target"), F("lead_value")
        excess, largest = value - target, best - F("lead_target")
        led = HalfAndShare(most, excess, F("lead_target"), target, largest, F("step"), F("is_cut"))
        return Case(
            When(value=0, target=0, then=whole(0)),
            When(target=0, lead_value__gt=value, then=divided(most, value, best)),
            When(target=0, then=most),
            When(value__lte=target, then=half_of(most, value, target)),
            When(lead_value__gt=F("lead_target"), lead_target__gt=0, then=Least(most, led)),
            default=most,
            output_field=BIG,
        )

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The formula with its figures, and what it gives."""
        value, target = known(inputs), inputs.target or 0
        parts = {
            "most": shown(leaf.most),
            "half": shown(Fraction(leaf.most, 2)),
            "value": shown(value),
            "target": shown(target),
            "points": as_points(from_units(leaf.rounded(self.known_points(leaf, inputs)))),
        }
        if not target and not value:
            return _("The target is 0 and so is the result: 0 points")
        if not target:
            parts["best"] = shown(max(value, inputs.lead_value or 0))
            return (
                _(
                    "The target is 0: %(most)s · %(value)s ÷ %(best)s = %(points)s"
                    " (own result ÷ the largest of the cluster where the target is 0)"
                )
                % parts
            )
        if value < target:
            return _("Below the target: %(half)s · %(value)s ÷ %(target)s = %(points)s") % parts
        if value == target:
            return _("The target is reached: half of the maximum, %(points)s") % parts
        parts |= {"own": _shown(value, target), "best": _shown(*_leader(inputs))}
        return (
            _(
                "Above the target: %(half)s + %(half)s · (%(own)s ÷ %(best)s) = %(points)s"
                " (own excess ÷ the largest of the cluster)"
            )
            % parts
        )

    def own_words(self, leaf: Leaf) -> str:
        """The rule with what the criterion chose."""
        kind = TargetKind(leaf.params[TARGET_KIND.name]).label.lower()
        said = _(
            "Half of the maximum × result ÷ %(kind)s target due, half of it at the target; above it the other half"
            " × own excess ÷ the largest excess of the cluster; where the target is 0, maximum × result ÷ the largest"
            " result there"
        ) % {"kind": kind}
        if leaf.params[NO_TARGET.name] != Fallback.ZERO:
            said += _("; without a target: %(word)s") % {"word": said_of(leaf.params[NO_TARGET.name])}
        return said


def leader_of(rows: Iterable[tuple[int, int]]) -> Lead:
    """The (figure, target) that leads among those of a group; (None, None) where nobody is above the target.

    The largest excess as it is shown leads, rounded to ten-thousandths of a percent; of equals the larger figure, then
    the larger target. Where the targets are 0 the largest figure does.
    """

    def order(row: tuple[int, int]) -> tuple[int, int, int]:
        return _rounded(*row), *row

    return max((row for row in rows if row[0] > row[1]), key=order, default=(None, None))


def _leader(inputs: Inputs) -> tuple[int, int]:
    """The leader's figure and target for a line above its target; its own where nobody leads."""
    value, target = inputs.lead_value, inputs.lead_target
    if value is None or not target or value <= target:
        return known(inputs), inputs.target or 0
    return value, target


def _excess(value: int, target: int) -> Fraction:
    return Fraction(value - target, target)


def _rounded(value: int, target: int) -> int:
    """An excess in ten-thousandths of a percent; 0 where the target is 0."""
    return quotient(value - target, WHOLE, target) or 0


def _rounded_sql() -> Case:
    """The same in SQL."""
    excess = Quotient(F("value") - F("target"), whole(WHOLE), F("target"))
    return Case(When(target=0, then=whole(0)), default=excess, output_field=BIG)


def _group_sql() -> Case:
    """Those with a target, those whose target is 0, and those without one, where nobody leads."""
    return Case(
        When(target__gt=0, then=1), When(target=0, then=0), default=Value(2), output_field=IntegerField()
    )


def _shown(value: int, target: int) -> str:
    """An excess with two decimals at least, and the third to sixth where there are any: 0,30; 0,456789."""
    size = Decimal(_rounded(value, target)).scaleb(-PLACES)
    if not size:
        return f"< {format_figure(Decimal(1).scaleb(-PLACES), PLACES)}"
    return format_figure(size, max(2, -int(size.normalize().as_tuple().exponent)))
