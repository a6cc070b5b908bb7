"""Tables that are wider than a phone scroll in a box of their own, which says so and is reached by the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.test_award_pages import pages as award_pages
from tests.browser.test_pages import pages
from tests.demo import demo_at

Visit = Callable[[str, str], Visitor]
Found = Callable[[], list[tuple[str, str, str]]]

#: Boxes that go on to the right without saying so, and tables that are cut because they are in no such box.
BOXES = """async () => {
  const faults = [];
  const scrolls = e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const box of document.querySelectorAll("main *")) {
    if (!scrolls(box) || box.scrollWidth <= box.clientWidth + 1 || !box.querySelector("table")) continue;
    const name = box.getAttribute("aria-label") || box.className;
    if (box.tabIndex !== 0) faults.push(name + ": the keyboard does not reach it");
    if (!["region", "group"].includes(box.getAttribute("role")) || !box.getAttribute("aria-label"))
      faults.push(name + ": has no name");
    if (getComputedStyle(box).maskImage === "none") faults.push(name + ": does not show that it goes on");
    box.scrollLeft = box.scrollWidth;
    await frame();
    if (getComputedStyle(box).maskImage !== "none") faults.push(name + ": still fades at its end");
    box.scrollLeft = 0;
  }
  for (const table of document.querySelectorAll("main table")) {
    let up = table;
    while (up && !scrolls(up)) up = up.parentElement;
    if (!up && table.getClientRects().length && table.getBoundingClientRect().right > innerWidth + 1)
      faults.push("cut: " + table.className + " " + table.textContent.trim().slice(0, 40));
  }
  return faults;
}"""


def wide_boxes(tab: Page) -> int:
    """How many boxes go on to the right."""
    script = """() => [...document.querySelectorAll("main *")].filter(e =>
      ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1).length"""
    count: int = tab.evaluate(script)
    return count


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stage", "found"), [("reporting", pages), ("awarded", award_pages)])
def test_a_wide_table_shows_that_it_goes_on(visit: Visit, stage: str, found: Found) -> None:
    demo_at(stage)
    faults: list[str] = []
    seen = 0
    windows: dict[str, Visitor] = {}
    for name, account, address in found():
        if account not in windows:
            windows[account] = visit(account, "phone")
        tab = windows[account].go(address)
        seen += wide_boxes(tab)
        faults += [f"{name}: {fault}" for fault in tab.evaluate(BOXES)]
    assert not faults, "\n".join(faults)
    assert seen or stage == "awarded", "no page has a wide table: this test sees nothing"
