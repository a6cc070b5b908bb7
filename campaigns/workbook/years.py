"""The sheets of a year: what it says of itself, and the phases that it joins with their weights."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Joining, PhaseKind
from campaigns.models import Campaign, Phase, ScoringTable, YearPart
from campaigns.services.campaigns import (
    HEAVIEST,
    edit_year,
    make_year,
    of_a_cluster,
    review_fault,
    weight_words,
)
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from campaigns.workbook.phases import PHASE, Phases
from campaigns.workbook.tables import Tables, complete_version
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Known, Values

#: A phase as a year's parts name it: its campaign's code, "" for the year's own, its number and its sector.
Place = tuple[str, int, str]


class YearParts(CampaignSheet):
    """The phases of a year; they are written with it."""

    key = "year_parts"
    title = "Đợt của năm"
    note = "The phases that a year joins, with their weights."
    identity = ("year_number", "campaign", "phase_number", "phase_sector")
    columns = (
        of_kind(Kind.WHOLE, "year_number", "Năm số", need=True, ex=3, note="as in sheet years"),
        code("campaign", "Đợt của phong trào", note="a campaign that is in the system already; empty: this one"),
        *PHASE,
        of_kind(Kind.NUMBER, "weight", "Hệ số", default=1, ex=1),
    )  # fmt: skip

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Parts by year and phase; the campaign of one's own phases is not told."""
        rows = YearPart.objects.filter(year__campaign=campaign)
        paths = {"year_number": "year__number", "campaign": "phase__campaign__code"}
        paths |= {"phase_number": "phase__number", "phase_sector": "phase__sector"}
        ordered = rows.order_by("year__number", "phase__period_to", "phase_id")
        for known in cls.read(ordered, {"status": "year__status"}, **paths):
            if known.values["campaign"] == campaign.code:
                known.values["campaign"] = ""
            yield known

    def place(self, values: Values) -> Place:
        """The phase that a row means."""
        own = self.run.of(Campaigns).comparable
        named = values["campaign"] or ""
        return "" if own and named == own.code else named, values["phase_number"], values["phase_sector"]

    @cached_property
    def others(self) -> dict[Place, Phase]:
        """Phases of other campaigns of the same federation that rows name."""
        owners = {row.get("owner") for row in self.run.of(Campaigns).rows}
        named = {row.get("campaign") for row in self.rows} - {None, ""}
        rows = Phase.objects.with_figures().filter(campaign__code__in=named, campaign__owner__code__in=owners)
        found = rows.select_related("campaign")
        return {(phase.campaign.code, phase.number, phase.sector): phase for phase in found}

    def check(self) -> None:
        """The year, the phase, the weight, and what is computed."""
        years = self.run.of(Years)
        for row in self.rows:
            if row.has("weight") and not 0 < row["weight"] <= HEAVIEST:
                self.say(row, "weight", weight_words())
            if row.has("year_number") and (row["year_number"],) not in years.merged:
                absent = _(
                    "There is no year %(number)s. Add it to the sheet of years, or correct the number."
                )
                self.say(row, "year_number", absent % {"number": row["year_number"]})
            if row.has(*self.identity):
                self._check_phase(row)
        for change in self.changes:
            if change.row["year_number"] in years.computed:
                self.say(change.row, "weight", computed_words())

    def _check_phase(self, row: Row) -> None:
        campaign, number, sector = self.place(row.values)
        known = (
            (number, sector) in self.run.of(Phases).places
            if not campaign
            else (campaign, number, sector) in self.others
        )
        if not known:
            absent = _("There is no such phase with figures. Please correct campaign, number and sector.")
            self.say(row, "phase_number", absent)

    def apply(self) -> None:
        """The sheet of years writes them, once both are known."""

    def _phase(self, place: Place) -> Phase:
        campaign, number, sector = place
        if campaign:
            return self.others[place]
        own = self.run.of(Phases).ids[number, sector]
        return Phase.objects.select_related("campaign").get(pk=own)

    def of_year(self, number: int) -> list[tuple[Phase, Decimal]]:
        """The phases of a year with their weights, as they will be."""
        found = []
        for values in self.merged.values():
            if values["year_number"] == number:
                found.append((self._phase(self.place(values)), values["weight"]))
        return found


