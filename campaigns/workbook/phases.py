"""The sheet of phases."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.rules import days_meet, remind_days_of, sectors_meet
from campaigns.services.campaigns import add_phase, edit_phase, lock_campaign
from campaigns.services.guard import LOCK
from campaigns.workbook import phase_days
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from common.errors import Conflict
from common.locks import exclusive_lock, shared_lock
from common.workbook.book import Row
from common.workbook.columns import Kind, Unit, choice, of_kind, text
from common.workbook.sheets import Change, Sheet, told
from common.workbook.stored import Known, Values
from units.choices import Sector

#: The file's words about the days of reminders.
REMINDED = "days before the last day of entry on which the late are reminded; empty: nobody is"
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
        text("remind_days", "Nhắc trước (ngày)", 30, ex="3,1", note=REMINDED),
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

    def complete(self, row: Row, known: Known | None) -> None:
        """Days of reminders in one spelling; those of a new phase where a file does not know the column."""
        if known is None and self.lacks("remind_days"):
            row.values["remind_days"] = Phase._meta.get_field("remind_days").get_default()
        with suppress(ValueError):
            row.values["remind_days"] = ",".join(map(str, remind_days_of(row.get("remind_days") or "")))

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
            phase_days.check_times(self, row)
            if row.has("number", "sector", "period_from", "period_to"):
                self._check_overlaps(row)
        for change in self.changes:
            phase_days.tell_deadline(self, change)
            if change.known and change.known.status > PhaseStatus.OPEN:
                key = change.fields[0]
                closed = _("This phase is closed; write what is stored: %(value)s.")
                self.say(change.row, key, closed % {"value": self.told(key, change.known.values[key])})

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

        Phases whose dates or stages change are held alone from the beginning, as `edit_phase` holds them.
        """
        lock_campaign(self.campaign.pk)
        alone = {change.pk for change in self.changed} | set(self.run["years"].ids.values())
        staged = {
            (change.row["phase_number"], change.row["phase_sector"]) for change in self.run["stages"].changes
        }
        alone |= {pk for place, pk in self.ids.items() if place in staged}
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
            phase = Phase.objects.get(pk=change.pk)
            edit_phase(phase=phase, reason=self.run.reason, **fields, **self.run.who)
        for change in self.new:
            phase = add_phase(campaign=self.campaign, **change.row.values, **self.run.who)
            self.ids[phase.number, phase.sector] = phase.pk
