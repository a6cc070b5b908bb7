"""What a column of a workbook is.

Row 1 of a sheet holds the keys, row 2 the captions, the data begin in row 3.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

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
) -> Column:
    """A column of whole numbers, numbers, dates, times or flags."""
    return Column(key, caption, kind, need, default=default, note=note, example=ex, derived=derived)


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
