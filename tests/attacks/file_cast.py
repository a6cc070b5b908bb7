"""Files made by hand, and what it costs to refuse them."""

import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError

SHEET = "xl/worksheets/sheet1.xml"
MIB = 1024 * 1024


def parts(rows: str = "", **more: bytes) -> dict[str, bytes]:
    """The parts of a workbook with one sheet of `rows`."""
    found = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b'<workbook xmlns:r="x"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(),
    }
    return found | {name.replace("__", "/"): text for name, text in more.items()}


def zipped(found: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", packing, compresslevel=9) as archive:
        for name, text in found.items():
            archive.writestr(name, text)
    file.seek(0)
    return file


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict["file"][0]


class Cost:
    """Seconds of this process and the most memory of Python's own that a block took."""

    def __enter__(self) -> "Cost":
        tracemalloc.start()
        self.started = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.process_time() - self.started
        self.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
