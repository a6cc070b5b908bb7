"""The results grid with a keyboard: cells that save themselves, and nothing typed that gets lost."""

from collections.abc import Callable
from typing import Any

import pytest

from campaigns.services import campaigns
from tests.cast import Season, at
from units.actors import SYSTEM

SLOW = 4000


@pytest.fixture
def open_season(season: Season) -> Season:
    """The server's clock is the real one, so entry stays open."""
    campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=at(2024, 7, 1), entry_closes_at=at(2034, 1, 1))
    return season


def test_cells_save_themselves_and_keys_walk_through_them(
    transactional_db: None, open_season: Season, visit: Callable[..., Any]
) -> None:
    world = open_season.world
    dv, kp = (open_season.result(world.ba_dinh, code).pk for code in ("DV", "KP"))
    visitor = visit("hoa", "desk")
    page = visitor.go(f"/sheets/{open_season.sheet(world.ba_dinh).pk}/")
    page.locator(f"#cell-{dv}").fill("1200")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#row-{dv} .cell__say--ok", timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == f"cell-{kp}"
    page.locator(f"#cell-{kp}").fill("1,234.5")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(f"#fault-{kp}", timeout=SLOW)
    assert page.locator(f"#cell-{kp}").input_value() == "1,234.5"
    page.locator(f"#cell-{kp}").fill("1.234,5")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(f"#row-{kp} .cell__say:has-text('✓'), #row-{kp} .faultline b", timeout=SLOW)
    page.wait_for_selector(f"#version-{kp}[value='1']", state="attached", timeout=SLOW)
    assert [str(open_season.result(world.ba_dinh, c).value) for c in ("DV", "KP")] == ["1200", "1234.5"]
    assert [f for f in visitor.faults if "422" not in f] == []


def test_two_quick_changes_of_one_cell_keep_the_second(
    transactional_db: None, open_season: Season, visit: Callable[..., Any]
) -> None:
    world = open_season.world
    dv = open_season.result(world.ba_dinh, "DV").pk
    page = visit("hoa", "desk").go(f"/sheets/{open_season.sheet(world.ba_dinh).pk}/")
    page.evaluate(
        """id => { const cell = document.getElementById(id);
        for (const value of ["7", "8"]) {
          cell.value = value; cell.dispatchEvent(new Event("change", {bubbles: true})); } }""",
        f"cell-{dv}",
    )
    page.wait_for_selector(f"#version-{dv}[value='2']", state="attached", timeout=SLOW)
    assert (page.locator(f"#cell-{dv}").input_value(), open_season.result(world.ba_dinh, "DV").value) == (
        "8",
        8,
    )
