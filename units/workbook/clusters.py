"""The sheet of clusters."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from common.workbook.columns import Kind, choice, code, of_kind, sample, text
from common.workbook.sheets import Sheet
from common.workbook.stored import Known, batches
from units.choices import ClusterKind
from units.models import Cluster
from units.services.bulk.clusters import edit_cluster
from units.services.clusters import found_cluster
from units.workbook.sight import clusters_in_sight
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
        """The clusters that the workbook names, as far as they are in the importer's sight or stand in its campaign."""
        held = self.run.held("clusters")
        for some in batches(self.run.named("clusters")):
            yield from self.stored(Q(code__in=some) & (clusters_in_sight(self.run.by) | Q(code__in=held)))

    @cached_property
    def owners(self) -> dict[str, str]:
        """The owner of each cluster, as it would be afterwards."""
        return {name[0]: values["owner"] for name, values in self.merged.items()}

    def forbids(self, code: str) -> bool:
        """The importer knows this cluster and does not keep its owner."""
        return code in self.codes and self.run.of(Unions).forbids(self.owners.get(code, ""))

    @cached_property
    def taken(self) -> set[str]:
        """Codes of the workbook's new clusters that belong to others."""
        codes = [change.row["code"] for change in self.new]
        return set(Cluster.objects.filter(code__in=codes).values_list("code", flat=True))

    def check(self) -> None:
        """The old owner and a new one are the importer's, and a new code is free."""
        unions = self.run.of(Unions)
        for change in self.changes:
            owners = {change.row["owner"]} | ({change.known.values["owner"]} if change.known else set())
            if any(map(unions.forbids, owners)):
                self.say(change.row, "owner", keepers_only())
            elif change.is_new and unions.keeps(change.row["owner"]) and change.row["code"] in self.taken:
                other = _("The code “%(code)s” belongs to another cluster. Choose another.")
                self.say(change.row, "code", other % {"code": change.row["code"]})

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
