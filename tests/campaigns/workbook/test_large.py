"""A workbook of 10,000 rows in the terminal; the browser's half is in tests/browser/test_import.py."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.workbook.exporting import write_workbook

ROWS = 10_000


def large_workbook(path: Path) -> Path:
    """A campaign of the city with 10,000 grassroots unions below it."""

    def union(code: str, name: str, level: str, parent: str, sector: str = "union_body") -> dict[str, object]:
        return {
            "code": code, "name": name, "short_name": name, "level": level, "parent": parent,
            "valid_from": "2020-01-01", "sector": sector,
        }  # fmt: skip

    unions = [
        union("TLD", "Tổng LĐLĐ Việt Nam", "confederation", ""),
        union("HN", "LĐLĐ thành phố Hà Nội", "city", "TLD"),
        *(union(f"CS{n}", f"CĐCS Công ty số {n}", "grassroots", "HN", "enterprise") for n in range(ROWS)),
    ]
    campaign = {"code": "HN-2025", "name": "Thi đua năm 2025", "year": 2025, "owner": "HN"}
    write_workbook(str(path), {"unions": unions, "campaign": [campaign]})
    return path


@pytest.mark.usefixtures("world")
def test_progress_is_seen_in_the_terminal(tmp_path: Path) -> None:
    out = StringIO()
    call_command(
        "import_workbook", str(large_workbook(tmp_path / "ten-thousand.xlsx")), "--check", stdout=out
    )
    percents = [int(p) for p in re.findall(r"^ *(\d+) %", out.getvalue(), re.MULTILINE)]
    assert percents == sorted(percents)
    assert len(percents) >= 10
    assert percents[-1] >= 90  # what is only checked is not written
