"""The parts of a document of format 2, by their names."""

from collections.abc import Callable
from typing import Any

Records = list[dict[str, Any]]
#: By what is forged: how, and how the message begins that names it.
Forgeries = dict[str, tuple[Callable[[Records], Any], str]]


def one(records: Records, **said: Any) -> Any:
    """The record that says this."""
    return next(r for r in records if all(r.get(key) == value for key, value in said.items()))


def union(records: Records, code: str) -> Any:
    return one(records, record="participant", union=code)


def line(records: Records, code: str, criterion: str) -> Any:
    return one(union(records, code)["lines"], criterion=criterion)


def result(records: Records, code: str, indicator: str) -> Any:
    return one(union(records, code)["results"], indicator=indicator)


def criterion(records: Records, code: str) -> Any:
    return one(records, record="criterion", code=code)


def band(records: Records, name: str) -> Any:
    return one(records, **{"record": "band", "class": name})


def table(records: Records) -> Any:
    return one(records, record="table")


def campaign(records: Records) -> Any:
    return one(records, record="phase")["campaign"]


def phase(records: Records) -> Any:
    return one(records, record="phase")


def standing(records: Records, code: str) -> Any:
    return union(records, code)["standing"]


def key(records: Records, order: int) -> Any:
    return one(records, record="tie_break", order=order)
