"""The ranked are heard: an opinion is answered by name, one cluster waits for no other, a conference acclaims."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from awards.choices import Origin, RoundKind
from awards.models import Award, AwardRound
from awards.services import rounds
from campaigns.choices import ClusterStatus, OpinionOutcome, StageKind
from campaigns.models import Campaign, Conference, Opinion, Stage
from campaigns.services import finalising, hearing
from tests.awards.cast import make_award
from tests.browser.award_steps import fill, press
from tests.browser.conftest import Visitor
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, PASSWORD, Season
from tests.held import statuses
from units.actors import SYSTEM
from units.models import ClusterTerm
from units.services import jobs

Visit = Callable[..., Visitor]


@pytest.fixture
def closed(transactional_db: None, season: Season) -> Season:
    """Three unions sent a figure each, all appraised; the phase is closed, by the real clock."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.prove(world.hoang_mai, world.minh, dv="700")
    season.prove(world.ha_dong, world.nga, dv="500")
    close(season)
    return season


def stage(season: Season, kind: StageKind, *, days: int) -> None:
    """A stage that ends so many days from now."""
    ends = timezone.now() + timedelta(days=days)
    Stage.objects.create(phase=season.phase, kind=kind, opens_at=CLOSES, closes_at=ends)


@pytest.mark.once
def test_an_opinion_on_a_line_is_sent_and_answered_by_name(closed: Season, visit: Visit) -> None:
    stage(closed, StageKind.OPINIONS, days=5)
    union, federation, phase = visit("hoa", "phone"), visit("quang"), closed.phase
    page = union.go("/")  # what is asked of the union now leads to its own points
    press(page, f"main a[href^='/phases/{phase.pk}/standings/?open=']")
    union.shot("story-own-points")
    press(page, f"a[href^='/participants/{closed.sheet(closed.world.ba_dinh).pk}/opinions/new/']")
    fill(page, text="Chưa tính 20 đoàn viên của đơn vị mới")
    union.shot("story-opinion")
    press(page, "main form .btn-primary")
    expect(page.locator(".phase")).to_contain_text("đã nhận 1, đã trả lời 0")
    opinion = Opinion.objects.get()
    page = federation.go("/")
    press(page, f"main a[href='/phases/{phase.pk}/opinions/']")
    press(page, f"a[href='/opinions/{opinion.pk}/answer/']")
    page.locator(f"[name=outcome][value={OpinionOutcome.EXPLAINED.value}]").check()
    fill(page, answer="20 đoàn viên này kết nạp sau ngày chốt")
    federation.shot("story-answer")
    press(page, "main form .btn-primary")
    page = union.go(f"/phases/{phase.pk}/opinions/")
    expect(page.locator(".phase")).to_contain_text("đã nhận 1, đã trả lời 1")
    expect(page.locator("main")).to_contain_text("20 đoàn viên này kết nạp sau ngày chốt")
    expect(page.locator(".todo__row small").last).to_contain_text("Quang")
    union.shot("story-opinions")
    assert [v.faults for v in (union, federation)] == [[], []]


@pytest.mark.once
def test_one_cluster_becomes_final_while_another_waits_and_stays_on_show(
    closed: Season, visit: Visit
) -> None:
    world, phase = closed.world, closed.phase
    stage(closed, StageKind.OPINIONS, days=5)
    sheet = closed.sheet(world.ba_dinh)
    hearing.raise_opinion(
        participant=sheet, place=sheet, criterion=closed.table.criteria.order_by("order")[0], text="Chưa tính đủ",
        by=world.hoa, now=timezone.now(),
    )  # fmt: skip
    Stage.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    federation = visit("quang")
    page = federation.go(f"/phases/{phase.pk}/final/")
    expect(page.locator("tr", has_text="Cụm thi đua số 1")).to_contain_text("Còn 1 kiến nghị chưa trả lời")
    expect(page.locator(f"[name=clusters][value='{world.cluster_1.pk}']")).to_have_count(0)
    federation.shot("story-final-waits")
    page.locator("[name=confirm]").check()
    seal = page.locator("main form .acts button")
    assert "btn-second" in (seal.get_attribute("class") or "")  # never the first act while something waits
    page.locator("[name=password]").fill("sai-mat-khau")
    press(page, "main form .acts button")
    assert (statuses(phase)["C2"], federation.faults) == (ClusterStatus.PROVISIONAL, [federation.faults[0]])
    federation.faults.clear()  # the browser notes the refusal itself
    page.locator("[name=confirm]").check()
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "main form .acts button")
    jobs.run_all(now=timezone.now())
    assert statuses(phase) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}
    federation.go(f"/phases/{phase.pk}/final/")
    federation.shot("story-final-part")
    for username, words in (("hoa", "Điểm tạm tính"), ("nga", "Chính thức")):
        reader = visit(username, "phone")
        page = reader.go(f"/phases/{phase.pk}/standings/")
        expect(page.locator(".phase").first).to_contain_text(words)
        expect(page.locator("table.grid").first).to_contain_text("LĐLĐ quận")
        reader.shot(f"story-part-{username}")
        assert reader.faults == []
    assert federation.faults == []


