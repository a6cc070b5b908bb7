"""The sheet of scoring tables, and what the sheets of their lines ask of it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from campaigns.choices import Nature, PartMissing, Rounding
from campaigns.models import Campaign, ScoringTable
from campaigns.services.bulk import place_bases, write_rows
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.closed_tables import closed_tables, say_closed
from common.workbook.book import Row
from common.workbook.columns import Column, Kind, choice, code, of_kind, text
from common.workbook.sheets import Change, Sheet
from common.workbook.stored import Identity, Known
from units.choices import Level, Sector
from units.workbook.clusters import Clusters
from units.workbook.unions import keepers_only

#: What a table says of itself, beside its name and its cluster.
FIELDS = (
    "sector", "level", "size_from", "size_to", "nominal", "line_decimals", "total_decimals", "rounding", "may_exceed",
    "may_sink", "rescales", "silent_gets_lowest", "min_months", "min_months_merged", "part_missing", "is_sample",
)  # fmt: skip
#: Columns that hold whole numbers larger than those of the kind for whole numbers.
SIZES = ("size_from", "size_to")
PLACES = 4


def table_columns() -> tuple[Column, Column]:
    """How the sheets of a table's lines name the table."""
    return (
        code("table", "Mã bảng điểm", "tables", need=True, ex="B1"),
        of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
    )


def complete_version(sheet: CampaignSheet, row: Row, known: Known | None) -> None:
    """In a sheet whose rows may name a table: one without a version means the first, a version without one nothing."""
    if not row.has("table", "table_version"):
        return
    if known and sheet.lacks("table_version") and row["table"] == known.values["table"]:
        row.values["table_version"] = known.values["table_version"]
    row.values["table_version"] = (row["table_version"] or 1) if row["table"] else None


