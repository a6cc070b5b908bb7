"""In proportion to the target due: maximum × result ÷ target, or the other way round where less is better."""

from fractions import Fraction

from django.db.models import Case, F, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Direction, Fallback, TargetKind
from campaigns.rules import WHOLE
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, brief, known, shown, word_sql
from campaigns.scoring.bounds import CAP_POINTS, cap_faults, unreachable
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.scoring.sql import BIG, divided, rounded, whole
from campaigns.scoring.targets import (
    NO_TARGET,
    TARGET_KIND,
    ZERO_TARGET,
    why_without_target,
    without_target,
    without_target_sql,
)

DIRECTION = Parameter("direction", "Chiều", Unit.WORD, Direction.UP.value, choices=Direction)
#: The largest share of the target that counts: 100 unless the table rewards going past it.
CAP = Parameter(
    "cap",
    "Tính tối đa % chỉ tiêu",
    Unit.PERCENT,
    WHOLE,
    least=1,
    remedy=gettext_lazy("The cap must be more than 0 %."),
)


class Proportional(Rule):
    """The result counts up to the cap, as 15 points × 11 ÷ 12 = 13,75. A missing or zero target never divides.

    Where less is better maximum × target ÷ result; a result of 0 is the maximum.
    """

    code = "proportional"
    label = gettext_lazy("Proportional to the target")
    short = gettext_lazy("By the target")
    own = (TARGET_KIND, CAP, NO_TARGET, DIRECTION, CAP_POINTS, ZERO_TARGET)

    def target_kind(self, params: Params) -> str:
        """As the criterion says."""
        return str(params[TARGET_KIND.name])

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a missing or zero target; down, a result of 0 needs none."""
        if self._is_down(leaf) and inputs.value == 0 and inputs.target is not None:
            return Fallback.FULL
        return without_target(leaf.params, inputs)

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        none = When(
            **{DIRECTION.name: Direction.DOWN}, value=0, target__isnull=False, then=word_sql(Fallback.FULL)
        )
        return [none, *without_target_sql()]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of the two."""
        if self._is_down(leaf) and inputs.value == 0 and inputs.target is not None:
            return _("The result is 0, where less is better")
        return why_without_target(inputs)

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Maximum × result ÷ target, or target ÷ result, up to the cap."""
        return min(self._exact(leaf, inputs), self._cap(leaf))

    def known_sql(self) -> Least:
        """The same in SQL."""
        exact = Case(
            When(**{DIRECTION.name: Direction.UP}, then=divided(F("most"), F("value"), F("target"))),
            default=divided(F("most"), F("target"), F("value")),
            output_field=BIG,
        )
        cap = Case(
            When(**{f"{CAP_POINTS.name}__gt": 0}, then=rounded(F(CAP_POINTS.name))),
            When(**{CAP.name: WHOLE}, then=F("most")),  # spares most tables a division
            default=divided(F("most"), F(CAP.name), whole(WHOLE)),
            output_field=BIG,
        )
        return Least(exact, cap)

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The proportion, and the cap where it is reached."""
        value, target, cap = known(inputs), inputs.target or 0, self._cap(leaf)
        over, under = (target, value) if self._is_down(leaf) else (value, target)
        parts = {"most": shown(leaf.most), "over": shown(over), "under": shown(under), "cap": shown(cap)}
        exact = self._exact(leaf, inputs)
        if exact < cap or exact == cap != leaf.most:
            return _("In proportion: %(most)s × %(over)s ÷ %(under)s") % parts
        if cap == leaf.most:
            return _("Reached in full: the maximum")
        return _("In proportion: %(most)s × %(over)s ÷ %(under)s, at most %(cap)s points") % parts

    def own_words(self, leaf: Leaf) -> str:
        """The formula with what the criterion chose."""
        params = leaf.params
        kind = TargetKind(params[TARGET_KIND.name]).label.lower()
        formula = (
            _("Maximum × %(kind)s target due ÷ result (less is better)")
            if self._is_down(leaf)
            else _("Maximum × result ÷ %(kind)s target due")
        )
        said = formula % {"kind": kind}
        if params[CAP_POINTS.name]:
            said += _(", at most %(cap)s points") % {"cap": brief(params[CAP_POINTS.name])}
        elif params[CAP.name] != WHOLE:
            said += _(", counted up to %(cap)s%% of the target") % {"cap": brief(params[CAP.name])}
        if params[NO_TARGET.name] == Fallback.FULL:
            said += _("; without a target: the maximum")
        return said

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """A cap said twice, or one that keeps everybody from the maximum."""
        percent, points = leaf.params[CAP.name], leaf.params[CAP_POINTS.name]
        if points and percent != WHOLE:
            return [(CAP_POINTS.name, _("Say the cap in points or in percent of the target, not both."))]
        if not points and percent < WHOLE:
            return [(CAP.name, unreachable(leaf))]
        return cap_faults(leaf)

    def _is_down(self, leaf: Leaf) -> bool:
        return bool(leaf.params[DIRECTION.name] == Direction.DOWN)

    def _exact(self, leaf: Leaf, inputs: Inputs) -> Fraction:
        value, target = known(inputs), inputs.target or 0
        over, under = (target, value) if self._is_down(leaf) else (value, target)
        return Fraction(leaf.most * over, under)

    def _cap(self, leaf: Leaf) -> Exact:
        points = leaf.params[CAP_POINTS.name]
        return points or Fraction(leaf.most * leaf.params[CAP.name], WHOLE)
