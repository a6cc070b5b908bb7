"""Points, totals, ranks and ties from a document of format 1 alone, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.services.sealing.checks import Counted, same
from campaigns.services.sealing.document import Difference, Record
from campaigns.services.sealing.format_1.arithmetic import (
    GROUP,
    NOT_REPORTED,
    PARAMETERS,
    Line,
    cumulative,
    due_target,
    leaf_points,
    places,
    total_of,
    with_groups,
)

#: The figures that a line keeps, by the role of their indicator.
VALUE, BASE = "value", "base"
#: What a figure is for which there is no row on the sheet.
NO_RESULT: Record = {"state": NOT_REPORTED, "value": None, "assigned": None, "registered": None}


@dataclass
class _Cluster:
    """What is known of a cluster while its document is read; of each participant only the total is kept."""

    share: int = 0
    code: str | None = None
    sums: dict[str, bool] = field(default_factory=dict)
    tables: dict[tuple[Any, ...], list[Record]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    standings: dict[str, Record] = field(default_factory=dict)
    participants: int = 0
    lines: int = 0


def recompute(records: Iterable[Record]) -> Counted:
    """Recompute a document of one cluster. Raises Difference at the first line, total, rank or tie that is another."""
    cluster, ended = _Cluster(), False
    for record in records:
        kind = record["record"]
        if kind == "phase":
            cluster.share = record["target_share"]
            cluster.code = record["cluster"]["code"] if record["cluster"] else None
        elif kind == "indicator":
            cluster.sums[record["code"]] = record["accumulation"] == "sum"
        elif kind == "criterion":
            cluster.tables.setdefault(tuple(record["table"]), []).append(record)
        elif kind == "participant":
            _check_participant(cluster, record)
        elif kind == "end":
            _check_end(cluster, record)
            ended = True
    if not ended:
        raise Difference(_("The sealed document has no end."))
    _check_places(cluster)
    return Counted(lines=cluster.lines, standings=len(cluster.standings))


@dataclass(frozen=True)
class _Sheet:
    """What a participant reported, and what its earlier phases brought, by indicator."""

    union: str
    results: dict[str, Record]
    carried: dict[str, int]

    def result(self, indicator: str) -> Record:
        """The row of an indicator; a row that is missing was not reported."""
        return self.results.get(indicator, NO_RESULT)


def _check_participant(cluster: _Cluster, record: Record) -> None:
    """Every leaf by its rule, every group by its children, the total by the criteria in no group."""
    union, lines = record["union"], {line["criterion"]: line for line in record["lines"]}
    table = cluster.tables.get(tuple(record["table"]), []) if record["table"] else []
    criteria = {criterion["code"]: criterion for criterion in table}
    same(
        _("number of lines"), union, (len(record["lines"]), sorted(lines)), (len(criteria), sorted(criteria))
    )
    sheet = _Sheet(union, {result["indicator"]: result for result in record["results"]}, record["carried"])
    parents = {code: criterion["parent"] for code, criterion in criteria.items()}
    leaves = {code: lines[code] for code, criterion in criteria.items() if criterion["rule"] != GROUP}
    own = {code: _leaf_points(cluster, sheet, criteria[code], line) for code, line in leaves.items()}
    points = with_groups(own, parents)
    for code, line in lines.items():
        same(_("points"), f"{union} / {code}", line["points"], points[code])
    if bool(lines) != bool(record["standing"]):
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": union})
    if lines:
        reported = sum(line["state"] != NOT_REPORTED for line in leaves.values())
        counts = (reported, len(leaves))
        _check_standing(cluster, union, record["standing"], total_of(points, parents), counts)
    cluster.participants += 1
    cluster.lines += len(lines)


def _leaf_points(cluster: _Cluster, sheet: _Sheet, criterion: Record, line: Record) -> int:
    """The inputs against the sheet, then the points from the inputs; the rule must be known and take its parameters."""
    where, rule, params = f"{sheet.union} / {criterion['code']}", criterion["rule"], criterion["params"]
    if rule not in PARAMETERS or set(params) != set(PARAMETERS[rule]):
        raise Difference(_("%(where)s: format 1 has no such rule or parameters.") % {"where": where})
    scored = sheet.result(criterion["inputs"][VALUE])
    same(_("state"), where, line["state"], scored["state"])
    _check_figures(cluster, sheet, criterion, line)
    aim = params.get("target_kind")
    target = scored[aim]["value"] if aim and scored[aim] else None
    same(_("target"), where, line["target"], due_target(target, cluster.share))
    return leaf_points(
        rule, params, criterion["max_points"], Line(line["state"], line["value"], line["target"])
    )


def _check_figures(cluster: _Cluster, sheet: _Sheet, criterion: Record, line: Record) -> None:
    """The cumulative figures of a leaf; null for a role that its rule does not have."""
    where = f"{sheet.union} / {criterion['code']}"
    brought = {role: sheet.carried.get(indicator) for role, indicator in criterion["inputs"].items()}
    same(_("figure carried over"), where, line["carried"], brought[VALUE])
    for role in (VALUE, BASE):
        indicator = criterion["inputs"].get(role)
        figure = _figure(cluster, sheet, indicator, brought[role]) if indicator else None
        same(_("figure"), where, line[role], figure)


def _figure(cluster: _Cluster, sheet: _Sheet, indicator: str, brought: int | None) -> int | None:
    result = sheet.result(indicator)
    return cumulative(result["state"], result["value"], brought or 0, cluster.sums[indicator])


def _check_standing(
    cluster: _Cluster, union: str, standing: Record, total: int, counts: tuple[int, int]
) -> None:
    """One standing but for its rank, which needs everybody's total."""
    same(_("cluster"), union, standing["cluster"], cluster.code)
    same(_("total"), union, standing["points"], total)
    same(_("lines with a figure"), union, (standing["reported"], standing["lines"]), counts)
    cluster.totals[union], cluster.standings[union] = total, standing


def _check_end(cluster: _Cluster, end: Record) -> None:
    """The counts at the end: nothing was cut off or left out."""
    same(_("number of lines"), "", end["lines"], cluster.lines)
    same(_("number of standings"), "", end["standings"], len(cluster.standings))
    same(_("number of participants"), "", end["participants"], cluster.participants)


def _check_places(cluster: _Cluster) -> None:
    """Rank and tie of each against the totals of all."""
    found = places(cluster.totals)
    for union, standing in cluster.standings.items():
        place, tied = found[union]
        same(_("rank"), union, standing["rank"], place)
        same(_("tie"), union, standing["is_tied"], tied)
