"""The whole walk from figures to a final, ranked phase.

A union's officer on a phone, its chair, the federation and the cluster's head each do their part.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import PhaseStatus, PledgeStatus, ResultStatus
from campaigns.models import Phase, Pledge, Result
from campaigns.services import closing
from emulation_tracker.demo.accounts import PASSWORD
from tests.browser.award_steps import press
from tests.browser.conftest import Visitor
from tests.demo import demo_at
from units.models import Cluster
from units.services import jobs

Visit = Callable[[str, str], Visitor]


def sign_in(visitor: Visitor, username: str) -> None:
    page = visitor.go("/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("h1")).to_have_text("Việc của tôi")


def officer_corrects_and_submits_again(visitor: Visitor, phase: Phase) -> None:
    """With the keyboard alone, from the sign-in to the submitted sheet."""
    sign_in(visitor, "dongda")
    page = visitor.page
    page.locator("main .btn-primary").press("Enter")
    row = Result.objects.get(participant__phase=phase, participant__union__code="HN-DD", indicator__code="KT")
    cell = page.locator(f"#cell-{row.pk}")
    cell.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("1,234.5")
    page.keyboard.press("Enter")
    expect(page.locator(f"#fault-{row.pk}")).to_contain_text("1.234,5")
    assert [
        fault for fault in visitor.faults if "422" not in fault
    ] == []  # the browser logs the refusal itself
    visitor.faults.clear()
    cell.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("24")
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{row.pk}")).to_contain_text("Đã lưu")
    page.locator("#sheet-submit button").press("Enter")
    page.locator("#confirm .btn-primary").press("Enter")
    expect(page.locator("#sheet-submit button")).to_have_count(0)
    row.refresh_from_db()
    assert (row.value, row.status) == (24, ResultStatus.SUBMITTED)
    visitor.shot("walk-submitted")


def chair_signs(visitor: Visitor) -> None:
    sign_in(visitor, "badinh")
    pledge = Pledge.objects.get(campaign__code="HN-2024", cluster__code="HN-C1")
    page = visitor.go(f"/pledges/{pledge.pk}/")
    page.locator("form[action*=sign] input[type=checkbox]").check()
    page.fill("form[action*=sign] input[type=password]", PASSWORD)
    page.locator("form[action*=sign] button").click()
    expect(page.locator(".stamp--me")).to_have_count(0)
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.IN_FORCE
    visitor.shot("walk-pledge-in-force")


def federation_verifies_and_moves_the_deadline(visitor: Visitor, phase: Phase) -> None:
    page = visitor.go(f"/phases/{phase.pk}/appraisal/")
    waiting = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED).count()
    page.locator("input[name=results]").nth(0).check()
    page.locator("input[name=results]").nth(1).check()
    press(page, "#confirm")
    assert (
        Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED).count() == waiting - 2
    )
    page = visitor.go(f"/phases/{phase.pk}/edit/")
    soon = timezone.localtime(timezone.now() + timedelta(minutes=2))
    page.fill("[name=entry_closes_at]", soon.strftime("%d/%m/%Y"))
    page.fill("[name=entry_closes_time]", soon.strftime("%H:%M"))
    page.fill("[name=reason]", "Họp hội đồng sớm hơn kế hoạch")
    press(page, "main form .btn-primary")
    press(page, "main form .btn-grave")  # a deadline that comes forward is asked about
    phase.refresh_from_db()
    assert phase.entry_closes_at <= soon


def federation_appraises_what_the_final_waits_for(visitor: Visitor, phase: Phase) -> None:
    """The final is not offered while figures wait; it leads to them, and those of a page are confirmed together."""
    page = visitor.go(f"/phases/{phase.pk}/final/")
    expect(page.locator("[name=confirm]")).to_have_count(0)
    visitor.shot("walk-final-waits")
    waiting = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED)
    while waiting.exists():
        if not page.locator("#every").count():  # each cluster leads to its own figures
            page = visitor.go(f"/phases/{phase.pk}/final/")
            press(page, f"main td a[href^='/phases/{phase.pk}/appraisal/']")
        page.locator("#every").check()
        press(page, "#confirm")
    expect(page.locator("#confirm")).to_have_count(0)
    jobs.run_all(now=timezone.now())


def federation_takes_no_opinions(visitor: Visitor, phase: Phase) -> None:
    """A stage that has not begun is taken away, and the final waits for it no more."""
    page = visitor.go(f"/phases/{phase.pk}/stages/opinions/")
    press(page, "form[action$='/drop/'] button")
    expect(page.locator("table.grid").first).not_to_contain_text("Kiến nghị")
    visitor.shot("walk-stages")


def federation_makes_it_final(visitor: Visitor, phase: Phase) -> None:
    page = visitor.go(f"/phases/{phase.pk}/standings/")
    visitor.shot("walk-provisional")
    page.locator(f"a[href*='/phases/{phase.pk}/final/']").first.click()
    page.locator("[name=confirm]").check()
    page.locator("[name=password]").fill(PASSWORD)
    visitor.shot("walk-final-confirm")
    press(page, "main form .acts button")
    assert jobs.run_all(now=timezone.now()) == 1


def head_asks_why(visitor: Visitor, phase: Phase) -> None:
    cluster = Cluster.objects.get(code="HN-C1")
    page = visitor.go(f"/phases/{phase.pk}/standings/?cluster={cluster.pk}")
    expect(page.locator("main")).to_contain_text("đồng hạng")
    page.locator("a[id^=why-]").last.click()
    expect(page.locator("tr.opened")).to_contain_text("Theo tỷ lệ")
    visitor.shot("walk-why")


@pytest.mark.django_db(transaction=True)
def test_a_campaign_is_walked_from_figures_to_a_final_phase(visit: Visit) -> None:
    demo_at("reporting")
    phase = Phase.objects.get(campaign__code="HN-2024", number=1)
    officer, chair, federation, head = (
        visit("", "phone"),
        visit("", "desk"),
        visit("", "desk"),
        visit("longbien", "desk"),
    )
    officer_corrects_and_submits_again(officer, phase)
    chair_signs(chair)
    sign_in(federation, "liendoan")
    federation_verifies_and_moves_the_deadline(federation, phase)
    assert closing.close_due_phases(now=phase.entry_closes_at) == 1
    jobs.run_all(now=phase.entry_closes_at)
    federation_appraises_what_the_final_waits_for(federation, phase)
    federation_takes_no_opinions(federation, phase)
    federation_makes_it_final(federation, phase)
    phase.refresh_from_db()
    assert phase.status == PhaseStatus.FINAL
    head_asks_why(head, phase)
    assert [v.faults for v in (officer, chair, federation, head)] == [[], [], [], []]
