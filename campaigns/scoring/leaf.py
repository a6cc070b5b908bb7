"""What a rule is given: the leaf, as its table says it, and the figures of a line; and what it gives back.

Amounts are whole ten-thousandths.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from campaigns.choices import Nature
from common.quotient import round_fraction

#: A criterion's parameters in the stored form, every one of its rule's.
Params = Mapping[str, Any]
#: An amount in whole ten-thousandths, exact.
Exact = Fraction | int
#: The figure and the target of who leads a cluster; None where nobody does.
Lead = tuple[int | None, int | None]


class Step(NamedTuple):
    """A step of a leaf; amounts in whole ten-thousandths, None for no edge. A fact's grade is its key."""

    lowest: int | None
    below: int | None
    points: int
    fact_kind: str = ""
    fact_grade: str = ""


class Fact(NamedTuple):
    """A fact that a revision counted, with its grade and the number of its document as they are compared."""

    kind: str
    grade_key: str
    document_key: str
    is_of_period: bool


@dataclass(frozen=True)
class Leaf:
    """A leaf criterion: its parameters, its maximum, and how its table rounds, to `step` ten-thousandths of a point."""

    params: Params
    most: int
    steps: tuple[Step, ...] = ()
    is_gated: bool = False
    nature: str = Nature.BASE
    step: int = 1
    is_cut: bool = False

    def rounded(self, exact: Exact) -> int:
        """Points as the table prints them."""
        return round_fraction(exact, self.step, cut=self.is_cut)


@dataclass(frozen=True)
class Inputs:
    """What a line's points are computed from, as the line keeps it; amounts in whole ten-thousandths.

    `value`, `base` and `gate` are the figures of the rule's first and second indicator and of the gate, None where
    they are not known; `target` is what is due. `is_confirmed` says that "not applicable" stands. `sector` and
    `members` are the union's; `members` None where nobody counted. The leader's figure and target are those of the
    union with the largest excess in the cluster.
    """

    state: str
    value: int | None = None
    base: int | None = None
    target: int | None = None
    gate: int | None = None
    lead_value: int | None = None
    lead_target: int | None = None
    is_confirmed: bool = True
    sector: str = ""
    members: int | None = None


@dataclass(frozen=True)
class Points:
    """What a leaf gave: `points` None for no points; `applies` False where it leaves the maximum."""

    points: int | None
    applies: bool = True
