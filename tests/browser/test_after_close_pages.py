"""Every page between the close and the final, on a desk that is not wide and on a phone.

Nothing is wider than the window, the console shows no fault, and a screen reader trips over nothing.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import StageKind
from campaigns.models import Correction, Criterion, CrossCheck, Opinion, Participant, Phase, Reopening, Stage
from campaigns.services import after_close, columns, stages, visits
from campaigns.services.columns import Entry
from campaigns.services.results import Figure
from emulation_tracker.demo.accounts import officer_of
from tests.browser.conftest import Visitor, faults_of
from tests.cast import after
from tests.demo import demo_at
from units.actors import SYSTEM
from units.models import User
from units.services import jobs

Visit = Callable[[str, str], Visitor]
SIZES = ("laptop", "phone")


def dressed() -> Phase:
    """The demo after its close, with every stage on, a draw, a self-score, a visit and a correction besides."""
    now = demo_at("closed")
    phase = Phase.objects.select_related("campaign__owner").get(campaign__code="HN-2024", number=1)
    staff = User.objects.get(username="liendoan")
    began = phase.closed_at or now
    for kind in (StageKind.SELF_SCORE, StageKind.CROSS_CHECK):
        stages.set_stage(
            phase=phase, kind=kind, opens_at=began, closes_at=after(now, days=2), reason="Số liệu mẫu", by=SYSTEM,
            now=now,
        )  # fmt: skip
    Stage.objects.filter(phase=phase, kind=StageKind.CONFERENCE).update(opens_at=after(now, days=-1))
    place = sheet(phase, "HN-DD")
    stages.set_stage(
        phase=phase, kind=StageKind.FINAL, cluster=place.cluster, opens_at=after(now, days=10),
        closes_at=after(now, days=30), by=SYSTEM, now=now,
    )  # fmt: skip
    table = place.table
    assert table is not None
    judged = [Entry(line.pk, Decimal(5), "") for line in table.criteria.filter(rule="judged")]
    columns.save_self_score(participant=place, entries=judged, by=officer_of(place.union), now=now)
    columns.send_self_score(participant=place, by=officer_of(place.union), now=now)
    columns.draw_checks(phase=phase, cluster_id=place.cluster_id, by=staff, now=now)
    visits.plan_visit(
        participant=place,
        planned_on=timezone.localdate(now),
        plan="Hồ sơ kết nạp đoàn viên",
        by=staff,
        now=now,
    )
    row = place.results.get(indicator__code="DV")
    after_close.correct_figure(
        figure=Figure(row.pk, "reported", Decimal(12), row.version), reason="Ghi thừa một số 0",
        explain_until=after(now, days=3), by=staff, now=now,
    )  # fmt: skip
    jobs.run_all(now=after(now, minutes=5))
    return phase


def sheet(phase: Phase, code: str) -> Participant:
    return phase.participants.select_related("phase__campaign__owner", "union", "cluster").get(
        union__code=code
    )


def pages(phase: Phase) -> list[tuple[str, str, str]]:
    """(name, account, address) of every page that a person opens then."""
    at, place, staff = f"/phases/{phase.pk}", sheet(phase, "HN-DD"), "liendoan"
    row = place.results.get(indicator__code="KT")
    line = Criterion.objects.filter(table=place.table_id).exclude(rule="").order_by("order", "pk")[0]
    check = CrossCheck.objects.select_related("checker__union").get(phase=phase, checked=place)
    checker = officer_of(check.checker.union).username
    campaign, sealed = phase.campaign_id, Phase.objects.get(campaign__code="SS-2021", number=1)
    cluster = f"?cluster={place.cluster_id}"
    return [
        ("after-home-officer", "dongda", "/"),
        ("after-home-head", "longbien", "/"),
        ("after-home-federation", staff, "/"),
        ("after-standings", staff, f"{at}/standings/{cluster}"),
        ("after-standings-own", "dongda", f"{at}/standings/?open={place.pk}"),
        ("after-sheet-staff", staff, f"/sheets/{place.pk}/"),
        ("after-appraisal", staff, f"{at}/appraisal/"),
        ("stages", staff, f"{at}/stages/"),
        ("stages-union", "dongda", f"{at}/stages/"),
        ("stage-set", staff, f"{at}/stages/opinions/"),
        ("stage-away", staff, f"{at}/stages/final/"),
        ("changes", staff, f"{at}/changes/"),
        ("changes-own", "dongda", f"{at}/changes/"),
        ("correct", staff, f"/results/{row.pk}/correct/"),
        ("explain", "dongda", f"/corrections/{Correction.objects.get().pk}/explain/"),
        ("reopening-new", staff, f"/sheets/{place.pk}/reopen/?figure={row.pk}"),
        ("reopening", staff, f"/reopenings/{Reopening.objects.get().pk}/"),
        ("opinions", staff, f"{at}/opinions/"),
        ("opinion-new", "dongda", f"/participants/{place.pk}/opinions/new/{line.pk}/"),
        ("opinion-answer", staff, f"/opinions/{Opinion.objects.get().pk}/answer/"),
        ("conference", "longbien", f"{at}/conference/{cluster}"),
        ("conference-none", "dongda", f"{at}/conference/"),
        ("judging", staff, f"{at}/judging/"),
        ("judging-agree", staff, f"/results/{place.results.filter(indicator__supplier='federation')[0].pk}/agree/"),
        ("self-score", "badinh", f"/sheets/{sheet(phase, 'HN-BD').pk}/self-score/"),
        ("self-score-sent", "dongda", f"/sheets/{place.pk}/self-score/"),
        ("cross-check", checker, f"/sheets/{place.pk}/cross-check/"),
        ("cross-checks", staff, f"{at}/cross-checks/{cluster}"),
        ("visits", staff, f"/sheets/{place.pk}/visits/"),
        ("visit", staff, f"/visits/{place.visits.get().pk}/"),
        ("campaign-clone", staff, f"/campaigns/{campaign}/clone/"),
        ("campaign-cancel", staff, f"/campaigns/{campaign}/cancel/"),
        ("take-out", staff, f"/participants/{place.pk}/take-out/"),
        ("participants", staff, f"{at}/participants/"),
        ("final-waits", staff, f"{at}/final/"),
        ("final-open", "socson", f"/phases/{sealed.pk}/final/open/"),
    ]  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_after_the_close_is_fit_to_ship_in_both_sizes(visit: Visit, size: str) -> None:
    phase = dressed()
    assert faults_of(visit, pages(phase), size) == []


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_what_the_head_of_the_standings_has_no_room_for_opens_inside_the_window(
    visit: Visit, size: str
) -> None:
    phase = dressed()
    visitor = visit("liendoan", size)
    page = visitor.go(f"/phases/{phase.pk}/standings/")
    page.locator(".drop--act summary").press("Enter")
    for name in ("Tải Excel", "Các bước", "Đồng hạng"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    visitor.shot("standings-more")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Đồng hạng")).not_to_be_visible()
    assert visitor.faults == []
