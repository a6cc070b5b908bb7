"""The sheets of bands and of what they ask."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import ConditionKind
from campaigns.models import Band, BandCondition, Campaign, Downgrade
from campaigns.services.tables import Condition, condition_fault
from campaigns.workbook.table_lines import TableLines, edge_columns, fact_columns
from campaigns.workbook.tables import table_columns
from common.workbook.book import Row
from common.workbook.columns import Column, Kind, Unit, choice, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Known

WHOLE = Decimal(100)


class Bands(TableLines):
    """A band reaches from its lowest points up to below the upper ones, or without end."""

    key = "bands"
    title = "Xếp loại"
    note = "Bands of the final points, walked from the top; one without an upper end takes what failed above."
    identity = ("table", "version", "lowest")
    model = Band
    verb = "write_bands"
    columns = (
        *table_columns(),
        text("name", "Xếp loại", 80, need=True, ex="Xuất sắc"),
        *edge_columns("Từ điểm", "Đến dưới điểm", need=True),
        of_kind(
            Kind.NUMBER, "share", "Không quá % đơn vị", unit=Unit.PERCENT, note="of the ranked unions of a cluster"
        ),
    )  # fmt: skip

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Bands by table, the highest first; `status` is the table's."""
        rows = Band.objects.filter(table__campaign=campaign).order_by(
            "table__code", "table__version", "-lowest"
        )
        return cls.read(rows, {"status": "table__status"}, table="table__code", version="table__version")

    def check(self) -> None:
        """The table, the edges, the share."""
        super().check()
        for row in self.rows:
            self.check_edges(row)
            share = row.get("share")
            if share is not None and not 0 < share <= WHOLE:
                self.say(row, "share", _("Write more than 0 and at most 100 %, or leave the cell empty."))

    def place(self, change: Change) -> dict[str, Any]:
        """The table and the lowest points."""
        return {**super().place(change), "lowest": change.row["lowest"]}

    def facts(self, change: Change) -> dict[str, Any]:
        """Name, upper end and share."""
        return {f: change.row[f] for f in ("name", "below", "share")}


def band_column(caption: str) -> Column:
    """How the sheets of what bands ask name the band: by its lowest points."""
    return of_kind(
        Kind.NUMBER, "band", caption, need=True, ex=90, note="the band's lowest points", signed=True
    )


class OfBands(TableLines):
    """Rows that name a band of their table."""

    def check_band(self, row: Row) -> None:
        """Tell a band that the table does not have."""
        bands = self.run.of(Bands)
        if not row.has("table", "version", "band") or bands.is_uncertain:
            return
        name = (row["table"], row["version"], row["band"])
        if name not in bands.merged and not any(
            bands.may_identify(r) and bands.identify(r.values) == name for r in bands.rows
        ):
            said = _(
                "No band of this table begins at %(points)s points. Correct the points, or add the band."
            )
            self.say(row, "band", said % {"points": self.told("band", row["band"])}, about=name)

    def check(self) -> None:
        """The table and the band."""
        super().check()
        for row in self.rows:
            self.check_band(row)

    def band_id(self, change: Change) -> int:
        """The id of the row's band."""
        row = change.row
        return self.run.of(Bands).ids[row["table"], row["version"], row["band"]]


class Conditions(OfBands):
    """What a band asks beside its points."""

    key = "conditions"
    title = "Điều kiện xếp loại"
    note = "What a band asks beside its points; “or” is another way in, whatever the points."
    identity = ("table", "version", "band", "kind", "fact_kind", "fact_grade")
    model = BandCondition
    verb = "write_conditions"
    columns = (
        *table_columns(),
        band_column("Xếp loại từ điểm"),
        choice("kind", "Điều kiện", ConditionKind, need=True, ex="no_zero"),
        of_kind(Kind.NUMBER, "percent", "Dưới % điểm của tiêu chuẩn", unit=Unit.PERCENT),
        *fact_columns(),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Conditions by table and band."""
        rows = BandCondition.objects.filter(band__table__campaign=campaign).order_by(
            "band__table__code", "band__table__version", "-band__lowest", "pk"
        )
        paths = {"table": "band__table__code", "version": "band__table__version", "band": "band__lowest"}
        return cls.read(rows, {"status": "band__table__status"}, **paths)

    def check(self) -> None:
        """The table, the band, and what the kind of condition wants."""
        super().check()
        for row in self.rows:
            if not row.has("kind", "percent", "fact_kind", "fact_grade"):
                continue
            asked = Condition(row["kind"], row["percent"], row["fact_kind"], row["fact_grade"])
            if said := condition_fault(asked):
                of_percent = row["kind"] == ConditionKind.STANDARDS or row["percent"] is not None
                self.say(row, "percent" if of_percent else "fact_kind", said)

    def place(self, change: Change) -> dict[str, Any]:
        """The band, and what tells the condition apart."""
        return {"band_id": self.band_id(change)} | {
            f: change.row[f] for f in ("kind", "fact_kind", "fact_grade")
        }

    def facts(self, change: Change) -> dict[str, Any]:
        """The share of a standard."""
        return {"percent": change.row["percent"]}


class Downgrades(OfBands):
    """Facts that let a union into no band above another."""

    key = "downgrades"
    title = "Hạ mức"
    note = "Facts that let a union into no band above this one, whatever its points."
    identity = ("table", "version", "fact_kind", "fact_grade")
    model = Downgrade
    verb = "write_downgrades"
    columns = (*table_columns(), *fact_columns(need=True), band_column("Cao nhất là xếp loại từ điểm"))

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Downgrades by table."""
        rows = Downgrade.objects.filter(table__campaign=campaign).order_by(
            "table__code", "table__version", "pk"
        )
        paths = {"table": "table__code", "version": "table__version", "band": "band__lowest"}
        return cls.read(rows, {"status": "table__status"}, **paths)

    def place(self, change: Change) -> dict[str, Any]:
        """The table and the fact."""
        return {**super().place(change), **{f: change.row[f] for f in ("fact_kind", "fact_grade")}}

    def facts(self, change: Change) -> dict[str, Any]:
        """Nothing but the band."""
        return {}

    def links(self, change: Change) -> dict[str, int | None]:
        """The band."""
        return {"band": self.band_id(change)}
