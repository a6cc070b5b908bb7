"""The sheet of clusters."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from common.workbook.columns import Kind, choice, code, of_kind, sample, text
from common.workbook.sheets import Sheet
from common.workbook.stored import Known, batches
from units.choices import ClusterKind
from units.models import Cluster
from units.services.bulk.clusters import edit_cluster
from units.services.clusters import found_cluster
from units.workbook.unions import Unions, keepers_only


class Clusters(Sheet):
    """A cluster is its owner's: only the owner's staff found it, change it or give it away."""

    key = "clusters"
    title = "Cụm, khối thi đua"
    note = "Clusters (by area) and blocs (by function)."
    identity = ("code",)
    columns = (
        code("code", "Mã", need=True, ex="CUM1"),
        text("name", "Tên", 120, need=True, ex="Cụm thi đua số 1"),
        choice("kind", "Loại", ClusterKind, default="area", ex="area"),
        code("owner", "Mã cấp lập cụm", "unions", need=True, ex="HN"),
        text("founded_by", "Quyết định thành lập", 200),
        of_kind(Kind.WHOLE, "order", "Thứ tự", default=0, ex=1),
        sample(),
    )

    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Clusters in their order."""
        return cls.read(Cluster.objects.filter(where).order_by("order", "code"), owner="owner__code")

    def load(self) -> Iterator[Known]:
        """The clusters that the workbook names."""
        for some in batches(self.run.named("clusters")):
            yield from self.stored(Q(code__in=some))

    @property
    def owners(self) -> dict[str, str]:
        """The owner of each cluster, as it would be afterwards."""
        return {name[0]: values["owner"] for name, values in self.merged.items()}

    def check(self) -> None:
        """The old owner and a new one are the importer's."""
        unions = self.run.of(Unions)
        for change in self.changes:
            owners = {change.row["owner"]} | ({change.known.values["owner"]} if change.known else set())
            if not all(unions.keeps(owner) for owner in owners):
                self.say(change.row, "owner", keepers_only())

    def apply(self) -> None:
        """One by one: there are few."""
        unions = self.run.of(Unions)
        for change in self.new:
            values = dict(change.row.values)
            owner = unions.one(values.pop("owner"))
            self.ids[values["code"],] = found_cluster(owner=owner, **values, **self.run.who).pk
        for change in self.changed:
            fields: dict[str, Any] = {f: change.row[f] for f in change.fields}
            if "owner" in fields:
                fields["owner"] = unions.one(fields["owner"])
            cluster = Cluster.objects.select_related("owner").get(pk=change.pk)
            edit_cluster(cluster=cluster, **fields, **self.run.who)
