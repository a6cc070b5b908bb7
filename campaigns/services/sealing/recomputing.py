"""Points, totals, ranks and ties from a document alone, without a database.

In plain Python, by `campaigns.rules` and the rules of `campaigns.scoring`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Accumulation, ResultState
from campaigns.rules import criterion_points, cumulative, due_target, rank, total_points
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import BASE, VALUE
from campaigns.services.sealing.document import Difference, Record

#: The figures that a line keeps, by the role of their indicator.
FIGURES = (VALUE, BASE)
#: What a figure is for which there is no row on the sheet.
NO_RESULT: Record = {"state": ResultState.NOT_REPORTED, "value": None, "assigned": None, "registered": None}


@dataclass(frozen=True)
class Counted:
    """How much of a document was recomputed and found equal."""

    lines: int = 0
    standings: int = 0


@dataclass
class _Cluster:
    """What is known of a cluster while its document is read; of each participant only the total is kept."""

    is_settled: bool
    share: int = 0
    code: str | None = None
    sums: dict[str, bool] = field(default_factory=dict)
    tables: dict[tuple[Any, ...], list[Record]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    standings: dict[str, Record] = field(default_factory=dict)
    participants: int = 0
    lines: int = 0


def recompute(records: Iterable[Record], *, is_settled: bool = True) -> Counted:
    """Recompute a document of one cluster. Raises Difference at the first line, total, rank or tie that is another.

    Raises Difference at the first line, total, rank or tie that is not what the inputs give.
    `is_settled` is False for rows of today whose earlier phases may still move, and with them what is carried over.
    """
    cluster, ended = _Cluster(is_settled), False
    for record in records:
        kind = record["record"]
        if kind == "phase":
            cluster.share = record["target_share"]
            cluster.code = record["cluster"]["code"] if record["cluster"] else None
        elif kind == "indicator":
            cluster.sums[record["code"]] = record["accumulation"] == Accumulation.SUM
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
    _same(
        _("number of lines"), union, (len(record["lines"]), sorted(lines)), (len(criteria), sorted(criteria))
    )
    sheet = _Sheet(union, {result["indicator"]: result for result in record["results"]}, record["carried"])
    parents = {code: criterion["parent"] for code, criterion in criteria.items()}
    leaves = {
        code: lines[code] for code, criterion in criteria.items() if criterion["rule"] != registry.GROUP
    }
    own = {code: _leaf_points(cluster, sheet, criteria[code], line) for code, line in leaves.items()}
    points = criterion_points(own, parents)
    for code, line in lines.items():
        _same(_("points"), f"{union} / {code}", line["points"], points[code])
    if bool(lines) != bool(record["standing"]):
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": union})
    if lines:
        reported = sum(line["state"] != ResultState.NOT_REPORTED for line in leaves.values())
        counts = (reported, len(leaves))
        _check_standing(cluster, union, record["standing"], total_points(points, parents), counts)
    cluster.participants += 1
    cluster.lines += len(lines)


def _leaf_points(cluster: _Cluster, sheet: _Sheet, criterion: Record, line: Record) -> int:
    """Points of one leaf, whose rule must be known and take its parameters."""
    try:
        return _points_by_rule(cluster, sheet, criterion, line)
    except ValidationError as error:
        where = f"{sheet.union} / {criterion['code']}"
        raise Difference(f"{where}: {' '.join(error.messages)}") from error


def _points_by_rule(cluster: _Cluster, sheet: _Sheet, criterion: Record, line: Record) -> int:
    """The inputs against the sheet, then the points from the inputs."""
    where, rule, params = f"{sheet.union} / {criterion['code']}", criterion["rule"], criterion["params"]
    scored = sheet.result(criterion["inputs"][VALUE])
    _same(_("state"), where, line["state"], scored["state"])
    _check_figures(cluster, sheet, criterion, line)
    aim = registry.target_kind(rule, params)
    target = scored[aim]["value"] if aim and scored[aim] else None
    _same(_("target"), where, line["target"], due_target(target, cluster.share))
    inputs = Inputs(line["state"], line["value"], line["base"], line["target"])
    return registry.score(rule, params, criterion["max_points"], inputs)


def _check_figures(cluster: _Cluster, sheet: _Sheet, criterion: Record, line: Record) -> None:
    """The cumulative figures of a leaf; null for a role that its rule does not have.

    While earlier phases may still move, the line is believed what they brought; it says so of the scored figure alone.
    """
    where = f"{sheet.union} / {criterion['code']}"
    brought = {role: sheet.carried.get(indicator) for role, indicator in criterion["inputs"].items()}
    if not cluster.is_settled:
        brought[VALUE] = line["carried"]
    _same(_("figure carried over"), where, line["carried"], brought[VALUE])
    for role in FIGURES if cluster.is_settled else (VALUE,):
        indicator = criterion["inputs"].get(role)
        figure = _figure(cluster, sheet, indicator, brought[role]) if indicator else None
        _same(_("figure"), where, line[role], figure)


def _figure(cluster: _Cluster, sheet: _Sheet, indicator: str, brought: int | None) -> int | None:
    result = sheet.result(indicator)
    accumulation = Accumulation.SUM if cluster.sums[indicator] else Accumulation.LATEST
    return cumulative(
        state=result["state"], value=result["value"], earlier=brought or 0, accumulation=accumulation
    )


def _check_standing(
    cluster: _Cluster, union: str, standing: Record, total: int, counts: tuple[int, int]
) -> None:
    """One standing but for its rank, which needs everybody's total."""
    _same(_("cluster"), union, standing["cluster"], cluster.code)
    _same(_("total"), union, standing["points"], total)
    _same(_("lines with a figure"), union, (standing["reported"], standing["lines"]), counts)
    cluster.totals[union], cluster.standings[union] = total, standing


def _check_end(cluster: _Cluster, end: Record) -> None:
    """The counts at the end: nothing was cut off or left out."""
    _same(_("number of lines"), "", end["lines"], cluster.lines)
    _same(_("number of standings"), "", end["standings"], len(cluster.standings))
    _same(_("number of participants"), "", end["participants"], cluster.participants)


def _check_places(cluster: _Cluster) -> None:
    """Rank and tie of each against the totals of all."""
    places = rank({union: points for union, points in cluster.totals.items()})
    for union, standing in cluster.standings.items():
        place, tied = places[union]
        _same(_("rank"), union, standing["rank"], place)
        _same(_("tie"), union, standing["is_tied"], tied)


def _same(what: str | Promise, where: str, stored: Any, wanted: Any) -> None:
    if stored != wanted:
        raise Difference(
            _("%(where)s %(what)s: stored %(stored)s, recomputed %(wanted)s")
            % {"where": where, "what": what, "stored": stored, "wanted": wanted}
        )
