"""The sheet of indicators."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, IndicatorKind, MilestoneStage, Supplier
from campaigns.models import Campaign, Indicator
from campaigns.rules import day_of_value, value_of_day
from campaigns.services.bulk import write_rows
from campaigns.services.campaigns.indicators import has_figures, own_faults
from campaigns.services.results.figures import Figure, figure_fault, missing_day
from campaigns.workbook.campaign import CampaignSheet
from campaigns.workbook.phases import Phases
from common.text import format_figure
from common.workbook.book import Mark, Row
from common.workbook.columns import Kind, choice, code, of_kind, text
from common.workbook.pages import percent_asked
from common.workbook.sheets import Change, Sheet
from common.workbook.stored import Known


class Indicators(CampaignSheet):
    """What decides how figures are read stays once a phase with the indicator is closed."""

    key = "indicators"
    title = "Chỉ tiêu"
    note = "What is measured."
    identity = ("code",)
    columns = (
        code("code", "Mã", need=True, ex="DV"),
        text("name", "Tên", 200, need=True, ex="Kết nạp đoàn viên mới"),
        text("short_name", "Tên ngắn", 60, need=True, ex="Đoàn viên mới"),
        text("group", "Nhóm", 160),
        text("unit_of_measure", "Đơn vị tính", 40, ex="đoàn viên"),
        choice("kind", "Kiểu số liệu", IndicatorKind, default="number", ex="number"),
        choice("accumulation", "Lũy kế", Accumulation, default="sum", ex="sum"),
        choice("supplier", "Ai nhập", Supplier, default="union", ex="union"),
        of_kind(Kind.WHOLE, "decimals", "Số lẻ", default=0, ex=0, note="0 to 4"),
        of_kind(Kind.FLAG, "needs_evidence", "Cần minh chứng"),
        of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Indicators in their order."""
        return cls.read(Indicator.objects.filter(campaign=campaign).order_by("order", "code"))

    @staticmethod
    def with_days(rows: Iterable[Known], campaign: Campaign) -> Iterator[Known]:
        """Stored figures or targets as the workbook says them: a milestone's value is a date; one query more."""
        days = Indicator.objects.filter(campaign=campaign, kind=IndicatorKind.MILESTONE)
        codes = set(days.values_list("code", flat=True))
        for known in rows:
            if known.values["indicator"] in codes and known.values["value"] is not None:
                known.values["value"] = day_of_value(known.values["value"])
            yield known

    def figure_fault(self, row: Row, state: str, stage: str = MilestoneStage.PLANNED) -> str:
        """Why the row's value is no figure of its indicator in this state; "" where it is one.

        A target may lie ahead, as a planned day may.
        """
        asked, value = self._asked.get(row["indicator"]), row["value"]
        if asked is None:
            return ""  # told already: nobody knows the indicator
        is_day = isinstance(value, date)
        if asked["kind"] == IndicatorKind.MILESTONE and value is not None and not is_day:
            return missing_day()
        figure = Figure(
            result_id=0,
            state=state,
            value=stored_figure(value),
            version=0,
            stage=stage if is_day else None,
        )
        return figure_fault(figure, kind=asked["kind"], decimals=asked["decimals"], today=self.run.day)

    def check_typed(self, sheet: Sheet, change: Change) -> None:
        """A percentage stands for an indicator that is one, a yes for one that is answered so."""
        row, asked = change.row, self._asked.get(change.row["indicator"])
        typed = row.marks.get("value")
        is_day = asked is not None and asked["kind"] == IndicatorKind.MILESTONE
        if asked is None or is_day or row["value"] is None or isinstance(row["value"], date):
            return  # of days `figure_fault` tells
        is_share = asked["kind"] == IndicatorKind.RATIO or "%" in asked["unit_of_measure"]
        if typed is Mark.PERCENT and not is_share:
            shows = _(
                "The cell shows %(value)s %%, but “%(indicator)s” is no percentage. "
                "Type the number itself, and format the cell as a number."
            )
            names = {"value": format_figure(row["value"]), "indicator": asked["short_name"]}
            sheet.say(row, "value", shows % names)
        elif typed is Mark.ANSWER and asked["kind"] != IndicatorKind.YES_NO:
            wants = _("“%(indicator)s” is not answered by yes or no. Type its figure.")
            sheet.say(row, "value", wants % {"indicator": asked["short_name"]})
        elif typed is None and is_share and 0 < row["value"] <= 1:
            sheet.warn(row, "value", percent_asked(row["value"]))

    def is_milestone(self, code_: str) -> bool:
        """The indicator's figures are days."""
        asked = self._asked.get(code_)
        return asked is not None and asked["kind"] == IndicatorKind.MILESTONE

    def is_yes_no(self, code_: str) -> bool:
        """The indicator is answered by yes or no."""
        asked = self._asked.get(code_)
        return asked is not None and asked["kind"] == IndicatorKind.YES_NO

    def is_judged(self, code_: str) -> bool:
        """The federation supplies the figures."""
        asked = self._asked.get(code_)
        return asked is not None and asked["supplier"] == Supplier.FEDERATION

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What each indicator asks of a figure, by its code."""
        return {code_: values for (code_,), values in self.merged.items()}

    def check(self) -> None:
        """Decimals, and what may no longer change."""
        for row in self.rows:
            said = {key: row.get(key) for key in ("kind", "accumulation")} | {
                "decimals": row.get("decimals") or 0
            }
            for key, words in own_faults(said, self.told("accumulation", Accumulation.LATEST)).items():
                self.say(row, key, words)
        self._check_kinds()
        if not self.run.of(Phases).closed:
            return
        for change in self.changed:
            for key in ("kind", "accumulation", "supplier"):
                if change.known and key in change.fields:
                    closed = _("A phase with this indicator is closed; write what is stored: %(value)s.")
                    self.say(change.row, key, closed % {"value": self.told(key, change.known.values[key])})

    def _check_kinds(self) -> None:
        """A number never becomes a day, nor a day a number, once figures or targets are stored."""
        for change in self.changed:
            if change.known is None or "kind" not in change.fields:
                continue
            kinds = (change.known.values["kind"], change.row["kind"])
            if IndicatorKind.MILESTONE in kinds and has_figures(change.pk):
                held = _(
                    "Figures or targets of this indicator are stored, and a number is no day. Write what is stored: "
                    "%(value)s; and add the other one with a code of its own."
                )
                self.say(change.row, "kind", held % {"value": self.told("kind", kinds[0])})

    def apply(self) -> None:
        """In sets."""
        if not self.changes:
            return
        fresh = [Indicator(campaign=self.campaign, **change.row.values) for change in self.new]
        write_rows(
            model=Indicator,
            new=fresh,
            edits={c.pk: {f: v for f, v in c.row.values.items() if f != "code"} for c in self.changed},
            verb="write_indicators",
            campaign=self.campaign,
            **self.run.who,
        )
        self.ids |= {(indicator.code,): indicator.pk for indicator in fresh}


def stored_figure(value: Decimal | date | None) -> Decimal | None:
    """A cell's figure as it is kept: a milestone's date as a number."""
    return value_of_day(value) if isinstance(value, date) else value
