"""What a rule is told by a criterion: scalar parameters, and the indicators that it reads."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext as _

from campaigns.choices import EVERY_SECTOR, AppliesTo, Fallback, Span
from common.dates import check_day
from common.fields import LARGEST, UNIT, from_units, to_units
from common.text import format_figure

#: The most points that a parameter, a step or a line may say: a million. With `bounds.ENOUGH` no product leaves the
#: bigints.
POINTS_MOST = 10**6 * UNIT


class Unit(Enum):
    """What a parameter is measured in; all but WORD are decimals, kept as whole ten-thousandths.

    A DAY is kept as its number (`date.toordinal`), like the figure of a milestone; 0 is no day. A COUNT is a whole
    number: days, members, objects.
    """

    PERCENT = "percent"
    POINTS = "points"
    FIGURE = "figure"
    COUNT = "count"
    DAY = "day"
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
    #: Most leaves leave it as it is: a form shows it in a part of its own.
    is_rare: bool = False
    #: It came after tables were sealed without it: a sealed document says it only where it is not as by default.
    is_late: bool = False

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
        elif self.unit in (Unit.COUNT, Unit.DAY) and value % UNIT:
            raise ValidationError(_("“%(caption)s” must be a whole number.") % {"caption": self.caption})
        elif self.unit is Unit.DAY and value:
            check_day(date.fromordinal(value // UNIT))

    def _bounds(self) -> str:
        return _("“%(caption)s” must lie between %(least)s and %(most)s.") % {
            "caption": self.caption,
            "least": format_figure(from_units(self.least)),
            "most": format_figure(from_units(self.most)),
        }

    def shown(self, value: int | str) -> Decimal | str | date | None:
        """A stored value as a cell of the workbook or a field of a form holds it; None for no day."""
        if self.unit is Unit.DAY:
            return date.fromordinal(int(value) // UNIT) if value else None
        return from_units(value) if isinstance(value, int) else value

    def stored(self, cell: Decimal | int | str | date | None) -> int | str:
        """A cell's value in the stored form."""
        if isinstance(cell, date):
            return cell.toordinal() * UNIT
        if cell is None:
            return 0
        return str(cell) if self.choices else to_units(cell)


@dataclass(frozen=True)
class Role:
    """What an indicator is to a rule; `column` and `caption` are the workbook's, as for a parameter.

    Without an indicator in a role that is not needed the line has no figure there. One rule may need what another only
    takes: it is the same column all the same.
    """

    name: str
    column: str
    caption: str
    is_needed: bool = field(default=True, compare=False)

    @property
    def label(self) -> str:
        """What its field in a form is called, which offers names and no codes."""
        words = self.caption.removeprefix("Mã ")
        return words[:1].upper() + words[1:]


#: The figure that is scored.
MAIN = Role("value", "indicator", "Mã chỉ tiêu")
#: Any leaf may have a gate: a figure without which it gives 0, as "no plan, no points".
GATE = Role("gate", "gate_indicator", "Mã chỉ tiêu điều kiện", is_needed=False)
#: The roles whose figures a line keeps, each in the column of that name.
VALUE, BASE = MAIN.name, "base"
#: What the figure is divided by, where a rate of two indicators is scored.
DENOMINATOR = Role(BASE, "base_indicator", "Mã chỉ tiêu mẫu số")
FIGURE_ROLES = (VALUE, BASE, GATE.name)

#: What faults of a leaf's steps are said of; they are rows of their own, and no parameter.
STEPS = "steps"

#: What is common to the leaves of all rules.
NOT_APPLICABLE = Parameter(
    "not_applicable", "Khi không áp dụng", Unit.WORD, Fallback.ZERO.value, choices=Fallback, is_rare=True
)
MISSING = Parameter(
    "missing", "Khi chưa có số liệu", Unit.WORD, Fallback.ZERO.value, choices=Fallback, is_rare=True
)
SPAN = Parameter("span", "Số liệu dùng để tính", Unit.WORD, Span.TO_DATE.value, choices=Span, is_rare=True)
GATE_LEAST = Parameter("gate_least", "Điều kiện đạt từ", Unit.FIGURE, UNIT, least=1, is_rare=True)
APPLIES_TO = Parameter(
    "applies_to", "Áp dụng cho khu vực", Unit.WORD, EVERY_SECTOR, choices=AppliesTo, is_rare=True
)
SIZE_FROM = Parameter("size_from", "Áp dụng từ (đoàn viên)", Unit.COUNT, 0, is_rare=True)
SIZE_BELOW = Parameter("size_below", "Áp dụng đến dưới (đoàn viên)", Unit.COUNT, 0, is_rare=True)
COMMON = (NOT_APPLICABLE, MISSING, SPAN, GATE_LEAST, APPLIES_TO, SIZE_FROM, SIZE_BELOW)
