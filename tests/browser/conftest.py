"""A real Chromium on a live server: signed-in pages that watch themselves for faults."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page

from units.models import User

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SIZES = {"desk": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
#: A desk on which the pages of wide tables are walked besides.
LAPTOP = {"laptop": {"width": 1280, "height": 900}}
SCREENS = Path(settings.BASE_DIR) / "var" / "test" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are skipped with the reason; in CI that is a failure."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists() and os.environ.get("CI") != "true":
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine; as root `make test` installs one")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, headless and quiet."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(autouse=True)
def language(settings: Any) -> Iterator[None]:
    """As a union officer sees it."""
    settings.LANGUAGE_CODE = "vi"
    with translation.override("vi"):
        yield


class Visitor:
    """A signed-in person in a browser window of one size; remembers what went wrong on the way."""

    def __init__(self, page: Page, base: str, size: str) -> None:
        self.page, self.base, self.size = page, base, size
        self.faults: list[str] = []
        page.on("console", lambda m: self.faults.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.faults.append(f"script: {e}"))
        page.on("request", lambda r: self._foreign(r.url))

    def _foreign(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.base):
            self.faults.append(f"foreign request: {url}")

    def go(self, path: str) -> Page:
        """Open a page of the application."""
        answer = self.page.goto(self.base + path, wait_until="load")
        if answer is None or answer.status >= 400:
            self.faults.append(f"{path}: {answer.status if answer else 'no answer'}")
        return self.page

    def shot(self, name: str) -> None:
        """Keep a picture of the whole page; note what lies outside the window."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=str(SCREENS / f"{name}-{self.size}.png"), full_page=True)
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            self.faults.append(f"{name}: wider than the window ({self.size})")

    def axe(self, name: str) -> None:
        """Note what a screen reader or a keyboard would trip over."""
        found = Axe().run(self.page)
        for violation in found.response["violations"]:
            nodes = "; ".join(node["html"][:140] for node in violation["nodes"][:3])
            self.faults.append(f"{name}: {violation['id']}: {nodes}")


@pytest.fixture
def visit(launch_browser: Callable[[], Browser], live_server: Any) -> Iterator[Callable[[str, str], Visitor]]:
    """`visit("dongda", "phone")` is that person's window, signed in without the form.

    Each test has a browser of its own: closing one window of several hangs now and then, while a browser that does not
    close is killed.
    """
    browser = launch_browser()

    def open_window(username: str = "", size: str = "desk") -> Visitor:
        context = browser.new_context(
            viewport=(SIZES | LAPTOP)[size],
            locale="vi-VN",
            base_url=live_server.url,
            has_touch=size == "phone",
        )
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(10_000)
        return Visitor(page, live_server.url, size)

    yield open_window
    browser.close()


def faults_of(
    visit: Callable[[str, str], Visitor], pages: Iterable[tuple[str, str, str]], size: str
) -> list[str]:
    """Open each (name, account, address), keep its picture, and tell what went wrong on the way."""
    faults: list[str] = []
    windows: dict[str, Visitor] = {}
    for name, account, address in pages:
        if account not in windows:
            windows[account] = visit(account, size)
        visitor = windows[account]
        visitor.go(address)
        visitor.shot(name)
        visitor.axe(name)
        faults += [f"{name}: {fault}" for fault in visitor.faults]
        visitor.faults.clear()
    return faults
