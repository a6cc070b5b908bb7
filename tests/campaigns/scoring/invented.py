"""A rule that no table has yet, as one file: a figure in percent of another, with a floor and a penalty below it."""

from fractions import Fraction

from django.db.models import Case, F, Q, When
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThanOrEqual

from campaigns.choices import Fallback
from campaigns.rules import WHOLE
from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, known, shown, word_sql
from campaigns.scoring.parameters import DENOMINATOR, MAIN, Parameter, Unit
from campaigns.scoring.sql import BIG, divided, whole
from common.quotient import Compared

FLOOR = Parameter("floor_percent", "Tỷ lệ tối thiểu, %", Unit.PERCENT, WHOLE // 2, least=1, most=WHOLE)
PENALTY = Parameter("penalty", "Điểm trừ khi dưới mức tối thiểu", Unit.POINTS, 0)


class Ratio(Rule):
    """Maximum × figure ÷ base, at most the maximum; below the floor the penalty is taken off. Without a base: 0."""

    code = "ratio"
    label = "Ratio of two figures"
    short = "Ratio"
    own = (FLOOR, PENALTY)
    roles = (MAIN, DENOMINATOR)

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        return "" if inputs.base else Fallback.ZERO

    def own_words_sql(self) -> list[When]:
        return [When(Q(base__isnull=True) | Q(base=0), then=word_sql(Fallback.ZERO))]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        return "Nothing to compare with"

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        base = inputs.base or 0
        if known(inputs) * WHOLE < leaf.params[FLOOR.name] * base:
            return -int(leaf.params[PENALTY.name])
        return min(leaf.most, Fraction(leaf.most * known(inputs), base))

    def known_sql(self) -> Case:
        reached = Compared(F("value"), whole(WHOLE), F(FLOOR.name), F("base"))
        earned = Least(F("most"), divided(F("most"), F("value"), F("base")))
        return Case(
            When(GreaterThanOrEqual(reached, 0), then=earned), default=-F(PENALTY.name), output_field=BIG
        )

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        parts = f"{shown(known(inputs))} ÷ {shown(inputs.base or 0)}"
        if self.known_points(leaf, inputs) < 0:
            floor, off = leaf.params[FLOOR.name], leaf.params[PENALTY.name]
            return f"{parts}: below {shown(floor)} %, {shown(off)} points off"
        return f"{shown(leaf.most)} × {parts}"

    def own_words(self, leaf: Leaf) -> str:
        return f"Ratio, at least {shown(leaf.params[FLOOR.name])} %"

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        if leaf.params[PENALTY.name] <= leaf.most:
            return []
        return [(PENALTY.name, "The penalty must not be more than the maximum. Lower it.")]
