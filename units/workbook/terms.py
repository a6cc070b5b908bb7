"""The sheet of the unions that lead and deputise."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from common.workbook.book import Row
from common.workbook.columns import Kind, code, of_kind
from common.workbook.sheets import Sheet
from common.workbook.stored import Known, batches
from units.models import Cluster, ClusterTerm
from units.rules import periods_overlap
from units.services.clusters import name_leader
from units.workbook.clusters import Clusters
from units.workbook.members import Members, Period
from units.workbook.sight import within_clusters_in_sight
from units.workbook.unions import Unions, keepers_only


class Terms(Sheet):
    """A cluster has one leading union a year, and at most one deputy; both are its members."""

    key = "terms"
    title = "Cụm trưởng, cụm phó"
    note = "The unions that lead and deputise in a year."
    identity = ("cluster", "year")
    columns = (
        code("cluster", "Mã cụm", "clusters", need=True, ex="CUM1"),
        of_kind(Kind.WHOLE, "year", "Năm", need=True, ex=2024),
        code("leader", "Mã cụm trưởng", "unions", need=True, ex="HN"),
        code("deputy", "Mã cụm phó", "unions"),
    )

    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Leading and deputy unions."""
        rows = ClusterTerm.objects.filter(where).order_by("cluster__order", "cluster__code", "year")
        return cls.read(rows, cluster="cluster__code", leader="leader__code", deputy="deputy__code")

    def load(self) -> Iterator[Known]:
        """The terms of the clusters that the workbook names, as far as they are in sight."""
        for some in batches(self.run.named("clusters")):
            yield from self.stored(Q(cluster__code__in=some) & within_clusters_in_sight(self.run.by))

    def say_twice(self, row: Row, other: Row) -> None:
        """Two leaders in one year are told as such."""
        if row.get("leader") == other.get("leader"):
            super().say_twice(row, other)
            return
        self.say(
            row,
            "leader",
            _(
                "Row %(line)s names another union for the same cluster and year. "
                "A cluster has one leading union at a time: keep one row."
            )
            % {"line": other.line},
        )

    def check(self) -> None:
        """The year, the two unions, and who may."""
        members = self.run.of(Members)
        periods = members.periods()
        for row in self.rows:
            if row.has("cluster", "year", "leader", "deputy"):
                self._check_row(row, members, periods)
        for change in self.changes:
            if change.known and "leader" in change.fields:
                self.say(
                    change.row,
                    "leader",
                    _(
                        "“%(union)s” leads this cluster in %(year)s already; "
                        "a cluster has one leading union at a time."
                    )
                    % {"union": change.known.values["leader"], "year": change.row["year"]},
                )
            if self.run.of(Clusters).forbids(change.row["cluster"]):
                self.say(change.row, "cluster", keepers_only())

    def _check_row(self, row: Row, members: Members, periods: dict[tuple[str, str], list[Period]]) -> None:
        year = row["year"]
        if not 1900 <= year <= 2100:
            out = _("The year %(year)s is out of range. Write a year between 1900 and 2100.")
            self.say(row, "year", out % {"year": year})
            return
        if row["leader"] == row["deputy"]:
            self.say(row, "deputy", _("The deputy must be another union than the leader."))
        days = (date(year, 1, 1), date(year + 1, 1, 1))
        known = self.run.of(Unions).codes
        for key in ("leader", "deputy"):
            held = periods.get((row["cluster"], row[key]), [])
            if members.is_unsure(row["cluster"], row[key]):
                continue
            if row[key] in known and not any(periods_overlap(*days, *period) for period in held):
                self.say(
                    row,
                    key,
                    _(
                        "“%(union)s” is no member of this cluster in %(year)s. "
                        "Add it to the members, or correct the code."
                    )
                    % {"union": row[key], "year": year},
                )

    def apply(self) -> None:
        """One by one: there are few."""
        clusters, unions = self.run.of(Clusters).ids, self.run.of(Unions)
        for change in self.changes:
            row = change.row
            name_leader(
                cluster=Cluster.objects.get(pk=clusters[row["cluster"],]),
                year=row["year"],
                leader=unions.one(row["leader"]),
                deputy=unions.get(row["deputy"]),
                **self.run.who,
            )
