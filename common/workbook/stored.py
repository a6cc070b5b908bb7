"""Stored rows in a workbook's own form: the export writes them, the import compares with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from common.text import tidy

Values = dict[str, Any]
Identity = tuple[Any, ...]
#: How many codes travel in one query.
BATCH = 5000


@dataclass(slots=True)
class Known:
    """A stored row: its id, its values as the workbook says them, and what decides whether it may still change."""

    pk: int
    values: Values
    status: int = 0
    version: int = 0
    path: str = ""


def read_rows(
    rows: Any, paths: dict[str, str], texts: frozenset[str], extra: dict[str, str]
) -> Iterator[Known]:
    """Rows of a queryset. `paths` leads from each column to its field, `extra` to status, version or path; in a
    column of `texts` a row that is not there is the empty text."""
    fields = ["pk", *paths.values(), *extra.values()]
    width = len(paths) + 1
    for row in rows.values_list(*fields).iterator(5000):
        values = {key: _tidy(value) for key, value in zip(paths, row[1:width], strict=True)}
        for key in texts:
            if values[key] is None:
                values[key] = ""
        yield Known(row[0], values, **dict(zip(extra, row[width:], strict=True)))


def _tidy(value: Any) -> Any:
    """Text as a cell gives it back."""
    return tidy(value) if isinstance(value, str) else value


def batches(codes: set[str]) -> Iterator[list[str]]:
    """The codes in lists that a query takes."""
    wanted = sorted(codes)
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]