@pytest.fixture
def last_year(closed: Season) -> Season:
    """The campaign of last year, so that the term which its conference names runs today; a flag may be acclaimed."""
    year = timezone.localdate().year - 1
    Campaign.objects.filter(pk=closed.campaign.pk).update(year=year)
    ClusterTerm.objects.update(year=year)
    make_award("CO", name="Cờ thi đua của Liên đoàn")
    stage(closed, StageKind.CONFERENCE, days=5)
    closed.phase.refresh_from_db()
    return closed


@pytest.mark.once
def test_a_conference_adopts_and_acclaims_and_nominations_and_the_next_term_follow(
    last_year: Season, visit: Visit
) -> None:
    world, phase = last_year.world, last_year.phase
    head, federation = visit("lan", "phone"), visit("quang")
    page = head.go("/")
    press(page, f"main a[href='/phases/{phase.pk}/conference/?cluster={world.cluster_1.pk}']")
    head.shot("story-conference-form")
    today = timezone.localdate()
    fill(page, held_on=f"{today:%d/%m/%Y}", place="Hội trường LĐLĐ quận Long Biên", invited=12, present=10)
    page.locator("[name=is_adopted][value=yes]").check()
    fill(page, votes_for=9, votes_against=1, leader=world.ba_dinh.pk, deputy=world.hoang_mai.pk, award="CO")
    page.locator(f"[name=unions][value='{world.ba_dinh.pk}']").check()
    page.locator("[name=upload]").set_input_files(
        files=[{"name": "bien-ban-hoi-nghi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 one"}]
    )
    press(page, "main form .btn-primary")
    held = Conference.objects.get()
    assert (held.present, held.votes_for, held.is_adopted, held.recorded_by) == (10, 9, True, world.lan)
    record = page.locator("main .sheet--ok")
    for words in ("10/12", "LĐLĐ quận Ba Đình", "Cờ thi đua của Liên đoàn", "bien-ban-hoi-nghi.pdf", "Lan"):
        expect(record).to_contain_text(words)
    head.shot("story-conference")
    # The next term stands on the cluster's page.
    page = head.go(f"/clusters/{world.cluster_1.pk}/")
    expect(page.locator(".phase")).to_contain_text(f"cụm trưởng năm {today.year}: LĐLĐ quận Ba Đình")
    # Once the cluster is final, a round on it begins with who was acclaimed.
    finalising.make_final(
        phase_id=phase.pk, by=world.quang, now=timezone.now(), clusters=[world.cluster_1.pk]
    )
    jobs.run_all(now=timezone.now())
    found = opened_round(last_year)
    page = federation.go(f"/rounds/{found.pk}/")
    press(page, f"form[action='/rounds/{found.pk}/open/'] button")
    made = found.nominations.get()
    assert (made.union, made.origin, made.rank) == (world.ba_dinh, Origin.ACCLAIMED, 1)
    expect(page.locator("main")).to_contain_text("Hội nghị cụm suy tôn")
    federation.shot("story-acclaimed")
    assert [v.faults for v in (head, federation)] == [[], []]


def opened_round(season: Season) -> AwardRound:
    """A round on the final of the phase that considers the flag, in preparation."""
    now = timezone.now()
    made = rounds.open_round(
        owner=season.world.city, name="Cờ thi đua", kind=RoundKind.FINAL, phase=season.phase,
        closes_at=now + timedelta(days=5), by=SYSTEM, now=now,
    )  # fmt: skip
    rounds.set_quota(round=made, award=Award.objects.get(code="CO"), places=2, by=SYSTEM, now=now)
    return made
