"""The rules by their codes, and what everybody else asks of them. Nothing outside this package names a rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Judges, Nature
from campaigns.scoring import applies
from campaigns.scoring.base import Inputs, Leaf, Params, Points, Rule, Step
from campaigns.scoring.by_date import ByDate
from campaigns.scoring.from_fact import FromFact
from campaigns.scoring.judged import Judged
from campaigns.scoring.leader_relative import LeaderRelative
from campaigns.scoring.leaf import Fact, Lead
from campaigns.scoring.parameters import BASE, MAIN, STEPS, VALUE, Parameter, Role
from campaigns.scoring.per_object import PerObject
from campaigns.scoring.per_percent import PerPercent
from campaigns.scoring.proportional import Proportional
from campaigns.scoring.rate import Rate
from campaigns.scoring.sample import Sample
from campaigns.scoring.steps import Steps
from campaigns.scoring.yes_no import YesNo

#: The code of a criterion that only sums its children; every other code is a leaf's rule.
GROUP = "group"
#: The rule that the empty workbook's example row shows.
EXAMPLE = Proportional.code
BUILT_IN = (
    Judged, YesNo, Proportional, PerObject, Rate, Steps, PerPercent, ByDate, LeaderRelative, Sample, FromFact,
)  # fmt: skip
#: The columns of a line's inputs in SQL and those of the workbook's sheet, which nothing of a rule may be called.
RESERVED = {
    "participant_id", "criterion_id", "cluster_id", "revision", "most", "state", "value", "carried", "base", "gate",
    "target", "aim", "share", "sector", "members", "status", "is_confirmed", "is_gated", "sign",
    "is_base", "step", "is_cut", "word",
    "lead_value", "lead_target", "table", "version", "code", "parent", "name", "order", "rule", "max_points",
    "nature", "min_points", "is_clamped", "is_open", "evidence", "judged_by", "seen_by",
}  # fmt: skip
#: The roles whose figures a line has a column for, beside the gate's.
ROLES = ((), (VALUE,), (VALUE, BASE))
RULES: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Make a rule known. Raises ValueError where its code is taken or a part of it means something else already."""
    if rule.code == GROUP or rule.code in RULES:
        raise ValueError(f"There is a rule {rule.code} already.")
    if tuple(role.name for role in rule.roles) not in ROLES:
        raise ValueError(f"A line keeps the figures of {ROLES} alone.")
    known = {key: part for other in RULES.values() for key, part in _parts(other).items()}
    for key, part in _parts(rule).items():
        if key in RESERVED or known.get(key, part) != part:
            raise ValueError(f"The column {key} of {rule.code} means something else already.")
    RULES[rule.code] = rule


def _parts(rule: Rule) -> dict[str, Parameter | Role]:
    """What a rule has columns for in the workbook, by the columns' keys."""
    return {role.column: role for role in rule.all_roles} | {p.name: p for p in rule.parameters}


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


def sealed(code: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    """A criterion's parameters as a sealed document says them. Raises ValidationError as `complete` does.

    All of them, but for those that older documents do not have: these are left out as by default.
    """
    late = {p.name: p.default for p in rule_of(code).parameters if p.is_late}
    return {name: said for name, said in complete(code, stored).items() if late.get(name) != said}


def _fault(parameter: Parameter, value: Any) -> str:
    try:
        parameter.check(value)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def leaf_of(
    code: str,
    stored: Mapping[str, Any],
    most: int,
    *,
    steps: Iterable[Step] = (),
    is_gated: bool = False,
    nature: str = Nature.BASE,
    step: int = 1,
    is_cut: bool = False,
) -> Leaf:
    """A leaf as its rule takes it, with every parameter. Raises ValidationError as `complete` does."""
    return Leaf(complete(code, stored), most, tuple(steps), is_gated, nature, step, is_cut)


def score(code: str, leaf: Leaf, inputs: Inputs) -> Points:
    """Points of a leaf in plain Python; amounts in whole ten-thousandths."""
    return rule_of(code).points(leaf, inputs)


def leaders(code: str, leaf: Leaf, lines: Sequence[Inputs]) -> list[Lead]:
    """The leader's figure and target for each line that a cluster has for a leaf; None where nobody leads."""
    return rule_of(code).leaders(leaf, lines)


def figure_of_facts(code: str, leaf: Leaf, facts: Iterable[Fact]) -> int:
    """The figure of a leaf whose steps are for facts, from those that were counted for a union."""
    return rule_of(code).figure_of_facts(leaf, facts)


def sentence(code: str, leaf: Leaf, inputs: Inputs) -> str:
    """The words behind the points that `score` gives for the same inputs."""
    return rule_of(code).sentence(leaf, inputs)


def words(code: str, leaf: Leaf) -> str:
    """A criterion's rule as a sentence."""
    return rule_of(code).words(leaf)


def target_kind(code: str, params: Mapping[str, Any]) -> str:
    """Which target a criterion's points are measured against: a TargetKind, "" for none."""
    return "" if code == GROUP else rule_of(code).target_kind(complete(code, params))


def judges(code: str, params: Mapping[str, Any]) -> Judges:
    """Who gives the points of a judged criterion."""
    return rule_of(code).judges(complete(code, params))


def roles(code: str) -> tuple[Role, ...]:
    """The indicators that a criterion reads, the scored one first and the gate's last."""
    return () if code == GROUP else rule_of(code).all_roles


def steps_by(code: str) -> str:
    """What the steps of a criterion are for: "figure", "fact", "" where its rule has none."""
    return "" if code == GROUP else rule_of(code).steps_by


def design_faults(code: str, leaf: Leaf | None, has: Iterable[str]) -> list[tuple[str, str]]:
    """What stands between a criterion and its use, as (parameter or role, what to do); None for a group's leaf.

    `has` are the roles that have an indicator. Raises ValidationError for a code that is none.
    """
    given = set(has)
    if leaf is None:
        return [(name, _("A group only sums its criteria: leave its indicator empty.")) for name in given]
    rule = rule_of(code)
    lacking = [role for role in rule.all_roles if rule.needs(role, leaf) and role.name not in given]
    found = [(role.name, _missing(role)) for role in lacking]
    if MAIN.name in given and MAIN not in rule.roles:
        found.append((MAIN.name, _("This criterion's rule reads no indicator. Leave it empty.")))
    if rule.steps_by and not leaf.steps:
        found.append((STEPS, _("This criterion has no steps yet. Enter at least one.")))
    return found + applies.faults(leaf.params) + rule.faults(leaf)


def _missing(role: Role) -> str:
    if role == MAIN:
        return _("This criterion has no indicator to score. Name one, or make it a group.")
    return _("This criterion's rule also reads “%(caption)s”. Name an indicator.") % {"caption": role.caption}
