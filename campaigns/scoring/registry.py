"""The rules by their codes, and what everybody else asks of them. Nothing outside this package names a rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Inputs, Params, Rule
from campaigns.scoring.judged import Judged
from campaigns.scoring.parameters import MAIN, Parameter, Role
from campaigns.scoring.per_object import PerObject
from campaigns.scoring.proportional import Proportional
from campaigns.scoring.yes_no import YesNo

#: The code of a criterion that only sums its children; every other code is a leaf's rule.
GROUP = "group"
#: The rule that the empty workbook's example row shows.
EXAMPLE = Proportional.code
BUILT_IN = (Judged, YesNo, Proportional, PerObject)
#: The columns of a line's inputs in SQL and those of the workbook's sheet, which nothing of a rule may be called.
RESERVED = {"participant_id", "criterion_id", "most", "state", "value", "carried", "base", "target", "aim"} | {
    "table", "version", "code", "parent", "name", "order", "rule", "max_points",
}  # fmt: skip
#: A line keeps two figures: that of the first indicator and, where the rule reads one, that of a second.
ROLES = ([MAIN.name], [MAIN.name, "base"])
RULES: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Make a rule known. Raises ValueError where its code is taken or a part of it means something else already."""
    if rule.code == GROUP or rule.code in RULES:
        raise ValueError(f"There is a rule {rule.code} already.")
    if [role.name for role in rule.roles] not in ROLES:
        raise ValueError(f"A line keeps the figures of {ROLES} alone.")
    known = {key: part for other in RULES.values() for key, part in _parts(other).items()}
    for key, part in _parts(rule).items():
        if key in RESERVED or known.get(key, part) != part:
            raise ValueError(f"The column {key} of {rule.code} means something else already.")
    RULES[rule.code] = rule


def _parts(rule: Rule) -> dict[str, Parameter | Role]:
    """What a rule has columns for in the workbook, by the columns' keys."""
    return {role.column: role for role in rule.roles} | {p.name: p for p in rule.parameters}


for built_in in BUILT_IN:
    register(built_in())


@dataclass(frozen=True, eq=False)
class ClosedList:
    """The codes that a criterion's rule may have, with their labels; answers as the `Choices` of Django do."""

    choices: tuple[tuple[str, Any], ...]

    @property
    def values(self) -> list[str]:
        """The codes."""
        return [code for code, _label in self.choices]


def choices() -> ClosedList:
    """What may stand for a rule: the group, then every rule."""
    return _closed_list(tuple(RULES))


@cache
def _closed_list(codes: tuple[str, ...]) -> ClosedList:
    labels = [(code, RULES[code].label) for code in codes]
    return ClosedList(((GROUP, gettext_lazy("Sum of its criteria")), *labels))


def rule_of(code: str) -> Rule:
    """The rule of a leaf. Raises ValidationError for a code that is none."""
    if code not in RULES:
        raise ValidationError(
            _("There is no rule “%(code)s”. Choose one of: %(codes)s.")
            % {"code": code, "codes": ", ".join(RULES)}
        )
    return RULES[code]


def complete(code: str, stored: Mapping[str, Any]) -> Params:
    """A criterion's parameters; what is not stored is as by default.

    Raises ValidationError, by parameter, for what is unknown, of the wrong type or out of bounds.
    """
    parameters = {p.name: p for p in rule_of(code).parameters}
    faults = {
        name: [_("The rule “%(rule)s” has no such parameter. Remove it.") % {"rule": code}]
        for name in stored
        if name not in parameters
    }
    params = {name: stored.get(name, parameter.default) for name, parameter in parameters.items()}
    for name, parameter in parameters.items():
        if found := _fault(parameter, params[name]):
            faults[name] = [found]
    if faults:
        raise ValidationError(faults)
    return params


def _fault(parameter: Parameter, value: Any) -> str:
    try:
        parameter.check(value)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def score(code: str, params: Mapping[str, Any], most: int, inputs: Inputs) -> int:
    """Points of a leaf in plain Python; amounts in whole ten-thousandths."""
    return rule_of(code).points(complete(code, params), most, inputs)


def sentence(code: str, params: Mapping[str, Any], most: int, inputs: Inputs) -> str:
    """The words behind the points that `score` gives for the same inputs."""
    return rule_of(code).sentence(complete(code, params), most, inputs)


def words(code: str, params: Mapping[str, Any]) -> str:
    """A criterion's rule as a sentence; "" for a group, whose points are the sum of its lines."""
    return "" if code == GROUP else rule_of(code).words(complete(code, params))


def target_kind(code: str, params: Mapping[str, Any]) -> str:
    """Which target a criterion's points are measured against: a TargetKind, "" for none."""
    return "" if code == GROUP else rule_of(code).target_kind(complete(code, params))


def roles(code: str) -> tuple[Role, ...]:
    """The indicators that a criterion reads, the scored one first."""
    return () if code == GROUP else rule_of(code).roles


def design_faults(
    code: str, params: Mapping[str, Any], most: int, has: Iterable[str]
) -> list[tuple[str, str]]:
    """What stands between a criterion and its use, as (parameter or role, what to do).

    `has` are the roles that have an indicator.
    """
    given = set(has)
    if code == GROUP:
        return [(name, _("A group only sums its criteria: leave its indicator empty.")) for name in given]
    lacking = [role for role in roles(code) if role.name not in given]
    found = [(role.name, _missing(role)) for role in lacking]
    try:
        whole = complete(code, params)
    except ValidationError as error:
        return found + [(name, texts[0]) for name, texts in error.message_dict.items()]
    return found + rule_of(code).faults(whole, most)


def _missing(role: Role) -> str:
    if role == MAIN:
        return _("This criterion has no indicator to score. Name one, or make it a group.")
    return _("This criterion's rule also reads “%(caption)s”. Name an indicator.") % {"caption": role.caption}
