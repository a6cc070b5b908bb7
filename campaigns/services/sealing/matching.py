"""A document that somebody gives, beside the one that was sealed: where they differ, as far as the reader may see."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from campaigns.services.sealing.comparing import differences
from campaigns.services.sealing.document import Difference, Record

#: What is read of a given document: a small file may unpack to a large one.
MOST_BYTES, MOST_LINE = 64 << 20, 4 << 20
#: So many places are named, and so many records looked into for them.
NAMED, LOOKED_INTO = 20, 200
#: The first bytes of what gzip has packed.
PACKED = b"\x1f\x8b"
#: What tells one record from another of its kind.
KEYS = ("table", "code", "class", "lowest", "order", "fact_kind", "grade_key")
#: Which part of a record a person may see: its kind, the union that it is of, the names that lead to the place.
Sees = Callable[[str, str, list[str]], bool]


@dataclass(frozen=True)
class Place:
    """Where two documents differ, and what stands there in each."""

    where: str
    sealed: str
    given: str


@dataclass
class Compared:
    """What a comparison found; `is_hidden`: also in what the reader may not see, `has_more` than are named."""

    places: list[Place] = field(default_factory=list)
    is_hidden: bool = False
    has_more: bool = False


class Given:
    """A document as somebody gives it, packed or not. Raises Difference, with the line, for what is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def sha256(self) -> str:
        """The hash of its lines. A last line that lost its end, as in a pasted text, has it again."""
        digest = hashlib.sha256()
        for line in self._lines():
            digest.update(line)
        return digest.hexdigest()

    def records(self) -> Iterator[Record]:
        """Its records, one after the other."""
        for number, line in enumerate(self._lines(), start=1):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict) or not isinstance(record.get("record"), str):
                told = _(
                    "Line %(number)s is no line of a sealed document. Give the whole file as you received it."
                )
                raise Difference(told % {"number": number})
            yield record

    def _lines(self) -> Iterator[bytes]:
        plain: Any = BytesIO(self._data)
        source = gzip.GzipFile(fileobj=plain) if self._data.startswith(PACKED) else plain
        read = 0
        try:
            while line := source.readline(MOST_LINE + 1):
                read += len(line)
                if len(line) > MOST_LINE or read > MOST_BYTES:
                    raise Difference(_("The file is larger than any sealed document. Choose another one."))
                yield line if line.endswith(b"\n") else line + b"\n"
        except (OSError, EOFError, zlib.error) as error:
            raise Difference(
                _("The file cannot be unpacked; it is damaged. Ask for it once more.")
            ) from error


def compare_given(sealed: Callable[[], Iterable[Record]], given: Given, sees: Sees) -> Compared:
    """The places at which a given document is another than the sealed one, as far as `sees` allows.

    Records are found by what they are of, in whatever order they come. Of each only a hash is kept at first, and those
    that differ are read again. Raises Difference for what is no document.
    """
    theirs = {key: _hash(record) for key, record in _keyed(given.records())}
    changed, missing = set(), []
    for key, record in _keyed(sealed()):
        other = theirs.pop(key, None)
        if other is None:
            missing.append(key)
        elif other != _hash(record):
            changed.add(key)
    found, extra = Compared(), list(theirs)
    for keys, is_sealed in ((missing, True), (extra, False)):
        for kind, union, *rest in keys:
            name = " / ".join(_cut(part) for part in (union or kind, *rest) if part)
            there, absent = _("is there"), _("is missing")
            words = (there, absent) if is_sealed else (absent, there)
            _add(found, sees(kind, union, [name]), Place(name, *words))
    looked = set(sorted(changed)[:LOOKED_INTO])
    found.has_more |= len(changed) > LOOKED_INTO
    ours = {key: record for key, record in _keyed(sealed()) if key in looked}
    for key, record in _keyed(given.records()):
        if key in looked:
            for path, old, new in differences(ours[key], record):
                place = Place(" / ".join(_cut(part) for part in path if part), _cut(old), _cut(new))
                _add(found, sees(key[0], key[1], path), place)
    return found


Key = tuple[str, ...]


def _keyed(records: Iterable[Record]) -> Iterator[tuple[Key, Record]]:
    """Each record with its kind, its union and what tells it from others; one that comes twice is told by its place."""
    seen: dict[Key, int] = {}
    for record in records:
        kind, union = str(record["record"]), str(record.get("union", ""))
        rest = (
            () if union else tuple(_text(record[name]) for name in KEYS if record.get(name) not in (None, ""))
        )
        key = (kind, union, *rest)
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else (*key, f"×{seen[key]}")), record


def _text(part: Any) -> str:
    return " ".join(map(str, part)) if isinstance(part, list) else str(part)


def _hash(record: Record) -> bytes:
    text = json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _add(found: Compared, is_seen: bool, place: Place) -> None:
    if not is_seen:
        found.is_hidden = True
    elif len(found.places) < NAMED:
        found.places.append(place)
    else:
        found.has_more = True


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
