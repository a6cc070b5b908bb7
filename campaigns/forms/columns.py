"""What the page of a column sends: points and a reason for each line, read without a form for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from campaigns.services.columns import Entry
from common.text import line_feeds, parse_figure

#: More letters than this are no points.
LONGEST = 40


@dataclass
class TypedColumn:
    """The lines as they were typed, what they mean, and what could not be read, by field."""

    typed: dict[int, tuple[str, str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)


def read_column(data: Mapping[str, str]) -> TypedColumn:
    """Read `points-<criterion>` with `reason-<criterion>`; an empty box is what stands there."""
    found = TypedColumn()
    for name in data:
        pk = name.removeprefix("points-")
        if pk == name or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            continue
        text, reason = data[name].strip()[:LONGEST], line_feeds(data.get(f"reason-{pk}", "")).strip()
        found.typed[int(pk)] = (text, reason)
        try:
            found.entries.append(Entry(int(pk), parse_figure(text), reason))
        except ValidationError as error:
            found.faults[name] = list(error.messages)
    return found
