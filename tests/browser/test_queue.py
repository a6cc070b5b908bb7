"""The appraiser's queue with keys: what is done is said in numbers, and a hundred figures take few acts."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from campaigns.choices import ResultStatus
from campaigns.models import FigureQuestion, Result
from campaigns.services import results
from tests.browser.conftest import SIZES, Visitor
from tests.browser.queue_cast import Appraiser, hundred
from tests.cast import Season
from tests.demo import demo_at

Visit = Callable[..., Visitor]
MOST = 130


@pytest.fixture
def rows(transactional_db: None, season: Season) -> list[Result]:
    """A hundred figures that wait, ten of them doubtful."""
    return hundred(season)


def stand(rows: list[Result]) -> dict[int, int]:
    """How many of the figures are in which status."""
    found = Result.objects.filter(pk__in=[row.pk for row in rows]).values_list("status", flat=True)
    return {status: list(found).count(status) for status in set(found)}


def begin(visit: Visit, season: Season, query: str = "", size: str = "desk") -> Visitor:
    visitor = visit("quang", size)
    visitor.go(reverse("appraisal", args=[season.phase.pk]) + query)
    return visitor


@pytest.mark.once
def test_a_hundred_figures_take_at_most_130_acts(rows: list[Result], season: Season, visit: Visit) -> None:
    visitor = begin(visit, season)
    someone = Appraiser(visitor.page)
    while visitor.page.locator("button[name=group][value=page]").count():
        someone.click("button[name=group][value=page]")
    assert stand(rows) == {ResultStatus.VERIFIED: 90, ResultStatus.SUBMITTED: 10}
    together = someone.acts  # now one by one: each act leads to the figure that comes next
    for _figure in range(4):
        someone.send("Enter")
    for key, words in (("r", "Thừa một chữ số"), ("r", "Thừa một chữ số"), ("a", "Đã gồm đơn vị mới chưa?")):
        someone.press(key)
        someone.type(words)
        someone.send("Control+Enter")
    someone.press("x")
    someone.press("j")
    someone.press("x")
    someone.send("Enter")
    assert stand(rows) == {ResultStatus.VERIFIED: 96, ResultStatus.RETURNED: 2, ResultStatus.SUBMITTED: 2}
    assert FigureQuestion.objects.count() == 1
    print(
        f"appraisal: 98 of 100 figures decided and 1 asked about in {someone.acts} acts, {together} of them for 90"
    )
    assert someone.acts <= MOST
    assert visitor.faults == []


@pytest.mark.once
def test_a_hundred_figures_looked_at_one_by_one_take_a_key_each(
    rows: list[Result], season: Season, visit: Visit
) -> None:
    visitor = begin(visit, season)
    someone = Appraiser(visitor.page)
    someone.press("j")
    seen = [someone.here()]
    while len(seen) < 100:
        someone.send("Enter")
        seen.append(someone.here())
    someone.send("Enter")
    assert sorted(map(int, seen)) == sorted(row.pk for row in rows)
    assert stand(rows) == {ResultStatus.VERIFIED: 100}
    print(f"appraisal: 100 figures confirmed one by one in {someone.acts} acts")
    assert someone.acts <= MOST
    assert visitor.faults == []


def test_the_bar_says_what_will_be_done_and_the_keys_walk(
    rows: list[Result], season: Season, visit: Visit
) -> None:
    visitor = begin(visit, season)
    page, someone = visitor.page, Appraiser(visitor.page)
    confirm = page.locator("#confirm")
    expect(confirm).to_be_disabled()
    someone.press("j")
    assert someone.here() == str(rows[0].pk)
    someone.press("k")
    assert someone.here() == str(rows[0].pk)  # nothing comes before the first
    someone.press("x")
    someone.press("j")
    someone.press("x")
    expect(confirm).to_have_text("Xác nhận 2 số liệu")
    expect(page.locator("#act-said")).to_have_text("Đang đánh dấu 2 số liệu")
    expect(page.locator(".one.is-current")).to_have_id(f"r{rows[1].pk}")
    someone.press("x")
    expect(confirm).to_have_text("Xác nhận 1 số liệu")
    page.locator("#every").check()
    expect(confirm).to_have_text("Xác nhận 50 số liệu")
    page.locator("#every").uncheck()
    expect(confirm).to_be_disabled()
    someone.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    someone.press("Escape")
    expect(page.locator("#keys")).not_to_have_attribute("open", "")
    assert visitor.faults == []


def test_keys_that_are_typed_are_no_acts(rows: list[Result], season: Season, visit: Visit) -> None:
    visitor = begin(visit, season)
    page, someone = visitor.page, Appraiser(visitor.page)
    page.locator("#f-q").focus()
    someone.type("xajkr?")
    assert (page.input_value("#f-q"), page.locator(".one input:checked").count()) == ("xajkr?", 0)
    someone.press("Tab")
    someone.press("j")
    someone.press("r")
    someone.type("jjxx ?")
    assert page.input_value("#w-reason") == "jjxx ?"
    assert page.locator(".one input:checked").count() == 1  # the current one, for which the words are
    someone.press("Escape")
    assert (someone.here(), page.locator(".panel[open]").count()) == (str(rows[0].pk), 0)
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("#keys summary").click()
    page.locator(f"#c{rows[0].pk}").focus()
    for key in ("j", "x", "Enter"):
        someone.press(key)
    assert (someone.here(), page.locator(".one input:checked").count()) == (str(rows[0].pk), 1)
    page.reload()
    expect(page.locator("#keys-on")).not_to_be_checked()
    assert stand(rows) == {ResultStatus.SUBMITTED: 100}
    assert visitor.faults == []


def test_an_act_keeps_the_filter_and_goes_on_to_the_next_figure(
    rows: list[Result], season: Season, visit: Visit
) -> None:
    chosen = f"?cluster={season.world.cluster_1.pk}&indicator={season.indicators['KP'].pk}"
    visitor = begin(visit, season, chosen)
    page, someone = visitor.page, Appraiser(visitor.page)
    someone.press("j")
    someone.press("j")
    second, third = rows[3], rows[5]
    assert someone.here() == str(second.pk)
    someone.send("Enter")
    assert page.url.endswith(f"/appraisal/{chosen}#c{third.pk}")
    assert someone.here() == str(third.pk)
    described = page.locator(f"#c{third.pk}").get_attribute("aria-describedby")
    assert described == f"notes v{third.pk} l{third.pk}"
    assert visitor.faults == []


def test_what_another_decided_meanwhile_is_told_by_name(
    rows: list[Result], season: Season, visit: Visit
) -> None:
    visitor = begin(visit, season)
    page, someone = visitor.page, Appraiser(visitor.page)
    for row in rows[1:3]:
        page.locator(f"#c{row.pk}").check()
    results.return_results(
        phase=season.phase,
        result_ids=[rows[1].pk],
        reason="x",
        by=season.world.an,
        now=season.phase.entry_opens_at,
    )
    someone.click("#confirm")
    said = page.inner_text("#notes")
    assert ("Đã thẩm định 1 số liệu" in said, "An đã trả lại lúc" in said) == (True, True)
    assert stand(rows[1:3]) == {ResultStatus.RETURNED: 1, ResultStatus.VERIFIED: 1}


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_queue_is_fit_to_ship_with_questions_ticks_and_an_open_panel(visit: Visit, size: str) -> None:
    demo_at("reporting")
    row = Result.objects.filter(status=ResultStatus.SUBMITTED).select_related("participant__phase")[0]
    visitor = visit("liendoan", size)
    address = reverse("appraisal", args=[row.participant.phase_id])
    page = visitor.go(address)
    page.locator(f"#c{row.pk}").check()
    page.locator(".panel summary").last.click()
    visitor.shot("appraisal-asks")
    visitor.axe("appraisal-asks")
    page.fill("#w-text", "Số liệu này đã gồm đơn vị mới chuyển về chưa?")
    page.locator(".panel[open] button").click()
    page.wait_for_selector(".note--ok")
    for name, show in (("asked", "?show=asked"), ("appraised", "?show=verified")):
        visitor.go(address + show)
        visitor.shot(f"appraisal-{name}")
        visitor.axe(f"appraisal-{name}")
    visitor.go(f"{address}?indicator={row.indicator_id}")
    visitor.shot("appraisal-side-by-side")
    visitor.axe("appraisal-side-by-side")
    assert visitor.faults == []


@pytest.mark.parametrize("size", SIZES)
def test_a_union_answers_beside_its_figure(
    rows: list[Result], season: Season, visit: Visit, size: str
) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, now=season.phase.entry_opens_at, dv="800")
    row = season.result(world.ba_dinh, "DV")
    FigureQuestion.objects.create(
        result=row, text="Đã gồm đơn vị mới chưa?", asked_by=world.quang, asked_at=season.phase.entry_opens_at
    )
    visitor = visit("hoa", size)
    page = visitor.go("/")
    visitor.shot("home-asked")
    visitor.axe("home-asked")
    with page.expect_navigation():
        page.locator(f"a[href$='#q-{row.pk}']").click()
    visitor.shot("sheet-asked")
    visitor.axe("sheet-asked")
    page.locator(f"#q-{row.pk} textarea").fill("Đã gồm 3 đơn vị")
    page.locator(f"#q-{row.pk} button").click()
    page.wait_for_selector(".note--ok")
    expect(page.locator(f"#q-{row.pk}")).to_contain_text("Đã gồm 3 đơn vị")
    assert FigureQuestion.objects.get().answer == "Đã gồm 3 đơn vị"
    assert visitor.faults == []
