"""Rules of the stylesheets that no page shows at once.

A rule for a width is for screens: A4 upright is as narrow as a tablet, so without `screen` a print takes a phone's
layout.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MEDIA = re.compile(r"@media\s+([^{]+)\{")
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))


def widths_for_paper(css: str) -> Iterator[str]:
    """The conditions of a stylesheet that ask for a width and would hold on paper too."""
    for condition in MEDIA.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for one in condition.split(","):
            if "width" in one and not re.match(r"\s*(only\s+)?screen\b", one):
                yield one.strip()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_rules_for_a_width_are_for_screens(sheet: Path) -> None:
    assert list(widths_for_paper(sheet.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "condition",
    [
        "(max-width: 767.98px)",
        "(min-width:768px)",
        "(width < 768px)",
        "all and (max-width: 767.98px)",
        "print and (max-width: 20cm)",
        "screen and (min-width: 768px), (max-width: 400px)",
    ],
)
def test_a_width_that_would_hold_on_paper_is_found(condition: str) -> None:
    assert list(widths_for_paper(f".a {{ color: red }}\n@media {condition} {{ .a {{ color: blue }} }}"))


@pytest.mark.parametrize(
    "condition", ["print", "screen and (max-width: 767.98px)", "(prefers-contrast: more)"]
)
def test_other_conditions_are_left_alone(condition: str) -> None:
    assert not list(widths_for_paper(f"@media {condition} {{ .a {{ color: blue }} }}"))
