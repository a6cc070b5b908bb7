"""Records of today in the shape that format 1 has, so that what was sealed then can be compared with them."""

from collections.abc import Iterable, Iterator
from typing import Any

from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_1.arithmetic import PARAMETERS

#: The keys of each kind of record. What a table says otherwise (rounding, tie-breaks, conditions) was not sealed then.
KEYS = {
    "seal": ("record", "format", "revision", "unit"),
    "phase": (
        "record", "campaign", "number", "name", "sector", "period", "closed_at", "target_share", "cluster", "earlier",
    ),
    "indicator": (
        "record", "code", "name", "short_name", "unit_of_measure", "kind", "accumulation", "supplier", "decimals",
    ),
    "criterion": ("record", "table", "code", "parent", "name", "rule", "max_points", "params", "inputs"),
    "band": ("record", "table", "class", "lowest"),
    "participant": (
        "record", "union", "name", "short_name", "sector", "table", "results", "carried", "lines", "standing",
    ),
    "end": ("record", "participants", "lines", "standings"),
}  # fmt: skip
CAMPAIGN = ("code", "name", "year")
EARLIER = ("number", "sector", "name")
RESULT = (
    "indicator", "value", "as_of", "status", "state", "is_estimate", "note", "version", "registered", "assigned",
    "evidence",
)  # fmt: skip
LINE = ("criterion", "state", "value", "carried", "base", "target", "points")
STANDING = ("cluster", "points", "rank", "is_tied", "reported", "lines")


def in_format_1(records: Iterable[Record]) -> Iterator[Record]:
    """Of records of a later format those, and of each the keys, that there were in format 1."""
    for record in records:
        if record["record"] in KEYS:
            found = _only(record, KEYS[record["record"]])
            found.update({key: INSIDE[key](part) for key, part in found.items() if key in INSIDE})
            if record["record"] == "criterion":
                found["params"] = _only(record["params"], PARAMETERS.get(record["rule"], ()))
            yield found


def _only(part: Record, keys: Iterable[str]) -> Record:
    return {key: part[key] for key in keys if key in part}


def _each(rows: Iterable[Record], keys: Iterable[str]) -> list[Record]:
    return [_only(row, keys) for row in rows]


#: How the parts of a record look, by their keys.
INSIDE: dict[str, Any] = {
    "format": lambda _number: 1,
    "campaign": lambda part: _only(part, CAMPAIGN),
    "earlier": lambda rows: _each(rows, EARLIER),
    "results": lambda rows: _each(rows, RESULT),
    "lines": lambda rows: rows if isinstance(rows, int) else _each(rows, LINE),
    "standing": lambda part: part and _only(part, STANDING),
}
