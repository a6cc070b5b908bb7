"""What a cell says: the value that its column means, or a fault in words."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from common.fields import LARGEST, STEP, UNIT, from_units, to_units
from common.text import format_figure, parse_figure, searchable, tidy
from common.workbook import styles
from common.workbook.archive import LONGEST_CELL
from common.workbook.book import Mark
from common.workbook.columns import ClosedList, Column, Kind, Unit, label_of
from common.workbook.faults import Wrong
from common.workbook.styles import NONE, Look
from common.workbook.times import is_day, is_midnight, read_day, read_moment, shown_raw

YES = {"co", "x", "true", "1", "yes", "dung"}
NO = {"khong", "false", "0", "no", "sai"}
#: The ways to answer a question of yes or no where figures stand: a cross or a digit may be a slip there.
ANSWERS = {name: Decimal(name in YES) for name in (YES | NO) - {"x", "0", "1"}}
LARGEST_WHOLE = 32_767
#: The longest figure, date or choice that anybody writes; longer ones are not repeated in the fault.
LONGEST_VALUE = 100
#: What spreadsheets show instead of a value, also where it was pasted as text.
ERRORS = re.compile(r"#N/A|#[A-Z0-9/_]+[!?]|#GETTING_DATA|#{3,}|Err:\d+|Loading\.\.\.")
WORDS = (Kind.TEXT, Kind.CODE)


def read_cell(column: Column, raw: Any, look: Look = NONE) -> Any:
    """The value of a cell that shows `raw` as `look` says; an empty one means the column's default. Raises Wrong."""
    raw = _plain(column, raw)
    if raw is None or raw == "":
        if column.required:
            raise Wrong(_("“%(caption)s” may not be empty. Fill it in.") % {"caption": column.caption})
        return column.empty
    return READERS[column.kind](column, raw, look)


def mark_of(column: Column, raw: Any, look: Look) -> Mark | None:
    """How a cell was typed that `read_cell` has taken, where its sheet may have to ask about it."""
    if column.kind is Kind.CODE:
        return Mark.NUMBER if isinstance(raw, float) and not look.pattern else None
    if column.kind is Kind.NUMBER:
        raw = _plain(column, raw)
        return Mark.ANSWER if _is_answer(raw) else Mark.PERCENT if _is_percentage(raw, look) else None
    return Mark.MIDNIGHT if column.ends and is_midnight(raw, look) else None


def is_error(raw: Any) -> bool:
    """The text is what a spreadsheet shows where a value could not be computed: `#N/A`, `#REF!`, `Err:502`."""
    if not isinstance(raw, str) or raw[:1] not in ("#", "E", "L") or len(raw) > LONGEST_VALUE:
        return False
    return ERRORS.fullmatch(raw.strip()) is not None


def _plain(column: Column, raw: Any) -> Any:
    """The content without what nobody sees. Raises Wrong for a text that is far too long."""
    if not isinstance(raw, str) or not raw:
        return raw
    most = LONGEST_CELL if column.kind in WORDS else LONGEST_VALUE
    if len(raw) > most:
        raise _too_long(len(raw), min(column.limit, most))
    if column.kind is Kind.CODE and "\t" in raw.strip():
        return raw.strip()
    words = tidy(raw)
    # What makes a text of a number in a spreadsheet arrives with it where it was typed twice, or in a list of text.
    return words if column.kind is Kind.TEXT else words.removeprefix("'")


def _words(column: Column, raw: Any, look: Look) -> str:
    words = shown_raw(raw)
    if isinstance(raw, float):
        words = styles.shown(look, Decimal(words)) or words
    seen = words if column.kind is Kind.CODE else words.replace("\n", "")
    if any(c < " " or c == "\x7f" for c in seen):
        raise Wrong(_("The text holds a character that cannot be stored. Type it again."))
    if len(words) > column.limit:
        raise _too_long(len(words), column.limit)
    return words


def _code(column: Column, raw: Any, look: Look) -> str:
    """A code, as its cell shows it. What a spreadsheet has made of `1-1` or `0,5` is no longer that."""
    found = raw if isinstance(raw, str) else None
    if isinstance(raw, float):
        found = styles.shown(look, Decimal(f"{raw:.15g}"))
    if found is None:
        made = _(
            "The spreadsheet has made “%(value)s” of this code. "
            "Format the cell as text, then type the code again."
        )
        raise Wrong(made % {"value": shown_raw(raw)})
    return _words(column, found, look)


