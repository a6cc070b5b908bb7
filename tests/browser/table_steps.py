"""How a whole table is entered in the browser, by who has the printed table and the help of the pages alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser import printed_table as printed
from tests.browser.printed_table import Criterion, Lapse

#: The ends of the words of the buttons below a line.
NEXT, FIRST, LAST = "Thêm, rồi nhập tiêu chí tiếp theo", "Thêm, rồi nhập tiêu chí đầu tiên", "Thêm dòng này"


def press(page: Page, words: str) -> None:
    """A link or a button by its whole words, and the page that it leads to."""
    exact = re.compile(rf"^\s*{re.escape(words)}\s*$")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main").locator("a, button").filter(has_text=exact).first.click()


def fill(page: Page, **typed: str) -> None:
    """Boxes by their ids without `id_`."""
    for name, text in typed.items():
        page.fill(f"#id_{name}", text)


@contextmanager
def redrawn(page: Page) -> Iterator[None]:
    """What makes the page draw the form of the line anew."""
    with page.expect_response(lambda answer: "/lines/" in answer.url):
        yield
    for state in ("request", "swapping", "settling", "added"):
        page.locator(f".htmx-{state}").first.wait_for(state="detached")


def choose_rule(page: Page, words: str) -> None:
    """A way to give points, where it is not the one of the line before."""
    card = page.get_by_label(words, exact=True)
    if not card.is_checked():
        with redrawn(page):
            card.check()


def begins_the_table(page: Page, name: str, code: str) -> None:
    """An empty table of 80 points that bonus points may exceed."""
    press(page, "Lập bảng điểm")
    fill(page, name=name, code=code)
    press(page, "Lập bảng điểm")
    press(page, "Về bảng điểm")
    fill(page, nominal="80")
    page.check("#id_may_exceed")
    press(page, "Lưu thay đổi")


def enters_the_criteria(page: Page) -> None:
    """The standards with their criteria, one after the other, then the bonus points."""
    for code, name, most in printed.STANDARDS:
        press(page, "Thêm nhóm")
        fill(page, name=name, max_points=most)
        assert page.input_value("#id_code") == code
        press(page, LAST)
        lead = "Thêm nhóm con"
        for criterion in printed.CRITERIA[code]:
            press(page, lead)
            _criterion(page, criterion)
            lead = f"Thêm nhóm cùng cấp với “{criterion.code}”"
    _bonuses(page)


def _criterion(page: Page, criterion: Criterion) -> None:
    """A small group inside its standard: what is lost by the gravest lapse, and what the others take."""
    fill(page, name=criterion.name, code=criterion.code, max_points=criterion.most, min_points="0")
    page.check("#id_is_clamped")
    press(page, FIRST)
    choose_rule(page, "Theo bậc")
    fill(page, name=criterion.base, max_points=criterion.most)
    page.select_option("#id_input_value", "new:number")
    while page.locator(f"#id_step_{len(criterion.steps) - 1}_points").count() == 0:
        with redrawn(page):
            page.click("#more-steps")
    for n, (lowest, below, points) in enumerate(criterion.steps):
        fill(page, **{f"step_{n}_lowest": lowest, f"step_{n}_below": below, f"step_{n}_points": points})
    if criterion.full_without:
        page.locator("details.fold").first.locator("summary").click()
        page.select_option("#id_p_not_applicable", "full")
    press(page, NEXT)
    for n, lapse in enumerate(criterion.lapses, start=1):
        _each(page, lapse, criterion.most, "Điểm trừ")
        press(page, LAST if n == len(criterion.lapses) else NEXT)


def _each(page: Page, line: Lapse, most: str, nature: str) -> None:
    """So many points each time; up to what the group has, where the text says no end."""
    choose_rule(page, "Mỗi kết quả")
    fill(page, name=line.name, max_points=most, p_per_object=line.points)
    page.select_option("#id_nature", label=nature)
    page.select_option("#id_input_value", "new:number")


def _bonuses(page: Page) -> None:
    """Bonus lines in a group of their own, the last of them a group that never falls below 0."""
    _code, name, most = printed.BONUS
    press(page, "Thêm nhóm")
    fill(page, name=name, max_points=most)
    page.select_option("#id_nature", label="Điểm thưởng")
    press(page, FIRST)
    for n, bonus in enumerate(printed.BONUSES, start=1):
        _each(page, bonus, most, "Điểm thưởng")
        press(page, LAST if n == len(printed.BONUSES) else NEXT)
    page.locator(".lines a", has_text=name).first.click()
    page.wait_for_url("**line=**")
    press(page, "Thêm nhóm con")
    code, name, most = printed.INITIATIVES
    assert page.input_value("#id_code") == code
    fill(page, name=name, max_points=most, min_points="0")
    press(page, FIRST)
    for grade in printed.GRADES:
        _each(page, grade, most, "Điểm thưởng")
        press(page, NEXT)
    _each(page, printed.LATE_DAYS, most, "Điểm trừ")
    press(page, LAST)


def enters_the_bands(page: Page) -> None:
    """The bands with their conditions, the highest first as printed."""
    press(page, "Sửa các mức và cách phân định")
    press(page, "Thêm mức")
    for name, lowest, no_zero, no_violation in printed.BANDS:
        fill(page, name=name, lowest=lowest)
        if no_zero:
            page.check("#id_no_zero")
        if no_violation:
            page.select_option("#id_fact_0_condition", "no_fact")
            page.select_option("#id_fact_0_kind", "discipline")
        press(page, "Lưu mức" if name == printed.BANDS[-1][0] else "Lưu, rồi thêm mức tiếp theo")
    press(page, "Về các tiêu chí và phần kiểm tra")
