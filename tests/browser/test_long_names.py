"""Names of eighty characters everywhere: no page becomes wider than its window, and nothing lies over anything else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Left, Length

from tests.browser.conftest import Visitor
from tests.browser.test_award_pages import pages as award_pages
from tests.browser.test_pages import pages
from tests.demo import demo_at

Visit = Callable[[str, str], Visitor]
Found = Callable[[], list[tuple[str, str, str]]]

WIDTHS = (390, 768, 1024, 1366, 1440)
SPOKEN = " của Ban Chấp hành Công đoàn các Khu công nghiệp và chế xuất thành phố Hà Nội mở rộng"
#: One word without a break, as names of files and codes are.
UNBROKEN = "CôngĐoànCơSởKhôngCóKhoảngTrắngNàoTrongTênGọiCủaMìnhĐểThửChiềuRộngCủaTrangNày"
#: Every name that a person may type and a page shows.
NAMES = {
    "units.Union": ("name", "short_name"),
    "units.Person": ("full_name",),
    "units.Post": ("title",),
    "units.Cluster": ("name",),
    "units.Document": ("name",),
    "campaigns.Campaign": ("name",),
    "campaigns.Phase": ("name",),
    "campaigns.Indicator": ("name", "short_name", "group", "unit_of_measure"),
    "campaigns.ScoringTable": ("name",),
    "campaigns.Criterion": ("name",),
    "campaigns.Band": ("name",),
    "campaigns.Pledge": ("title",),
    "awards.Award": ("name",),
    "awards.RuleSet": ("title",),
    "awards.AwardRound": ("name",),
    "awards.Council": ("name",),
    "awards.Nomination": ("name",),
    "awards.Grant": ("name",),
}

#: Parts of the page's bar that lie over each other, or outside of the window.
BAR = """() => {
  const parts = [...document.querySelectorAll(
    ".bar .brand, .bar .tabs li, .bar .bell, .bar .bar__me > .drop > summary, .bar .menu > summary")]
    .filter(e => e.getClientRects().length);
  const boxes = parts.map(e => [e.textContent.trim().replace(/\\s+/g, " ").slice(0, 30), e.getBoundingClientRect()]);
  const faults = [];
  for (const [name, a] of boxes) {
    if (a.right > innerWidth + 1 || a.left < -1) faults.push("outside: " + name);
    for (const [other, b] of boxes) {
      if (a !== b && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        faults.push(name + " over " + other);
    }
  }
  const badge = document.querySelector(".bell > span"), bell = document.querySelector(".bell > svg");
  if (badge && bell && badge.getClientRects().length) {
    const a = badge.getBoundingClientRect(), b = bell.getBoundingClientRect();
    const over = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
      * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    if (over > b.width * b.height / 4) faults.push("the badge covers the bell");
  }
  return faults;
}"""

#: What makes a page too wide: the innermost elements that reach over the edge and are not in a box that scrolls.
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(e => {
    if (!e.getClientRects().length || e.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let up = e.parentElement; up; up = up.parentElement)
      if (!["visible", "clip"].includes(getComputedStyle(up).overflowX) && up !== document.body
          && up !== document.documentElement) return false;
    return ![...e.children].some(c => c.getBoundingClientRect().right > innerWidth + 1);
  }).slice(0, 4).map(e => "too wide: " + e.tagName + "." + e.className + " “" + e.textContent.trim().slice(0, 30) + "”")
    .concat("is " + document.documentElement.scrollWidth + " wide")"""


def lengthen_every_name(by: str) -> None:
    """Each name gets eighty characters, or as many as its field takes."""
    for label, fields in NAMES.items():
        model = apps.get_model(label)
        for name in fields:
            field: Any = model._meta.get_field(name)
            room = min(80, field.max_length)
            longer = Left(Concat(F(name), Value(by), output_field=CharField()), room)
            model._base_manager.alias(now_long=Length(name)).filter(now_long__gt=0, now_long__lt=room).update(
                **{name: longer}
            )


@pytest.mark.once
@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", [SPOKEN, UNBROKEN], ids=["spoken", "unbroken"])
@pytest.mark.parametrize(("stage", "found"), [("reporting", pages), ("awarded", award_pages)])
def test_long_names_widen_no_page(visit: Visit, by: str, stage: str, found: Found) -> None:
    demo_at(stage)
    lengthen_every_name(by)
    faults: list[str] = []
    windows: dict[str, Visitor] = {}
    for name, account, address in found():
        if account not in windows:
            windows[account] = visit(account, "desk")
        visitor = windows[account]
        tab = visitor.go(address)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            faults += [f"{name} at {width}: {fault}" for fault in tab.evaluate(WIDE) + tab.evaluate(BAR)]
        faults += [f"{name}: {fault}" for fault in visitor.faults]
        visitor.faults.clear()
    assert not faults, "\n".join(faults)
