"""What every rule answers. The frame is the same for all: not applicable, not known, and only then the rule itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Case, F, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.choices import Fallback, ResultState, TargetKind
from campaigns.scoring.parameters import MAIN, NOT_APPLICABLE, Parameter, Role
from campaigns.scoring.sql import BIG, whole
from common.fields import from_units
from common.templatetags.look import vn
from common.text import format_figure

#: A criterion's parameters in the stored form, every one of its rule's.
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Inputs:
    """What a line's points are computed from, as the line keeps it; amounts in whole ten-thousandths.

    `value` and `base` are cumulative figures of the rule's first and second indicator, None where not known; `target`
    is what is due by the end of the phase.
    """

    state: str
    value: int | None = None
    base: int | None = None
    target: int | None = None


class Rule(ABC):
    """A way to score a leaf. `known_points` and `known_sql` say the same twice, held together by a test.

    In SQL the columns are `most`, `state`, `value`, `base`, `target` and one for each parameter, under its name.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    #: Its own parameters; what is common to all rules comes after them.
    own: ClassVar[tuple[Parameter, ...]] = ()
    roles: ClassVar[tuple[Role, ...]] = (MAIN,)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters of a criterion with this rule."""
        return (*self.own, NOT_APPLICABLE)

    def target_kind(self, params: Params) -> str:
        """Which target the points are measured against: a TargetKind, "" for none."""
        return ""

    def target_kinds(self) -> tuple[TargetKind, ...]:
        """The kinds that `target_kind` can give; targets of others are not looked up."""
        return ()

    def points(self, params: Params, most: int, inputs: Inputs) -> int:
        """Points of one criterion, rounded once."""
        if inputs.state == ResultState.NOT_APPLICABLE:
            return most if params[NOT_APPLICABLE.name] == Fallback.FULL else 0
        return 0 if inputs.value is None else self.known_points(params, most, inputs)

    def expression(self) -> Case:
        """The same in SQL."""
        return Case(
            When(state=ResultState.NOT_APPLICABLE, then=full_if(NOT_APPLICABLE.name)),
            When(value__isnull=True, then=whole(0)),
            default=self.known_sql(),
            output_field=BIG,
        )

    def sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """How these points came about, in words and numbers."""
        if inputs.state == ResultState.NOT_APPLICABLE:
            return (
                _("Not applicable: the maximum, by the table’s rule")
                if params[NOT_APPLICABLE.name] == Fallback.FULL
                else _("Not applicable: 0 points")
            )
        if inputs.value is None:
            return _("Not reported: 0 points")
        if inputs.state == ResultState.NOTHING and inputs.value == 0:
            return _("Nothing to report: 0 points")
        return self.known_sentence(params, most, inputs)

    def words(self, params: Params) -> str:
        """The rule of a criterion, as its table reads on the campaign's page."""
        said = self.own_words(params)
        if params[NOT_APPLICABLE.name] == Fallback.FULL:
            said += _("; not applicable: the maximum")
        return said

    def faults(self, params: Params, most: int) -> list[tuple[str, str]]:
        """What of the parameters does not fit together, as (parameter, what to do). Each alone has its own bounds."""
        return []

    @abstractmethod
    def known_points(self, params: Params, most: int, inputs: Inputs) -> int:
        """Points where the figure is known: `inputs.value` is not None."""

    @abstractmethod
    def known_sql(self) -> Combinable:
        """The same in SQL."""

    @abstractmethod
    def known_sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """The words for it."""

    @abstractmethod
    def own_words(self, params: Params) -> str:
        """The rule in words, without what is common to all rules."""


def full_if(parameter: str) -> Case:
    """In SQL: the maximum where the fallback of this parameter says so, else 0."""
    return Case(When(**{parameter: Fallback.FULL}, then=F("most")), default=whole(0), output_field=BIG)


def known(inputs: Inputs) -> int:
    """The figure of a line whose figure is known."""
    if inputs.value is None:
        raise ValueError("The figure of this line is not known.")
    return inputs.value


def shown(units: int) -> str:
    """Ten-thousandths as people read them: 137500 → "13,75"."""
    return format_figure(from_units(units))


def brief(units: int) -> str:
    """The same with at most two decimals, as the campaign's page writes a table."""
    return vn(from_units(units))
