"""What a page asks for stays within reach however far it is scrolled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from campaigns.models import Phase
from tests.browser.conftest import SIZES, Visitor
from tests.demo import demo_at

Visit = Callable[[str, str], Visitor]

#: Nothing lies over the middle of the button.
ON_TOP = """button => {
  const box = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_appraisal_is_confirmed_from_anywhere_in_the_queue(visit: Visit, size: str) -> None:
    demo_at("reporting")
    phase = Phase.objects.get(campaign__code="HN-2024", number=1)
    visitor = visit("liendoan", size)
    page = visitor.go(f"/phases/{phase.pk}/appraisal/")
    page.locator(".one input[type=checkbox]").first.check()
    button = page.locator("#confirm")
    rows = page.locator("tr[id^=r]")
    for nth in (5, rows.count() // 2, rows.count() - 2):
        rows.nth(nth).scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
        assert button.evaluate(ON_TOP), f"row {nth}: something lies over the button"
