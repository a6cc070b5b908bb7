"""How a spreadsheet shows a number: as a percentage, a time of day, a code with zeros. The value alone does not say."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from common.workbook.markup import parser

#: More formats than any spreadsheet program writes; a list beyond is no list of formats.
MAX_FORMATS, MAX_STYLES, LONGEST_FORMAT = 10_000, 100_000, 255
#: The formats that spreadsheets know by number alone.
BUILT_IN = {
    9: "0%", 10: "0.00%", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
}  # fmt: skip
#: One element of a format: a quoted text, an escaped character, a colour or locale, a space of some width, or the rest.
TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(.)', re.DOTALL)
#: Characters that stand for themselves without quotes.
PLAIN = frozenset(" -/():+'&~{}<>=^!$")
CLOCK, ELAPSED = re.compile("[hs]", re.IGNORECASE), re.compile(r"\[[hms]+\]", re.IGNORECASE)


class Percent(Enum):
    """How a format shows a percentage: of the value times a hundred, or as a sign behind the value."""

    SCALED = 100
    SIGN = 1


@dataclass(frozen=True)
class Look:
    """What a format tells of the value: the rest of it is decoration."""

    percent: Percent | None = None
    #: The time of day is shown, so that midnight is meant as such.
    has_time: bool = False
    #: Digits and texts of a code such as `000` or `"CĐ"00`: None for each digit. Empty: as the value is written.
    pattern: tuple[str | None, ...] = ()
    decimals: int = 0


NONE = Look()


@lru_cache(1000)
def look_of(code: str) -> Look:
    """What the code of a format shows."""
    signs, literal, is_code, point = "", "", True, False
    pattern: list[str | None] = []
    decimals = 0
    for quoted, escaped, plain in TOKEN.findall(code.partition(";")[0]):
        word = quoted or escaped
        literal += word
        signs += plain
        if word or plain in PLAIN:
            pattern.append(word or plain)
        elif plain == "0":
            decimals += point
            pattern.append(None)
        elif plain == "." and not point:
            point = True
            pattern.append(plain)
        elif plain not in ("", "#", "?"):
            is_code = False
    percent = Percent.SCALED if "%" in signs else Percent.SIGN if "%" in literal else None
    if percent or not is_code or pattern in ([], [None]):
        pattern, decimals = [], 0
    return Look(percent, bool(CLOCK.search(signs) or ELAPSED.search(code)), tuple(pattern), decimals)


def shown(look: Look, figure: Decimal) -> str | None:
    """A code as its cell shows it; None where that is no code: a percentage, a negative or rounded number."""
    whole, _point, part = f"{figure:f}".partition(".")
    if not look.pattern:
        return None if look.percent or figure < 0 else f"{figure:f}"
    if len(part) > look.decimals or figure < 0:
        return None
    places = look.pattern.count(None)
    left = list((whole + part.ljust(look.decimals, "0")).rjust(places, "0"))
    first = len(left) - places + 1
    digits = iter(["".join(left[:first]), *left[first:]])
    return "".join(next(digits) if word is None else word for word in look.pattern)


@dataclass
class Styles:
    """The looks of a workbook's cells by the number of their style; 0 is a look that tells nothing."""

    looks: list[Look] = field(default_factory=lambda: [NONE])
    #: For each style the place of its look.
    places: list[int] = field(default_factory=list)

    def place(self, style: str) -> int:
        """The place of a style's look. Raises ValueError for what is no number."""
        number = int(style)
        return self.places[number] if 0 <= number < len(self.places) else 0


def read_styles(text: bytes) -> Styles:
    """The looks that a workbook's part of styles describes. Raises ValueError for lists that are far too long."""
    codes, numbers, inside = dict(BUILT_IN), list[int](), False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal inside
        name = name.rpartition(":")[2]
        if name == "cellXfs":
            inside = True
        elif name == "numFmt" and "formatCode" in attrs:
            codes[int(attrs["numFmtId"])] = attrs["formatCode"]
        elif name == "xf" and inside:
            numbers.append(int(attrs.get("numFmtId", 0)))
        if len(codes) > MAX_FORMATS or len(numbers) > MAX_STYLES:
            raise ValueError("more formats than any program writes")

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name.rpartition(":")[2] != "cellXfs"

    reader = parser()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.Parse(text, True)
    return _looks(codes, numbers)


def _looks(codes: dict[int, str], numbers: list[int]) -> Styles:
    found = Styles()
    known = {NONE: 0}
    for number in numbers:
        look = look_of(codes.get(number, "")[:LONGEST_FORMAT])
        if look not in known:
            known[look] = len(known)
            found.looks.append(look)
        found.places.append(known[look])
    return found
