"""The sheet of how many people the unions have."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from common.workbook.book import Row
from common.workbook.columns import Kind, code, of_kind, text
from common.workbook.sheets import Sheet
from common.workbook.stored import Known, batches
from units.models import Headcount
from units.services.bulk.headcounts import write_headcounts
from units.services.headcounts import NUMBERS, SAID, faults_of, whole_asked
from units.workbook.sight import of_kept_unions
from units.workbook.unions import Unions, keepers_only


class Headcounts(Sheet):
    """A count of the same union and day is corrected; an importer writes those of the unions that it keeps."""

    key = "headcounts"
    title = "Số liệu đoàn viên"
    note = "How many members a union has, as of a day."
    identity = ("union", "as_of")
    columns = (
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        of_kind(Kind.DAY, "as_of", "Tính đến ngày", need=True, ex="2024-06-30"),
        of_kind(Kind.NUMBER, "members", "Đoàn viên", need=True, ex=1200),
        of_kind(Kind.NUMBER, "women", "Trong đó nữ", ex=640, note="empty: not known"),
        of_kind(Kind.NUMBER, "direct_workers", "Trong đó lao động trực tiếp", note="empty: not known"),
        text("source", "Nguồn số liệu", 300, need=True, ex="Báo cáo số 12/BC-LĐLĐ"),
    )

    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Counts of every day, union by union."""
        rows = Headcount.objects.filter(where).order_by("union__code", "as_of")
        return cls.read(rows, union="union__code")

    def load(self) -> Iterator[Known]:
        """Those of the unions that the workbook names, as far as they are in sight."""
        sight = of_kept_unions(self.run.by)
        for some in batches({code for row in self.rows if (code := row.get("union"))}):
            yield from self.stored(Q(union__code__in=some) & sight)

    def check(self) -> None:
        """The day, the numbers beside each other, and who may."""
        for row in self.rows:
            self._check_numbers(row)
        for change in self.changes:
            if self.run.of(Unions).forbids(change.row["union"]):
                self.say(change.row, "union", keepers_only())

    def _check_numbers(self, row: Row) -> None:
        if not row.has("as_of", *SAID):
            return
        broken = [name for name in NUMBERS if row[name] is not None and row[name] != int(row[name])]
        for name in broken:
            self.say(row, name, whole_asked())
        if not broken:
            said: dict[str, Any] = {name: row[name] for name in SAID}
            for name, fault in faults_of(as_of=row["as_of"], **said, today=self.run.day).items():
                self.say(row, name, fault)

    def apply(self) -> None:
        """In sets."""
        unions = self.run.of(Unions).ids
        write_headcounts(
            new=[
                Headcount(union_id=unions[c.row["union"],], as_of=c.row["as_of"], **_said(c.row))
                for c in self.new
            ],
            changed={c.pk: _said(c.row) for c in self.changed},
            **self.run.who,
        )


def _said(row: Row) -> dict[str, Any]:
    """What a row says, its numbers as whole ones."""
    numbers = {name: None if row[name] is None else int(row[name]) for name in NUMBERS}
    return {**numbers, "source": row["source"]}
