"""The sheet of criteria: the tree of a scoring table."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Fallback, Rule, TargetKind
from campaigns.models import Campaign, Criterion
from campaigns.services.bulk import place_criteria, write_rows
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.indicators import Indicators
from campaigns.workbook.tables import Tables, table_columns
from common.text import format_figure
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Identity, Known, Values

#: What every criterion has.
COLUMNS = (
    *table_columns(),
    code("code", "Mã", need=True, limit=20, ex="1"),
    code("parent", "Thuộc tiêu chí", limit=20, note="code of the group that it belongs to"),
    text("name", "Tên", 300, need=True, ex="Kết nạp đoàn viên mới"),
    of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
    choice("rule", "Cách tính", Rule, need=True, ex="proportional"),
    code("indicator", "Mã chỉ tiêu", "indicators", ex="DV", note="for every leaf; empty for a group"),
    of_kind(Kind.NUMBER, "max_points", "Điểm tối đa", need=True, ex=40),
)
#: The parameters of the rules: all that this module says about them, besides `_check_parameters`.
PARAMETERS = (
    choice("target_kind", "Chỉ tiêu dùng để tính", TargetKind, default="registered", ex="registered"),
    of_kind(Kind.NUMBER, "cap", "Tính tối đa % chỉ tiêu", default=100, ex=100),
    of_kind(Kind.NUMBER, "per_object", "Điểm mỗi đơn vị", default=0, ex=0),
    choice("no_target", "Khi không có chỉ tiêu", Fallback, default="zero", ex="zero"),
    choice("not_applicable", "Khi không áp dụng", Fallback, default="zero", ex="zero"),
)


class Criteria(CampaignSheet):
    """Groups sum what stands below them; leaves score an indicator by their rule."""

    key = "criteria"
    title = "Tiêu chí"
    note = "Lines of the scoring tables: groups, and leaves with a rule over one indicator."
    identity = ("table", "version", "code")
    columns = (*COLUMNS, *PARAMETERS)

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Criteria by table and order; `status` is the table's."""
        rows = Criterion.objects.filter(table__campaign=campaign)
        return cls.read(
            rows.order_by("table__code", "table__version", "order", "code"),
            {"status": "table__status"},
            table="table__code",
            version="table__version",
            parent="parent__code",
            indicator="indicator__code",
        )

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """The table, the tree, and what a rule needs."""
        self.run.of(Tables).check_lines(self)
        children: dict[Identity, list[Values]] = {}
        for values in self.merged.values():
            if values["parent"]:
                place = (values["table"], values["version"], values["parent"])
                children.setdefault(place, []).append(values)
        for row in self.rows:
            self._check_parameters(row)
            if row.has("table", "version", "code", "parent", "rule", "max_points"):
                self._check_tree(row)
                self._check_sum(row, children.get(self.identify(row.values), []))

    def _check_parameters(self, row: Row) -> None:
        if row.has("rule", "indicator"):
            is_group = row["rule"] == Rule.GROUP
            if is_group and row["indicator"]:
                self.say(row, "indicator", _("A group only sums its criteria: leave its indicator empty."))
            elif not is_group and not row["indicator"]:
                bare = _("This criterion has no indicator to score. Name one, or make it a group.")
                self.say(row, "indicator", bare)
        if row.get("cap") == 0:
            self.say(row, "cap", _("The cap must be more than 0 %."))

    def _check_tree(self, row: Row) -> None:
        if not row["parent"]:
            return
        above = self.merged.get((row["table"], row["version"], row["parent"]))
        if above is None:
            absent = _("There is no criterion “%(code)s” in this table. Add it, or correct the code.")
            self.say(row, "parent", absent % {"code": row["parent"]})
        elif above["rule"] != Rule.GROUP:
            leaf = _("“%(code)s” is no group. Give it the rule group, or choose another parent.")
            self.say(row, "parent", leaf % {"code": row["parent"]})
        if self._is_ring(row):
            self.say(row, "parent", _("The criteria make a cycle. Choose another parent."))

    def _is_ring(self, row: Row) -> bool:
        """Going up from a criterion leads back to it."""
        place = (row["table"], row["version"])
        seen: set[str] = set()
        at = self.merged.get((*place, row["code"]), {}).get("parent", "")
        while at and at not in seen:
            if at == row["code"]:
                return True
            seen.add(at)
            at = self.merged.get((*place, at), {}).get("parent", "")
        return False

    def _check_sum(self, row: Row, below: list[Values]) -> None:
        total = sum((values["max_points"] for values in below), Decimal(0))
        if row["rule"] == Rule.GROUP and total != row["max_points"]:
            self.warn(
                row,
                "max_points",
                _("The group has at most %(points)s points, its criteria together %(total)s.")
                % {"points": format_figure(row["max_points"]), "total": format_figure(total)},
            )

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """The lines in sets, then their places in the tree."""
        if not self.changes:
            return
        tables = self.run.of(Tables).ids
        lines = [
            Criterion(
                table_id=tables[c.row["table"], c.row["version"]],
                code=c.row["code"],
                indicator_id=self._indicator(c),
                **self._facts(c),
            )
            for c in self.new
        ]
        write_rows(
            model=Criterion,
            new=lines,
            edits={c.pk: {**self._facts(c), "indicator": self._indicator(c)} for c in self.changed},
            verb="write_criteria",
            campaign=self.campaign,
            **self.run.who,
        )
        for change, line in zip(self.new, lines, strict=True):
            self.ids[self.identify(change.row.values)] = line.pk
        self._place()

    def _place(self) -> None:
        parents = {}
        for change in self.changes:
            row = change.row
            parent = row["parent"]
            above = self.ids[row["table"], row["version"], parent] if parent else None
            if above or "parent" in change.fields:
                parents[self.ids[self.identify(row.values)]] = above
        place_criteria(parents=parents)

    def _facts(self, change: Change) -> dict[str, Any]:
        """A criterion's own fields."""
        related = ("table", "version", "code", "parent", "indicator")
        return {key: value for key, value in change.row.values.items() if key not in related}

    def _indicator(self, change: Change) -> int | None:
        return self.run.of(Indicators).ids.get((change.row["indicator"],))
