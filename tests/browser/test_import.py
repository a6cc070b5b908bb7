"""A workbook of 10,000 rows: the bar moves in the browser until the plan is there, and until the rows are in."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import Visitor
from tests.campaigns.workbook.test_large import ROWS, large_workbook
from tests.cast import World, make_world
from units.models import Union
from units.services import jobs

Visit = Callable[[str, str], Visitor]
BAR = ".job [role=progressbar]"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.mark.usefixtures("world")
def test_progress_is_seen_in_the_browser(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = jobs.Running.step

    def slow_step(self: jobs.Running, *args: Any, **kwargs: Any) -> None:
        step(self, *args, **kwargs)
        time.sleep(0.05)  # a machine quicker than the page's one look a second would show only the end

    monkeypatch.setattr(jobs.Running, "step", slow_step)
    visitor = visit("quang", "desk")
    page = visitor.go("/workbook/import/")
    page.set_input_files("input[type=file]", large_workbook(tmp_path / "ten-thousand.xlsx"))
    page.locator("main form .btn-primary").click()
    page.wait_for_selector(".job")

    planned = watched(page)
    assert Union.objects.filter(code__startswith="CS").count() == 0
    visitor.shot("import-plan")
    page.locator("section:has(#apply) .btn-primary").click()
    page.wait_for_selector(".job")
    applied = watched(page)
    for seen in (planned, applied):
        assert max(seen) == 100
        assert len({percent for percent in seen if 0 < percent < 100}) >= 2
    assert Union.objects.filter(code__startswith="CS").count() == ROWS
    visitor.shot("import-done")
    assert visitor.faults == []


def watched(page: Page) -> set[int]:
    """Let a worker do what waits, and the page show how far it is; what it showed."""

    def work() -> None:
        jobs.run_all(now=timezone.now())
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    seen: set[int] = set()
    until = time.monotonic() + 60
    while time.monotonic() < until and 100 not in seen:
        seen.add(shown(page))
        page.wait_for_timeout(300)
    worker.join(60)
    expect(page.locator(BAR)).to_have_count(0)
    return seen


def shown(page: Page) -> int:
    """Percent on the bar; 100 once the page has put what the job gave in its place.

    The bar is asked for once: between two questions it may go, and the second would wait for one that is gone.
    """
    try:
        return int(page.locator(BAR).get_attribute("aria-valuenow", timeout=2_000) or 0)
    except TimeoutError:
        return 100
