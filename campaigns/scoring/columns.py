"""The workbook's cells of a criterion: a column for each parameter and each further indicator of any rule.

The column of the scored indicator belongs to every leaf, so it is one of the sheet's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext as _

from campaigns.choices import Nature
from campaigns.scoring import registry
from campaigns.scoring.parameters import GATE, MAIN, STEPS, Parameter, Role, Unit
from common.fields import to_units
from common.workbook.columns import label_of

#: Files know these columns in this order; those of later rules come behind them, in the order of the
#: registry, and parameters that came late last.
FIRST = ("target_kind", "cap", "per_object", "no_target", "not_applicable")


@dataclass(frozen=True)
class Spec:
    """A column: an indicator's code, a word of `choices`, a day or a decimal. `default` is what an empty cell means."""

    key: str
    caption: str
    is_indicator: bool = False
    is_percent: bool = False
    is_day: bool = False
    choices: type[Choices] | None = None
    default: Decimal | str | date | None = None

    @property
    def empty(self) -> Decimal | str | date | None:
        """What an empty cell means."""
        return "" if self.is_indicator else self.default


def columns() -> list[Spec]:
    """The columns of all registered rules, each once."""
    found: dict[str, Spec] = {}
    late: set[str] = set()
    for rule in registry.RULES.values():
        for role in rule.all_roles:
            if role != MAIN:
                found.setdefault(role.column, Spec(role.column, role.caption, is_indicator=True))
        for p in rule.parameters:
            kept = Spec(
                p.name,
                p.caption,
                choices=p.choices,
                default=p.shown(p.default),
                is_percent=p.unit is Unit.PERCENT,
                is_day=p.unit is Unit.DAY,
            )
            found.setdefault(p.name, kept)
            late |= {p.name} if p.is_late else set()
    first = [found[key] for key in FIRST if key in found]
    rest = [spec for key, spec in found.items() if key not in FIRST]
    return first + sorted(rest, key=lambda spec: spec.key in late)


def parts(code: str) -> tuple[tuple[Parameter, ...], tuple[Role, ...]]:
    """The parameters and roles of a criterion's rule; a group has none."""
    return ((), ()) if code == registry.GROUP else (registry.rule_of(code).parameters, registry.roles(code))


def read(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A row's parameters in the stored form, and its indicators' codes by role."""
    parameters, roles = parts(row["rule"])
    params = {p.name: p.stored(row[p.name]) for p in parameters}
    return params, {role.name: row[role.column] for role in roles if row[role.column]}


def cells(code: str, params: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a stored criterion, the scored indicator's too.

    A column that its rule does not use holds what an empty cell means.
    """
    parameters, roles = parts(code)
    found: dict[str, Any] = {spec.key: spec.empty for spec in columns()}
    whole = registry.complete(code, params) if parameters else {}
    found |= {p.name: p.shown(whole[p.name]) for p in parameters}
    return found | {MAIN.column: ""} | {role.column: inputs.get(role.name, "") for role in roles}


def drop_unused(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Empty the cells that the row's rule has no use for, and say which they were, as (key, what to do)."""
    parameters, roles = parts(row["rule"])
    used = {p.name for p in parameters} | {role.column for role in roles}
    for spec in columns():
        if spec.key not in used and row[spec.key] != spec.empty:
            row[spec.key] = spec.empty
            yield (
                spec.key,
                _("The rule “%(rule)s” does not use “%(caption)s”, so the cell is not kept. Empty it.")
                % {"rule": label_of(registry.choices(), row["rule"]), "caption": spec.caption},
            )


def row_faults(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a row's rule, parameters and indicators, as (column, what to do)."""
    params, inputs = read(row)
    code, most = row["rule"], to_units(row["max_points"])
    places = {role.name: role.column for role in (MAIN, *registry.roles(code))}
    if code == registry.GROUP:
        found = registry.design_faults(code, None, [MAIN.name] if row[MAIN.column] else [])
    else:
        try:
            nature = row.get("nature") or Nature.BASE
            leaf = registry.leaf_of(code, params, most, is_gated=GATE.name in inputs, nature=nature)
        except ValidationError as error:
            return [(name, texts[0]) for name, texts in error.message_dict.items()]
        has = {*inputs, *([MAIN.name] if row[MAIN.column] else [])}
        found = [(name, text) for name, text in registry.design_faults(code, leaf, has) if name != STEPS]
    return [(places.get(name, name), message) for name, message in found]
