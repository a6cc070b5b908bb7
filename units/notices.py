"""The kinds of notices: how each is put into words, from its values, in the language that is active.

Each app registers its kinds in its `AppConfig.ready`. A value is what JSON carries; a moment stands in it as ISO text.
Two names have a meaning for every kind: `sender`, the union that speaks, and `deadline`, where there is one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from common.templatetags.look import ends, vn

Values = Mapping[str, Any]
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Kind:
    """How a kind of notice is worded: its title, what else it says, and the subject of a letter with several of it."""

    title: Callable[[Values], str]
    body: Callable[[Values], str] = lambda _values: ""
    several: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Words:
    """A notice in words; `deadline` is "" where there is none."""

    title: str
    body: str
    sender: str
    deadline: str


class UnknownKind(LookupError):
    """No app has registered this kind of notice."""


KINDS: dict[str, Kind] = {}


def register(kinds: Mapping[str, Kind]) -> None:
    """Make kinds known, by name."""
    KINDS.update(kinds)


def words_of(name: str, values: Values) -> Words:
    """A notice of this kind in the active language. Raises UnknownKind, and KeyError for a value that is missing."""
    if name not in KINDS:
        raise UnknownKind(name)
    kind = KINDS[name]
    deadline = ends(moment_of(values, "deadline")) if "deadline" in values else ""
    return Words(one_line(kind.title(values)), kind.body(values), values["sender"], deadline)


def subject_of(name: str, said: Sequence[Words]) -> str:
    """The subject of a letter with these notices of one kind, in the active language."""
    first, others = said[0].title, len(said) - 1
    if not others:
        return first
    several = KINDS[name].several if name in KINDS else None
    if several is not None:
        return several(len(said))
    told = ngettext("%(title)s, and %(count)s more", "%(title)s, and %(count)s more", others)
    return one_line(told % {"title": first, "count": vn(others, 0)})


def moment_of(values: Values, name: str) -> datetime:
    """A moment among the values. Raises ValueError where it is none."""
    return datetime.fromisoformat(values[name])


def one_line(title: str) -> str:
    """A title as the subject of a letter takes it: one line, within its length, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:TITLE_LENGTH]
