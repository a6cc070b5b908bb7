"""The sheet of bands."""

from collections.abc import Iterator

from campaigns.models import Band, Campaign
from campaigns.services.bulk import write_rows
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.tables import Tables, table_columns
from common.workbook.columns import Kind, of_kind, text
from common.workbook.stored import Known


class Bands(CampaignSheet):
    """A band reaches from its lowest points up to the next one."""

    key = "bands"
    title = "Xếp loại"
    note = "Bands of the final points."
    identity = ("table", "version", "lowest")
    columns = (
        *table_columns(),
        text("name", "Xếp loại", 80, need=True, ex="Xuất sắc"),
        of_kind(Kind.NUMBER, "lowest", "Từ điểm", need=True, ex=90),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Bands by table, the highest first; `status` is the table's."""
        rows = Band.objects.filter(table__campaign=campaign).order_by(
            "table__code", "table__version", "-lowest"
        )
        return cls.read(rows, {"status": "table__status"}, table="table__code", version="table__version")

    def check(self) -> None:
        """The table."""
        self.run.of(Tables).check_lines(self)

    def apply(self) -> None:
        """In sets."""
        if not self.changes:
            return
        tables = self.run.of(Tables).ids
        write_rows(
            model=Band,
            new=[
                Band(
                    table_id=tables[c.row["table"], c.row["version"]],
                    name=c.row["name"],
                    lowest=c.row["lowest"],
                )
                for c in self.new
            ],
            edits={c.pk: {"name": c.row["name"]} for c in self.changed},
            verb="write_bands",
            campaign=self.campaign,
            **self.run.who,
        )
