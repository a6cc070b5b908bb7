"""What comes out of the printer: sheets, which way up, heads on each of them, and no column cut off."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from awards.choices import RoundStatus
from awards.models import AwardRound, CouncilSession, Decision
from campaigns.models import Campaign, Participant, Phase, Pledge
from tests.browser.conftest import Visitor
from tests.demo import demo_at
from units.models import Cluster, Union

Visit = Callable[[str, str], Visitor]

UPRIGHT, ON_ITS_SIDE = (595, 842), (842, 595)
#: What fits between the margins of print.css, in CSS pixels.
ROOM = {UPRIGHT: 624, ON_ITS_SIDE: 1032}

#: What lies outside of the paper, as words to find it by.
CUT = """() => [...document.querySelectorAll("main *")].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && box.height && getComputedStyle(e).position !== "absolute"
    && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))"""

#: What belongs to the screen, or would be wrong as soon as it is printed.
FURNITURE = """() => [...document.querySelectorAll(
  "header, .dock, .btn, button:not(.todo__row), .pills, .pager, .toolbar, .noprint, main summary .ico")]
  .filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden")
  .map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))"""

#: Links look like the words around them.
LINKS = """() => [...document.querySelectorAll("main a")].filter(e => e.getClientRects().length)
  .filter(e => getComputedStyle(e).textDecorationLine !== "none" || getComputedStyle(e).color !== "rgb(0, 0, 0)")
  .map(e => e.textContent.trim().slice(0, 40))"""

#: Coloured words and grounds of badges.
BADGES = """() => [...document.querySelectorAll("main .tag")].filter(e => e.getClientRects().length)
  .filter(e => { const s = getComputedStyle(e);
    return s.color !== "rgb(0, 0, 0)" || s.backgroundColor !== "rgba(0, 0, 0, 0)" })
  .map(e => e.textContent.trim())"""


@dataclass(frozen=True)
class Print:
    """A page that people print."""

    name: str
    account: str
    address: str
    paper: tuple[int, int]
    most: int  # sheets of paper
    head: str = ""  # a word of the table's head, to be found on each sheet


def prints() -> list[Print]:
    """The main pages, with what the demo of ten unions and fourteen indicators takes."""
    city = Campaign.objects.get(code="HN-2024")
    phase = Phase.objects.get(campaign=city, number=1)
    closed = Phase.objects.get(campaign__code="SS-2021", number=1)
    opened = closed.participants.get(union__code="SS-HC2")
    sheet = Participant.objects.get(phase=phase, union__code="HN-DD")
    dong_da, cluster = Union.objects.get(code="HN-DD"), Cluster.objects.get(code="HN-C1")
    decided = AwardRound.objects.filter(status=RoundStatus.DECIDED, owner__code="HN").get()
    minutes, decision = CouncilSession.objects.get(round=decided), Decision.objects.get(round=decided)
    pledge = Pledge.objects.get(campaign=city, cluster=cluster)
    at = f"/phases/{phase.pk}"
    side, up = ON_ITS_SIDE, UPRIGHT
    return [
        Print("sheet", "dongda", f"/sheets/{sheet.pk}/", up, 1, "Được giao"),
        Print("targets", "dongda", f"/campaigns/{city.pk}/targets/{dong_da.pk}/", side, 2),
        Print("dashboard", "liendoan", f"{at}/dashboard/", side, 2),
        Print("dashboard-cluster", "liendoan", f"{at}/dashboard/?cluster={cluster.pk}", side, 2),
        Print("appraisal", "liendoan", f"{at}/appraisal/", side, 4, "Kết quả"),
        Print("standings", "socson", f"/phases/{closed.pk}/standings/?cluster={opened.cluster_id}", side, 1),
        Print(
            "standings-open",
            "socson",
            f"/phases/{closed.pk}/standings/?cluster={opened.cluster_id}&open={opened.pk}",
            side,
            2,
        ),
        Print("campaign", "liendoan", f"/campaigns/{city.pk}/", side, 4),
        Print("cluster", "longbien", f"/clusters/{cluster.pk}/", side, 1),
        Print("round", "liendoan", f"/rounds/{decided.pk}/", side, 2),
        Print("quotas", "liendoan", f"/rounds/{decided.pk}/quotas/", side, 1),
        Print("catalogue", "liendoan", "/award-catalogue/", side, 5, "Danh hiệu"),
        Print("accounts", "quantri", "/accounts/", side, 2, "Tên đăng nhập"),
        Print("awards", "", "/awards/", side, 1),
        Print("home", "dongda", "/", up, 2),
        Print("pledge", "badinh", f"/pledges/{pledge.pk}/", up, 2),
        Print("minutes", "liendoan", f"/sessions/{minutes.pk}/minutes/", up, 3),
        Print("decision", "liendoan", f"/decisions/{decision.pk}/", up, 3),
    ]


def papers(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each sheet, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def faults_on_paper(visitor: Visitor, page: Print) -> list[str]:
    """What is wrong with the print of a page."""
    tab = visitor.go(page.address)
    pdf = tab.pdf(prefer_css_page_size=True)
    sheets = papers(pdf)
    faults = []
    if set(sheets) != {page.paper}:
        faults.append(f"paper of {sorted(set(sheets))}")
    if len(sheets) > page.most:
        faults.append(f"{len(sheets)} sheets instead of {page.most}")
    faults += heads_missing(pdf, page.head, len(sheets))
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": ROOM[page.paper], "height": 900})
    is_paper = tab.locator(".paper").count() > 0
    if not is_paper and not tab.locator("h1").first.inner_text().strip():
        faults.append("no title")
    if not is_paper and not re.search(r"\d\d:\d\d, \d\d/\d\d/\d{4}", tab.locator(".printed").inner_text()):
        faults.append("does not say as of when")
    for said, script in (("cut", CUT), ("furniture", FURNITURE), ("link", LINKS), ("badge", BADGES)):
        faults += [f"{said}: {what}" for what in tab.evaluate(script)]
    if "còn lại đến" in tab.locator("main").inner_text().casefold():
        faults.append("counts down")
    tab.emulate_media(media="null")
    return [f"{page.name}: {fault}" for fault in faults + visitor.faults]


def heads_missing(pdf: bytes, head: str, sheets: int) -> list[str]:
    """Sheets of paper on which the table goes on without its head."""
    if not head:
        return []
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is not installed: as root, `make browser` installs it with poppler-utils"
    done = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    texts = [" ".join(text.split()) for text in done.stdout.decode().split("\f")[:sheets]]
    return [f"sheet {n} has no “{head}”" for n, text in enumerate(texts, start=1) if head not in text]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_pages_print_as_clean_a4(visit: Visit) -> None:
    demo_at("reporting")
    faults: list[str] = []
    windows: dict[str, Visitor] = {}
    for page in prints():
        if page.account not in windows:
            windows[page.account] = visit(page.account, "desk")
        visitor = windows[page.account]
        visitor.page.set_viewport_size({"width": 1366, "height": 900})
        faults += faults_on_paper(visitor, page)
        visitor.faults.clear()
    assert not faults, "\n".join(faults)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_cut_is_seen(visit: Visit) -> None:
    """The measure of the test above finds what it is to find: a grid that is wider than the paper."""
    demo_at("reporting")
    visitor = visit("liendoan", "desk")
    page = next(one for one in prints() if one.name == "cluster")
    tab = visitor.go(page.address)
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": ROOM[page.paper], "height": 900})
    assert tab.evaluate(CUT) == []
    tab.evaluate("document.querySelector('.grid thead th').style.minWidth = '1200px'")
    assert tab.evaluate(CUT) != []
