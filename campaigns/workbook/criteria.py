"""The sheet of criteria: the tree of a scoring table."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Nature, SeenBy
from campaigns.models import Campaign, Criterion, CriterionInput
from campaigns.scoring import registry
from campaigns.scoring.columns import Spec, cells, drop_unused, read, row_faults
from campaigns.scoring.columns import columns as rule_columns
from campaigns.services.bulk import place_criteria, write_criteria
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.indicators import Indicators
from campaigns.workbook.tables import Tables, table_columns
from common.text import format_figure
from common.workbook.book import Row
from common.workbook.columns import Column, Kind, Unit, choice, code, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Identity, Known, Values, read_rows

#: What a criterion says of itself, beside its code, its place and what its rule is told.
FIELDS = (
    "name", "order", "rule", "max_points", "nature", "min_points", "is_clamped", "is_open", "evidence", "judged_by",
    "seen_by",
)  # fmt: skip


def _of_rule(spec: Spec) -> Column:
    """The column of a rule's parameter or of a further indicator that it reads."""
    if spec.is_indicator:
        return code(spec.key, spec.caption, "indicators")
    if spec.choices is not None:
        return choice(spec.key, spec.caption, spec.choices, default=spec.default, ex=spec.default)
    if spec.is_day:
        return of_kind(Kind.DAY, spec.key, spec.caption)
    unit = Unit.PERCENT if spec.is_percent else Unit.PLAIN
    return of_kind(Kind.NUMBER, spec.key, spec.caption, default=spec.default, ex=spec.default, unit=unit)


class Columns:
    """The sheet's own columns, then those of all rules: asked anew each time, since a rule may be registered later."""

    def __get__(self, sheet: Any, owner: Any) -> tuple[Column, ...]:
        return (
            *table_columns(),
            code("code", "Mã", need=True, limit=20, ex="1"),
            code("parent", "Thuộc tiêu chí", limit=20, note="code of the group that it belongs to"),
            text("name", "Tên", 300, need=True, ex="Kết nạp đoàn viên mới"),
            of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
            choice("rule", "Cách tính", registry.choices(), need=True, ex=registry.EXAMPLE),
            code("indicator", "Mã chỉ tiêu", "indicators", ex="DV", note="for every leaf; empty for a group"),
            of_kind(Kind.NUMBER, "max_points", "Điểm tối đa", need=True, ex=40),
            choice("nature", "Loại điểm", Nature, default=Nature.BASE.value, ex="base"),
            of_kind(
                Kind.NUMBER,
                "min_points",
                "Điểm tối thiểu",
                note="of a group that is held within its bounds; may be below 0",
                signed=True,
            ),
            of_kind(
                Kind.FLAG,
                "is_clamped",
                "Giữ trong mức tối đa, tối thiểu",
                note="bonus and penalty groups always are",
            ),
            of_kind(Kind.FLAG, "is_open", "Để cụm tự quy định"),
            text("evidence", "Minh chứng", 200),
            text("judged_by", "Người chấm", 160, note="person, post or department that gives the points"),
            choice("seen_by", "Ai được xem", SeenBy, default=SeenBy.CLUSTER.value, ex="cluster"),
            *map(_of_rule, rule_columns()),
        )


