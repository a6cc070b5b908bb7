"""A rule that no table has yet, as one file: a figure in percent of another, with a floor and a penalty below it."""

from django.db.models import Case, F, Q, When
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThanOrEqual

from campaigns.rules import WHOLE
from campaigns.scoring.base import Inputs, Params, Rule, known, shown
from campaigns.scoring.parameters import MAIN, Parameter, Role, Unit
from campaigns.scoring.sql import BIG, whole
from common.quotient import Quotient, quotient

FLOOR = Parameter("floor_percent", "Tỷ lệ tối thiểu, %", Unit.PERCENT, WHOLE // 2, least=1, most=WHOLE)
PENALTY = Parameter("penalty", "Điểm trừ khi dưới mức tối thiểu", Unit.POINTS, 0)
BASE = Role("base", "base_indicator", "Mã chỉ tiêu so sánh")


class Ratio(Rule):
    """Maximum × figure ÷ base, at most the maximum; below the floor the penalty is taken off. Without a base: 0."""

    code = "ratio"
    label = "Ratio of two figures"
    own = (FLOOR, PENALTY)
    roles = (MAIN, BASE)

    def known_points(self, params: Params, most: int, inputs: Inputs) -> int:
        if not inputs.base:
            return 0
        reached = quotient(known(inputs), WHOLE, inputs.base) or 0
        if reached < params[FLOOR.name]:
            return -int(params[PENALTY.name])
        return min(most, quotient(most, known(inputs), inputs.base) or 0)

    def known_sql(self) -> Case:
        reached = Quotient(F("value"), whole(WHOLE), F("base"))
        earned = Quotient(F("most"), F("value"), F("base"))
        return Case(
            When(Q(base__isnull=True) | Q(base=0), then=whole(0)),
            When(GreaterThanOrEqual(reached, F(FLOOR.name)), then=Least(F("most"), earned)),
            default=-F(PENALTY.name),
            output_field=BIG,
        )

    def known_sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        if not inputs.base:
            return "Nothing to compare with: 0 points"
        parts = f"{shown(known(inputs))} ÷ {shown(inputs.base)}"
        if self.known_points(params, most, inputs) < 0:
            return f"{parts}: below {shown(params[FLOOR.name])} %, {shown(params[PENALTY.name])} points off"
        return f"{shown(most)} × {parts}"

    def own_words(self, params: Params) -> str:
        return f"Ratio, at least {shown(params[FLOOR.name])} %"

    def faults(self, params: Params, most: int) -> list[tuple[str, str]]:
        if params[PENALTY.name] <= most:
            return []
        return [(PENALTY.name, "The penalty must not be more than the maximum. Lower it.")]
