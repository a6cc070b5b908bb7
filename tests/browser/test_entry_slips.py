"""Slips of the hand in the results grid: nothing is replaced or merged by a key, a click or a paste that meant less."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from campaigns.models import Result
from campaigns.services import campaigns, results
from tests.cast import NOW, Season, at
from units.actors import SYSTEM

pytestmark = pytest.mark.once

SLOW = 6000
Visit = Callable[..., Any]


@pytest.fixture
def entered(season: Season) -> Season:
    """Entry stays open by the server's clock; Ba Dinh has entered 10 new members, dues, and a yes."""
    campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=at(2024, 7, 1), entry_closes_at=at(2034, 1, 1))
    season.enter(season.world.ba_dinh, season.world.hoa, dv="10", kp="7", bc="1")
    return season


def row(entered: Season, code: str = "DV") -> Result:
    return entered.result(entered.world.ba_dinh, code)


def opened(entered: Season, visit: Visit, size: str = "desk") -> Page:
    return visit("hoa", size).go(f"/sheets/{entered.sheet(entered.world.ba_dinh).pk}/")


def settled(page: Page) -> None:
    """Everything sent is answered."""
    page.wait_for_timeout(150)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_tap_selects_the_old_figure_and_typing_replaces_it(
    transactional_db: None, entered: Season, visit: Visit, size: str
) -> None:
    page, dv = opened(entered, visit, size), row(entered).pk
    box = page.locator(f"#cell-{dv}")
    # At its left edge, where a press puts the caret before the figure.
    box.tap(position={"x": 2, "y": 8}) if size == "phone" else box.click(position={"x": 2, "y": 8})
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#version-{dv}[value='2']", state="attached", timeout=SLOW)
    assert row(entered).value == 11
    # A second press in the same cell puts the caret where it points to, so that digits can be corrected.
    box.click()
    box.click(position={"x": 2, "y": 8})
    page.keyboard.type("9")
    assert box.input_value() == "911"


