"""The whole chain on pages, from launch to award.

Launch, figures, close, final, nominations, the council's vote, tally, decision, and the public page. Everybody acts
with an account of the demo; only the clock and the workers are played by the test, and what the other unions would type
is saved by the services.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from awards.choices import GrantStatus
from awards.models import Ballot
from awards.services import catalogue
from campaigns.choices import CampaignStatus, PhaseStatus, ResultStatus
from campaigns.models import Campaign, Participant, Phase, Result, ScoringTable
from campaigns.services import campaigns, closing, results
from emulation_tracker.demo import build as demo
from emulation_tracker.demo import season
from emulation_tracker.demo.accounts import officer_of
from emulation_tracker.demo.clock import Clock
from emulation_tracker.demo.councils import account, appoint_people
from tests.browser import award_steps as steps
from tests.browser.award_steps import COUNCIL, press
from tests.browser.conftest import Visitor
from tests.browser.test_walk import (
    federation_makes_it_final,
    federation_takes_no_opinions,
    federation_verifies_and_moves_the_deadline,
)
from units.actors import SYSTEM
from units.services import jobs

Visit = Callable[[str, str], Visitor]


@pytest.fixture
def prepared(transactional_db: None) -> datetime:
    """A campaign that is imported and not launched, with its people, and the catalogue of awards."""
    now = timezone.now()
    for name in ("tld-2024", "hn-2024"):
        demo.read_workbook(name, now - timedelta(days=30))
    appoint_people(now)
    demo.set_passwords()
    catalogue.load_catalogue(by=SYSTEM, now=now)
    demo.set_windows(Clock(now=now, entering=now), running=True)
    campaigns.launch_campaign(campaign=Campaign.objects.get(code="TLD-2024"), by=SYSTEM, now=now)
    closing.close_due_phases(now=now)
    jobs.run_all(now=now)
    return now


@pytest.fixture
def enter(visit: Visit) -> Iterator[Callable[[str], Visitor]]:
    """`enter("liendoan")` is that person's window, opened once; in the end none of them saw a fault."""
    opened: dict[str, Visitor] = {}

    def window(username: str) -> Visitor:
        if username not in opened:
            opened[username] = visit(username, "desk")
        return opened[username]

    yield window
    assert {name: visitor.faults for name, visitor in opened.items() if visitor.faults} == {}


def launches(federation: Visitor, campaign: Campaign) -> None:
    page = federation.go(f"/campaigns/{campaign.pk}/launch/")
    page.locator("[name=understood]").check()
    press(page, "main button.btn-grave")
    for table in ScoringTable.objects.filter(campaign=campaign):
        page = federation.go(f"/campaigns/{campaign.pk}/")
        press(page, f"a[href='/tables/{table.pk}/agree/']")
        for box in page.locator("[name=signed]").all():
            box.check()
        press(page, "main form button.btn-primary")
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.LAUNCHED


def officers_enter_figures(officer: Visitor, phase: Phase) -> None:
    """Đống Đa's officer on the page; the others through the service that the page calls."""
    for sheet in Participant.objects.filter(phase=phase).select_related("phase__campaign__owner", "union"):
        by, now = officer_of(sheet.union), timezone.now()
        if sheet.union.code == "HN-PX":
            continue
        results.save_figures(participant=sheet, figures=list(season.figures(sheet)), by=by, now=now)
        if sheet.union.code != "HN-DD":
            results.submit_sheet(participant=sheet, by=by, now=now)
    sheet = Participant.objects.get(phase=phase, union__code="HN-DD")
    page = officer.go(f"/sheets/{sheet.pk}/")
    cell = page.locator(f"#cell-{sheet.results.get(indicator__code='KT').pk}")
    cell.fill("24")
    cell.press("Enter")
    expect(page.locator(f"#row-{sheet.results.get(indicator__code='KT').pk}")).to_contain_text("Đã lưu")
    page.locator("#sheet-submit button").click()
    page.locator("#confirm .btn-primary").click()
    expect(page.locator("#sheet-submit button")).to_have_count(0)
    assert set(sheet.results.filter(indicator__supplier="union").values_list("status", flat=True)) == {
        ResultStatus.SUBMITTED
    }


def closes_and_is_judged(phase: Phase) -> None:
    """The deadline comes; the judges' points and the rest of the appraisal follow."""
    phase.refresh_from_db()
    assert closing.close_due_phases(now=phase.entry_closes_at) == 1
    jobs.run_all(now=phase.entry_closes_at)
    staff, now = account("liendoan"), timezone.now()
    for sheet in Participant.objects.filter(phase=phase).select_related("phase__campaign", "union"):
        results.judge_figures(participant=sheet, figures=season.judged(sheet), by=staff, now=now)
    waiting = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED)
    results.verify_results(
        phase=phase, result_ids=list(waiting.values_list("pk", flat=True)), by=staff, now=now
    )
    jobs.run_all(now=now)


@pytest.mark.usefixtures("prepared")
def test_a_campaign_is_walked_from_the_launch_to_an_award_that_anybody_finds(
    visit: Visit, enter: Callable[[str], Visitor]
) -> None:
    campaign = Campaign.objects.get(code="HN-2024")
    phase = Phase.objects.get(campaign=campaign, number=1)
    federation = enter("liendoan")
    launches(federation, campaign)
    for chair in ("dongda.ct", "hoangmai", "longbien", "hadong", "socson"):
        steps.registers_for_the_flag(enter(chair), campaign)
    officers_enter_figures(enter("dongda"), phase)
    federation_verifies_and_moves_the_deadline(federation, phase)
    closes_and_is_judged(phase)
    federation_takes_no_opinions(federation, phase)
    federation_makes_it_final(federation, phase)
    phase.refresh_from_db()
    assert phase.status == PhaseStatus.FINAL
    found = steps.opens_a_round(federation, phase)
    steps.nominates_itself(enter("socson"), found)
    steps.takes_the_best_and_closes_the_list(federation, found)
    session = steps.puts_it_before_a_council(federation, found)
    steps.opens_the_vote(federation, session)
    for username in COUNCIL:
        steps.votes(enter(username), username, session)
    assert Ballot.objects.filter(session=session).count() == 45
    steps.ends_and_settles(enter("hoidong"), session)
    decision = steps.issues_the_decision(federation, found)
    assert {(g.union.code, g.status) for g in decision.grants.select_related("union")} == {
        ("HN-DD", GrantStatus.ACTIVE),
        ("HN-LB", GrantStatus.ACTIVE),
        ("HN-HD", GrantStatus.ACTIVE),
    }
    stranger = visit("", "phone")
    steps.anybody_finds_it(stranger, "long bien 737", decision, "HN-LB")
    assert stranger.faults == []
