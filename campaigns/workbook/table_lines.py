"""What the sheets have in common whose rows stand in a scoring table."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from campaigns.choices import FactKind
from campaigns.services.bulk import write_rows
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.criteria import Criteria
from campaigns.workbook.tables import Tables
from common.workbook.book import Row
from common.workbook.columns import Column, Kind, choice, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Identity


def fact_columns(*, need: bool = False) -> tuple[Column, Column]:
    """How a kind of fact is named, and what exactly it is."""
    return (
        choice(
            "fact_kind", "Loại sự việc", FactKind, need=need, ex=FactKind.DISCIPLINE.value if need else None
        ),
        text("fact_grade", "Mức, hình thức", 80, note="empty: any of the kind"),
    )


def edge_columns(lowest: str, below: str, *, need: bool = False) -> tuple[Column, Column]:
    """From (included) – to below."""
    return (
        of_kind(Kind.NUMBER, "lowest", lowest, need=need, ex=90, signed=True),
        of_kind(Kind.NUMBER, "below", below, note="empty: without end", signed=True),
    )


class TableLines(CampaignSheet):
    """Rows that belong to a scoring table, written in sets."""

    model: ClassVar[type[models.Model]]
    verb: ClassVar[str]

    def place(self, change: Change) -> dict[str, Any]:
        """Where a new row stands, and what tells it apart."""
        return {"table_id": self.table_id(change)}

    def facts(self, change: Change) -> dict[str, Any]:
        """The fields of a row."""
        raise NotImplementedError

    def links(self, change: Change) -> dict[str, int | None]:
        """The ids of the rows that a row leads to, by the names of its fields."""
        return {}

    def table_id(self, change: Change) -> int:
        """The id of the row's table."""
        return self.run.of(Tables).ids[change.row["table"], change.row["version"]]

    def check(self) -> None:
        """The table."""
        self.run.of(Tables).check_lines(self)

    def check_edges(self, row: Row) -> None:
        """The upper edge lies above the lower one."""
        lowest, below = row.get("lowest"), row.get("below")
        if lowest is not None and below is not None and below <= lowest:
            self.say(row, "below", _("It ends before it begins. Enter an upper edge above the lower one."))

    def check_criterion(self, row: Row, key: str) -> Identity | None:
        """Tell a criterion that the table does not have; its name where it is known."""
        if not row.has("table", "version", key) or not row[key]:
            return None
        criteria, name = self.run.of(Criteria), (row["table"], row["version"], row[key])
        if name in criteria.merged:
            return name
        if not criteria.is_uncertain and not criteria.is_named(name):
            absent = _("There is no criterion “%(code)s” in this table. Add it, or correct the code.")
            self.say(row, key, absent % {"code": row[key]}, about=name)
        return None

    def apply(self) -> None:
        """In sets."""
        if not self.changes:
            return
        new = [
            self.model(
                **self.place(c), **self.facts(c), **{f"{name}_id": pk for name, pk in self.links(c).items()}
            )
            for c in self.new
        ]
        edits = {c.pk: {**self.facts(c), **self.links(c)} for c in self.changed}
        write_rows(
            model=self.model, new=new, edits=edits, verb=self.verb, campaign=self.campaign, **self.run.who
        )
        for change, row in zip(self.new, new, strict=True):
            self.ids[self.identify(change.row.values)] = row.pk
