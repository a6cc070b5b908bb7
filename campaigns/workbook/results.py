"""The sheet of figures."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import MilestoneStage, ResultState
from campaigns.models import Campaign, Result
from campaigns.permissions import owes_reason, reason_asked
from campaigns.queries.judged import several_by_table
from campaigns.rules import is_editable, stage_on
from campaigns.services.bulk import enter_results
from campaigns.services.results import missing_day
from campaigns.services.sheets import prepare_sheets
from campaigns.services.targets import point_sheets_at_targets
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from campaigns.workbook.indicators import Indicators, stored_figure
from campaigns.workbook.participants import Participants
from campaigns.workbook.phases import PHASE, Phases
from campaigns.workbook.targets import Targets
from common.workbook.book import Row
from common.workbook.columns import Kind, Unit, choice, code, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Known
from units.workbook.unions import Unions

#: What a figure says, besides whose it is.
FIELDS = ("state", "value", "stage", "as_of", "is_estimate", "note")


class Results(CampaignSheet):
    """Figures come in as entered drafts, also after the entry window, as long as the phase is not closed."""

    key = "results"
    title = "Kết quả"
    note = "Figures. Rows that nobody has touched are left out."
    identity = ("phase_number", "phase_sector", "union", "indicator")
    columns = (
        *PHASE,
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        code("indicator", "Mã chỉ tiêu", "indicators", need=True, ex="DV"),
        choice(
            "state",
            "Tình trạng",
            ResultState,
            ex="reported",
            note="empty: reported with a figure, not_reported without",
            derived=True,
        ),
        of_kind(
            Kind.NUMBER,
            "value",
            "Số",
            ex=800,
            note="only with state reported; a yes is 1, a no is 0; of a milestone its date",
            unit=Unit.FIGURE,
        ),
        choice(
            "stage",
            "Mốc: dự kiến hay đã tổ chức",
            MilestoneStage,
            note="only of a milestone; empty: held, planned where the date lies ahead",
            derived=True,
        ),
        of_kind(Kind.DAY, "as_of", "Tính đến ngày", ex="2024-07-15"),
        of_kind(Kind.FLAG, "is_estimate", "Số ước"),
        text("note", "Ghi chú", 300),
    )

    # --- What is stored -----------------------------------------------------------------------------------------------
    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Figures that somebody has touched."""
        untouched = {
            "state": ResultState.NOT_REPORTED,
            "note": "",
            "as_of__isnull": True,
            "is_estimate": False,
        }
        rows = Result.objects.filter(participant__phase__campaign=campaign)
        return cls._read_results(rows.exclude(**untouched), campaign)

    def load(self) -> Iterator[Known]:
        """All prepared rows, also those that nobody has touched."""
        campaign = self.run.of(Campaigns).comparable
        rows = Result.objects.filter(participant__phase__campaign=campaign)
        return iter(()) if campaign is None else self._read_results(rows, campaign)

    @classmethod
    def _read_results(cls, rows: QuerySet[Result], campaign: Campaign) -> Iterator[Known]:
        order = ("phase__number", "phase__sector", "union__code")
        found = cls.read(
            rows.order_by(*(f"participant__{path}" for path in order), "indicator__order"),
            {"status": "status", "version": "version"},
            phase_number="participant__phase__number",
            phase_sector="participant__phase__sector",
            union="participant__union__code",
            indicator="indicator__code",
        )
        return Indicators.with_days(found, campaign)

    def complete(self, row: Row, known: Known | None) -> None:
        """An empty state or stage means what the figure says; without the column an unchanged figure keeps its own."""
        if not row.has("state", "value"):
            return
        is_same = known is not None and row["value"] == known.values["value"]
        if not row["state"]:
            if known and is_same and self.lacks("state"):
                row.values["state"] = known.values["state"]
            else:
                row.values["state"] = (
                    ResultState.NOT_REPORTED if row["value"] is None else ResultState.REPORTED
                )
        if row.has("stage") and not row["stage"] and isinstance(row["value"], date):
            if known and is_same and self.lacks("stage"):
                row.values["stage"] = known.values["stage"]
            else:
                row.values["stage"] = stage_on(row["value"], self.run.day).value

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """The phase, who takes part, the figure, and what may no longer change."""
        phases = self.run.of(Phases)
        phases.check_places(self)
        sheet = self.run.of(Participants)
        enrolled = {sheet.identify(row.values) for row in sheet.rows if row.has(*sheet.identity)}
        enrolled |= sheet.merged.keys()
        for row in self.rows:
            self._check_union(row, enrolled)
            if row.has("state", "value", "stage", "indicator"):
                self._check_figure(row)
        closed = {id(change) for change in phases.check_closed(self)}
        for change in self.changes:
            self.run.of(Indicators).check_typed(self, change)
            self._check_judges(change.row)
        for change in self.changed:
            if change.known is None or id(change) in closed:
                continue
            if is_editable(change.known.status) or self._is_brought(change):
                self._ask_reason(change, change.known)
            else:
                key = change.fields[0]
                self.say(
                    change.row,
                    key,
                    _(
                        "This figure is submitted or appraised. "
                        "Return it first, or write what is stored: %(value)s."
                    )
                    % {"value": self.told(key, change.known.values[key])},
                )

    def _check_judges(self, row: Row) -> None:
        """Points that two people give are given by each of them; those of past years are brought in as they were."""
        if self.run.of(Phases).is_past((row["phase_number"], row["phase_sector"])):
            return
        place = self.run.of(Participants).merged.get((row["phase_number"], row["phase_sector"], row["union"]))
        table = (place["table"], place["table_version"]) if place else None
        if row["indicator"] in self._by_several.get(table, ()):
            self.say(
                row, "value", _("Two people give these points, each on the judging page. Delete the row.")
            )

    @cached_property
    def _by_several(self) -> dict[Any, set[str]]:
        """By code and version of a table the indicators whose points two people give."""
        campaign = self.run.of(Campaigns).comparable
        return {} if campaign is None else {**several_by_table(campaign.pk)}

    def _is_brought(self, change: Change) -> bool:
        """The federation brings the figure, and no union submits it: a judge's points, a phase of past years."""
        phases = self.run.of(Phases)
        place = (change.row["phase_number"], change.row["phase_sector"])
        return self.run.of(Indicators).is_judged(change.row["indicator"]) or phases.is_past(place)

    def _ask_reason(self, change: Change, known: Known) -> None:
        """A figure that a union supplies changes, once entered, only for a reason, unless the importer acts for it."""
        union = self.run.of(Unions).ids[change.row["union"],]
        is_theirs = not self.run.of(Indicators).is_judged(change.row["indicator"])
        if known.version and is_theirs and owes_reason(self.run.by, union):
            self.ask(change.row, change.fields[0], reason_asked())

    def _check_union(self, row: Row, enrolled: set[tuple[object, ...]]) -> None:
        place = (row.get("phase_number"), row.get("phase_sector"), row.get("union"))
        if None in place or place in enrolled or self.run.of(Participants).is_uncertain:
            return
        if row["union"] not in self.run.of(Unions).codes or place[:2] not in self.run.of(Phases).places:
            return  # told already
        outside = _(
            "“%(union)s” takes no part in this phase. Add it to the participants, or correct the code."
        )
        self.say(row, "union", outside % {"union": row["union"]}, about=place)

    def _check_figure(self, row: Row) -> None:
        if row["state"] != ResultState.REPORTED and row["value"] is not None:
            surplus = _(
                "A figure goes only with the state “%(state)s”. Empty this cell, or write that state."
            )
            self.say(row, "value", surplus % {"state": self.told("state", ResultState.REPORTED)})
        wrong = self.run.of(Indicators).figure_fault(row, row["state"], row["stage"])
        if wrong:
            self.say(row, "value", wrong)
        elif row["stage"] and not self.run.of(Indicators).is_milestone(row["indicator"]):
            self.say(row, "stage", _("Only a milestone is planned or held. Empty this cell."))
        elif row["stage"] and row["state"] != ResultState.REPORTED:
            self.say(row, "value", missing_day())

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Prepare a row for every participant and indicator, then enter the figures in sets."""
        if not any(sheet.changes for sheet in self.run.sheets if sheet.needs):
            return
        for phase in self.campaign.phases.select_related("campaign__owner").order_by("pk"):
            prepare_sheets(phase=phase, **self.run.who)  # leaves a closed phase alone
        if self.run.of(Targets).changes:
            point_sheets_at_targets(campaign=self.campaign, now=self.run.now)
        participants, indicators = self.run.of(Participants).ids, self.run.of(Indicators).ids
        rows = [
            (
                (
                    participants[c.row["phase_number"], c.row["phase_sector"], c.row["union"]],
                    indicators[c.row["indicator"],],
                ),
                {f: c.row[f] for f in FIELDS} | {"value": stored_figure(c.row["value"])},
            )
            for c in self.changes
        ]
        enter_results(rows=rows, campaign=self.campaign, reason=self.run.reason, **self.run.who)
