"""Walking through the XML of a workbook once, without its entities and without keeping it."""

from xml.parsers import expat

#: The list of sheets is small, and every element of it is kept in memory.
MAX_LIST = 1024 * 1024


def parser() -> expat.XMLParserType:
    """A parser that leaves at the first sign of entities, in whatever encoding they are written."""

    def refuse_entities(*_declared: object) -> None:
        raise ValueError("a document type")

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = refuse_entities
    return reader


def starts(text: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element's local name and attributes. Raises ValueError for a list that is far too long."""
    if len(text) > MAX_LIST:
        raise ValueError("a list of sheets this long is none")
    found: list[tuple[str, dict[str, str]]] = []
    reader = parser()
    reader.StartElementHandler = lambda name, attrs: found.append((name.rpartition(":")[2], attrs))
    reader.Parse(text, True)
    return found


def lengths_of(text: bytes) -> list[int]:
    """How many characters each shared text has."""
    lengths: list[int] = []

    def start(name: str, _attrs: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def more(words: str) -> None:
        if lengths:
            lengths[-1] += len(words)

    reader = parser()
    reader.StartElementHandler, reader.CharacterDataHandler = start, more
    reader.Parse(text, True)
    return lengths


def referred(text: bytes, lengths: list[int]) -> int:
    """How many characters a sheet's cells take from the shared texts. Raises ValueError for a number that is none."""
    total, number, in_cell = 0, "", False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal in_cell, number
        if name.rpartition(":")[2] == "c":
            in_cell, number = attrs.get("t") == "s", ""

    def more(words: str) -> None:
        nonlocal number
        if in_cell:
            number += words.strip()

    def end(name: str) -> None:
        nonlocal in_cell, total
        if in_cell and name.rpartition(":")[2] == "c":
            index = int(number or 0)
            total, in_cell = total + (lengths[index] if 0 <= index < len(lengths) else 0), False

    reader = parser()
    reader.StartElementHandler, reader.CharacterDataHandler, reader.EndElementHandler = start, more, end
    reader.Parse(text, True)
    return total
