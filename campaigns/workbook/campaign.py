"""The sheet of the campaign, and what the other sheets of a campaign have in common."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

from campaigns.choices import CampaignKind, Counting, TargetKind
from campaigns.models import Campaign
from campaigns.queries.cancelling import cancelled_words
from campaigns.rules import counting_fields
from campaigns.services.campaigns import (
    counting_fault,
    create_campaign,
    edit_campaign,
    pledged_targets_fault,
)
from campaigns.workbook.other_year import ask_of_other_year
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind, sample, text
from common.workbook.sheets import Sheet
from common.workbook.stored import Known
from units.actors import System
from units.scope import scope_of
from units.workbook.clusters import Clusters
from units.workbook.unions import Unions


class Campaigns(Sheet):
    """One campaign, or none: then the workbook brings in an organisation alone. Only the owner's staff bring one in."""

    key = "campaign"
    title = "Phong trào thi đua"
    note = "The campaign: one row. Without it the workbook brings in the organisation alone."
    identity = ("code",)
    columns = (
        code("code", "Mã", need=True, ex="HN-2024"),
        text("name", "Tên", 200, need=True, ex="Phong trào thi đua năm 2024"),
        choice("kind", "Loại", CampaignKind, default="yearly", ex="yearly"),
        of_kind(Kind.WHOLE, "year", "Năm", need=True, ex=2024),
        text("theme", "Chủ đề"),
        text("legal_basis", "Căn cứ pháp lý"),
        code("owner", "Mã đơn vị phát động", "unions", need=True, ex="HN"),
        code(
            "parent",
            "Mã phong trào cấp trên",
            note="a campaign that is in the system already, which this one answers",
        ),
        text("source", "Nguồn", 300),
        of_kind(Kind.DAY, "source_date", "Ngày của nguồn"),
        of_kind(
            Kind.FLAG,
            "is_extract",
            "Trích báo cáo in",
            note="only what a printed report gives; nobody counts as late",
        ),
        choice(
            "pledged_targets",
            "Chỉ tiêu ghi trong giao ước",
            TargetKind,
            default="registered",
            ex="registered",
            note="which targets the clusters' pledges hold",
        ),
        choice(
            "counting",
            "Số liệu được tính",
            Counting,
            default="sent",
            ex="sent",
            note="which figures count before the final and in it; in an extract all of them do",
        ),
        of_kind(
            Kind.FLAG,
            "ranks_across",
            "Xếp hạng chung các cụm",
            note="beside the ranking inside each cluster",
        ),
        sample(),
    )

    # --- What is stored -----------------------------------------------------------------------------------------------
    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Campaigns."""
        chosen = [When(**counting_fields(choice), then=Value(choice.value)) for choice in Counting]
        rows = Campaign.objects.filter(where).annotate(counting=Case(*chosen, output_field=CharField()))
        return cls.read(rows, {"status": "status"}, owner="owner__code", parent="parent__code")

    def load(self) -> Iterator[Known]:
        """The campaign of this code where the importer may see what it holds."""
        return self.stored(Q(pk=self.comparable.pk)) if self.comparable else iter(())

    @cached_property
    def namesake(self) -> Campaign | None:
        """The stored campaign of the row's code, whosever it is."""
        code = self.rows[0].get("code") if self.rows else None
        return Campaign.objects.select_related("owner", "parent").filter(code=code).first() if code else None

    @property
    def comparable(self) -> Campaign | None:
        """The stored campaign that faults may speak of: what another federation's holds would be told in them."""
        found = self.namesake
        return found if found and self._acts_for(found.owner_id) else None

    @cached_property
    def parents(self) -> dict[str, int]:
        """Campaigns that may stand above: those that the importer sees, and the one that is stored already."""
        codes = {code for row in self.rows for key in ("code", "parent") if (code := row.get(key))}
        found = Campaign.objects.filter(code__in=codes)
        if not isinstance(self.run.by, System):
            found = found & Campaign.objects.visible_to(self.run.by)
        held = self.comparable.parent if self.comparable else None
        return dict(found.values_list("code", "pk")) | ({held.code: held.pk} if held else {})

    def _sees(self, campaign: Campaign) -> bool:
        if isinstance(self.run.by, System):
            return True
        return Campaign.objects.visible_to(self.run.by).filter(pk=campaign.pk).exists()

    def _acts_for(self, union_id: int) -> bool:
        return isinstance(self.run.by, System) or scope_of(self.run.by).writes_for(union_id)

    # --- Rules --------------------------------------------------------------------------------------------------------
    def is_barred(self) -> bool:
        """The owner is a union that the importer does not act for."""
        unions = self.run.of(Unions)
        row = self.rows[0] if self.rows else None
        owner = row.get("owner") if row else None
        if row is None or owner not in unions.codes or isinstance(self.run.by, System):
            return False
        pk = unions.ids.get((owner,))
        if pk is not None and self._acts_for(pk):
            return False
        only = _(
            "Only staff of %(owner)s may prepare its campaigns. Please ask them to import this workbook."
        )
        self.say(row, "owner", only % {"owner": owner})
        return True

    def check(self) -> None:
        """One row, its year, its owner, the campaign that it answers."""
        for row in self.rows:
            if row.get("year") is not None and not 1900 <= row["year"] <= 2100:
                out = _("The year %(year)s is out of range. Write a year between 1900 and 2100.")
                self.say(row, "year", out % {"year": row["year"]})
            held, kind = self.comparable, row.get("pledged_targets")
            if held and kind and (wrong := pledged_targets_fault(held, kind)):
                self.say(row, "pledged_targets", wrong)
        self._check_counting()
        self._check_cancelled()
        if self.rows:
            ask_of_other_year(self.run)
        if len(self.rows) > 1:
            more = _("A workbook carries one campaign at most; this sheet has %(count)s rows.")
            self.run.faults.add(self.title, f"A{self.rows[1].line}", more % {"count": len(self.rows)})
        elif self.rows:
            self._check_owner(self.rows[0])
            self._check_parent(self.rows[0])

    def _check_cancelled(self) -> None:
        """A cancelled campaign stays as it is, in every sheet of it."""
        held, sheets = self.comparable, [s for s in self.run.sheets if s.needs == self.key or s is self]
        if held and held.is_cancelled and any(sheet.changes for sheet in sheets):
            self.say(self.rows[0], "code", cancelled_words(held))

    def _check_counting(self) -> None:
        """What counts stays once points were sealed by it."""
        for change in self.changed:
            touched = [key for key in ("counting", "is_extract", "ranks_across") if key in change.fields]
            if touched and self.comparable and (wrong := counting_fault(self.comparable)):
                self.say(change.row, touched[0], wrong)

    def _check_owner(self, row: Row) -> None:
        owner, held = row.get("owner"), self.namesake
        if held is not None and owner and not self._sees(held):
            if owner in self.run.of(Unions).codes:
                taken = _("The code “%(code)s” belongs to another campaign. Choose another.")
                self.say(row, "code", taken % {"code": held.code})
        elif held is not None and owner and held.owner.code != owner:
            self.say(
                row,
                "owner",
                _(
                    "This campaign belongs to “%(owner)s”; it cannot pass to another union. "
                    "Choose another code for a new campaign."
                )
                % {"owner": held.owner.code},
            )
        clusters = self.run.of(Clusters)
        for change in clusters.new:
            if owner and change.row["owner"] != owner:
                other = _(
                    "Another union than the campaign's owner runs this cluster. "
                    "Please make sure that this is meant."
                )
                clusters.warn(change.row, "owner", other)

    def _check_parent(self, row: Row) -> None:
        parent = row.get("parent")
        if parent and parent == row.get("code"):
            self.say(row, "parent", _("A campaign cannot answer itself. Choose another parent."))
        elif parent and parent not in self.parents:
            absent = _("There is no campaign “%(code)s” yet. Import it first, or leave the cell empty.")
            self.say(row, "parent", absent % {"code": parent})

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Create or correct the campaign; the sheets that follow write under it."""
        for change in self.changes:
            values: dict[str, Any] = dict(change.row.values)
            parent = self.parents.get(values["parent"])
            values["parent"] = Campaign.objects.get(pk=parent) if parent else None
            values["owner"] = self.run.of(Unions).one(values["owner"])
            if self.namesake is None:
                self.namesake = create_campaign(**values, **self.run.who)
            else:
                fields = {f: values[f] for f in change.fields}
                edit_campaign(campaign=self.namesake, **fields, **self.run.who)

    @property
    def written(self) -> Campaign | None:
        """The campaign that the workbook has been written to; none for an organisation alone."""
        return self.namesake


class CampaignSheet(Sheet):
    """A sheet whose rows belong to the campaign."""

    needs = Campaigns.key

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """The campaign's rows, as they are exported."""
        raise NotImplementedError

    def load(self) -> Iterator[Known]:
        """The rows of the campaign, where the importer may see them."""
        campaign = self.run.of(Campaigns).comparable
        return iter(()) if campaign is None else self.stored(campaign)

    @property
    def campaign(self) -> Campaign:
        """The campaign under which rows are written."""
        campaign = self.run.of(Campaigns).written
        assert campaign is not None, "rows of a campaign without one are a fault"
        return campaign
