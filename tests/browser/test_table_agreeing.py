"""Agreeing a scoring table in a browser: faults and warnings are read, each warning is ticked, the page says who."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import TableStatus
from campaigns.models import ScoringTable
from campaigns.services import tables
from tests.browser.conftest import Visitor
from tests.cast import NOW, Season
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("transactional_db")


def seen(visitor: Visitor, name: str) -> None:
    """The page as it stands fits its window and is told to a screen reader."""
    visitor.shot(name)
    visitor.axe(name)
    assert visitor.faults == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_sample_is_agreed_once_each_of_its_warnings_is_ticked(
    season: Season, visit: Callable[..., Any], size: str
) -> None:
    table = tables.start_table(campaign=season.campaign, starter="CTTT", by=SYSTEM, now=NOW)
    broken = tables.make_table(campaign=season.campaign, code="B7", name="Bảng dở dang", by=SYSTEM, now=NOW)
    visitor = visit("quang", size)
    visitor.go(reverse("table-agree", args=[broken.pk]))
    seen(visitor, "table-faults")
    page = visitor.go(reverse("table-agree", args=[table.pk]))
    boxes = page.locator("[name=signed]")
    warnings = boxes.count()
    assert warnings >= 3
    with page.expect_navigation():
        page.click("main button.btn-primary")
    visitor.faults.clear()  # the answer of a form with a fault is no 200
    seen(visitor, "table-unsigned")
    for n in range(warnings):
        boxes.nth(n).focus()
        page.keyboard.press("Space")
    seen(visitor, "table-signing")
    page.click("main button.btn-primary")
    page.wait_for_url(f"**{reverse('table', args=[table.pk])}")
    fresh = ScoringTable.objects.get(pk=table.pk)
    assert (fresh.status, len(fresh.signed_warnings)) == (TableStatus.AGREED, warnings)
    for summary in page.locator("details.fold > summary").all():
        summary.click()
    seen(visitor, "table-agreed")
