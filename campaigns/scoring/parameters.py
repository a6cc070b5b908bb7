"""What a rule is told by a criterion: scalar parameters, and the indicators that it reads."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext as _

from campaigns.choices import Fallback
from common.fields import LARGEST, from_units, to_units
from common.text import format_figure


class Unit(Enum):
    """What a parameter is measured in; all but WORD are decimals, kept as whole ten-thousandths."""

    PERCENT = "percent"
    POINTS = "points"
    FIGURE = "figure"
    WORD = "one of a closed list"


@dataclass(frozen=True)
class Parameter:
    """A scalar parameter: a decimal between `least` and `most`, or a word of `choices`.

    `name` is also its column's key in the workbook and `caption` the column's heading, which is Vietnamese in either
    language. `remedy` is said where a decimal is out of bounds, "" gives a sentence with the bounds.
    """

    name: str
    caption: str
    unit: Unit
    default: int | str
    least: int = 0
    most: int = LARGEST
    choices: type[Choices] | None = None
    remedy: Any = ""

    @property
    def sql_type(self) -> str:
        """The type of its column inside a statement."""
        return "text" if self.choices else "bigint"

    def check(self, value: Any) -> None:
        """Raise ValidationError for a stored value of the wrong type or out of bounds."""
        if self.choices is not None:
            if value not in self.choices.values:
                raise ValidationError(
                    _("“%(value)s” is not known here. Write one of: %(allowed)s.")
                    % {"value": value, "allowed": ", ".join(self.choices.values)}
                )
        elif not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(
                _("“%(value)s” is not a whole number of ten-thousandths.") % {"value": value}
            )
        elif not self.least <= value <= self.most:
            raise ValidationError(str(self.remedy) or self._bounds())

    def _bounds(self) -> str:
        return _("“%(caption)s” must lie between %(least)s and %(most)s.") % {
            "caption": self.caption,
            "least": format_figure(from_units(self.least)),
            "most": format_figure(from_units(self.most)),
        }

    def shown(self, value: int | str) -> Decimal | str:
        """A stored value as a cell of the workbook holds it."""
        return from_units(value) if isinstance(value, int) else value

    def stored(self, cell: Decimal | int | str) -> int | str:
        """A cell's value in the stored form."""
        return str(cell) if self.choices else to_units(cell)


@dataclass(frozen=True)
class Role:
    """What an indicator is to a rule; `column` and `caption` are the workbook's, as for a parameter."""

    name: str
    column: str
    caption: str


#: The figure that is scored. Every rule reads one.
MAIN = Role("value", "indicator", "Mã chỉ tiêu")
#: The roles whose figures a line keeps, each in the column of that name.
VALUE, BASE = MAIN.name, "base"
#: Every rule says what a criterion gives where its indicator does not apply.
NOT_APPLICABLE = Parameter(
    "not_applicable", "Khi không áp dụng", Unit.WORD, Fallback.ZERO.value, choices=Fallback
)
