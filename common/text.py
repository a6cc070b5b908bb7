"""Vietnamese words and numbers: search without diacritics, sorting, and reading figures as people type them.

Figures are read and written here and not by Babel, whose Vietnamese locale has the same form (a property test
compares them). Babel takes 10 to 17 µs for a figure where this takes 1, and a saved sheet writes 30 of them; it
refuses more than 28 digits; and it reads `1e5`, `inf`, `nan` and `5,` as numbers, which on a form are slips of
the hand.
"""

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def line_feeds(text: str) -> str:
    """The text with one character for each line break, however the browser wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


#: Spaces of any width; line breaks and control characters are not among them.
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
LINES = re.compile("[\u2028\u2029\u0085]")
#: Characters that nobody sees: zero-width ones, soft hyphens, marks of direction.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]"
)


def tidy(text: str) -> str:
    """The same words in one spelling: composed letters, nothing invisible, single spaces, none around.

    Line breaks stay, as `\\n`. Two texts that look alike on paper are equal after it.
    """
    text = line_feeds(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", LINES.sub("\n", text)))
    return SPACES.sub(" ", text).strip()


def compared(text: str) -> str:
    """The text as it is compared with others: `tidy`, lower case, white space of any kind as one space.

    Diacritics count. `12/QĐ-LĐLĐ` and `12/qđ-lđlđ` are one number, `12/QD-LDLD` is another one.
    """
    return " ".join(unicodedata.normalize("NFC", tidy(text).casefold()).split())


# Letters in the order of the Vietnamese alphabet; tone marks weigh less than the letter (TCVN 6909 order).
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
HATS = {"\u0306", "\u0302", "\u031b"}


def searchable(text: str) -> str:
    """Lower case, without any diacritic, `đ` as `d`, single spaces: both sides of a search take this form."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A key under which plain string order is the Vietnamese order: Đ after D, Á after A within the same letters.

    Two digits for each letter, then, after a space, one for each tone: tones decide only where all letters are alike.
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.casefold()):
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(TONES.get(m, "") for m in marks)
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in TONES))
        place = ALPHABET.find(base)
        letters.append(f"{place + 40:02d}" if place >= 0 else f"0{ord(char):x}" if char.isalnum() else "00")
        tones.append(tone or "0")
    return "".join(letters) + " " + "".join(tones)


# What a phone, a spreadsheet or a chat leaves around and inside a figure and what looks like what it means: digits and
# marks of full width, signs that stand for a minus, spaces that group thousands. `½` and `²` are not among them.
ALIKE = {ord("\uff10") + n: str(n) for n in range(10)}
ALIKE |= dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"), "-")
ALIKE |= dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
ALIKE |= {ord("\uff0e"): ".", ord("\uff0c"): ",", ord("\uff0b"): "+"}
UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u202a\u202c\u202d"

# A dot groups thousands, and no group of thousands follows a zero: `0.500` is rather a half than five hundred. A space
# groups them too and does nothing else: `1 2` is two figures.
VIETNAMESE = re.compile(r"[+-]?[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*(?:,\d+)?|[+-]?\d+(?:,\d+)?")
AMBIGUOUS_DOT = re.compile(r"[+-]?\d+\.\d+|[+-]?[1-9]\d{0,2}(?: \d{3})+\.\d+")
ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
ONE = r"[+-]?\d(?:[\d.,]*\d)?"
SEVERAL = re.compile(rf"{ONE}(?:\s+{ONE})+")


def parse_figure(text: str) -> Decimal | None:
    """Read a figure typed the Vietnamese way: `1.234,5` is one thousand two hundred thirty-four and a half.

    Returns None for an empty text. Raises ValidationError, saying what to type, for a text that is no number, for one
    that may be meant the English way (`1,234.5`, `0.500`) and for several figures in one cell (`9 2`, pasted cells):
    these are asked about and never guessed.
    """
    shown = text.strip().strip(UNSEEN).strip()
    raw = shown.translate(ALIKE)
    if not raw:
        return None
    if VIETNAMESE.fullmatch(raw):
        return Decimal(raw.replace(".", "").replace(" ", "").replace(",", "."))
    if ENGLISH.fullmatch(raw) or AMBIGUOUS_DOT.fullmatch(raw):
        meant = format_figure(Decimal(raw.replace(",", "").replace(" ", "")))
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Type the decimal comma: did you mean %(meant)s?")
            % {"text": shown, "meant": meant},
            code="ambiguous",
        )
    if SEVERAL.fullmatch(raw):
        raise ValidationError(
            _("“%(text)s” looks like several figures. Type one figure in each cell, for example 1.234,5.")
            % {"text": " ".join(shown.split())},
            code="several",
        )
    raise ValidationError(
        _("“%(text)s” is not a number. Type digits only, for example 1.234,5.") % {"text": shown},
        code="number",
    )


def format_figure(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a figure the Vietnamese way, "" for none; `places` fixes the decimals, None shows those there are."""
    if value is None:
        return ""
    number = Decimal(value)
    text = f"{number:,.{places}f}" if places is not None else f"{number:,f}"
    return text.replace(",", "\u0000").replace(".", ",").replace("\u0000", ".").replace("-", "−")


def inside(name: str) -> str:
    """A name as it stands inside a sentence: `Kết quả đợt 1`, since đợt is a common noun. English keeps the capital."""
    return f"đ{name[1:]}" if name.startswith("Đợt ") and get_language() == "vi" else name
