"""Finds every form and every GET parameter of the pages, and sends each field what nobody of good will would send."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.http import QueryDict
from django.test import Client

DATES = (
    "0001-01-01", "0000-00-00", "9999-12-31", "10000-01-01", "-0001-01-01", "2024-02-30", "2024-13-01", "31/02/2024",
    "01/01/0001", "1/1/1", "31/12/9999", "00/00/0000", "2024-W01-1", "2024-01-01T25:61", "0001-01-01T00:00",
    "9999-12-31T23:59:59.999999", "01/01/0001 00:00", "31/12/9999 23:59", "24:00", "infinity", "now", "٣١/١٢/٢٠٢٤",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "00", "9" * 18, "9" * 19, "9" * 30, "9" * 5000, "-9223372036854775809", "2147483648", "1e400", "1E5",
    "NaN", "Infinity", "-inf", "0x10", "1_000", "²", "½", "٣", "１２", "1,5,5", "1.234,56789012345", "−5", "+", "%",
)  # fmt: skip
TEXTS = (
    "", " ", "\t\n\r", "\r\nBcc: a@b.c", "'\"--", "';DROP TABLE x;--", "%s%(x)s{0}{{x}}", "<script>", "\\", "../../etc",
    "\u200b", "\u202e", "\ufeff", "\ud7ff", "\U0001f44d" * 3, "e\u0301" * 300, "Đ" * 9000, "=1+1", "a\x00b", "%00",
    "null",
)  # fmt: skip
HOSTILE = (*DATES, *NUMBERS, *TEXTS)
#: Those that get furthest: they look right to a form, or break what a database or a number can hold.
WORST = ("0001-01-01", "31/12/9999 23:59", "9" * 19, "1e400", "NaN", "\ud7ff", "Đ" * 9000)


@dataclass
class Form:
    """A form as a page drew it: where it goes, how, and what it would send untouched."""

    action: str
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    #: Names of submit buttons, each with its value: one of them is pressed.
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells forms apart: one of a hundred rows of a list is tried once."""
        shape = {"".join(c for c in name if not c.isdigit()) for name in (*self.fields, *self.files)}
        path = "".join(c for c in urlsplit(self.action).path if not c.isdigit())
        return self.method, path, tuple(sorted(shape)), tuple(sorted({name for name, _value in self.buttons}))


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, list[Form]()
        self.form: Form | None = None
        self.select, self.text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.form = Form(urljoin(self.page, given.get("action", "")), given.get("method", "get").lower())
            self.found.append(self.form)
        elif self.form is None or "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(given, name)
        elif tag == "button" and name:
            self.form.buttons.append((name, given.get("value", "")))
        elif tag == "textarea" and name:
            self.text = name
            self.form.fields[name] = [""]
        elif tag == "select" and name:
            self.select = name
            self.form.fields.setdefault(name, [])
        elif tag == "option" and self.select:
            chosen = self.form.fields[self.select]
            if "selected" in given or not chosen:
                chosen[:] = [given.get("value", "")]

    def _input(self, given: dict[str, str], name: str) -> None:
        assert self.form is not None
        kind = given.get("type", "text")
        if kind == "file":
            self.form.files.add(name)
        elif kind in ("submit", "image"):
            self.form.buttons.append((name, given.get("value", "")))
        elif kind not in ("checkbox", "radio") or "checked" in given:
            self.form.fields.setdefault(name, []).append(given.get("value", ""))
        else:
            self.form.fields.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self.text and self.form:
            self.form.fields[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.select = ""


def forms_of(page: str, html: str) -> list[Form]:
    """The forms of a page."""
    parser = Forms(page)
    parser.feed(html)
    return parser.found


@contextmanager
def parameters_read(names: set[str]) -> Iterator[None]:
    """Collect the names of GET parameters that the pages ask for meanwhile."""
    ways = {way: getattr(QueryDict, way) for way in ("get", "getlist", "__getitem__", "__contains__")}

    def spy(way: str) -> Any:
        def ask(self: QueryDict, name: str, *rest: Any) -> Any:
            names.add(name)
            return ways[way](self, name, *rest)

        return ask

    with patch.multiple(QueryDict, **{way: spy(way) for way in ways}):
        yield


def undone(client: Client, method: str, where: str, sent: Any) -> int:
    """The status of one request, whose writing is undone."""
    with transaction.atomic():
        status = getattr(client, method)(where, sent).status_code
        transaction.set_rollback(True)
    return status


def rotated(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """So many requests as there are hostile values, each with another value in every field: each pair occurs once."""
    for turn in range(len(HOSTILE)):
        yield {name: HOSTILE[(turn + place) % len(HOSTILE)] for place, name in enumerate(names)}


def attempts(form: Form) -> Iterator[dict[str, Any]]:
    """What is sent to a form: all fields hostile at once; then one alone, the others as drawn, which gets further."""
    drawn: dict[str, Any] = {**form.fields, **dict(form.buttons[:1])}
    drawn.pop("csrfmiddlewaretoken", None)
    names = sorted({*drawn, *form.files, *(name for name, _value in form.buttons)})
    yield from ({**drawn, **sent} for sent in rotated(names))
    for name in names:
        yield from ({**drawn, name: value} for value in WORST)
        yield {other: value for other, value in drawn.items() if other != name}
        yield {**drawn, name: ["1", "x"]}
