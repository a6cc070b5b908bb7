"""What the rules that score a rate of two indicators have in common: what holds where its denominator is 0."""

from typing import Any

from django.db.models import F, Q, When
from django.utils.translation import gettext as _

from campaigns.choices import Fallback
from campaigns.scoring.base import Inputs, Params
from campaigns.scoring.parameters import MISSING, Parameter, Unit

ZERO_BASE = Parameter("zero_base", "Khi mẫu số bằng 0", Unit.WORD, Fallback.ZERO.value, choices=Fallback)


def without_base(params: Params, inputs: Inputs) -> str:
    """The leaf's word for a denominator of 0, and for one that is missing; "" where there is one."""
    if inputs.base is None:
        return str(params[MISSING.name])
    return "" if inputs.base else str(params[ZERO_BASE.name])


def without_base_sql(**only: Any) -> list[When]:
    """The same in SQL; `only` are lookups that must hold for it."""
    return [
        When(Q(**only) & Q(base__isnull=True), then=F(MISSING.name)),
        When(Q(**only) & Q(base=0), then=F(ZERO_BASE.name)),
    ]


def base_doubts(params: Params) -> list[tuple[str, str]]:
    """Worth a look before the table is agreed: a denominator that may be 0 costs the union all its points."""
    if params[ZERO_BASE.name] != Fallback.ZERO:
        return []
    return [(ZERO_BASE.name, _("a denominator of 0 gives 0 points. Please make sure that this is meant."))]


def why_without_base(inputs: Inputs) -> str:
    """Why the word holds."""
    return _("No denominator that counts") if inputs.base is None else _("The denominator is 0")