class Years(CampaignSheet):
    """A year; once it is computed it must equal what is stored."""

    key = "years"
    title = "Tổng hợp năm"
    note = "The year over the campaign's phases, one at most: how it joins them, and when it is computed."
    identity = ("number",)
    columns = (
        of_kind(Kind.WHOLE, "number", "Số", need=True, ex=3, note="after the numbers of the phases"),
        text("name", "Tên", 120, need=True, ex="Cả năm 2024"),
        choice("joins", "Cách tổng hợp", Joining, default=Joining.MEAN.value, ex="mean"),
        code("table", "Mã bảng điểm", "tables", note="empty: that of each union's latest phase"),
        of_kind(Kind.WHOLE, "table_version", "Phiên bản bảng điểm", derived=True, note="1 when a table is named alone"),
        of_kind(
            Kind.MOMENT, "closes_at", "Tính điểm lúc", need=True, ex="2025-01-14",
            note="the end of the day; with a time, at that time", ends=True,
        ),
        of_kind(Kind.DAY, "review_day", "Ngày xét", note="empty: the last day of the phases"),
    )  # fmt: skip

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Years by number."""
        rows = campaign.phases.filter(kind=PhaseKind.YEAR).order_by("number")
        paths = {"table": "table__code", "table_version": "table__version", "closes_at": "entry_closes_at"}
        return cls.read(rows, {"status": "status"}, **paths)

    @cached_property
    def computed(self) -> set[int]:
        """Numbers of the years in which nothing moves any more."""
        campaign = self.run.of(Campaigns).comparable
        if campaign is None:
            return set()
        over = Phase.objects.over(self.run.now).filter(campaign=campaign, kind=PhaseKind.YEAR)
        return set(over.values_list("number", flat=True))

    def complete(self, row: Row, known: Known | None) -> None:
        """The version of the table."""
        complete_version(self, row, known)

    def check(self) -> None:
        """One year, a number of its own, phases to join, the table, the review day, and what is computed."""
        for row in self.rows:
            if row.has("number") and (wrong := self._fault_of(row["number"])):
                self.say(row, "number", wrong)
            if row.has("table", "table_version") and row["table"]:
                self._check_table(row)
        for change in self.changes:
            self._check_change(change)

    def _fault_of(self, number: int) -> str:
        """Why there cannot be a year of this number; "" where there can."""
        if number in {taken for taken, _sector in self.run.of(Phases).places}:
            told = _("Phase %(number)s exists already. Choose another number.")
            return told % {"number": number}
        if len(self.merged) > 1 and (number,) not in self.known:
            return _("The campaign has a year already. Please change that one.")
        parts = self.run.of(YearParts).merged.values()
        if number not in {values["year_number"] for values in parts}:
            return _("Choose the phases that the year joins.")
        return ""

    def _check_table(self, row: Row) -> None:
        sheet, name = self.run.of(Tables), (row["table"], row["table_version"])
        if name not in sheet.merged and not sheet.is_uncertain:
            self.say(row, "table", f"{sheet.unknown(*name)} {self.run.near(sheet.key, name[0])}", about=name)
        elif name in sheet.merged and sheet.merged[name]["cluster"]:
            self.say(row, "table", of_a_cluster(name[0]))

    def _check_change(self, change: Change) -> None:
        row = change.row
        if row["number"] in self.computed:
            self.say(row, change.fields[0] if change.fields else "number", computed_words())
            return
        days = self._days(row["number"])
        if days and (wrong := review_fault(row["review_day"], min(days), max(days))):
            self.say(row, "review_day", wrong)
        campaign = self.run.of(Campaigns).comparable
        is_new_time = change.is_new or "closes_at" in change.fields
        if campaign and campaign.launched_at and is_new_time and row["closes_at"] < self.run.now:
            self.say(row, "closes_at", _("This time has passed. Choose a later one."))

    def _days(self, number: int) -> list[Any]:
        """First and last days of the phases of a year, as far as they are known."""
        parts, phases = self.run.of(YearParts), self.run.of(Phases).merged
        days = []
        for values in parts.merged.values():
            if values["year_number"] == number:
                campaign, number_, sector = place = parts.place(values)
                if campaign and (other := parts.others.get(place)):
                    days += [other.period_from, other.period_to]
                elif not campaign and (own := phases.get((number_, sector))):
                    days += [own["period_from"], own["period_to"]]
        return days

    def apply(self) -> None:
        """Make the year, or change it, with its phases."""
        parts = self.run.of(YearParts)
        touched = {change.row["number"] for change in self.changes}
        touched |= {change.row["year_number"] for change in parts.changes}
        for number in sorted(touched):
            given = self._given(self.merged[number,]) | {"parts": parts.of_year(number)} | self.run.who
            pk = self.ids.get((number,))
            if pk is None:
                year = make_year(campaign=self.campaign, number=number, **given)
                self.ids[number,] = year.pk
            else:
                edit_year(year=Phase.objects.get(pk=pk), **given)

    def _given(self, values: Values) -> dict[str, Any]:
        given = {name: values[name] for name in ("name", "joins", "closes_at", "review_day")}
        table = None
        if values["table"]:
            table = ScoringTable.objects.get(
                pk=self.run.of(Tables).ids[values["table"], values["table_version"]]
            )
        return given | {"table": table}


def computed_words() -> str:
    """Why a row of a year does not change."""
    return _("The year is computed; its rows no longer change. Write what is stored.")
