"""What a zip says of itself at its end, read before any unpacker builds its directory in memory."""

import io
import struct
from typing import IO

#: End of a zip's directory: signature, entries, size and place of the directory.
END = struct.Struct("<4s4xHHII")
#: Stands before the end of a zip that has a second, larger directory; unpackers believe that one, so the end may lie.
ZIP64 = b"PK\x06\x07"
LONGEST_TAIL = 65_557


def directory_of(file: IO[bytes]) -> tuple[int, int] | None:
    """How many entries and bytes the directory has; None for no zip, or one for files of over 4 GB (zip64)."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - LONGEST_TAIL, 0))
    tail = file.read(LONGEST_TAIL)
    file.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < END.size or tail[max(place - 20, 0) :].startswith(ZIP64):
        return None
    _signature, _here, entries, directory, _offset = END.unpack_from(tail, place)
    return entries, directory