class Tables(CampaignSheet):
    """A table that is agreed never changes, nor do its lines: a new version takes its place."""

    key = "tables"
    title = "Bảng điểm"
    note = "Versions of the scoring tables. They come as drafts; a table that is agreed must equal what is stored."
    identity = ("code", "version")
    columns = (
        code("code", "Mã", need=True, ex="B1"),
        text("name", "Tên", 160, need=True, ex="Bảng chấm điểm"),
        of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
        code("cluster", "Riêng của cụm", "clusters"),
        code("base", "Lập từ bảng điểm", "tables", note="empty: what is stored stays"),
        of_kind(Kind.WHOLE, "base_version", "Lập từ phiên bản", derived=True, note="1 when a table is named alone"),
        choice("sector", "Dành cho khu vực", Sector, note="empty: every sector"),
        choice("level", "Dành cho cấp", Level, note="empty: every level"),
        of_kind(Kind.NUMBER, "size_from", "Từ (đoàn viên)"),
        of_kind(Kind.NUMBER, "size_to", "Đến dưới (đoàn viên)"),
        of_kind(
            Kind.NUMBER,
            "nominal",
            "Tổng điểm chuẩn",
            ex=100,
            note="empty in a new table: the sum of its base criteria at the top",
            derived=True,
        ),
        of_kind(Kind.WHOLE, "line_decimals", "Số lẻ của tiêu chí", default=4, ex=2),
        of_kind(Kind.WHOLE, "total_decimals", "Số lẻ của tổng điểm", default=4, ex=2),
        choice("rounding", "Cách làm tròn", Rounding, default=Rounding.HALF_UP.value, ex="half_up"),
        of_kind(Kind.FLAG, "may_exceed", "Được vượt tổng điểm chuẩn"),
        of_kind(Kind.FLAG, "may_sink", "Được dưới 0"),
        of_kind(Kind.FLAG, "rescales", "Quy đổi khi có tiêu chí không áp dụng"),
        of_kind(Kind.FLAG, "silent_gets_lowest", "Không gửi số liệu thì xếp loại thấp nhất"),
        of_kind(Kind.WHOLE, "min_months", "Số tháng từ khi thành lập", default=12, ex=12),
        of_kind(Kind.WHOLE, "min_months_merged", "Số tháng từ khi sáp nhập", default=6, ex=6),
        choice(
            "part_missing", "Cả năm mà thiếu một đợt", PartMissing, default=PartMissing.UNRANKED.value, ex="unranked"
        ),
        of_kind(Kind.FLAG, "is_sample", "Mẫu, phải sửa"),
    )  # fmt: skip

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Scoring tables by code and version; a base of another campaign is not told."""
        rows = ScoringTable.objects.filter(campaign=campaign).order_by("code", "version")
        told = {
            f"told_{name}": Case(When(base__campaign=campaign, then=F(f"base__{name}")))
            for name in ("code", "version")
        }
        paths = {"cluster": "cluster__code", "base": "told_code", "base_version": "told_version"}
        return cls.read(rows.annotate(**told), {"status": "status"}, **paths)

    def complete(self, row: Row, known: Known | None) -> None:
        """The base's version, the nominal maximum; and what older files, which have none, mean by a table."""
        if row.has("base", "base_version"):
            row.values["base_version"] = (row["base_version"] or 1) if row["base"] else None
        if row.has("nominal") and row["nominal"] is None:
            row.values["nominal"] = known.values["nominal"] if known else self._sum_of(row)
        if known is None and self.lacks("may_exceed"):
            # Totals were plain sums, and never cut.
            row.values |= {"may_exceed": True, "may_sink": True}

    def _sum_of(self, row: Row) -> Decimal:
        """What the base criteria at the top of a new table give; 100 where the workbook has none of it."""
        lines = self.run["criteria"].rows
        name = (row.get("code"), row.get("version") or 1)
        of_table = [r for r in lines if (r.get("table"), r.values.get("version") or 1) == name]
        on_top = [r for r in of_table if not r.get("parent") and r.get("nature") in (None, Nature.BASE)]
        return sum((r.get("max_points") or Decimal(0) for r in on_top), Decimal(0)) or Decimal(100)

    def differs(self, key: str, row: Row, known: Known) -> bool:
        """An empty base leaves what is stored."""
        if key in ("base", "base_version") and not row["base"]:
            return False
        return super().differs(key, row, known)

    # --- What the sheets of lines ask ---------------------------------------------------------------------------------
    def check_lines(self, sheet: Sheet) -> None:
        """Tell lines of a table that there is not, and changes of lines of one that is no draft."""
        tables = {(row["code"], row["version"]) for row in self.rows if row.has("code", "version")}
        tables |= {(code_, version) for code_, version in self.merged}
        for row in sheet.rows if not self.is_uncertain else ():
            if row.has("table", "version") and (row["table"], row["version"]) not in tables:
                remedy = (
                    _("Add it to the sheet of tables.")
                    if row["table"] in self.codes
                    else self.run.near(self.key, row["table"])
                )
                name = (row["table"], row["version"])
                sheet.say(row, "table", f"{self.unknown(*name)} {remedy}", about=name)
        say_closed(sheet, ("table", "version"), self._closed)

    def unknown(self, code_: str, version: int) -> str:
        """That there is no such version of the table."""
        absent = _("There is no version %(version)s of the table “%(code)s”.")
        return absent % {"code": code_, "version": version}

    @cached_property
    def _closed(self) -> dict[Identity, str]:
        return closed_tables(self.known, self.run.now)

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """What is agreed, whose clusters, and what the fields ask of each other."""
        say_closed(self, ("code", "version"), self._closed)
        for change in self.changes:
            if (change.is_new or "cluster" in change.fields) and self.run.of(Clusters).forbids(
                change.row["cluster"]
            ):
                self.say(change.row, "cluster", keepers_only())
        for row in self.rows:
            self._check_fields(row)
            if row.has("base", "base_version", "code", "version") and row["base"]:
                self._check_base(row)

    def _check_fields(self, row: Row) -> None:
        for key in ("line_decimals", "total_decimals"):
            if (row.get(key) or 0) > PLACES:
                self.say(row, key, _("At most 4 decimals are kept. Write 0 to 4."))
        if row.get("nominal") == 0:
            self.say(row, "nominal", _("The nominal maximum must be more than 0 points."))
        for key in SIZES:
            size = row.get(key)
            if size is not None and size != int(size):
                self.say(row, key, _("Only whole numbers are taken here."))
        low, high = (row.get(key) for key in SIZES)
        if low is not None and high is not None and high <= low:
            self.say(row, "size_to", _("The upper bound must be more than the lower one."))

    def _check_base(self, row: Row) -> None:
        name = (row["base"], row["base_version"])
        if name == (row["code"], row["version"]):
            self.say(
                row, "base", _("A table is not made from itself. Name another, or leave the cell empty.")
            )
        elif name not in self.merged and not self.is_uncertain:
            self.say(row, "base", f"{self.unknown(*name)} {self.run.near(self.key, name[0])}", about=name)

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """In sets, then what each was made from."""
        if not self.changes:
            return
        fresh = [
            ScoringTable(
                campaign=self.campaign,
                code=c.row["code"],
                version=c.row["version"],
                cluster_id=self._cluster(c),
                **self._facts(c),
            )
            for c in self.new
        ]
        edits = {c.pk: {**self._facts(c), "cluster": self._cluster(c)} for c in self.changed}
        who = self.run.who
        write_rows(
            model=ScoringTable, new=fresh, edits=edits, verb="write_tables", campaign=self.campaign, **who
        )
        self.ids |= {(table.code, table.version): table.pk for table in fresh}
        self._write_bases()

    def _write_bases(self) -> None:
        made_from = {
            self.ids[self.identify(c.row.values)]: self.ids[c.row["base"], c.row["base_version"]]
            for c in self.changes
            if c.row["base"]
        }
        place_bases(bases=made_from)

    def _cluster(self, change: Change) -> int | None:
        return self.run.of(Clusters).ids.get((change.row["cluster"],))

    def _facts(self, change: Change) -> dict[str, Any]:
        """A table's own fields."""
        facts = {name: change.row[name] for name in ("name", *FIELDS)}
        return facts | {key: None if facts[key] is None else int(facts[key]) for key in SIZES}
