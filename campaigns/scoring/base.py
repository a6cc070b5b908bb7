"""What every rule answers. The frame is the same for all: which word of the leaf holds, and only then the rule itself.

Points are exact fractions until the end and rounded once, as the table says. In SQL each rule rounds by `Rounded`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.db.models import Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.choices import Fallback, Judges, Nature, ResultState, Span
from campaigns.scoring import applies
from campaigns.scoring.leaf import Exact, Fact, Inputs, Lead, Leaf, Params, Points, Step
from campaigns.scoring.parameters import (
    COMMON,
    GATE,
    GATE_LEAST,
    MAIN,
    MISSING,
    NOT_APPLICABLE,
    SPAN,
    Parameter,
    Role,
)
from campaigns.scoring.sql import WORD
from common.fields import from_units
from common.quotient import round_fraction
from common.templatetags.look import vn
from common.text import format_figure

__all__ = [
    "Exact",
    "Inputs",
    "Leaf",
    "Params",
    "Points",
    "Rule",
    "Step",
    "brief",
    "known",
    "said_of",
    "shown",
    "word_sql",
]


class Rule(ABC):
    """A way to score a leaf. `known_points` and `known_sql` say the same twice, held together by a test.

    In SQL the columns are those of `campaigns.queries.line_inputs.LineInput` and one for each parameter, under its
    name; the steps of all leaves are the table `leaf_step`.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    #: The same in two or three words, where all rules stand beside each other.
    short: ClassVar[str | Promise]
    #: Its own parameters; what is common to all rules comes after them.
    own: ClassVar[tuple[Parameter, ...]] = ()
    roles: ClassVar[tuple[Role, ...]] = (MAIN,)
    #: Its leaves have steps: "" for none, "figure" by edges, "fact" by kinds of facts.
    steps_by: ClassVar[str] = ""
    #: Its points depend on the best of the cluster.
    is_relative: ClassVar[bool] = False
    #: Somebody gives its points: the table says who.
    is_judged: ClassVar[bool] = False

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters of a criterion with this rule."""
        return (*self.own, *COMMON)

    @property
    def all_roles(self) -> tuple[Role, ...]:
        """The roles of its indicators, the gate's among them."""
        return (*self.roles, GATE)

    def target_kind(self, params: Params) -> str:
        """Which target the points are measured against: a TargetKind, "" for none."""
        return ""

    def judges(self, params: Params) -> Judges:
        """Who gives the points of a judged leaf."""
        return Judges.ONE

    def needs(self, role: Role, leaf: Leaf) -> bool:
        """A criterion with these parameters must name an indicator for this role."""
        return role.is_needed

    def points(self, leaf: Leaf, inputs: Inputs) -> Points:
        """Points of one criterion, rounded once; those of a penalty are negative."""
        word = self.word(leaf, inputs)
        if word == Fallback.LEAVES:
            return Points(None, applies=False)
        if word == Fallback.NONE:
            return Points(None)
        if word:
            exact: Exact = leaf.most if word == Fallback.FULL else 0
        else:
            exact = self.known_points(leaf, inputs)
        found = leaf.rounded(exact)
        return Points(-found if leaf.nature == Nature.PENALTY else found)

    def word(self, leaf: Leaf, inputs: Inputs) -> str:
        """The Fallback that stands for the rule; "" where the rule itself holds."""
        params = leaf.params
        if not applies.fits(params, inputs):
            return Fallback.LEAVES
        if inputs.state == ResultState.NOT_APPLICABLE:
            away = params[NOT_APPLICABLE.name]
            if away != Fallback.LEAVES or inputs.is_confirmed:
                return str(away)
        if not self.is_open(leaf, inputs):
            return Fallback.ZERO
        if inputs.value is None:
            return str(params[MISSING.name])
        return self.own_word(leaf, inputs)

    def is_open(self, leaf: Leaf, inputs: Inputs) -> bool:
        """The gate's figure, where there is a gate, reaches what is asked; one that does not count never does."""
        return not leaf.is_gated or (inputs.gate is not None and inputs.gate >= leaf.params[GATE_LEAST.name])

    def figure_of_facts(self, leaf: Leaf, facts: Iterable[Fact]) -> int:
        """The figure of a line whose rule reads no indicator but the facts that were counted for the union."""
        raise NotImplementedError

    def figure_sql(self) -> str:
        """The same in SQL, as the column `of_facts`; "" for a rule that reads indicators."""
        return ""

    def leaders(self, leaf: Leaf, lines: Sequence[Inputs]) -> list[Lead]:
        """Who leads, for each of the lines that a cluster has for this leaf."""
        return [(None, None)] * len(lines)

    def lead_sql(self) -> dict[str, Combinable]:
        """The columns `lead_value` and `lead_target` of a rule that is relative, from the table `due`."""
        return {}

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """The Fallback of a known figure that the rule cannot score, as one without a target; "" where it can."""
        return ""

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        return []

    def sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """How these points came about, in words and numbers."""
        word = self.word(leaf, inputs)
        if not word:
            return self.known_sentence(leaf, inputs)
        return f"{self.why(leaf, inputs)}: {said_of(word)}"

    def why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Why a word stands for the rule."""
        if not applies.fits(leaf.params, inputs):
            return _("Not for this kind of union")
        if inputs.state == ResultState.NOT_APPLICABLE and (
            leaf.params[NOT_APPLICABLE.name] != Fallback.LEAVES or inputs.is_confirmed
        ):
            return _("Not applicable")
        if not self.is_open(leaf, inputs):
            return _("The condition is not met")
        if inputs.value is None:
            if inputs.state == ResultState.NOT_APPLICABLE:
                return _("“Not applicable” is not confirmed yet")
            return _("No figure that counts")
        return self.own_why(leaf, inputs)

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Why `own_word` stands for the rule."""
        return ""

    def words(self, leaf: Leaf) -> str:
        """The rule of a criterion, as its table reads on the campaign's page."""
        params = leaf.params
        parts = [self.own_words(leaf)]
        if params[SPAN.name] == Span.PHASE:
            parts.append(_("by the figure of this phase alone"))
        if leaf.is_gated:
            parts.append(
                _("0 where the condition is below %(least)s") % {"least": brief(params[GATE_LEAST.name])}
            )
        for name, text in (
            (NOT_APPLICABLE.name, _("not applicable: %(word)s")),
            (MISSING.name, _("without a figure: %(word)s")),
        ):
            if params[name] != Fallback.ZERO:
                parts.append(text % {"word": said_of(params[name])})
        return "; ".join([*parts, *applies.words(params)])

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """What of the parameters does not fit together, as (parameter, what to do). Each alone has its own bounds."""
        return []

    def sinks(self, leaf: Leaf) -> bool:
        """A base line with these parameters may give less than 0."""
        return False

    def doubts(self, leaf: Leaf) -> list[tuple[str, str]]:
        """What is right and worth a look before the table is agreed, as (parameter, what it means)."""
        return []

    @abstractmethod
    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Points where the figure is known and no word stands for the rule; positive, for a penalty too."""

    @abstractmethod
    def known_sql(self) -> Combinable:
        """The same in SQL; divisions by `campaigns.scoring.sql.rounded` alone."""

    @abstractmethod
    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The words for it."""

    @abstractmethod
    def own_words(self, leaf: Leaf) -> str:
        """The rule in words, without what is common to all rules."""


def word_sql(fallback: str) -> Value:
    """A Fallback in SQL."""
    return Value(str(fallback), output_field=WORD)


def said_of(word: str) -> str:
    """A Fallback as a sentence goes on with it."""
    return {
        Fallback.ZERO: _("0 points"),
        Fallback.FULL: _("the maximum, by the table’s rule"),
        Fallback.NONE: _("no points"),
        Fallback.LEAVES: _("leaves the maximum"),
    }[Fallback(word)]


def known(inputs: Inputs) -> int:
    """The figure of a line whose figure is known."""
    if inputs.value is None:
        raise ValueError("The figure of this line is not known.")
    return inputs.value


def shown(units: Exact) -> str:
    """Ten-thousandths as people read them: 137500 → "13,75"."""
    return format_figure(from_units(round_fraction(units)))


def brief(units: int) -> str:
    """The same with at most two decimals, as the campaign's page writes a table."""
    return vn(from_units(units))
