"""A table that is in use, unlike all examples of the product, from the printed text to the standings.

It is entered in the browser as somebody would who has the pages and their help alone; what its source is,
`printed_table` says, and `printed_results` what its points, bands and ranks must be, worked out by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from campaigns.choices import ResultState, TableStatus
from campaigns.models import Campaign, CriterionInput, Participant, Phase, ScoringTable
from campaigns.queries.table_check import check_table
from campaigns.services import campaigns, closing, facts, results, sheets
from campaigns.services.results import Figure
from tests.browser import table_steps as steps
from tests.browser.conftest import Visitor
from tests.browser.printed_results import DONG_DA, DUTY, LEVEL, REPORTING, SOC_SON, Reported
from tests.cast import START, World, add_person
from units.actors import SYSTEM
from units.choices import Level, Sector
from units.models import Union, User
from units.services import clusters, jobs, unions

#: Whose officers report; the others of the cluster are founded by the test.
OFFICERS = {"BD": "hoa", "LB": "lan", "HM": "minh"}
FOUNDED = {"TH": "Tây Hồ", "CG": "Cầu Giấy", "GL": "Gia Lâm", "DD": "Đống Đa", "SS": "Sóc Sơn"}
#: Of each union in the standings: the band above it, its rank, name and points.
ROWS = """() => { let band = ""; const found = [];
  for (const row of document.querySelectorAll("#standings > .scroll > table > tbody > tr")) {
    if (row.matches(".group")) band = row.querySelector(".band > span").innerText.trim();
    else if (row.id) found.push([band, row.querySelector(".rank b").innerText,
      row.querySelector("td.strong").firstChild.textContent.trim(), row.querySelector("td.points").innerText]);
  } return found; }"""
#: Of each line of an explanation: its code and its points.
LINES = """() => [...document.querySelectorAll(".explain tbody tr")].map(row =>
  [row.querySelector(".no").innerText, row.querySelector("[data-k='Điểm']").innerText.trim()])"""


@dataclass
class Month:
    """A campaign whose only phase takes figures at this moment."""

    world: World
    campaign: Campaign
    phase: Phase
    now: datetime
    officers: dict[str, User]

    @property
    def unions(self) -> dict[str, Union]:
        """Who takes part, by code."""
        return {union.code: union for union in Union.objects.filter(code__in=self.officers)}

    def sheet(self, code: str) -> Participant:
        """The sheet of a union."""
        return self.phase.participants.select_related("phase__campaign__owner", "union").get(union__code=code)


@pytest.fixture
def month(transactional_db: None, world: World) -> Month:
    """A campaign in preparation without an indicator and without a table, and eight unions of one cluster."""
    now = timezone.now()
    today = timezone.localdate(now)
    campaign = campaigns.create_campaign(
        code="VB-5.10".replace(".", "-"),
        name="Thi đua hằng tháng",
        year=today.year,
        owner=world.city,
        by=SYSTEM,
        now=now,
    )
    phase = campaigns.add_phase(
        campaign=campaign, number=1, name="Tháng này", period_from=today.replace(day=1), period_to=today,
        entry_opens_at=now - timedelta(days=1), entry_closes_at=now + timedelta(days=1), by=SYSTEM, now=now,
    )  # fmt: skip
    officers = {code: world.users[name] for code, name in OFFICERS.items()}
    for code, name in FOUNDED.items():
        union = unions.found_union(
            code=code, name=f"LĐLĐ quận {name}", short_name=f"LĐLĐ quận {name}", level=Level.DISTRICT,
            sector=Sector.UNION_BODY, parent=world.city, by=SYSTEM, now=now, since=START,
        )  # fmt: skip
        clusters.join_cluster(cluster=world.cluster_1, union=union, since=START, by=SYSTEM, now=now)
        officers[code] = add_person(world, code.lower(), union)
    return Month(world, campaign, phase, now, officers)


def enters_the_table(page: Page) -> ScoringTable:
    """The whole printed table, by the pages alone."""
    steps.begins_the_table(page, "Bảng tiêu chí thi đua hằng tháng", "NV")
    steps.enters_the_criteria(page)
    steps.enters_the_bands(page)
    return ScoringTable.objects.get(code="NV")


def agrees_and_approves(page: Page, table: ScoringTable) -> None:
    """Two warnings are signed: what is taken off inside a criterion is not seen by “no criterion is at 0”."""
    found = check_table(table)
    assert [(finding.key, finding.is_fault) for finding in found.findings] == [("taken_off", False)] * 2
    steps.press(page, "Thống nhất bảng điểm…")
    for n, _warning in enumerate(found.warnings):
        page.check(f"#id_signed_{n}")
    steps.press(page, "Thống nhất bảng điểm")
    steps.press(page, "Phê duyệt bảng điểm…")
    steps.press(page, "Phê duyệt bảng điểm")
    table.refresh_from_db()
    assert table.status == TableStatus.APPROVED


def launches(month: Month) -> None:
    """Eight unions take part; each gets the table, since it is the only one."""
    for union in month.unions.values():
        sheets.enrol(phase=month.phase, union=union, cluster=month.world.cluster_1, by=SYSTEM, now=month.now)
    campaigns.launch_campaign(campaign=month.campaign, by=SYSTEM, now=month.now)
    month.phase.refresh_from_db()


def reports(month: Month, said: Reported, table: ScoringTable) -> None:
    """A union's figures, all of them sent."""
    sheet = month.sheet(said.union)
    read = CriterionInput.objects.filter(criterion__table=table).values_list("indicator", "criterion__code")
    codes = dict(read)
    figures = []
    for row in sheet.results.all():
        code = codes[row.indicator_id]
        value = said.figures.get(code, 5 if code == LEVEL else 0)
        away = said.is_without_duty and code == DUTY
        state = ResultState.NOT_APPLICABLE if away else ResultState.REPORTED
        figures.append(Figure(row.pk, state, None if away else Decimal(value), row.version))
    by = month.officers[said.union]
    results.save_figures(participant=sheet, figures=figures, by=by, now=month.now)
    results.submit_sheet(participant=sheet, by=by, now=month.now)
    if said.is_disciplined:
        facts.record_fact(
            union=sheet.union, kind="discipline", grade="Khiển trách", day=month.phase.period_from, number="12/QĐ",
            by=month.world.users["quang"], now=month.now,
        )  # fmt: skip


