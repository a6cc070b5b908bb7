"""The sheet of targets."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from campaigns.choices import ResultState, TargetKind
from campaigns.explanations import FAR_OFF
from campaigns.models import Campaign, Target
from campaigns.permissions import owes_reason, reason_asked
from campaigns.rules import far_off
from campaigns.services.bulk import set_targets_of_many
from campaigns.services.targets import parties, signed_fault
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from campaigns.workbook.indicators import Indicators, stored_figure
from campaigns.workbook.participants import Participants
from common.workbook.columns import Kind, Unit, choice, code, of_kind, text
from common.workbook.sheets import Change
from common.workbook.stored import Known
from units.workbook.unions import Unions, keepers_only


class Targets(CampaignSheet):
    """A target that changes gets a new version; one that stands in a pledge, or that another union registered, needs a
    reason."""

    key = "targets"
    title = "Chỉ tiêu giao, đăng ký"
    note = "Targets in force, for the whole campaign."
    identity = ("union", "indicator", "kind")
    columns = (
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        code("indicator", "Mã chỉ tiêu", "indicators", need=True, ex="DV"),
        choice("kind", "Giao hay đăng ký", TargetKind, need=True, ex="registered"),
        of_kind(
            Kind.NUMBER, "value", "Số", need=True, ex=1000, unit=Unit.FIGURE, note="of a milestone its date"
        ),
        text("reason", "Lý do", 300, note="why a target changed"),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Targets in force."""
        rows = Target.objects.filter(indicator__campaign=campaign, is_current=True)
        found = cls.read(
            rows.order_by("union__code", "indicator__order", "kind"),
            {"version": "version"},
            union="union__code",
            indicator="indicator__code",
        )
        return Indicators.with_days(found, campaign)

    @cached_property
    def _pledged_kind(self) -> str:
        """The kind of targets that the campaign's pledges hold; "" of a campaign that is not stored yet."""
        campaign = self.run.of(Campaigns).comparable
        return campaign.pledged_targets if campaign else ""

    @cached_property
    def _pledged(self) -> set[str]:
        """Codes of the unions whose targets stand in a pledge."""
        places = parties(self.run.of(Campaigns).comparable, self._pledged_kind)
        return set(places.values_list("union__code", flat=True))

    @cached_property
    def _signed(self) -> set[str]:
        """Codes of the unions that have signed theirs."""
        campaign = self.run.of(Campaigns).comparable
        return set(
            parties(campaign, self._pledged_kind)
            .filter(signed_at__isnull=False)
            .values_list("union__code", flat=True)
        )

    def check(self) -> None:
        """The figure, and why it changes."""
        indicators = self.run.of(Indicators)
        for change in self.changes:
            row = change.row
            indicators.check_typed(self, change)
            wrong = indicators.figure_fault(row, ResultState.REPORTED)
            if wrong and not indicators.is_yes_no(row["indicator"]):
                self.say(row, "value", wrong)
            if not change.known and self._is_foreign(row["union"]):
                self.say(row, "union", keepers_only())
            if change.known and row["kind"] == self._pledged_kind and row["union"] in self._signed:
                self.say(row, "value", signed_fault())
            elif self._lacks_reason(change):
                if row["kind"] == self._pledged_kind and row["union"] in self._pledged:
                    why = _("These targets stand in the pledge. Please say why they change.")
                else:
                    why = reason_asked()
                self.ask(row, "reason", why)

        self._ask_far_off()

    def _ask_far_off(self) -> None:
        """Ask about a target that is far from those of the union's cluster, by this file or as stored."""
        asked = [c for c in self.changes if c.row.has("value") and isinstance(c.row["value"], Decimal)]
        if not asked:
            return
        clusters = self.run.of(Participants).clusters
        groups: dict[tuple[str, str, str], dict[str, Decimal]] = {}
        for (union, indicator, kind), values in self.merged.items():
            for cluster in clusters.get(union, ()):
                if isinstance(values["value"], Decimal):
                    groups.setdefault((cluster, indicator, kind), {})[union] = values["value"]
        for change in asked:
            row = change.row
            for cluster in sorted(clusters.get(row["union"], ())):
                group = groups.get((cluster, row["indicator"], row["kind"]), {})
                others = [value for union, value in group.items() if union != row["union"]]
                if said := FAR_OFF.get(far_off(row["value"], others)):
                    self.warn(row, "value", str(said))
                    break

    def _is_foreign(self, union: str) -> bool:
        """The union neither takes part nor is kept by the importer."""
        return self.run.of(Unions).forbids(union) and union not in self.run.of(Participants).unions

    def _lacks_reason(self, change: Change) -> bool:
        """The row says nothing new of why a registered target changes that is pledged, or is not the importer's own."""
        row, known = change.row, change.known
        stands = row["kind"] == self._pledged_kind and row["union"] in self._pledged
        if row["kind"] != TargetKind.REGISTERED and not stands:
            return False
        if known is None:
            return stands and not row["reason"]
        owes = stands or owes_reason(self.run.by, self.run.of(Unions).ids[row["union"],])
        is_old = not row["reason"] or row["reason"] == known.values["reason"]
        return "value" in change.fields and owes and is_old

    def _reason(self, change: Change) -> str:
        """The row's own reason; the import's where the row has none of its own."""
        return self.run.reason if self._lacks_reason(change) else change.row["reason"]

    def apply(self) -> None:
        """In sets."""
        unions, indicators = self.run.of(Unions).ids, self.run.of(Indicators).ids
        rows = [
            (
                indicators[c.row["indicator"],],
                unions[c.row["union"],],
                c.row["kind"],
                stored_figure(c.row["value"]),
                self._reason(c),
                c.known.version if c.known else 0,
            )
            for c in self.changes
        ]
        if rows:
            set_targets_of_many(rows=rows, campaign=self.campaign, **self.run.who)
