"""The sheet of phases."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.rules import days_meet, is_short_notice, sectors_meet
from campaigns.services.campaigns import (
    DATES,
    add_phase,
    date_faults,
    edit_phase,
    lock_campaign,
    review_fault,
)
from campaigns.services.guard import LOCK
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from common.errors import Conflict
from common.locks import exclusive_lock, shared_lock
from common.workbook.book import Mark, Row
from common.workbook.columns import Kind, Unit, choice, of_kind, text
from common.workbook.sheets import Change, Sheet, told
from common.workbook.stored import Known, Values
from units.choices import Sector

#: How other sheets name a phase.
PHASE = (
    of_kind(Kind.WHOLE, "phase_number", "Đợt số", need=True, ex=1),
    choice(
        "phase_sector",
        "Đợt của khu vực",
        Sector,
        note="as in sheet phases; empty: the phase for all",
    ),
)


class Phases(CampaignSheet):
    """A closed phase never changes; its rows must equal what is stored."""

    key = "phases"
    title = "Đợt thi đua"
    note = "Phases: the period covered and the window of entry."
    identity = ("number", "sector")
    columns = (
        of_kind(Kind.WHOLE, "number", "Số", need=True, ex=1),
        text("name", "Tên", 120, need=True, ex="Đợt 1"),
        text("theme", "Chủ đề"),
        choice("sector", "Khu vực", Sector, note="empty: for all"),
        of_kind(
            Kind.DAY, "period_from", "Tính từ ngày", need=True, ex="2024-01-01", note="first day covered"
        ),
        of_kind(
            Kind.DAY, "period_to", "Tính đến hết ngày", need=True, ex="2024-07-31", note="last day covered"
        ),
        of_kind(
            Kind.MOMENT,
            "entry_opens_at",
            "Mở nhập lúc",
            need=True,
            ex="2024-07-01T00:00",
            note="Vietnam time",
        ),
        of_kind(
            Kind.MOMENT,
            "entry_closes_at",
            "Khóa nhập lúc",
            need=True,
            ex="2024-07-31",
            note="the last day, up to its end; with a time, entry is taken until just before it",
            ends=True,
        ),
        of_kind(
            Kind.DAY,
            "review_day",
            "Ngày xét",
            note="empty: the last day covered",
        ),
        of_kind(
            Kind.NUMBER, "target_share", "% chỉ tiêu năm phải đạt", default=100, ex=100, unit=Unit.PERCENT
        ),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Phases by number."""
        return cls.read(campaign.phases.with_figures().order_by("number", "sector"), {"status": "status"})

    @cached_property
    def closed(self) -> set[tuple[int, str]]:
        """Number and sector of the phases in which nothing moves any more: the deadline counts, not the job that
        writes so."""
        return self._over()

    def _over(self) -> set[tuple[int, str]]:
        over = Q(status=PhaseStatus.OPEN, entry_closes_at__lte=self.run.now)
        rows = Phase.objects.filter(
            Q(status__gt=PhaseStatus.OPEN) | over, campaign=self.run.of(Campaigns).comparable
        )
        return set(rows.values_list("number", "sector"))

    @cached_property
    def places(self) -> set[tuple[int, str]]:
        """Number and sector of all phases, whatever else is wrong with their rows."""
        rows = {(row["number"], row["sector"]) for row in self.rows if row.has("number", "sector")}
        return rows | {(number, sector) for number, sector in self.merged}

    # --- What other sheets ask ----------------------------------------------------------------------------------------
    def is_past(self, place: tuple[int, str]) -> bool:
        """A phase in preparation whose entry window has passed: so a campaign of past years is brought in."""
        known = self.known.get(place)
        prepared = known is None or known.status == PhaseStatus.DRAFT
        return prepared and place in self.merged and self.merged[place]["entry_closes_at"] <= self.run.now

    def check_places(self, sheet: Sheet) -> None:
        """Tell rows of a phase that there is not."""
        for row in sheet.rows if not self.is_uncertain else ():
            if not row.has("phase_number", "phase_sector"):
                continue
            place = (row["phase_number"], row["phase_sector"])
            if place not in self.places:
                absent = _(
                    "There is no phase %(number)s for this sector. "
                    "Add it to the sheet of phases, or correct number and sector."
                )
                sheet.say(row, "phase_number", absent % {"number": row["phase_number"]}, about=place)

    def check_closed(self, sheet: Sheet) -> list[Change]:
        """Tell changes under a closed phase; returns them."""
        found = [c for c in sheet.changes if (c.row["phase_number"], c.row["phase_sector"]) in self.closed]
        for change in found:
            key = change.fields[0] if change.fields else "phase_number"
            remedy = (
                _("Write what is stored: %(value)s.") % {"value": sheet.told(key, change.known.values[key])}
                if change.known
                else _("Delete the row.")
            )
            closed = _("The phase is closed; its rows no longer change.")
            sheet.say(change.row, key, f"{closed} {remedy}")
        return found

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """Days and times, what is closed, and phases that touch the same unions."""
        for row in self.changed_first:
            self._check_times(row)
            if row.has("number", "sector", "period_from", "period_to"):
                self._check_overlaps(row)
        for change in self.changes:
            if change.row.marks.get("entry_closes_at") is Mark.MIDNIGHT:
                self._tell_midnight(change.row)
            self._warn_of_deadline(change)
            if change.known and change.known.status > PhaseStatus.OPEN:
                key = change.fields[0]
                closed = _("This phase is closed; write what is stored: %(value)s.")
                self.say(change.row, key, closed % {"value": self.told(key, change.known.values[key])})

    def _warn_of_deadline(self, change: Change) -> None:
        """In a launched campaign, of a deadline that comes forward, and of a new phase whose entry ends so soon."""
        row, known, campaign = change.row, change.known, self.run.of(Campaigns).comparable
        closes = row["entry_closes_at"]
        if known and known.status == PhaseStatus.OPEN and closes < known.values["entry_closes_at"]:
            sooner = _(
                "The deadline comes forward; until now it is %(old)s. Those concerned are told at once."
            )
            self.warn(row, "entry_closes_at", sooner % {"old": told(known.values["entry_closes_at"])})
        is_launched = campaign is not None and campaign.status >= CampaignStatus.LAUNCHED
        if known is None and is_launched and is_short_notice(closes, self.run.now):
            soon = _(
                "Entry of this phase ends so soon, or has ended; it closes by itself. Those concerned are told."
            )
            self.warn(row, "entry_closes_at", soon)

    def _tell_midnight(self, row: Row) -> None:
        """A day that was typed over a time looks the same as the first moment of a day."""
        closes = row["entry_closes_at"]
        told_as = _(
            "Entry closes at 00:00 on %(day)s, so %(last)s is its last day. "
            "If all of %(day)s is meant, write the day without a time."
        )
        self.warn(
            row,
            "entry_closes_at",
            told_as % {"day": told(closes.date()), "last": told(closes.date() - timedelta(days=1))},
        )

    def _check_times(self, row: Row) -> None:
        above = next(iter(self.run.of(Campaigns).rows), None)
        year, kind = (above.get("year"), above.get("kind")) if above else (None, None)
        for key, wrong in date_faults(year=year, kind=kind, **{key: row.get(key) for key in DATES}).items():
            self.say(row, key, wrong)
        first, last, review = (row.get(key) for key in ("period_from", "period_to", "review_day"))
        if first and last and review and (wrong := review_fault(review, first, last)):
            self.say(row, "review_day", wrong)
        if row.get("target_share") == 0:
            self.say(row, "target_share", _("The share of the target must be more than 0 %."))

    def _check_overlaps(self, row: Row) -> None:
        """Phases of one campaign that touch the same unions share no day and no number."""
        for (number, sector), other in self.merged.items():
            place = (row["number"], row["sector"])
            clash = number == row["number"] or self._days_meet(other, row.values)
            if (number, sector) == place or not sectors_meet(sector, row["sector"]) or not clash:
                continue
            if not self.is_news(frozenset([(number, sector), place])):
                continue
            if number == row["number"]:
                same = _("Phase %(number)s exists already for this sector. Choose another number.")
                self.say(row, "number", same % {"number": number})
            else:
                self.say(
                    row,
                    "period_from",
                    _(
                        "The period overlaps “%(phase)s” (%(first)s – %(last)s) for the same sector. "
                        "Choose other days."
                    )
                    % {
                        "phase": other["name"],
                        "first": told(other["period_from"]),
                        "last": told(other["period_to"]),
                    },
                )

    @staticmethod
    def _days_meet(one: Values, other: Values) -> bool:
        return days_meet(one["period_from"], one["period_to"], other["period_from"], other["period_to"])

    # --- Writing ------------------------------------------------------------------------------------------------------
    def _hold(self) -> None:
        """Take the locks of the campaign and of its phases until everything is written: others write figures
        meanwhile, nobody closes. Raises Conflict for a phase that was closed while the workbook was compared.

        Phases whose dates change are held alone from the beginning, as `edit_phase` holds them.
        """
        lock_campaign(self.campaign.pk)
        alone = {change.pk for change in self.changed} | set(self.run["years"].ids.values())
        for phase_id in self.campaign.phases.order_by("pk").values_list("pk", flat=True):
            (exclusive_lock if phase_id in alone else shared_lock)(LOCK, phase_id)
        if self._over() != self.closed:
            raise Conflict(_("A phase was closed meanwhile. Nothing was imported; please import once more."))

    def apply(self) -> None:
        """One by one: there are few. First the rows under the phases are kept from closing."""
        if self.run.of(Campaigns).written and any(sheet.changes for sheet in self.run.sheets if sheet.needs):
            self._hold()
        for change in self.changed:
            fields = {f: change.row[f] for f in change.fields}
            edit_phase(phase=Phase.objects.get(pk=change.pk), **fields, **self.run.who)
        for change in self.new:
            phase = add_phase(campaign=self.campaign, **change.row.values, **self.run.who)
            self.ids[phase.number, phase.sector] = phase.pk
