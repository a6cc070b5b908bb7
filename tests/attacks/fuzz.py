"""What nobody of good will would send: for each field of a form, and for each GET parameter that a page asks for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.db import transaction
from django.http import QueryDict
from django.test import Client

from tests.drawn_forms import DrawnForm

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


def key_of(form: DrawnForm) -> tuple[Any, ...]:
    """What tells forms apart: one of a hundred rows of a list is tried once."""
    shape = {"".join(c for c in name if not c.isdigit()) for name in form.names}
    path = "".join(c for c in urlsplit(form.action).path if not c.isdigit())
    return form.method, path, tuple(sorted(shape)), tuple(sorted({name for name, _value in form.buttons}))


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
    """So many requests as there are hostile values, each with another value in every field: each pair occurs once.

    What has no field is sent once.
    """
    for turn in range(len(HOSTILE) if names else 1):
        yield {name: HOSTILE[(turn + place) % len(HOSTILE)] for place, name in enumerate(names)}


def attempts(form: DrawnForm) -> Iterator[tuple[int, dict[str, Any]]]:
    """What is sent to a form, with the number of hostile inputs in it.

    All fields hostile at once; then one alone, the others as drawn, which gets further: a value, nothing, a list.
    """
    drawn = {**form.fields, **dict(form.buttons[:1])}
    drawn.pop("csrfmiddlewaretoken", None)
    names = sorted({*form.names, *(name for name, _value in form.buttons)} - {"csrfmiddlewaretoken"})
    yield from ((len(names), {**drawn, **sent}) for sent in rotated(names))
    for name in names:
        yield from ((1, {**drawn, name: value}) for value in WORST)
        yield 1, {other: value for other, value in drawn.items() if other != name}
        yield 1, {**drawn, name: ["1", "x"]}