def _too_long(length: int, limit: int) -> Wrong:
    return Wrong(
        _("The text has %(length)s characters; at most %(limit)s are kept. Shorten it.")
        % {"length": length, "limit": limit}
    )


@cache
def names_of(choices: ClosedList) -> dict[str, str]:
    """Every way to name a value of a closed list: the value itself, its Vietnamese and its English label.

    Raises ValueError where a name would mean two values.
    """
    names = {searchable(str(value)): str(value) for value in choices.values}
    for language in ("en", "vi"):
        with translation.override(language):
            for value, label in choices.choices:
                if names.setdefault(searchable(str(label)), str(value)) != str(value):
                    raise ValueError(f"“{label}” means two values.")
    return names


def _choice(column: Column, raw: Any, _look: Look) -> str:
    assert column.choices is not None
    found = names_of(column.choices).get(searchable(shown_raw(raw)))
    if found is None:
        allowed = "; ".join(label_of(column.choices, value) for value in column.choices.values)
        unknown = _("“%(value)s” is not known here. Write one of: %(allowed)s.")
        raise Wrong(unknown % {"value": shown_raw(raw), "allowed": allowed})
    return found


def _flag(_column: Column, raw: Any, _look: Look) -> bool:
    name = searchable(shown_raw(raw))
    if name in YES:
        return True
    if name in NO:
        return False
    unknown = _("“%(value)s” is not known here. Write “có”, or leave the cell empty.")
    raise Wrong(unknown % {"value": shown_raw(raw)})


def _is_percentage(raw: Any, look: Look) -> bool:
    return raw.endswith("%") if isinstance(raw, str) else look.percent is not None


def _is_answer(raw: Any) -> bool:
    return isinstance(raw, bool) or (isinstance(raw, str) and searchable(raw) in ANSWERS)


def _figure_or_day(column: Column, raw: Any, look: Look) -> Decimal | date:
    """A figure; where it is an indicator's, that may be one whose figures are days."""
    if column.unit is Unit.FIGURE and is_day(raw):
        return read_day(column, raw, look)
    return _figure(column, raw, look)


def _figure(column: Column, raw: Any, look: Look) -> Decimal:
    if column.unit is Unit.FIGURE and _is_answer(raw):
        return ANSWERS[searchable(str(raw))]
    figure = _number(raw)
    if _is_percentage(raw, look):
        figure *= look.percent.value if look.percent and not isinstance(raw, str) else 1
        if column.unit is Unit.PLAIN:
            raise Wrong(
                _(
                    "The cell shows %(value)s %%, and a percentage means nothing here. "
                    "Type the number itself, and format the cell as a number."
                )
                % {"value": format_figure(figure.normalize())}
            )
    if not figure.is_finite() or abs(figure) * UNIT > LARGEST:
        raise Wrong(_("The figure is too large: at most 922 trillion."))
    if figure < 0 and not column.signed:
        raise Wrong(_("The figure cannot be negative. Enter 0 or more."))
    if figure != figure.quantize(STEP):
        raise Wrong(_("“%(value)s” has more than 4 decimals. Round it.") % {"value": shown_raw(raw)})
    return from_units(to_units(figure))


def _number(raw: Any) -> Decimal:
    """A number as its cell shows it: a spreadsheet keeps 3,3 as 3.3000000000000003 and shows fifteen digits."""
    if isinstance(raw, bool) or not isinstance(raw, float | int | str):
        asked = _("“%(value)s” is not a number. Type digits only, for example 1.234,5.")
        raise Wrong(asked % {"value": shown_raw(raw)})
    if not isinstance(raw, str):
        return Decimal(f"{raw:.15g}")
    try:
        figure = parse_figure(raw.removesuffix("%"))
    except ValidationError as error:
        raise Wrong(error.messages[0]) from error
    if figure is None:
        asked = _("“%(value)s” is not a number. Type digits only, for example 1.234,5.")
        raise Wrong(asked % {"value": raw})
    return figure


def _whole(column: Column, raw: Any, look: Look) -> int:
    figure = _figure(column, raw, look)
    if figure != int(figure) or figure > LARGEST_WHOLE:
        raise Wrong(_("“%(value)s” is not a whole number from 0 to 32.767.") % {"value": shown_raw(raw)})
    return int(figure)


READERS: dict[Kind, Callable[[Column, Any, Look], Any]] = {
    Kind.TEXT: _words,
    Kind.CODE: _code,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.NUMBER: _figure_or_day,
    Kind.WHOLE: _whole,
    Kind.DAY: read_day,
    Kind.MOMENT: read_moment,
}
