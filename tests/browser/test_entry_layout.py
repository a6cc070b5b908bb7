"""The results grid in every width, and on paper as the official form."""

from collections.abc import Callable
from typing import Any

import pytest

from campaigns.models import Indicator
from campaigns.services import campaigns
from tests.cast import Season, at
from units.actors import SYSTEM

pytestmark = pytest.mark.once

NAME = "Tổ chức tập huấn nghiệp vụ công tác thi đua, khen thưởng cho cán bộ công đoàn"


@pytest.fixture
def long_names(season: Season) -> Season:
    """Entry stays open; names of nearly 80 letters, figures with all the digits that money has."""
    campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=at(2024, 7, 1), entry_closes_at=at(2034, 1, 1))
    Indicator.objects.update(name=NAME)
    season.enter(season.world.ba_dinh, season.world.hoa, dv="10", kp="1384205.5", bc="1")
    return season


@pytest.mark.parametrize("width", [390, 768, 900, 1024, 1100, 1199, 1200, 1366, 1440])
def test_the_sheet_keeps_its_words_whole_and_the_page_alone_scrolls(
    transactional_db: None, long_names: Season, visit: Callable[..., Any], width: int
) -> None:
    visitor = visit("hoa", "desk")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.go(f"/sheets/{long_names.sheet(long_names.world.ba_dinh).pk}/")
    assert page.locator("main").evaluate("el => el.scrollWidth <= el.clientWidth")
    box = page.locator(".scroll--entry").evaluate(
        "el => [el.scrollWidth - el.clientWidth, el.scrollHeight - el.clientHeight]"
    )
    assert box == [0, 0]
    # A name of 80 letters takes a few lines and not a line for each word.
    heights = page.locator(".grid--entry tbody th[scope=row]").evaluate_all(
        "all => all.map(th => th.querySelector('.d-flex > span:last-child').getBoundingClientRect())"
    )
    assert min(rect["width"] for rect in heights) >= 190
    for cell in page.locator(".cell input, .cell select.cell__state").all():
        assert cell.evaluate("el => el.scrollWidth <= el.clientWidth + 1 || el.offsetParent === null")


def test_the_head_of_the_table_stays_while_the_page_scrolls(
    transactional_db: None, long_names: Season, visit: Callable[..., Any]
) -> None:
    visitor = visit("hoa", "desk")
    visitor.page.set_viewport_size({"width": 1366, "height": 360})
    page = visitor.go(f"/sheets/{long_names.sheet(long_names.world.ba_dinh).pk}/")
    page.evaluate("window.scrollTo(0, document.querySelector('.below').offsetTop - 300)")
    assert page.evaluate("window.scrollY") > 0
    assert page.locator(".grid--entry thead th").first.evaluate("th => th.getBoundingClientRect().top") == 0


def test_the_sheet_prints_as_the_official_form_on_one_page(
    transactional_db: None, long_names: Season, visit: Callable[..., Any]
) -> None:
    visitor = visit("hoa", "desk")
    page = visitor.go(f"/sheets/{long_names.sheet(long_names.world.ba_dinh).pk}/")
    assert not page.locator(".form").is_visible()
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    for words in (
        "LĐLĐ THÀNH PHỐ HÀ NỘI", "LĐLĐ QUẬN BA ĐÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA", "Kỳ số liệu: ", "Bản nháp, chưa nộp",
        "NGƯỜI LẬP BIỂU", "TM. BAN THƯỜNG VỤ", NAME,
    ):  # fmt: skip
        assert words in printed
    for selector in (
        ".tag",
        ".phase",
        ".crumbs",
        ".pills",
        ".below",
        ".file",
        "h1",
        ".cell__say",
        ".faultline",
        ".pace__bar",
    ):
        assert [found for found in page.locator(selector).all() if found.is_visible()] == []
    assert "nhập ở đây" not in printed
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf  # A4 upright
