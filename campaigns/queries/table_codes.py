"""The code that a new line of a scoring table is offered: the next number among its neighbours."""

import re
from collections.abc import Iterable, Sequence

from campaigns.models import Criterion

#: Roman numbers, as standards are numbered.
ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
NUMBER = re.compile(r"(.*?)(\d+)(\D*)")


def next_code(criteria: Sequence[Criterion], parent: Criterion | None, *, is_group: bool) -> str:
    """The code behind the last of its kind inside the same group, and else behind the last of the table.

    A number that another line has is passed over. Groups at the top begin with I, lines inside a group with the
    group's code and a point, or with the next plain number where the table numbers its criteria through; so does the
    first criterion, unless its group stands in another group and has a number of its own.
    """
    taken = {criterion.code for criterion in criteria}
    beside = [c.code for c in criteria if c.parent_id == (parent.pk if parent else None)]
    if is_group and parent is None:
        return _free((_roman(n) for n in range(1, len(taken) + 2)), taken)
    if not is_group and _is_numbered_through(criteria, parent):
        return _free((str(n) for n in range(1, len(taken) + 2)), taken)
    last = NUMBER.fullmatch(beside[-1]) if beside else None
    if last:
        first, head, tail = int(last[2]) + 1, last[1], last[3]
    else:
        first, head, tail = 1, f"{parent.code}." if parent else "", ""
    return _free((f"{head}{n}{tail}" for n in range(first, first + len(taken) + 1)), taken)[:20]


def _is_numbered_through(criteria: Iterable[Criterion], parent: Criterion | None) -> bool:
    """The criteria of the table have plain numbers, whatever group they stand in; the first one may begin that."""
    leaves = [criterion.code for criterion in criteria if not criterion.is_group]
    if not leaves:
        return parent is None or parent.parent_id is None
    return all(code.isdigit() for code in leaves)


def _free(codes: Iterable[str], taken: set[str]) -> str:
    return next(code for code in codes if code not in taken)


def _roman(number: int) -> str:
    said = ""
    for letters, worth in ROMAN:
        while number >= worth:
            said, number = said + letters, number - worth
    return said
