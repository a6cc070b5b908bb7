"""What the rules that measure against a target have in common: which one, and what holds without it."""

from typing import Any

from django.db.models import F, Q, When
from django.utils.translation import gettext as _

from campaigns.choices import Fallback, TargetKind, ZeroTarget
from campaigns.scoring.base import Inputs, Params
from campaigns.scoring.parameters import Parameter, Unit

TARGET_KIND = Parameter(
    "target_kind", "Chỉ tiêu dùng để tính", Unit.WORD, TargetKind.REGISTERED.value, choices=TargetKind
)
NO_TARGET = Parameter(
    "no_target", "Khi không có chỉ tiêu", Unit.WORD, Fallback.ZERO.value, choices=Fallback, is_rare=True
)
ZERO_TARGET = Parameter(
    "zero_target", "Khi chỉ tiêu bằng 0", Unit.WORD, ZeroTarget.SAME.value, choices=ZeroTarget, is_rare=True
)


def without_target(params: Params, inputs: Inputs) -> str:
    """The leaf's word for a missing target and for a target of 0, which are two things; "" where there is a target."""
    if inputs.target:
        return ""
    word = params[ZERO_TARGET.name]
    return str(params[NO_TARGET.name] if inputs.target is None or word == ZeroTarget.SAME else word)


def without_target_sql(**only: Any) -> list[When]:
    """The same in SQL; `only` are lookups that must hold for it."""
    same = Q(target=0) & Q(**{ZERO_TARGET.name: ZeroTarget.SAME})
    return [
        When(Q(**only) & Q(target__isnull=True), then=F(NO_TARGET.name)),
        When(Q(**only) & same, then=F(NO_TARGET.name)),
        When(Q(**only) & Q(target=0), then=F(ZERO_TARGET.name)),
    ]


def why_without_target(inputs: Inputs) -> str:
    """Why the word holds."""
    return _("No target") if inputs.target is None else _("The target is 0")
