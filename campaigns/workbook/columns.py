"""What a column and a sheet of the workbook are.

Row 1 of a sheet holds the keys, row 2 the captions, the data begin in row 3.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.db.models import Choices

from campaigns.scoring.registry import ClosedList

KEYS_ROW, CAPTIONS_ROW, FIRST_ROW = 1, 2, 3
#: The sheet that lists what choice columns take; written, never read.
ALLOWED_TITLE = "Giá trị cho phép"
#: Marks the rows of the empty workbook that only show how; rows that begin with it are not read.
EXAMPLE = "(ví dụ)"


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
    Kind.TEXT: 34, Kind.CODE: 16, Kind.WHOLE: 9, Kind.NUMBER: 14, Kind.DAY: 12, Kind.MOMENT: 17, Kind.FLAG: 9, Kind.CHOICE: 18,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: `required` cells may not be empty, an empty cell otherwise means `default`; `refers` names the sheet of a code."""

    key: str
    caption: str
    kind: Kind = Kind.TEXT
    required: bool = False
    limit: int = 30_000
    choices: type[Choices] | ClosedList | None = None
    refers: str = ""
    default: object = None
    note: str = ""
    example: object = None

    @property
    def empty(self) -> object:
        """What an empty cell means."""
        if self.default is not None:
            return self.default
        return {Kind.TEXT: "", Kind.CODE: "", Kind.CHOICE: "", Kind.FLAG: False}.get(self.kind)


@dataclass(frozen=True)
class Sheet:
    """A sheet: `identity` names the columns that tell its rows apart."""

    key: str
    title: str
    note: str
    identity: tuple[str, ...]
    own: tuple[Column, ...] | Callable[[], tuple[Column, ...]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in their order; those of the criteria grow with the rules."""
        return self.own if isinstance(self.own, tuple) else self.own()


def text(key: str, caption: str, limit: int = 30_000, *, need: bool = False, ex: object = None, note: str = "") -> Column:  # fmt: skip
    """A column of words, at most `limit` characters."""
    return Column(key, caption, Kind.TEXT, need, limit, note=note, example=ex)


def code(key: str, caption: str, of: str = "", *, need: bool = False, limit: int = 40, ex: object = None, note: str = "") -> Column:  # fmt: skip
    """A column of codes, of the sheet `of` where it refers to another row."""
    return Column(key, caption, Kind.CODE, need, limit, refers=of, note=note, example=ex)


def of_kind(kind: Kind, key: str, caption: str, *, need: bool = False, default: object = None, ex: object = None, note: str = "") -> Column:  # fmt: skip
    """A column of whole numbers, numbers, dates, times or flags."""
    return Column(key, caption, kind, need, default=default, note=note, example=ex)


def choice(key: str, caption: str, of: type[Choices] | ClosedList, *, need: bool = False, default: object = None, ex: object = None, note: str = "") -> Column:  # fmt: skip
    """A column that takes the values of a closed list."""
    return Column(key, caption, Kind.CHOICE, need, choices=of, default=default, note=note, example=ex)
