"""What a column of a workbook is.

Row 1 of a sheet holds the keys, row 2 the captions, the data begin in row 3.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Protocol

from django.utils import translation

KEYS_ROW, CAPTIONS_ROW, FIRST_ROW = 1, 2, 3
#: The sheet that lists what choice columns take; written, never read.
ALLOWED_TITLE = "Giá trị cho phép"
#: Marks the rows of the empty workbook that only show how; rows that begin with it are not read.
EXAMPLE = "(ví dụ)"
#: As long as a text may be where its column says nothing.
LONG = 30_000


class ClosedList(Protocol):
    """What a choice column takes: Django's `Choices` classes, and lists that grow, like the rules of scoring."""

    @property
    def choices(self) -> Any:
        """The values with their labels."""

    @property
    def values(self) -> Any:
        """The values."""

    def __hash__(self) -> int:
        """The engine keeps what it works out for each list."""


def label_of(choices: ClosedList, value: object) -> str:
    """The Vietnamese word for a value of a closed list: the file is Vietnamese in either language of the pages."""
    return _labels(choices).get(str(value), str(value))


@cache
def _labels(choices: ClosedList) -> dict[str, str]:
    with translation.override("vi"):
        return {str(value): str(label) for value, label in choices.choices}


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"
    WHOLE = "whole number"
    NUMBER = "number, at most 4 decimals"
    DAY = "date"
    MOMENT = "date and time"
    FLAG = "có or empty"
    CHOICE = "one of the allowed values"


class Unit(Enum):
    """What a number is measured in: what a cell that shows `50 %` means by it."""

    #: Nothing that a percentage could mean: it is asked about.
    PLAIN = "plain"
    #: A percentage: 50 % is 50.
    PERCENT = "percent"
    #: A figure of an indicator, whose kind says whether a percentage, or a yes, is meant.
    FIGURE = "figure"


WIDTHS = {
    Kind.TEXT: 34,
    Kind.CODE: 16,
    Kind.WHOLE: 9,
    Kind.NUMBER: 14,
    Kind.DAY: 12,
    Kind.MOMENT: 17,
    Kind.FLAG: 9,
    Kind.CHOICE: 18,
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    - `required`: the column must be there and its cells may not be empty. Any other column may be missing as a whole:
      what is stored then stays, and new rows get what an empty cell means.
    - `default`: what an empty cell means.
    - `refers`: the sheet whose code stands here.
    - `derived`: an empty cell, or a missing column, is worked out from the other cells by its sheet.
    - `ends`: the end of a window: a day without a time of day means the end of that day.
    - `signed`: a number may be below 0.
    """

    key: str
    caption: str
    kind: Kind = Kind.TEXT
    required: bool = False
    limit: int = LONG
    choices: ClosedList | None = None
    refers: str = ""
    default: object = None
    note: str = ""
    example: object = None
    derived: bool = False
    unit: Unit = Unit.PLAIN
    ends: bool = False
    signed: bool = False

    @property
    def empty(self) -> object:
        """What an empty cell means."""
        if self.default is not None:
            return self.default
        return {Kind.TEXT: "", Kind.CODE: "", Kind.CHOICE: "", Kind.FLAG: False}.get(self.kind)


def text(
    key: str, caption: str, limit: int = LONG, *, need: bool = False, ex: object = None, note: str = ""
) -> Column:
    """A column of words, at most `limit` characters."""
    return Column(key, caption, Kind.TEXT, need, limit, note=note, example=ex)


def code(
    key: str,
    caption: str,
    of: str = "",
    *,
    need: bool = False,
    limit: int = 40,
    ex: object = None,
    note: str = "",
) -> Column:
    """A column of codes, of the sheet `of` where it refers to another row."""
    return Column(key, caption, Kind.CODE, need, limit, refers=of, note=note, example=ex)


def of_kind(
    kind: Kind,
    key: str,
    caption: str,
    *,
    need: bool = False,
    default: object = None,
    ex: object = None,
    note: str = "",
    derived: bool = False,
    unit: Unit = Unit.PLAIN,
    ends: bool = False,
    signed: bool = False,
) -> Column:
    """A column of whole numbers, numbers, dates, times or flags."""
    facts: dict[str, Any] = {"default": default, "note": note, "example": ex, "derived": derived}
    return Column(key, caption, kind, need, unit=unit, ends=ends, signed=signed, **facts)


def choice(
    key: str,
    caption: str,
    of: ClosedList,
    *,
    need: bool = False,
    default: object = None,
    ex: object = None,
    note: str = "",
    derived: bool = False,
) -> Column:
    """A column that takes the values of a closed list."""
    return Column(
        key, caption, Kind.CHOICE, need, choices=of, default=default, note=note, example=ex, derived=derived
    )


def sample() -> Column:
    """Marks what no document says."""
    return of_kind(
        Kind.FLAG,
        "is_sample",
        "Số liệu mẫu",
        note="made up to show how the system works; marked on every page",
    )
