"""The sheet of the unions that take part."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Participant
from campaigns.services.bulk import write_rows
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.phases import PHASE, Phases
from campaigns.workbook.tables import Tables, complete_version
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind
from common.workbook.sheets import Change
from common.workbook.stored import Known
from units.choices import Sector
from units.workbook.clusters import Clusters
from units.workbook.unions import Unions, keepers_only


class Participants(CampaignSheet):
    """An importer lets only unions that it keeps take part, in clusters of such unions; in a closed phase nobody joins
    or changes."""

    key = "participants"
    title = "Đơn vị tham gia"
    note = "Unions taking part in a phase."
    identity = ("phase_number", "phase_sector", "union")
    columns = (
        *PHASE,
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        code("cluster", "Mã cụm", "clusters", ex="CUM1"),
        choice("sector", "Khu vực của đơn vị", Sector, note="empty: the union's own"),
        code("table", "Mã bảng điểm", "tables", ex="B1"),
        of_kind(
            Kind.WHOLE,
            "table_version",
            "Phiên bản bảng điểm",
            ex=1,
            note="1 when a table is named without a version",
            derived=True,
        ),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Unions taking part; `status` is the phase's."""
        order = ("phase__number", "phase__sector", "cluster__order", "union__code")
        return cls.read(
            Participant.objects.with_figures().filter(phase__campaign=campaign).order_by(*order),
            {"status": "phase__status"},
            phase_number="phase__number",
            phase_sector="phase__sector",
            union="union__code",
            cluster="cluster__code",
            table="table__code",
            table_version="table__version",
        )

    @cached_property
    def unions(self) -> set[str]:
        """Codes of the unions that take part, as it would be afterwards."""
        return {values["union"] for values in self.merged.values()}

    @cached_property
    def clusters(self) -> dict[str, set[str]]:
        """The clusters in which each union takes part, as it would be afterwards."""
        found: dict[str, set[str]] = {}
        for values in self.merged.values():
            if values["cluster"]:
                found.setdefault(values["union"], set()).add(values["cluster"])
        return found

    def complete(self, row: Row, known: Known | None) -> None:
        """The version of the table."""
        complete_version(self, row, known)

    def differs(self, key: str, row: Row, known: Known) -> bool:
        """An empty sector leaves the union's own."""
        return super().differs(key, row, known) and (key != "sector" or bool(row[key]))

    def check(self) -> None:
        """The phase, the table, what is closed, and who may."""
        self.run.of(Phases).check_places(self)
        for row in self.rows:
            if row.has("table", "table_version", "cluster") and row["table"]:
                self._check_table(row)
        self.run.of(Phases).check_closed(self)
        for change in self.changes:
            row = change.row
            if change.is_new and self.run.of(Unions).forbids(row["union"]):
                self.say(row, "union", keepers_only())
            moves = change.is_new or "cluster" in change.fields
            if moves and self.run.of(Clusters).forbids(row["cluster"]):
                self.say(row, "cluster", keepers_only())

    def _check_table(self, row: Row) -> None:
        sheet, name = self.run.of(Tables), (row["table"], row["table_version"])
        table = sheet.merged.get(name)
        if table is None:
            self._say_unknown(sheet, row, name)
        elif table["cluster"] and table["cluster"] != row["cluster"]:
            foreign = _("“%(table)s” is another cluster's table. Choose this cluster's, or the common one.")
            self.say(row, "table", foreign % {"table": name[0]})

    def _say_unknown(self, sheet: Tables, row: Row, name: tuple[str, int]) -> None:
        if not sheet.is_uncertain:
            near = self.run.near(sheet.key, name[0])
            self.say(row, "table", f"{sheet.unknown(*name)} {near}", about=name)

    def apply(self) -> None:
        """In sets."""
        if not self.changes:
            return
        phases, unions = self.run.of(Phases).ids, self.run.of(Unions).ids
        rows = [
            Participant(
                phase_id=phases[c.row["phase_number"], c.row["phase_sector"]],
                union_id=unions[c.row["union"],],
                sector=c.row["sector"] or self._own_sector(c.row["union"]),
                **{f"{field}_id": pk for field, pk in self._links(c).items()},
            )
            for c in self.new
        ]
        edits: dict[int, dict[str, Any]] = {}
        for change in self.changed:
            assert change.known is not None
            sector = change.row["sector"] or change.known.values["sector"]
            edits[change.pk] = {**self._links(change), "sector": sector}
        write_rows(
            model=Participant, new=rows, edits=edits, verb="enrol", campaign=self.campaign, **self.run.who
        )
        for change, row in zip(self.new, rows, strict=True):
            self.ids[self.identify(change.row.values)] = row.pk

    def _links(self, change: Change) -> dict[str, int | None]:
        row = change.row
        table = self.run.of(Tables).ids[row["table"], row["table_version"]] if row["table"] else None
        return {"cluster": self.run.of(Clusters).ids.get((row["cluster"],)), "table": table}

    def _own_sector(self, union: str) -> str:
        """The union's sector, as it is after this workbook."""
        return str(self.run.of(Unions).merged[union,]["sector"])
