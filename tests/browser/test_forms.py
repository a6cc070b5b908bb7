"""Forms in a browser: one act for two clicks, texts that survive a sign-in, and limits that say so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from campaigns.models import Content
from campaigns.services import campaigns
from tests.cast import PASSWORD, Season, at
from units.actors import SYSTEM

pytestmark = pytest.mark.once

TEXT = "Chăm lo đời sống\nvà việc làm của đoàn viên"


@pytest.fixture
def form(transactional_db: None, season: Season) -> str:
    """The address of a form with a long text."""
    return reverse("content-new", args=[season.campaign.pk])


def texts() -> list[str]:
    return list(Content.objects.filter(text__startswith="Chăm lo").values_list("text", flat=True))


def sign_in(page: Any, name: str) -> None:
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("form:has([name=password]) button")


def kept(page: Any) -> Any:
    return page.evaluate("sessionStorage.getItem('unsent')")


def sign_out(page: Any) -> None:
    """The session ends; the cookie of the forms' token stays, as it does when a night has passed."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_two_clicks_send_once_and_the_button_rests(form: str, visit: Callable[..., Any]) -> None:
    page = visit("quang").go(form)
    page.fill("[name=text]", TEXT)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route(
        "**/contents/new/", lambda route: None if route.request.method == "POST" else route.continue_()
    )
    button = page.locator("form:has([name=text]) button.btn-primary")
    resting = button.evaluate(
        """async button => { button.click(); button.click(); await new Promise(done => setTimeout(done, 200));
        return [button.disabled, button.form.getAttribute("aria-busy")]; }"""
    )
    assert resting == [True, "true"]
    assert len(sent) == 1


@pytest.mark.parametrize("name", ["", "another"])
def test_the_pressed_button_is_sent_with_its_name(form: str, visit: Callable[..., Any], name: str) -> None:
    page = visit("quang").go(form)
    page.fill("[name=text]", TEXT)
    button = "button[name=another]" if name else "button.btn-primary"
    with page.expect_navigation():
        page.click(f"form:has([name=text]) {button}")
    page.wait_for_selector(".note--ok")
    assert texts() == [TEXT]
    assert page.url.endswith(form) is bool(name)
    if name:
        assert page.input_value("[name=text]") == ""  # what was sent is not written into the next form
    assert kept(page) is None


def test_what_was_typed_is_there_after_the_sign_in(form: str, visit: Callable[..., Any]) -> None:
    page = visit("quang").go(form)
    page.fill("[name=text]", TEXT)
    page.select_option("[name=subject]", index=1)
    chosen = page.input_value("[name=subject]")
    sign_out(page)
    page.click("form:has([name=text]) button.btn-primary")
    page.wait_for_selector("[name=password]")
    assert "Phiên làm việc đã hết" in page.inner_text("main")
    page.fill("[name=password]", "wrong")
    sign_in(page, "quang")
    assert page.url.endswith(form)
    assert (page.input_value("[name=text]"), page.input_value("[name=subject]")) == (TEXT, chosen)
    assert "được giữ lại" in page.inner_text("#notes")
    page.click("form:has([name=text]) button.btn-primary")
    page.wait_for_selector(".note--ok")
    assert (texts(), kept(page)) == ([TEXT], None)


def test_on_a_shared_computer_nothing_is_left_for_the_next(form: str, visit: Callable[..., Any]) -> None:
    page = visit("quang").go(form)
    page.fill("[name=text]", TEXT)
    sign_out(page)
    page.click("form:has([name=text]) button.btn-primary")
    page.wait_for_selector("[name=password]")
    assert TEXT.splitlines()[0] in kept(page)
    sign_in(page, "an")
    assert page.url.endswith(form)
    assert (page.input_value("[name=text]"), kept(page)) == ("", None)


def test_signed_in_anew_in_another_tab_the_first_is_sent_once_more(
    form: str, visit: Callable[..., Any]
) -> None:
    first = visit("quang").go(form)
    first.fill("[name=text]", TEXT)
    sign_out(first)
    second = first.context.new_page()
    second.goto(first.url)
    sign_in(second, "quang")
    first.click("form:has([name=text]) button.btn-primary")
    first.wait_for_selector("[data-resend]")
    assert "Quang" in first.inner_text("main")
    first.click("[data-resend] button")
    first.wait_for_selector(".note--ok")
    assert texts() == [TEXT]


def test_a_text_that_is_too_long_says_so_and_is_not_cut(form: str, visit: Callable[..., Any]) -> None:
    visitor = visit("quang", "phone")
    page = visitor.go(form)
    page.fill("[name=text]", "Chăm lo " + "a" * 20000)
    assert "20000" in page.inner_text(".length--over")
    assert len(page.input_value("[name=text]")) == 20008
    visitor.shot("text-too-long")
    page.click("form:has([name=text]) button.btn-primary")
    assert page.evaluate("document.activeElement.name") == "text"
    assert page.url.endswith(form)
    page.fill("[name=text]", "Chăm lo")
    page.click("form:has([name=text]) button.btn-primary")
    page.wait_for_selector(".note--ok")
    assert (texts(), visitor.faults) == (["Chăm lo"], [])


@pytest.mark.parametrize("name", ["hoa", "minh"])
def test_a_cell_is_saved_after_signing_in_anew_in_another_tab_by_the_same_person_alone(
    transactional_db: None, season: Season, visit: Callable[..., Any], name: str
) -> None:
    campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=at(2024, 7, 1), entry_closes_at=at(2034, 1, 1))
    ba_dinh = season.world.ba_dinh
    row = season.result(ba_dinh, "DV")
    first = visit("hoa").go(f"/sheets/{season.sheet(ba_dinh).pk}/")
    sign_out(first)
    first.locator(f"#cell-{row.pk}").fill("1200")
    first.keyboard.press("Enter")
    first.wait_for_selector(f"#row-{row.pk} .cell--fault")
    assert "đăng nhập lại" in first.inner_text("#notes").lower()
    second = first.context.new_page()
    second.goto(first.url)
    sign_in(second, name)
    first.locator(f"#cell-{row.pk}").focus()
    first.keyboard.press("Enter")  # as the page advises: leave the cell once more
    if name == "hoa":
        first.wait_for_selector(f"#row-{row.pk} .cell__say--ok")
        assert season.result(ba_dinh, "DV").value == 1200
    else:
        first.wait_for_timeout(1500)
        assert season.result(ba_dinh, "DV").value is None


def test_the_page_with_a_first_password_lets_go_of_its_reader(
    transactional_db: None, season: Season, visit: Callable[..., Any]
) -> None:
    visitor = visit("an")
    page = visitor.go(reverse("account-password", args=[season.world.hung.person_id]))
    page.click(".btn-grave")
    page.wait_for_selector(".slip__secret")
    with page.expect_navigation():
        page.evaluate("document.querySelector(\"form[action='/logout/']\").requestSubmit()")
    assert (page.locator("[name=password]").count(), visitor.faults) == (1, [])
