"""The sheet of the stages between the close and the final."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Campaign, Phase, Stage
from campaigns.rules.stages import Part, Window, of_part
from campaigns.services.stages import StagePlan, replace_stages, set_stages
from campaigns.services.window_faults import window_fault
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from campaigns.workbook.phases import PHASE, Phases
from campaigns.workbook.years import Years
from common.templatetags.look import ends
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind
from common.workbook.faults import Fault
from common.workbook.sheets import Change
from common.workbook.stored import Known, Values
from units.choices import Sector
from units.models import Cluster, User
from units.workbook.clusters import Clusters
from units.workbook.people import People

#: Number and sector of a phase, or of a year.
Place = tuple[int, str]
Windows = dict[Part, Window]


class Stages(CampaignSheet):
    """A new phase with rows here has these stages alone; of a stored one the stages that have no row stay."""

    key = "stages"
    title = "Bước sau khóa sổ"
    note = "The stages from the end of entry to the final: a row a window, for all, a sector or a cluster."
    identity = ("phase_number", "phase_sector", "kind", "sector", "cluster")
    columns = (
        *PHASE,
        choice("kind", "Bước", StageKind, need=True, ex="appraisal"),
        choice("sector", "Riêng khu vực", Sector, note="empty: for all"),
        code("cluster", "Riêng cụm", "clusters", note="empty: for all; not together with a sector"),
        of_kind(Kind.MOMENT, "opens_at", "Bắt đầu lúc", need=True, ex="2024-08-01T00:00"),
        of_kind(Kind.MOMENT, "closes_at", "Kết thúc lúc", need=True, ex="2024-08-21", ends=True),
        code("person", "Người phụ trách", limit=80, note="a user name; empty: as usual for the stage"),
        of_kind(
            Kind.FLAG,
            "fills_empty",
            "Dòng trống lấy điểm chấm chéo",
            note="of appraisal: at its end judged lines that nobody appraised take the cross-checked points",
        ),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Stages by phase, in the order of their windows."""
        rows = Stage.objects.filter(phase__campaign=campaign)
        own = F("cluster__code").asc(nulls_first=True)  # databases put what is empty in different places
        return cls.read(
            rows.order_by("phase__number", "phase__sector", "opens_at", "kind", "sector", own),
            {"status": "phase__status"},
            phase_number="phase__number",
            phase_sector="phase__sector",
            cluster="cluster__code",
            person="person__username",
        )

    # --- What moves with the deadline ---------------------------------------------------------------------------------
    @cached_property
    def shifts(self) -> dict[Place, timedelta]:
        """By how much the stages of a phase move with its deadline before they are written."""
        found = {}
        for change in self.run.of(Phases).changed:
            assert change.known is not None
            was = change.known.values["entry_closes_at"]
            found[change.row["number"], change.row["sector"]] = change.row["entry_closes_at"] - was
        return found

    def differs(self, key: str, row: Row, known: Known) -> bool:
        """The row says another window than the one that the stage has once its phase's deadline has moved."""
        if key not in ("opens_at", "closes_at"):
            return super().differs(key, row, known)
        return bool(row[key] != known.values[key] + self.shifts.get(_place(row.values), timedelta(0)))

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """The phase, the window among the others, and who is responsible."""
        for row in self.rows:
            if row.has("phase_number", "phase_sector") and not self.is_uncertain:
                self._check_place(row)
            if row.get("sector") and row.get("cluster"):
                self.say(row, "cluster", _("Choose a sector or a cluster, not both."))
            if row.get("person") and self.run.of(Campaigns).rows and row["person"] not in self._staff:
                absent = _(
                    "“%(name)s” holds no post at the launching federation. Correct the name or leave it empty."
                )
                self.say(row, "person", absent % {"name": row["person"]})
        for change in self.changes:
            self._check_window(change)

    def _check_place(self, row: Row) -> None:
        place = _place(row.values)
        years = {(number, "") for (number,) in self.run.of(Years).merged}
        if place not in self.run.of(Phases).places | years:
            absent = _(
                "There is no phase %(number)s for this sector. "
                "Add it to the sheet of phases, or correct number and sector."
            )
            self.say(row, "phase_number", absent % {"number": place[0]}, about=place)

    @cached_property
    def _staff(self) -> set[str]:
        """Names of the accounts that hold a post at the launching federation, as it would be afterwards."""
        owners = {row.get("owner") for row in self.run.of(Campaigns).rows}
        stored = User.objects.filter(person__appointments__post__union__code__in=owners)
        brought = {row.get("username") for row in self.run.of(People).rows if row.get("union") in owners}
        return set(stored.values_list("username", flat=True)) | brought - {None, ""}

    @cached_property
    def _stored(self) -> dict[Place, Windows]:
        """By phase the window of every stored part, once the deadline of the phase has moved."""
        found: dict[Place, Windows] = {}
        for known in self.known.values():
            place = _place(known.values)
            shift = self.shifts.get(place, timedelta(0))
            window = (known.values["opens_at"] + shift, known.values["closes_at"] + shift)
            found.setdefault(place, {})[self._part(known.values)] = window
        return found

    @cached_property
    def _windows(self) -> dict[Place, Windows]:
        """The same as it would be afterwards."""
        found = {place: dict(windows) for place, windows in self._stored.items()}
        for row in self.rows:
            if row.has(*self.keys):
                window = (row["opens_at"], row["closes_at"])
                found.setdefault(_place(row.values), {})[self._part(row.values)] = window
        return found

    def _part(self, values: Values) -> Part:
        """A part with a number for its cluster: new ones have no id yet."""
        code = values["cluster"]
        return (
            values["kind"],
            values["sector"],
            self._numbers.setdefault(code, len(self._numbers)) if code else None,
        )

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {"": 0}

    @property
    def _codes(self) -> dict[int, str]:
        """The clusters' codes by their numbers."""
        return {number: code for code, number in self._numbers.items()}

    def _check_window(self, change: Change) -> None:
        """It lies after the end of entry and in the order of the stages; in a launched phase its end moves by name."""
        row, place, part = change.row, _place(change.row.values), self._part(change.row.values)
        phase = self.run.of(Phases).merged.get(place)
        year = self.run.of(Years).merged.get((place[0],)) if not place[1] else None
        if phase is None and year is None:
            return
        entry_ends = phase["entry_closes_at"] if phase else year["closes_at"]  # type: ignore[index]
        if wrong := window_fault(self._windows[place], part, entry_ends, self._codes):
            self.say(row, *wrong)
            return
        known = self.run.of(Phases).known.get(place) or self.run.of(Years).known.get((place[0],))
        if known is not None and known.status >= PhaseStatus.OPEN:
            before = of_part(self._stored.get(place, {}), part)
            if before is None:
                self._ask_of_past(row)
            elif before[1] != row["closes_at"]:
                self._check_move(row, before)

    def _ask_of_past(self, row: Row) -> None:
        """A stage that is switched on when it is over; one of a new phase is asked about with the phase."""
        if row["closes_at"] <= self.run.now:
            over = _("This stage has ended already; nobody can act in it any more.")
            self.run.confirms.append(Fault(self.title, self.page.cell(row, "closes_at"), over))

    def _check_move(self, row: Row, before: Window) -> None:
        if row["closes_at"] <= self.run.now:
            self.say(row, "closes_at", _("This time has passed. Choose a later one."))
        elif row["closes_at"] < before[1]:
            sooner = _(
                "This stage ends sooner; until now it is %(old)s. Those concerned are told, with the reason."
            )
            self.ask(row, "closes_at", sooner % {"old": ends(before[1])})

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Phase by phase, the windows of each together."""
        plans: dict[Place, list[StagePlan]] = {}
        for change in self.changes:
            plans.setdefault(_place(change.row.values), []).append(self._plan(change.row))
        started = {(c.row["number"], c.row["sector"]) for c in self.run.of(Phases).new}
        started |= {(c.row["number"], "") for c in self.run.of(Years).new}
        for place, planned in plans.items():
            pk = self.run.of(Phases).ids.get(place) or self.run.of(Years).ids[place[0],]
            write = replace_stages if place in started else set_stages
            phase = Phase.objects.select_related("campaign").get(pk=pk)
            write(phase=phase, plans=planned, reason=self.run.reason, past_is_meant=True, **self.run.who)

    def _plan(self, row: Row) -> StagePlan:
        values = row.values
        cluster = self.run.of(Clusters).ids[values["cluster"],] if values["cluster"] else None
        return StagePlan(
            kind=values["kind"],
            opens_at=values["opens_at"],
            closes_at=values["closes_at"],
            sector=values["sector"],
            cluster=self._clusters[cluster] if cluster else None,
            person=self._people[values["person"]] if values["person"] else None,
            fills_empty=values["fills_empty"],
        )

    @cached_property
    def _clusters(self) -> dict[int, Cluster]:
        """The clusters that changed rows name."""
        codes = {change.row["cluster"] for change in self.changes} - {""}
        return Cluster.objects.in_bulk([self.run.of(Clusters).ids[code,] for code in codes])

    @cached_property
    def _people(self) -> dict[str, User]:
        """The accounts that changed rows name."""
        named = {change.row["person"] for change in self.changes}
        return {user.username: user for user in User.objects.filter(username__in=named)}


def _place(values: Values) -> Place:
    return values["phase_number"], values["phase_sector"]
