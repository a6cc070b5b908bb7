"""The sheet of steps: fixed points of a criterion for a stretch of figures, or for a fact."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Step
from campaigns.scoring import registry
from campaigns.workbook.criteria import Criteria
from campaigns.workbook.table_lines import TableLines, edge_columns, fact_columns
from campaigns.workbook.tables import table_columns
from common.workbook.columns import Kind, code, of_kind
from common.workbook.sheets import Change
from common.workbook.stored import Known


class Steps(TableLines):
    """The steps of the criteria whose rule has some."""

    key = "steps"
    title = "Bậc điểm"
    note = "Steps of the criteria whose rule has some: fixed points for figures from … to below …, or for a fact."
    identity = ("table", "version", "criterion", "order")
    model = Step
    verb = "write_steps"
    columns = (
        *table_columns(),
        code("criterion", "Mã tiêu chí", limit=20, need=True, ex="1"),
        of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
        *edge_columns("Từ", "Đến dưới"),
        *fact_columns(),
        of_kind(Kind.NUMBER, "points", "Điểm", need=True, ex=5),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Steps by table, criterion and order."""
        above = "criterion__table"
        rows = Step.objects.filter(**{f"{above}__campaign": campaign}).order_by(
            f"{above}__code", f"{above}__version", "criterion__order", "criterion__code", "order"
        )
        paths = {"table": f"{above}__code", "version": f"{above}__version", "criterion": "criterion__code"}
        return cls.read(rows, {"status": f"{above}__status"}, **paths)

    def check(self) -> None:
        """The table, the criterion and its rule, and the edges."""
        super().check()
        criteria = self.run.of(Criteria)
        for row in self.rows:
            self.check_edges(row)
            name = self.check_criterion(row, "criterion")
            if name and not registry.steps_by(criteria.merged[name]["rule"]):
                said = _("The rule of “%(code)s” has no steps. Delete the row, or choose another rule there.")
                self.say(row, "criterion", said % {"code": row["criterion"]}, about=name)

    def place(self, change: Change) -> dict[str, Any]:
        """The criterion and the place in it."""
        row = change.row
        criterion = self.run.of(Criteria).ids[row["table"], row["version"], row["criterion"]]
        return {"criterion_id": criterion, "order": row["order"]}

    def facts(self, change: Change) -> dict[str, Any]:
        """Edges, fact and points."""
        return {f: change.row[f] for f in ("lowest", "below", "fact_kind", "fact_grade", "points")}
