"""The sheet of scoring tables, and what the sheets of their lines ask of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.models import Campaign, ScoringTable
from campaigns.services.bulk import write_rows
from campaigns.workbook.campaign import CampaignSheet
from common.workbook.columns import Column, Kind, code, of_kind, text
from common.workbook.sheets import Sheet
from common.workbook.stored import Known
from units.workbook.clusters import Clusters
from units.workbook.unions import keepers_only


def table_columns() -> tuple[Column, Column]:
    """How the sheets of a table's lines name the table."""
    return (
        code("table", "Mã bảng điểm", "tables", need=True, ex="B1"),
        of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
    )


class Tables(CampaignSheet):
    """A table that a closed phase was scored by never changes, nor do its lines."""

    key = "tables"
    title = "Bảng điểm"
    note = "Versions of the scoring tables."
    identity = ("code", "version")
    columns = (
        code("code", "Mã", need=True, ex="B1"),
        text("name", "Tên", 160, need=True, ex="Bảng chấm điểm"),
        of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
        code("cluster", "Riêng của cụm", "clusters"),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Scoring tables by code and version."""
        rows = ScoringTable.objects.filter(campaign=campaign).order_by("code", "version")
        return cls.read(rows, {"status": "status"}, cluster="cluster__code")

    # --- What the sheets of lines ask ---------------------------------------------------------------------------------
    def check_lines(self, sheet: Sheet) -> None:
        """Tell lines of a table that there is not, and changes of lines of a locked one."""
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
        self._check_locked(sheet, ("table", "version"))

    def unknown(self, code_: str, version: int) -> str:
        """That there is no such version of the table."""
        absent = _("There is no version %(version)s of the table “%(code)s”.")
        return absent % {"code": code_, "version": version}

    def _check_locked(self, sheet: Sheet, names: tuple[str, str]) -> None:
        locked = {name for name, known in self.known.items() if known.status == TableStatus.LOCKED}
        for change in sheet.changes:
            if tuple(change.row[name] for name in names) not in locked:
                continue
            key = change.fields[0] if change.fields else names[0]
            remedy = (
                _("Write what is stored: %(value)s.") % {"value": sheet.told(key, change.known.values[key])}
                if change.known
                else _("Delete the row, or make a new version.")
            )
            scored = _("A closed phase is scored by this table, which no longer changes.")
            sheet.say(change.row, key, f"{scored} {remedy}")

    def check(self) -> None:
        """What is locked, and whose clusters."""
        self._check_locked(self, ("code", "version"))
        for change in self.changes:
            if (change.is_new or "cluster" in change.fields) and self.run.of(Clusters).forbids(
                change.row["cluster"]
            ):
                self.say(change.row, "cluster", keepers_only())

    def apply(self) -> None:
        """In sets."""
        if not self.changes:
            return
        clusters = self.run.of(Clusters).ids
        fresh = [
            ScoringTable(
                campaign=self.campaign,
                code=c.row["code"],
                version=c.row["version"],
                name=c.row["name"],
                cluster_id=clusters.get((c.row["cluster"],)),
            )
            for c in self.new
        ]
        edits = {
            c.pk: {"name": c.row["name"], "cluster": clusters.get((c.row["cluster"],))} for c in self.changed
        }
        who = self.run.who
        write_rows(
            model=ScoringTable, new=fresh, edits=edits, verb="write_tables", campaign=self.campaign, **who
        )
        self.ids |= {(table.code, table.version): table.pk for table in fresh}
