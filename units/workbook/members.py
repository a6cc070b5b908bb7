"""The sheet of the clusters' members."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from common.workbook.book import Row
from common.workbook.columns import Kind, code, of_kind
from common.workbook.sheets import Sheet
from common.workbook.stored import Known, batches
from units.models import ClusterMembership
from units.rules import periods_overlap
from units.services.bulk.clusters import write_memberships
from units.workbook.clusters import Clusters
from units.workbook.sight import within_clusters_in_sight
from units.workbook.unions import Unions, keepers_only

Period = tuple[date, date | None]


def ends_before(sheet: Sheet, row: Row) -> bool:
    """The row's period ends before it begins; told."""
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] <= row["valid_from"]:
        after = _("The end must come after %(day)s.") % {"day": f"{row['valid_from']:%d/%m/%Y}"}
        sheet.say(row, "valid_to", after)
        return True
    return False


def say_overlap(sheet: Sheet, row: Row, periods: list[Period], message: str) -> None:
    """Tell where another of the periods overlaps the row's; `message` names the %(day)s on which that one begins."""
    mine = (row["valid_from"], row["valid_to"])
    other = next((p for p in periods if p != mine and periods_overlap(*mine, *p)), None)
    names = tuple(row[key] for key in sheet.identity if key != "valid_from")
    if other and sheet.is_news((*names, *sorted((mine[0], other[0])))):
        sheet.say(row, "valid_from", message % {"day": f"{other[0]:%d/%m/%Y}"})


class Members(Sheet):
    """Members of a cluster see each other's figures: whoever lets a union join keeps both the cluster and the union."""

    key = "members"
    title = "Thành viên cụm"
    note = "Members of the clusters, from–to."
    identity = ("cluster", "union", "valid_from")
    ends_by = "valid_to"
    columns = (
        code("cluster", "Mã cụm", "clusters", need=True, ex="CUM1"),
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        of_kind(Kind.DAY, "valid_from", "Từ ngày", need=True, ex="2024-01-01"),
        of_kind(
            Kind.DAY,
            "valid_to",
            "Đến trước ngày",
            note="the first day on which it no longer holds; empty: still holds",
        ),
    )

    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Members of clusters, past ones too."""
        order = ("cluster__order", "cluster__code", "valid_from", "union__code", "pk")
        rows = ClusterMembership.objects.filter(where).order_by(*order)
        return cls.read(rows, cluster="cluster__code", union="union__code")

    def load(self) -> Iterator[Known]:
        """All members of the clusters that the workbook names, as far as they are in sight."""
        for some in batches(self.run.named("clusters")):
            yield from self.stored(Q(cluster__code__in=some) & within_clusters_in_sight(self.run.by))

    def is_unsure(self, cluster: str, union: str) -> bool:
        """A row with a fault is, or may be, about this member."""
        place = (cluster, union)
        faulty = (row for row in self.rows if row.is_faulty)
        return any((row.get("cluster") or cluster, row.get("union") or union) == place for row in faulty)

    def periods(self) -> dict[tuple[str, str], list[Period]]:
        """When each union is a member of each cluster, as it would be afterwards."""
        found: dict[tuple[str, str], list[Period]] = {}
        for values in self.merged.values():
            period = (values["valid_from"], values["valid_to"])
            found.setdefault((values["cluster"], values["union"]), []).append(period)
        return found

    def check(self) -> None:
        """Periods, and who may."""
        periods = self.periods()
        twice = _("The union is a member of this cluster from %(day)s on already. Choose other days.")
        for row in self.changed_first:
            if not ends_before(self, row) and row.has("cluster", "union", "valid_from", "valid_to"):
                say_overlap(self, row, periods.get((row["cluster"], row["union"]), []), twice)
        for change in self.changes:
            if self.run.of(Clusters).forbids(change.row["cluster"]):
                self.say(change.row, "cluster", keepers_only())
            elif self.run.of(Unions).forbids(change.row["union"]):
                self.say(change.row, "union", keepers_only())

    def apply(self) -> None:
        """New memberships and the ends of stored ones, in sets."""
        clusters, unions = self.run.of(Clusters).ids, self.run.of(Unions).ids
        write_memberships(
            new=[
                ClusterMembership(
                    cluster_id=clusters[c.row["cluster"],],
                    union_id=unions[c.row["union"],],
                    valid_from=c.row["valid_from"],
                    valid_to=c.row["valid_to"],
                )
                for c in self.new
            ],
            ends={c.pk: c.row["valid_to"] for c in self.changed},
            **self.run.who,
        )
