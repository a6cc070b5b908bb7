"""Next year's campaign in the browser, from the earlier one's page to its launch, with the acts counted."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, Indicator, Participant
from campaigns.services import campaigns, sheets
from tests.browser.conftest import Visitor
from tests.cast import World
from units.actors import SYSTEM

#: What issue 6 allows from the earlier campaign's page to a draft that is ready to launch.
MOST = 10


@pytest.fixture
def last_year(transactional_db: None, world: World) -> Campaign:
    """A launched campaign of last year with two phases, their year, an indicator, three unions."""
    now = timezone.now()
    year = timezone.localdate(now).year - 1
    zone = timezone.get_default_timezone()

    def moment(day: date) -> object:
        return timezone.datetime.combine(day, timezone.datetime.min.time(), tzinfo=zone)  # type: ignore[attr-defined]

    campaign = campaigns.create_campaign(
        code=f"HN-{year}", name=f"Thi đua năm {year}", year=year, owner=world.city, by=SYSTEM, now=now,
        theme=f"Đoàn kết, sáng tạo năm {year}",
    )  # fmt: skip
    halves = ((date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31)))
    phases = []
    for number, (first, last) in enumerate(halves, start=1):
        phases.append(
            campaigns.add_phase(
                campaign=campaign, number=number, name=f"Đợt {number}", period_from=first, period_to=last,
                entry_opens_at=moment(last - timedelta(days=10)), entry_closes_at=moment(last + timedelta(days=11)),
                by=SYSTEM, now=now,
            )
        )  # fmt: skip
        for union in (world.ba_dinh, world.long_bien, world.hoang_mai):
            sheets.enrol(phase=phases[-1], union=union, cluster=world.cluster_1, by=SYSTEM, now=now)
    campaigns.make_year(
        campaign=campaign, name=f"Cả năm {year}", parts=[(phase, Decimal(1)) for phase in phases],
        closes_at=moment(date(year + 1, 1, 31)), by=SYSTEM, now=now,  # type: ignore[arg-type]
    )  # fmt: skip
    Indicator.objects.create(
        campaign=campaign, code="DV", name="Đoàn viên mới", short_name="Đoàn viên mới", order=1
    )
    campaigns.launch_campaign(campaign=campaign, by=SYSTEM, now=now)
    return campaign


class Counted:
    """A page of which every act is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def press(self, name: str, *, role: str = "button") -> None:
        """Press a button, or a link, and wait for the page that follows."""
        self.acts += 1
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.acts += 1
        self.page.locator(f"input[name={name}]").check()

    def fill(self, label: str, text: str) -> None:
        """Write into a box."""
        self.acts += 1
        self.page.get_by_label(label).first.fill(text)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_next_years_campaign_is_made_and_launched_in_few_acts(
    visit: Callable[[str, str], Visitor], last_year: Campaign, size: str
) -> None:
    visitor = visit("quang", size)
    counted = Counted(visitor.go(f"/campaigns/{last_year.pk}/"))
    counted.press("Lập phong trào năm sau", role="link")
    visitor.shot("clone")
    visitor.axe("clone")
    plan = counted.page.locator(
        "section", has=counted.page.locator("#h-plan")
    )  # seen before anything is made
    for words in ("3 đợt", "3 đơn vị tham gia", "1 chỉ tiêu", "số liệu, điểm, xếp hạng"):
        expect(plan).to_contain_text(words)
    assert Campaign.objects.count() == 1
    counted.fill("Căn cứ", "Kế hoạch số 1/KH-LĐLĐ")
    counted.press("Lập bản nháp")
    made = Campaign.objects.exclude(pk=last_year.pk).get()
    assert counted.page.url.endswith(f"/campaigns/{made.pk}/")
    assert (counted.acts, counted.acts <= MOST) == (3, True)
    print(
        f"acts from the campaign's page to a draft that is ready to launch: {counted.acts} (at most {MOST})"
    )
    assert campaigns.launch_faults(made) == []
    assert Participant.objects.with_figures().filter(phase__campaign=made).count() == 6
    counted.press("Phát động…", role="link")
    counted.tick("understood")
    counted.press("Phát động")
    made.refresh_from_db()
    assert (made.status, visitor.faults) == (CampaignStatus.LAUNCHED, [])
    print(f"acts from the campaign's page to the launch of next year's: {counted.acts} (at most {MOST})")
    assert (counted.acts, counted.acts <= MOST) == (6, True)


def test_a_deadline_in_the_past_is_told_at_its_box_and_cancelling_asks_first(
    visit: Callable[[str, str], Visitor], last_year: Campaign
) -> None:
    visitor = visit("quang", "phone")
    page = visitor.go(f"/campaigns/{last_year.pk}/clone/")
    box = page.locator("input[name$='-entry_closes_at']").first
    box.fill("31/07/2020")
    with page.expect_navigation():
        page.get_by_role("button", name="Lập bản nháp").click()
    assert page.locator("input[name$='-entry_closes_at']").first.input_value() == "31/07/2020"
    fault = page.locator(".form-fault").first.inner_text()
    assert fault.startswith("Hạn nhập số liệu của đợt này đã qua.")
    assert Campaign.objects.count() == 1
    visitor.faults.clear()  # the browser notes the answer 422
    page = visitor.go(f"/campaigns/{last_year.pk}/cancel/")
    visitor.shot("cancel")
    visitor.axe("cancel")
    page.get_by_label("Lý do").fill("Sáp nhập theo Nghị quyết 60")
    page.get_by_label("Tôi đã đọc").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Hủy phong trào").click()
    assert "Sáp nhập theo Nghị quyết 60" in page.locator(".phase").first.inner_text()
    visitor.shot("cancelled")
    visitor.axe("cancelled")
    assert visitor.faults == []
