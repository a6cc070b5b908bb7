"""How a seal's document is written and read: JSON lines, hashed as they are, compressed by gzip.

Every amount is a whole number of ten-thousandths, every time a text with its offset; there is no other kind of number.
The first line names the format; anybody can read the document with `gunzip`.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from common.formats import form_of

Record = dict[str, Any]
PIECE = 1 << 16


class Difference(Exception):
    """The phase is not what its frozen inputs give; the text names the first place."""


def _line_1(record: Record) -> bytes:
    """Sorted keys, no spaces, letters as they are, a new line at the end."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


#: The format in which seals are written from now on, and every form that there ever was. In formats 2 and 3 the lines
#: look as in format 1; they say more, and are recomputed by other rules.
SEAL_FORMAT = 3
SEAL_FORMS: dict[int, Callable[[Record], bytes]] = {1: _line_1, 2: _line_1, 3: _line_1}


class Writer:
    """Takes a document record by record; only its compressed form is held in memory."""

    def __init__(self, number: int) -> None:
        self._line = form_of(SEAL_FORMS, number)
        self._digest = hashlib.sha256()
        self._buffer = BytesIO()
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=self._buffer, mtime=0)

    def add(self, record: Record) -> None:
        """Append one record."""
        line = self._line(record)
        self._digest.update(line)
        self._gzip.write(line)

    def finish(self) -> tuple[bytes, str]:
        """The compressed document, and the SHA-256 of its lines."""
        self._gzip.close()
        return self._buffer.getvalue(), self._digest.hexdigest()


def check_bytes(document: bytes, sha256: str) -> None:
    """Raise Difference unless the document can be read whole and its lines have this hash."""
    digest = hashlib.sha256()
    try:
        with gzip.GzipFile(fileobj=BytesIO(document)) as lines:
            while piece := lines.read(PIECE):
                digest.update(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise Difference(_("The sealed document cannot be read: %(why)s") % {"why": error}) from error
    if digest.hexdigest() != sha256:
        raise Difference(
            _("The hash of the seal differs: sealed %(sealed)s, recomputed %(now)s.")
            % {"sealed": sha256, "now": digest.hexdigest()}
        )


def read(document: bytes, number: int) -> Iterator[Record]:
    """The records of a document whose bytes were checked, one after the other. Raises UnknownFormat, Difference.

    The number beside the document and the one inside must be the same.
    """
    form_of(SEAL_FORMS, number)
    with gzip.GzipFile(fileobj=BytesIO(document)) as lines:
        for place, line in enumerate(lines):
            record = json.loads(line)
            if place == 0 and record.get("format") != number:
                raise Difference(
                    _("The sealed document says format %(inside)s, its seal %(beside)s.")
                    % {"inside": record.get("format"), "beside": number}
                )
            yield record