def closes(month: Month) -> None:
    """The deadline comes."""
    month.phase.refresh_from_db()
    assert closing.close_due_phases(now=month.phase.entry_closes_at) == 1
    jobs.run_all(now=month.phase.entry_closes_at)


def standings_of(page: Page) -> dict[str, tuple[str, str, str]]:
    """Rank, points and band of each union by the name that the page has for it."""
    return {union: (rank, points, band) for band, rank, union, points in page.evaluate(ROWS)}


def fits_a_phone(month: Month, table: ScoringTable, visit: Callable[..., Visitor]) -> None:
    """Nothing of the long table lies outside a phone's window."""
    sheet = month.sheet(DONG_DA.union)
    visitor = visit("quang", "phone")
    visitor.go(f"/tables/{table.pk}/")
    visitor.shot("real-table")
    visitor.go(f"/phases/{month.phase.pk}/standings/?open={sheet.pk}")
    visitor.shot("real-table-explained")
    assert visitor.faults == []


def test_a_printed_table_is_entered_and_gives_what_its_text_says(
    month: Month, visit: Callable[..., Visitor]
) -> None:
    visitor = visit("quang", "desk")
    page = visitor.go(f"/campaigns/{month.campaign.pk}/tables/")
    table = enters_the_table(page)
    agrees_and_approves(page, table)
    launches(month)
    for said in REPORTING:
        reports(month, said, table)
    closes(month)

    visitor.go(f"/phases/{month.phase.pk}/standings/")
    names = {code: union.short_name for code, union in month.unions.items()}
    assert standings_of(page) == {names[own.union]: (own.rank, own.points, own.band) for own in REPORTING}
    assert names[SOC_SON.union] in page.inner_text("main ul.todo")
    for said in [own for own in REPORTING if own.lines]:
        visitor.go(f"/phases/{month.phase.pk}/standings/?open={month.sheet(said.union).pk}")
        points = dict(page.evaluate(LINES))
        assert {code: points.get(code) for code in said.lines} == said.lines, said.union
    held = page.inner_text(".explain")
    assert "(các dòng cộng lại −3,00, giữ ở mức 0,00)" in held
    assert "(các dòng cộng lại −1,00, giữ ở mức 0,00)" in held
    visitor.shot("real-table-explained")
    fits_a_phone(month, table, visit)
    assert visitor.faults == []
