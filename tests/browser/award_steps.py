"""What people do on the pages of awards, step by step; `test_chain.py` puts the steps in order."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from awards.choices import Choice, Outcome, RoundStatus, Seat, SessionStatus
from awards.models import Award, AwardRound, Council, CouncilSession, Decision, Nomination, Tally
from campaigns.models import Campaign, Phase
from emulation_tracker.demo.councils import account
from tests.browser.conftest import Visitor
from units.models import Cluster
from units.services import jobs

FLAG = "CO-LDLD"
#: The council: the chair, the secretary, and seven members.
COUNCIL = (
    "hoidong",
    "liendoan",
    "kiemtra",
    "hoidong.tg",
    "hoidong.tc",
    "hoidong.vp",
    "badinh",
    "longbien",
    "hadong",
)
#: What stands beside the boxes of a ballot.
WORDS = {
    Choice.FOR: "Đồng ý",
    Choice.AGAINST: "Không đồng ý",
    Choice.INVALID: "Để trống (tính là phiếu không hợp lệ)",
}
#: What single members vote other than "for": member → union → choice.
OTHERWISE = {
    "kiemtra": {"HN-HM": Choice.AGAINST, "HN-SS": Choice.AGAINST},
    "hoidong.tg": {"HN-LB": Choice.INVALID, "HN-SS": Choice.AGAINST},
}
VOTED = {
    "HN-DD": (9, 0, 0, Outcome.PASSED),
    "HN-HM": (8, 1, 0, Outcome.TIED),
    "HN-LB": (8, 0, 1, Outcome.TIED),
    "HN-HD": (9, 0, 0, Outcome.PASSED),
    "HN-SS": (7, 2, 0, Outcome.FAILED),
}


def press(page: Page, selector: str) -> None:
    """Press what sends a form, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def fill(page: Page, **fields: Any) -> None:
    """Fill the fields of the page's form by their names."""
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value=str(value))
        else:
            field.fill(str(value))


def registers_for_the_flag(chair: Visitor, campaign: Campaign) -> None:
    page = chair.go(f"/campaigns/{campaign.pk}/titles/")
    flag = Award.objects.on(timezone.localdate()).get(code=FLAG)
    fill(page, award=flag.pk)
    press(page, "#register button.btn-primary")
    expect(page.locator("tr.mine")).to_have_count(1)


def opens_a_round(federation: Visitor, phase: Phase) -> AwardRound:
    page = federation.go("/rounds/new/")
    page.locator(f"[name=base][value=phase-{phase.pk}]").check()
    fill(page, name="Cờ thi đua đợt 1", last_day=f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}")
    press(page, "main form .btn-primary")
    found = AwardRound.objects.get()
    flag = Award.objects.on(timezone.localdate()).get(code=FLAG)
    for code, offered, places in (("HN-C1", 3, 2), ("HN-C5", 2, 1)):
        cluster = Cluster.objects.get(code=code)
        fill(page, award=flag.pk, cluster=cluster.pk, nominations=offered, places=places)
        press(page, "#quota form button.btn-primary")
    federation.go(f"/rounds/{found.pk}/")
    press(page, f"form[action='/rounds/{found.pk}/open/'] button")
    found.refresh_from_db()
    assert (found.status, found.quotas.count()) == (RoundStatus.OPEN, 2)
    return found


def nominates_itself(chair: Visitor, found: AwardRound) -> None:
    """Sóc Sơn's vice chair: the union is the only one, so that award, recipient and reason are asked for."""
    page = chair.go(f"/rounds/{found.pk}/nominate/")
    flag = found.quotas.first()
    assert flag is not None
    press(page, f"a[href*='award={flag.award_id}']")
    page.locator("[name=who]").first.check()
    fill(page, reason="Vượt chỉ tiêu phát triển đoàn viên; 100% công đoàn cơ sở ký thỏa ước.")
    press(page, "main form .btn-primary")
    made = Nomination.objects.get(round=found)
    assert (made.union.code, made.rank, made.nominated_by) == ("HN-SS", 2, account("socson"))


def takes_the_best_and_closes_the_list(federation: Visitor, found: AwardRound) -> None:
    page = federation.go(f"/rounds/{found.pk}/from-standings/")
    flag = found.quotas.first()
    assert flag is not None
    fill(page, award=flag.award_id, best=3)
    press(page, "main form .btn-primary")
    codes = found.nominations.not_withdrawn().values_list("union__code", flat=True)
    assert sorted(codes) == sorted(VOTED)
    page.locator("details.figures summary").first.click()
    press(page, f"form[action='/rounds/{found.pk}/close/'] button")
    found.refresh_from_db()
    assert found.status == RoundStatus.CLOSED


