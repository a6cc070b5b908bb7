"""A whole scoring table entered and agreed with the keyboard alone, by who has nothing but the pages and their help."""

from collections.abc import Callable

from playwright.sync_api import Page

from campaigns.choices import TableStatus
from campaigns.models import ScoringTable
from campaigns.queries.table_check import check_table
from tests.browser.conftest import Visitor
from tests.campaigns.tables.cast import whole_table
from tests.cast import Season

#: The most presses of the tabulator on the way to something.
FAR = 160
#: What has the focus: its id, name and value, and its words.
HERE = """() => { const el = document.activeElement;
  return [el.id || "", el.name || "", el.value || "", (el.innerText || "").trim().replace(/\\s+/g, " ")]; }"""


class Keys:
    """A person with a keyboard: goes from one thing to the next by the tabulator, presses and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, wanted: Callable[[list[str]], bool], what: str) -> None:
        """On to the next thing that is wanted, round the page if it stands above."""
        for _n in range(FAR):
            self.page.keyboard.press("Tab")
            if wanted(self.page.evaluate(HERE)):
                return
        raise AssertionError(f"the tabulator does not lead to {what}")

    def press(self, words: str) -> None:
        """A link or button by its words; then wait for the page that it leads to."""
        self.to(lambda here: here[3].startswith(words), words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, **typed: str) -> None:
        """Boxes by their ids without `id_`, in the order of the page; a choice takes the beginning of its words."""
        for name, text in typed.items():
            self.to(lambda here, name=name: here[0] == f"id_{name}", name)  # type: ignore[misc]
            if self.page.evaluate("document.activeElement.tagName") == "SELECT":
                self._choose(text)
            else:
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.type(text)

    def _choose(self, text: str) -> None:
        """Down the list to what begins with these words; letters with signs are no single key."""
        chosen = "document.activeElement.selectedOptions[0].text.trim()"
        for _n in range(20):
            if str(self.page.evaluate(chosen)).startswith(text):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list does not have {text}")

    def rule(self, code: str) -> None:
        """Another way to give points: the arrows go through them, and each shows its fields."""
        self.to(lambda here: here[1] == "rule", "the ways to give points")
        for _n in range(12):
            if self.page.evaluate(HERE)[2] == code:
                return
            with self.page.expect_response(lambda answer: "/lines/" in answer.url):
                self.page.keyboard.press("ArrowDown")
            for state in ("request", "swapping", "settling", "added"):
                self.page.locator(f".htmx-{state}").first.wait_for(state="detached")
        raise AssertionError(f"the arrows do not lead to {code}")

    def tick(self, name: str) -> None:
        """A box to be ticked."""
        self.to(lambda here: here[0] == f"id_{name}", name)
        self.page.keyboard.press("Space")


def test_a_table_is_entered_and_agreed_with_the_keyboard_alone(
    transactional_db: None, season: Season, visit: Callable[..., Visitor]
) -> None:
    visitor = visit("quang", "desk")
    page = visitor.go(f"/campaigns/{season.campaign.pk}/tables/")
    keys = Keys(page)
    keys.press("Lập bảng điểm")
    keys.fill(name="Bảng điểm khối cơ quan", code="B7")
    keys.press("Lập bảng điểm")

    keys.press("Thêm nhóm")
    keys.fill(name="Phát triển tổ chức", max_points="100")
    keys.press("Thêm, rồi nhập tiêu chí đầu tiên")
    keys.fill(name="Kết nạp đoàn viên", max_points="60", input_value="Kết nạp")
    keys.press("Thêm, rồi nhập tiêu chí tiếp theo")
    keys.rule("steps")
    keys.fill(
        name="Báo cáo chậm", max_points="20", input_value="Báo cáo", step_0_lowest="0", step_0_below="1",
        step_0_points="20", step_1_lowest="1", step_1_below="4", step_1_points="5",
    )  # fmt: skip
    keys.press("Thêm, rồi nhập tiêu chí tiếp theo")
    keys.rule("judged")
    keys.fill(name="Chất lượng phong trào", max_points="20", input_value="Điểm", judged_by="Ban Tổ chức")
    keys.press("Thêm dòng này")
    table = ScoringTable.objects.get(code="B7")
    stored = table.criteria.order_by("order").values_list("code", "rule", "max_points", "parent__code")
    assert list(stored) == [
        ("I", "group", 100, None), ("1", "proportional", 60, "I"), ("2", "steps", 20, "I"), ("3", "judged", 20, "I"),
    ]  # fmt: skip

    # The check leads to what is missing, and one press puts it right.
    assert "Sửa 1 chỗ trước khi thống nhất" in page.inner_text(".head__act")
    keys.press("Tiêu chí “2”")
    keys.press("Thêm bậc “từ 4: 0 điểm”")
    assert table.criteria.get(code="2").steps.count() == 3

    # A line moves, and the button keeps the focus.
    keys.press("Chất lượng phong trào")
    keys.to(lambda here: here[2] == "up", "the button that moves a line up")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(HERE)[2] == "up"
    assert [c.code for c in table.criteria.order_by("order")] == ["I", "1", "3", "2"]

    keys.press("Sửa các mức và cách phân định")
    keys.press("Thêm mức")
    keys.fill(name="Tốt", lowest="80")
    keys.tick("no_zero")
    keys.press("Lưu mức")
    keys.press("Thêm mức")
    keys.fill(name="Hoàn thành", lowest="0")
    keys.press("Lưu mức")
    keys.press("Thêm hạ mức")
    keys.fill(fact_grade="Khiển trách", band="Hoàn")
    keys.press("Thêm")
    keys.press("Thêm cách phân định")
    keys.fill(criterion="1")
    keys.press("Thêm")

    table.refresh_from_db()
    assert check_table(table).faults == []
    keys.press("Về các tiêu chí và phần kiểm tra")
    keys.press("Thống nhất bảng điểm")
    for n, _warning in enumerate(check_table(table).warnings):
        keys.tick(f"signed_{n}")
    keys.press("Thống nhất bảng")
    table.refresh_from_db()
    assert (table.status, table.agreed_by) == (TableStatus.AGREED, season.world.quang)
    said = (
        list(table.bands.order_by("lowest").values_list("name", "lowest", "conditions__kind")),
        list(table.downgrades.values_list("fact_grade", "band__name")),
        list(table.tie_breaks.values_list("kind", "criterion__code")),
    )
    assert said == (
        [("Hoàn thành", 0, None), ("Tốt", 80, "no_zero")], [("Khiển trách", "Hoàn thành")], [("criterion", "1")],
    )  # fmt: skip
    assert visitor.faults == []


def test_the_editor_fits_a_phone_and_a_desk(
    transactional_db: None, season: Season, visit: Callable[..., Visitor]
) -> None:
    table = whole_table(season)
    leaf = table.criteria.get(code="I.1")
    for size in ("phone", "desk"):
        visitor = visit("quang", size)
        visitor.go(f"/tables/{table.pk}/?line={leaf.pk}")
        visitor.shot("table-editor")
        visitor.axe("table-editor")
        visitor.go(f"/tables/{table.pk}/after/")
        visitor.shot("table-after")
        visitor.axe("table-after")
        assert visitor.faults == []
