"""The sheet of the keys that part unions of equal points."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import TieKind
from campaigns.models import Campaign, TieBreak
from campaigns.workbook.criteria import Criteria
from campaigns.workbook.indicators import Indicators
from campaigns.workbook.table_lines import TableLines
from campaigns.workbook.tables import table_columns
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind
from common.workbook.sheets import Change
from common.workbook.stored import Known

#: The column that a kind of key reads, and what is said where it is empty or filled without need.
READS = {TieKind.CRITERION: "criterion", TieKind.INDICATOR: "indicator"}


class TieBreaks(TableLines):
    """Asked one after the other; a person's decision follows the last one."""

    key = "tie_breaks"
    title = "Tiêu chí phụ"
    note = "Keys that part unions of equal points, one after the other; a person decides after the last."
    identity = ("table", "version", "order")
    model = TieBreak
    verb = "write_tie_breaks"
    columns = (
        *table_columns(),
        of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
        choice("kind", "Tiêu chí phụ", TieKind, need=True, ex="criterion"),
        code("criterion", "Mã tiêu chí", limit=20, ex="1"),
        code("indicator", "Mã chỉ tiêu", "indicators"),
        of_kind(Kind.FLAG, "is_lower_better", "Thấp hơn xếp trước"),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Keys by table and order."""
        rows = TieBreak.objects.filter(table__campaign=campaign).order_by(
            "table__code", "table__version", "order"
        )
        paths = {"table": "table__code", "version": "table__version"}
        paths |= {"criterion": "criterion__code", "indicator": "indicator__code"}
        return cls.read(rows, {"status": "table__status"}, **paths)

    def check(self) -> None:
        """The table, and what the kind of key reads."""
        super().check()
        for row in self.rows:
            self.check_criterion(row, "criterion")
            if row.has("kind", *READS.values()):
                self._check_reads(row)

    def _check_reads(self, row: Row) -> None:
        for kind, key in READS.items():
            if row["kind"] == kind and not row[key]:
                self.say(row, key, _("This key reads one. Write its code."))
            elif row["kind"] != kind and row[key]:
                self.say(row, key, _("This key does not read one. Leave the cell empty."))

    def place(self, change: Change) -> dict[str, Any]:
        """The table and the place among the keys."""
        return {**super().place(change), "order": change.row["order"]}

    def facts(self, change: Change) -> dict[str, Any]:
        """The kind, and which way round."""
        return {f: change.row[f] for f in ("kind", "is_lower_better")}

    def links(self, change: Change) -> dict[str, int | None]:
        """The criterion or the indicator."""
        row = change.row
        criterion = self.run.of(Criteria).ids.get((row["table"], row["version"], row["criterion"]))
        return {"criterion": criterion, "indicator": self.run.of(Indicators).ids.get((row["indicator"],))}