def puts_it_before_a_council(federation: Visitor, found: AwardRound) -> CouncilSession:
    page = federation.go("/councils/new/")
    for username in COUNCIL:
        seat = {"hoidong": Seat.CHAIR, "liendoan": Seat.SECRETARY}.get(username, Seat.MEMBER)
        person = account(username).person_id
        press(page, f"button[name=add][value='{person}']")
        page.locator(f"[name=seat-{person}]").select_option(value=seat.value)
    press(page, "main form .btn-primary")
    council = Council.objects.get()
    page = federation.go(f"/rounds/{found.pk}/session/new/")
    begins = timezone.localtime() - timedelta(minutes=5)
    fill(
        page, council=council.pk, place="Phòng họp lớn",
        begins_at=begins.strftime("%d/%m/%Y %H:%M"), ends_at=(begins + timedelta(hours=3)).strftime("%d/%m/%Y %H:%M"),
    )  # fmt: skip
    press(page, "main form .btn-primary")
    return CouncilSession.objects.get(round=found)


def opens_the_vote(secretary: Visitor, session: CouncilSession) -> None:
    """Everybody is there but one, who sends a written opinion."""
    page = secretary.go(f"/sessions/{session.pk}/")
    for username in COUNCIL:
        how = "written" if username == "hoidong.vp" else "present"
        page.locator(f"label[for=at-{account(username).person_id}-{how}]").click()
    press(page, f"form[action^='/sessions/{session.pk}/attendance/'] button.btn")
    press(page, f"form[action='/sessions/{session.pk}/start/'] button")
    session.refresh_from_db()
    assert session.status == SessionStatus.VOTING


def votes(member: Visitor, username: str, session: CouncilSession) -> None:
    """A choice for each nomination, a look at what will be cast, and the act that cannot be changed."""
    page = member.go(f"/sessions/{session.pk}/ballot/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bỏ phiếu kín")
    for nomination in session.round.nominations.not_withdrawn().select_related("union"):
        word = WORDS[OTHERWISE.get(username, {}).get(nomination.union.code, Choice.FOR)]
        page.get_by_role("group", name=nomination.name).get_by_text(word, exact=True).click()
    press(page, "button[name=step][value=review]")
    press(page, "button[name=step][value=cast]")
    assert session.seats.get(person__user__username=username).has_voted
    page = member.go(f"/sessions/{session.pk}/ballot/")
    expect(page.locator("[name=step]")).to_have_count(0)


def ends_and_settles(chair: Visitor, session: CouncilSession) -> None:
    page = chair.go(f"/sessions/{session.pk}/end/")
    press(page, "main form button.btn-grave")
    assert jobs.run_all(now=timezone.now()) == 1
    assert counted(session) == VOTED
    page = chair.go(f"/sessions/{session.pk}/")
    chair.shot("chain-tie")
    winner = session.round.nominations.get(union__code="HN-LB")
    page.locator(f"[name=winners][value='{winner.pk}']").check()
    fill(page, reason="Bằng phiếu, bằng điểm; đơn vị lần đầu được đề nghị.")
    press(page, f"form[action^='/sessions/{session.pk}/settle/'] button")
    assert counted(session) == VOTED | {
        "HN-LB": (8, 0, 1, Outcome.PASSED),
        "HN-HM": (8, 1, 0, Outcome.OVER_QUOTA),
    }


def counted(session: CouncilSession) -> dict[str, tuple[int, int, int, str]]:
    rows = Tally.objects.filter(session=session).values_list(
        "nomination__union__code", "votes_for", "votes_against", "votes_invalid", "outcome"
    )
    return {code: (yes, no, void, outcome) for code, yes, no, void, outcome in rows}


def issues_the_decision(federation: Visitor, found: AwardRound) -> Decision:
    page = federation.go(f"/rounds/{found.pk}/decide/")
    fill(page, number="737/QĐ-LĐLĐ", signer_name="Hà Minh Đức", signer_title="Phó Chủ tịch")
    page.locator("[name=confirm]").check()
    federation.shot("chain-decide")
    press(page, "main form button.btn-grave, main form button.btn-primary")
    federation.shot("chain-decision")
    return Decision.objects.get(round=found)


def anybody_finds_it(visitor: Visitor, words: str, decision: Decision, union: str) -> None:
    page = visitor.go("/awards/")
    fill(page, q=words)
    press(page, "main form button")
    grant = decision.grants.get(union__code=union)
    found = page.locator(f"a[href='/awards/{grant.pk}/']")
    expect(found.first).to_be_visible()
    visitor.shot("chain-public")
    with page.expect_navigation():
        found.first.click()
    expect(page.locator("main")).to_contain_text("737/QĐ-LĐLĐ")
