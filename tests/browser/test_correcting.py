"""After the close: a wrong figure is seen, corrected, explained and shown; a reopening ends while somebody types."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import ReopeningState, ResultStatus
from campaigns.models import Correction, Reopening
from campaigns.services import after_close
from tests.browser.award_steps import fill, press
from tests.browser.conftest import Visitor
from tests.campaigns.test_revisions import close, numbers
from tests.cast import Season, add_person
from units.services import jobs

Visit = Callable[..., Visitor]


@pytest.fixture
def wrong(transactional_db: None, season: Season) -> Season:
    """Ba Dinh sent ten times what it has, and dues; Hoang Mai what it has; the phase is closed, by the real clock."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="8000", kp="30")
    season.prove(world.hoang_mai, world.minh, dv="900")
    close(season)
    add_person(world, "tam", world.city)
    return season


@pytest.mark.once
def test_a_figure_ten_times_too_large_is_seen_corrected_explained_and_shown(
    wrong: Season, visit: Visit
) -> None:
    world, phase = wrong.world, wrong.phase
    row = wrong.result(world.ba_dinh, "DV")
    federation, union, peer = visit("quang"), visit("hoa", "phone"), visit("minh", "phone")
    # Seen: the queue after the close says what is odd about it, and leads to the correction.
    page = federation.go(f"/phases/{phase.pk}/appraisal/")
    expect(page.locator(f"#l{row.pk}")).to_contain_text("▲")
    federation.shot("story-queue")
    press(page, f"#r{row.pk} a[href^='/results/{row.pk}/correct/']")
    fill(page, reason="Ghi thừa một số 0, theo danh sách kết nạp")
    press(page, "main form .btn-primary")  # without a figure nothing is changed
    expect(page.locator(".invalid-feedback, .form-fault").first).to_be_visible()
    assert (Correction.objects.count(), federation.faults.pop()[:8]) == (0, "console:")
    fill(page, value="800")
    page.locator("[name=upload]").set_input_files(
        files=[{"name": "danh-sach.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 one"}]
    )
    federation.shot("story-correct")
    press(page, "main form .btn-primary")
    assert page.url.endswith(f"/phases/{phase.pk}/appraisal/#r{row.pk}")  # and back where it was seen
    correction = Correction.objects.get()
    # Both figures are shown to its union at once, and to peers not yet.
    page = union.go("/")
    press(page, f"a[href='/phases/{phase.pk}/changes/']")
    press(page, f"a[href='/corrections/{correction.pk}/explain/']")
    main = page.locator("main")
    for words in ("8.000", "800", "Ghi thừa một số 0, theo danh sách kết nạp", "Quang"):
        expect(main).to_contain_text(words)
    page = peer.go(f"/phases/{phase.pk}/changes/")
    expect(page.locator("main")).not_to_contain_text("8.000")
    # Explained, from when peers read both figures and why.
    fill(union.page, explanation="Gõ nhầm, đồng ý với số 800")
    union.shot("story-explain")
    press(union.page, "main form .btn-primary")
    page = peer.go(f"/phases/{phase.pk}/changes/")
    for words in ("8.000", "800", "Ghi thừa một số 0", "Gõ nhầm, đồng ý với số 800", "danh-sach.pdf"):
        expect(page.locator("main")).to_contain_text(words)
    peer.shot("story-changes")
    # One recomputation of its cluster alone, shown as a revision with who moved.
    jobs.run_all(now=timezone.now() + timedelta(minutes=5))
    assert numbers(phase) == {"C1": 2, "C2": 1}
    page = peer.go(f"/phases/{phase.pk}/standings/?cluster={world.cluster_1.pk}")
    peer.shot("story-moved")
    said = page.locator("main").inner_text()
    assert "LĐLĐ quận Ba Đình: từ hạng 1 xuống hạng 2; 41,80 → 33,80 điểm" in said, said
    assert "LĐLĐ quận Ba Đình: sửa “Kết nạp đoàn viên mới”" in said, said
    assert wrong.result(world.ba_dinh, "DV").status == ResultStatus.VERIFIED
    assert [v.faults for v in (federation, union, peer)] == [[], [], []]


@pytest.mark.once
def test_a_reopening_that_ends_while_somebody_types_loses_no_word_and_locks(
    wrong: Season, visit: Visit
) -> None:
    world = wrong.world
    sheet, row, other = (
        wrong.sheet(world.ba_dinh),
        wrong.result(world.ba_dinh, "DV"),
        wrong.result(world.ba_dinh, "KP"),
    )
    asks, approves, union = visit("quang"), visit("tam"), visit("hoa", "phone")
    page = asks.go(f"/sheets/{sheet.pk}/reopen/?figure={row.pk}")
    soon = timezone.localtime(timezone.now() + timedelta(minutes=10))
    fill(page, reason="Nhập lại theo danh sách", closes_at=f"{soon:%d/%m/%Y}", closes_time=f"{soon:%H:%M}")
    asks.shot("story-reopening-new")
    press(page, "main form .btn-primary")
    reopening = Reopening.objects.get()
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)  # who asks does not approve
    page = approves.go(f"/reopenings/{reopening.pk}/")
    approves.shot("story-reopening")
    press(page, "form[action$='/approve/'] button")
    # The union's officer types the one figure that is reopened, and its end comes before the key that saves it.
    page = union.go(f"/sheets/{sheet.pk}/")
    expect(page.locator(f"#cell-{other.pk}")).to_have_count(0)
    union.shot("story-reopened")
    page.locator(f"#cell-{row.pk}").fill("805")
    Reopening.objects.filter(pk=reopening.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    page.keyboard.press("Enter")
    told = page.locator("[role=alert]", has_text="mở lại đến").first
    expect(told).to_contain_text("nay đã khóa")
    expect(told).to_contain_text("Số vừa gõ vẫn còn trong ô nhưng chưa được lưu")
    union.shot("story-too-late")
    assert page.locator(f"#cell-{row.pk}").input_value() == "805"
    # Without the script the whole sheet is sent: what was typed is listed, so that it can be copied.
    page.locator("form#sheet-form").evaluate("form => form.submit()")
    expect(page.locator("main, body").first).to_contain_text("đã gõ, chưa lưu: 805")
    assert after_close.end_due_reopenings(now=timezone.now()) == 1
    page = union.go(f"/sheets/{sheet.pk}/")
    expect(page.locator(f"#cell-{row.pk}")).to_have_count(0)
    expect(page.locator(f"#row-{row.pk}")).to_contain_text("8.000")
    assert (wrong.result(world.ba_dinh, "DV").value, wrong.result(world.ba_dinh, "DV").status) == (
        8000, ResultStatus.SUBMITTED,
    )  # fmt: skip
    reopening.refresh_from_db()
    assert reopening.state == ReopeningState.ENDED
    assert [fault for v in (asks, approves, union) for fault in v.faults if "409" not in fault] == []
