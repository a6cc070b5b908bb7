"""A final on estimates and its revision in January, from the sheet to the list of awards that it would touch."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from awards.choices import RoundKind
from awards.models import Nomination
from awards.services import nominations, rounds
from campaigns.choices import ClusterStatus, ResultStatus
from campaigns.models import Phase, Seal
from campaigns.services import closing, finalising
from tests.awards.cast import make_award
from tests.browser.award_steps import fill, press
from tests.browser.conftest import Visitor
from tests.cast import PASSWORD, Season, at
from tests.held import statuses
from units.actors import SYSTEM
from units.services import jobs

Visit = Callable[..., Visitor]
ENTRY, CLOSED, YEAR_END, JANUARY = (
    at(2024, 12, 20, 9),
    at(2024, 12, 26),
    at(2024, 12, 28, 9),
    at(2025, 1, 20, 9),
)


@pytest.fixture
def early(transactional_db: None, season: Season) -> Season:
    """Entry ends on 25 December, the period on the 31st: what is entered now are estimates."""
    Phase.objects.filter(pk=season.phase.pk).update(
        period_to=date(2024, 12, 31), entry_opens_at=at(2024, 12, 1), entry_closes_at=CLOSED
    )
    season.phase.refresh_from_db()
    make_award("CO", name="Cờ thi đua của Liên đoàn")
    return season


@pytest.mark.once
def test_a_final_on_estimates_is_revised_in_january_and_says_which_awards_it_would_touch(
    early: Season, visit: Visit
) -> None:
    world, phase, row = early.world, early.phase, early.result(early.world.ba_dinh, "DV")
    with time_machine.travel(ENTRY) as clock:
        officer = visit("hoa", "phone")
        estimates_are_entered(officer, early)
        clock.move_to(CLOSED)
        assert closing.close_due_phases(now=CLOSED) == 1
        jobs.run_all(now=CLOSED)
        clock.move_to(YEAR_END)  # a session does not last so long: everybody signs in anew
        federation = visit("quang")
        page = federation.go(f"/phases/{phase.pk}/final/")
        expect(page.locator("dl.pairs")).to_contain_text("bản chính thức được ghi rõ là theo số ước")
        press_final(federation)
        jobs.run_all(now=YEAR_END)
        page = federation.go(f"/phases/{phase.pk}/standings/?cluster={world.cluster_1.pk}")
        expect(page.locator(".phase").first).to_contain_text("Chính thức, theo số ước")
        federation.shot("story-on-estimates")
        nominated = nominate(early)
        clock.move_to(JANUARY)
        revising, reader = visit("quang"), visit("hoa", "phone")
        january_is_opened(revising, early)
        real_figure(revising, row.pk)
        jobs.run_all(now=JANUARY + timedelta(minutes=5))
        finalising.make_final(phase_id=phase.pk, by=world.quang, now=JANUARY + timedelta(hours=1))
        jobs.run_all(now=JANUARY + timedelta(hours=1))
        page = reader.go(f"/phases/{phase.pk}/standings/")
        expect(page.locator(".phase").first).to_contain_text("Chính thức")
        expect(page.locator(".phase").first).not_to_contain_text("theo số ước")
        reader.shot("story-revised")
    assert statuses(phase) == {"C1": ClusterStatus.FINAL, "C2": ClusterStatus.FINAL}
    seals = Seal.objects.filter(cluster=world.cluster_1).order_by("revision")
    assert [(seal.revision, seal.is_on_estimates) for seal in seals] == [(1, True), (2, False)]
    nominated.refresh_from_db()
    assert (nominated.points, nominated.revision) == (32, 1)  # no nomination changes by itself
    assert [v.faults for v in (officer, federation, revising, reader)] == [[], [], [], []]


def estimates_are_entered(union: Visitor, early: Season) -> None:
    """The figure and the day to which it is estimated, in the sheet itself."""
    row = early.result(early.world.ba_dinh, "DV")
    page = union.go(f"/sheets/{row.participant_id}/")
    page.locator(f"#cell-{row.pk}").fill("800")
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{row.pk}")).to_contain_text("Đã lưu")
    page = union.go(f"/sheets/{row.participant_id}/")
    expect(page.locator("form[action$='/estimates/']")).to_contain_text("31/12/2024")
    page.locator(f"#row-{row.pk} details.why summary").click()
    page.locator(f"#asof-{row.pk}").fill("31/12/2024")
    page.locator(f"#asof-{row.pk}").press("Enter")
    expect(page.locator(f"#row-{row.pk} .cell__say--ok")).to_be_visible()
    union.shot("story-estimate")
    row.refresh_from_db()
    assert (row.is_estimate, row.as_of) == (True, date(2024, 12, 31))
    page = union.go(f"/sheets/{row.participant_id}/")
    expect(page.locator("form[action$='/estimates/']")).to_have_count(0)  # nothing real is left to mark
    early.mark(early.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)


def press_final(federation: Visitor) -> None:
    page = federation.page
    page.locator("[name=confirm]").check()
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "main form .acts button")


def nominate(early: Season) -> Nomination:
    """Ba Dinh for a flag, in a round on the final."""
    told = {"by": SYSTEM, "now": YEAR_END}
    made = rounds.open_round(
        owner=early.world.city, name="Cờ thi đua năm 2024", kind=RoundKind.FINAL, phase=early.phase,
        closes_at=at(2025, 3, 1), **told,
    )  # fmt: skip
    award = make_award("BK")
    rounds.set_quota(round=made, award=award, places=2, **told)
    made = rounds.start_nominations(round=made, **told)
    return nominations.nominate(
        round=made,
        award=award,
        union=early.world.ba_dinh,
        reason="Dẫn đầu",
        by=early.world.quang,
        now=YEAR_END,
    )


def january_is_opened(federation: Visitor, early: Season) -> None:
    """The one door after a final lists what it would touch before it opens."""
    page = federation.go(f"/phases/{early.phase.pk}/final/")
    press(page, f"a[href='/phases/{early.phase.pk}/final/open/']")
    expect(page.locator("main")).to_contain_text("Cờ thi đua năm 2024: 1 đề nghị")
    page.locator(f"[name=clusters][value='{early.world.cluster_1.pk}']").check()
    fill(page, reason="Số thực hiện đến 31/12 thay số ước", password=PASSWORD)
    federation.shot("story-final-open")
    press(page, "main form .btn-grave")
    assert statuses(early.phase) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}


def real_figure(federation: Visitor, row_pk: int) -> None:
    page = federation.go(f"/results/{row_pk}/correct/")
    fill(page, value="900", reason="Số thực hiện đến 31/12")
    press(page, "main form .btn-primary")