class Criteria(CampaignSheet):
    """Groups sum what stands below them; leaves score an indicator by their rule."""

    key = "criteria"
    title = "Tiêu chí"
    note = "Lines of the scoring tables: groups, and leaves with a rule over one indicator."
    identity = ("table", "version", "code")
    columns = Columns()

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Criteria by table and order; `status` is the table's. Two queries."""
        inputs: dict[int, dict[str, str]] = {}
        named = CriterionInput.objects.filter(criterion__table__campaign=campaign)
        for pk, role, indicator in named.values_list("criterion_id", "role", "indicator__code"):
            inputs.setdefault(pk, {})[role] = indicator
        paths = {"table": "table__code", "version": "table__version", "parent": "parent__code"}
        paths |= {name: name for name in ("code", *FIELDS, "params")}
        rows = Criterion.objects.filter(table__campaign=campaign)
        ordered = rows.order_by("table__code", "table__version", "order", "code")
        for known in read_rows(ordered, paths, frozenset({"parent"}), {"status": "table__status"}):
            values = known.values
            values |= cells(values["rule"], values.pop("params"), inputs.get(known.pk, {}))
            yield known

    def complete(self, row: Row, known: Known | None) -> None:
        """Cells that the row's rule has no use for mean what an empty one means; each is told."""
        if row.has(*(column.key for column in self.columns)):
            for key, message in drop_unused(row.values):
                self.warn(row, key, message)

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
            self._check_rule(row)
            if row.has("table", "version", "code", "parent", "rule", "max_points", "nature", "is_clamped"):
                self._check_tree(row)
                self._check_sum(row, children.get(self.identify(row.values), []))

    def _check_rule(self, row: Row) -> None:
        """Parameters and indicators, as the rule wants them."""
        if row.has(*(column.key for column in self.columns)):
            for key, message in row_faults(row.values):
                self.say(row, key, message)

    def _check_tree(self, row: Row) -> None:
        if not row["parent"]:
            return
        name = (row["table"], row["version"], row["parent"])
        above = self.merged.get(name)
        if above is None:
            if not self.is_uncertain and not self.is_named(name):
                absent = _("There is no criterion “%(code)s” in this table. Add it, or correct the code.")
                self.say(row, "parent", absent % {"code": row["parent"]}, about=name)
        elif above["rule"] != registry.GROUP:
            leaf = _("“%(code)s” is no group. Give it the rule “%(rule)s”, or choose another parent.")
            names = {"code": row["parent"], "rule": self.told("rule", registry.GROUP)}
            self.say(row, "parent", leaf % names, about=name)
        if (ring := self._ring(row)) and self.is_news(ring):
            self.say(row, "parent", _("The criteria make a cycle. Choose another parent."))

    def is_named(self, name: Identity) -> bool:
        """A row of the workbook is about this criterion, whatever else is wrong with it."""
        return name in self._named

    @cached_property
    def _named(self) -> set[Identity]:
        """The workbook's criteria, whatever else is wrong with their rows."""
        return {self.identify(row.values) for row in self.rows if self.may_identify(row)}

    def _ring(self, row: Row) -> frozenset[str]:
        """The criteria on the way up that leads back to this one; none where it does not."""
        place = (row["table"], row["version"])
        seen: set[str] = set()
        at = self.merged.get((*place, row["code"]), {}).get("parent", "")
        while at and at not in seen:
            seen.add(at)
            if at == row["code"]:
                return frozenset(seen)
            at = self.merged.get((*place, at), {}).get("parent", "")
        return frozenset()

    def _check_sum(self, row: Row, below: list[Values]) -> None:
        """A group of base points that is not held has what its base criteria sum to."""
        if row["rule"] != registry.GROUP or row["nature"] != Nature.BASE or row["is_clamped"]:
            return
        base = [values for values in below if values["nature"] == Nature.BASE]
        total = sum((values["max_points"] for values in base), Decimal(0))
        if total != row["max_points"] and not self.run.faults:
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
            Criterion(table_id=tables[c.row["table"], c.row["version"]], code=c.row["code"], **self._facts(c))
            for c in self.new
        ]
        write_criteria(
            new=lines,
            edits={c.pk: self._facts(c) for c in self.changed},
            inputs=[self._inputs(c) for c in (*self.new, *self.changed)],
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
        params, _inputs = read(change.row.values)
        return {f: change.row[f] for f in FIELDS} | {"params": params}

    def _inputs(self, change: Change) -> dict[str, int]:
        """The ids of the indicators that the criterion reads, by role."""
        _params, inputs = read(change.row.values)
        indicators = self.run.of(Indicators).ids
        return {role: indicators[(code,)] for role, code in inputs.items()}