def test_an_arrow_on_the_list_of_words_saves_nothing_and_leaving_it_asks(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    page, dv = opened(entered, visit), row(entered).pk
    page.locator(f"#state-{dv}").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#state-{dv}").input_value() == "nothing"
    settled(page)
    assert (row(entered).value, row(entered).version) == (10, 1)
    page.keyboard.press("Escape")
    assert page.locator(f"#state-{dv}").input_value() == ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.wait_for_selector(f"#fault-{dv} button", timeout=SLOW)
    assert (row(entered).value, row(entered).version) == (10, 1)
    # By the keyboard alone: keep the figure …
    page.locator(f"#fault-{dv} button", has_text="Giữ").press("Enter")
    page.wait_for_selector(f"#fault-{dv}", state="detached", timeout=SLOW)
    page.wait_for_function("id => document.activeElement.id === id", arg=f"cell-{dv}", timeout=SLOW)
    assert (row(entered).value, row(entered).state) == (10, "reported")
    # … or say that the word replaces it.
    page.locator(f"#state-{dv}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(f"#fault-{dv} button", has_text="Thay").press("Enter")
    page.wait_for_selector(f"#fault-{dv}", state="detached", timeout=SLOW)
    assert (row(entered).value, row(entered).state) == (None, "nothing")


def test_an_arrow_on_a_yes_counts_when_it_is_left_and_esc_takes_it_back(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    page, bc = opened(entered, visit), row(entered, "BC").pk
    page.locator(f"#cell-{bc}").focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert row(entered, "BC").version == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    settled(page)
    assert (row(entered, "BC").version, page.locator(f"#cell-{bc}").input_value()) == (1, "1")
    page.locator(f"#cell-{bc}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#version-{bc}[value='2']", state="attached", timeout=SLOW)
    assert row(entered, "BC").value == 0


def test_a_word_chosen_by_touch_where_nothing_stands_is_saved_at_once(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    entered.enter(entered.world.ba_dinh, entered.world.hoa, dv="0")
    results.save_figures(
        participant=entered.sheet(entered.world.ba_dinh), by=entered.world.hoa, now=NOW,
        figures=[entered.figure(entered.world.ba_dinh, "DV", None, "not_reported")],
    )  # fmt: skip
    page, dv, before = opened(entered, visit, "phone"), row(entered).pk, row(entered).version
    page.locator(f"#state-{dv}").select_option("nothing")
    page.wait_for_selector(f"#version-{dv}[value='{before + 1}']", state="attached", timeout=SLOW)
    assert row(entered).state == "nothing"


@pytest.mark.parametrize("pasted", ["9\t2", "9\n2", "9\r\n200\r\n"])
def test_pasting_several_cells_changes_nothing_and_says_so(
    transactional_db: None, entered: Season, visit: Visit, pasted: str
) -> None:
    page, dv = opened(entered, visit), row(entered).pk
    page.locator(f"#cell-{dv}").click()
    paste(page, pasted)
    assert page.locator(f"#cell-{dv}").input_value() == "10"
    assert "Chưa dán" in page.locator(f"#row-{dv} .cell__say").inner_text()
    page.keyboard.press("Enter")
    settled(page)
    assert (row(entered).value, row(entered).version) == (10, 1)


def test_a_single_cell_of_a_spreadsheet_may_be_pasted(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    page, dv = opened(entered, visit), row(entered).pk
    page.locator(f"#cell-{dv}").click()
    assert paste(page, "1.250\r\n")


def paste(page: Page, text: str) -> bool:
    """Paste into the focused cell; whether the browser may go on with it."""
    return page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
        return document.activeElement.dispatchEvent(event); }""",
        text,
    )


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_same_once_more_keeps_mine_in_a_conflict(
    transactional_db: None, entered: Season, visit: Visit, size: str
) -> None:
    page, dv = opened(entered, visit, size), row(entered).pk
    entered.enter(entered.world.ba_dinh, entered.world.hung, dv="15")
    page.locator(f"#cell-{dv}").fill("12")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#fault-{dv}", timeout=SLOW)
    assert row(entered).value == 15
    # To pass by is no decision over somebody else's figure.
    page.locator(f"#cell-{dv}").focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert row(entered).value == 15
    if size == "phone":
        page.locator(f"#fault-{dv} button").tap()
    else:
        page.locator(f"#cell-{dv}").press("Enter")
    page.wait_for_selector(f"#fault-{dv}", state="detached", timeout=SLOW)
    assert row(entered).value == 12


def test_a_colleague_who_submits_while_i_type_is_named(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    page, dv = opened(entered, visit), row(entered).pk
    page.locator(f"#cell-{dv}").fill("12")
    results.submit_sheet(
        participant=entered.sheet(entered.world.ba_dinh), by=entered.world.hung, now=at(2024, 7, 20, 9, 12)
    )
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#fault-{dv}", timeout=SLOW)
    told = page.locator(f"#row-{dv}").inner_text()
    assert "Hung đã nộp phiếu lúc 09:12" in told
    assert ("12" in told, "vừa lưu" in told) == (True, False)
    assert row(entered).value == 10


def test_without_a_script_enter_saves_a_draft_and_the_question_is_asked_too(
    transactional_db: None, entered: Season, visit: Visit
) -> None:
    page, dv = opened(entered, visit), row(entered).pk
    page.route("**/*.js", lambda route: route.abort())
    page.reload()
    page.locator(f"#cell-{dv}").fill("12")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert (row(entered).value, "confirm" in page.url) == (12, False)
    page.locator(f"#state-{dv}").focus()
    page.keyboard.press("ArrowDown")
    page.locator(".below button").press("Enter")
    page.wait_for_selector(f"#fault-{dv} button", timeout=SLOW)
    assert row(entered).value == 12
    with page.expect_navigation():
        page.locator(f"#fault-{dv} button", has_text="Giữ").press("Enter")
    assert (row(entered).value, row(entered).state) == (12, "reported")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_questions_are_fit_for_a_keyboard_and_a_screen_reader(
    transactional_db: None, entered: Season, visit: Visit, size: str
) -> None:
    visitor, dv = visit("hoa", size), row(entered).pk
    page = visitor.go(f"/sheets/{entered.sheet(entered.world.ba_dinh).pk}/")
    page.locator(f"#state-{dv}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#fault-{dv} button", timeout=SLOW)
    visitor.shot("sheet-question")
    visitor.axe("sheet-question")
    assert [fault for fault in visitor.faults if "422" not in fault] == []
