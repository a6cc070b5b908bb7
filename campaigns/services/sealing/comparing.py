"""What was sealed against what the rows say today. Pure."""

from collections.abc import Iterable, Iterator, Set
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from campaigns.services.sealing.document import Difference, Record

#: Names are kept as they were when the phase was sealed, and may be others today; so may the day of a union's founding,
#: which may have been recorded late or corrected since (facts and headcounts need no place here: a standing keeps which
#: it read). The format is that of the document.
NOT_COMPARED = frozenset({"name", "short_name", "unit_of_measure", "founded_on", "format", "by"})
#: By what a record, or a part of one, is called in a message: the first that it has.
CALLED = ("union", "criterion", "indicator", "code", "record", "number")


def compare(sealed: Iterable[Record], today: Iterable[Record]) -> None:
    """Raise Difference at the first place where today's records say something else than the sealed ones did."""
    for before, now in zip_longest(sealed, today):
        for path, old, new in _pair([], before, now):
            raise Difference(
                _("%(where)s: sealed %(sealed)s, today %(today)s")
                % {"where": " / ".join(filter(None, path)), "sealed": old, "today": new}
            )


def _pair(
    path: list[str], old: Any, new: Any, leaving_out: Set[str] = NOT_COMPARED
) -> Iterator[tuple[list[str], Any, Any]]:
    """Two that stand at the same place of a list: another one, or the same with differences inside."""
    place = [*path, _called(old or new)]
    if _called(old) != _called(new):
        yield place, _short(old), _short(new)
    else:
        yield from _differences(place, old, new, leaving_out)


def differences(before: Record, now: Record) -> Iterator[tuple[list[str], str, str]]:
    """Every place at which two records of one thing say something else, names among them, with both values."""
    yield from _differences([_called(before)], before, now, leaving_out=frozenset())


def _differences(
    path: list[str], old: Any, new: Any, leaving_out: Set[str] = NOT_COMPARED
) -> Iterator[tuple[list[str], Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            if key not in leaving_out:
                yield from _differences([*path, key], old.get(key), new.get(key), leaving_out)
    elif isinstance(old, list) and isinstance(new, list):
        for before, now in zip_longest(old, new):
            yield from _pair(path, before, now, leaving_out)
    elif old != new:
        yield path, _short(old), _short(new)


def _called(part: Any) -> str:
    if not isinstance(part, dict):
        return str(part)
    return next((str(part[key]) for key in CALLED if part.get(key)), "")


def _short(value: Any) -> str:
    """A value for a message; of a whole record or list only that there is one."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return "[…]"
    return _called(value) if isinstance(value, dict) else str(value)
