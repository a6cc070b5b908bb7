"""Points, totals, ranks and ties from a document alone: no database, the rules of `campaigns.rules` in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, ResultState
from campaigns.rules import criterion_points, cumulative, due_target, rank, total_points
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import BASE, VALUE
from campaigns.services.sealing.document import Difference, Record

#: What stands for an indicator of which the sheet has no row.
NO_RESULT: Record = {"state": ResultState.NOT_REPORTED.value, "value": None, "carried": None}


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

    def table_of(self, participant: Record) -> list[Record]:
        """The criteria that score a participant; none without a table."""
        return self.tables.get(tuple(participant["table"]), []) if participant["table"] else []


def recompute(records: Iterable[Record], *, is_settled: bool = True) -> Counted:
    """Recompute a document of one cluster. Raises Difference at the first line, total, rank or tie that is not what it gives.

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


def _check_participant(cluster: _Cluster, record: Record) -> None:
    """Every line against its inputs and the rules, groups against their children, the total against the lines."""
    union, lines = record["union"], {line["criterion"]: line for line in record["lines"]}
    criteria = {c["code"]: c for c in cluster.table_of(record)}
    _same(
        _("number of lines"), union, (len(record["lines"]), sorted(lines)), (len(criteria), sorted(criteria))
    )
    results = {result["indicator"]: result for result in record["results"]}
    parents = {code: criterion["parent"] for code, criterion in criteria.items()}
    leaves = {code for code, criterion in criteria.items() if criterion["rule"] != registry.GROUP}
    own = {code: _leaf_points(cluster, union, criteria[code], results, lines[code]) for code in leaves}
    points = criterion_points(own, parents)
    for code, line in lines.items():
        _same(_("points"), f"{union} / {code}", line["points"], points[code])
    known = sum(lines[code]["state"] != ResultState.NOT_REPORTED for code in leaves)
    _check_standing(cluster, record, total_points(points, parents), (known, len(leaves)))
    cluster.participants += 1
    cluster.lines += len(lines)


def _check_standing(cluster: _Cluster, record: Record, total: int, counts: tuple[int, int]) -> None:
    """The participant's standing against its lines; `counts` are the leaves with a figure and all leaves."""
    union, standing = record["union"], record["standing"]
    if bool(record["lines"]) != bool(standing):
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": union})
    if standing:
        _same(_("cluster"), union, standing["cluster"], cluster.code)
        _same(_("total"), union, standing["points"], total)
        _same(_("lines with a figure"), union, (standing["reported"], standing["lines"]), counts)
        cluster.totals[union], cluster.standings[union] = total, standing


def _leaf_points(
    cluster: _Cluster, union: str, criterion: Record, results: dict[str, Record], line: Record
) -> int:
    """One leaf: its inputs against the sheet, its points by its rule."""
    where, rule, params = f"{union} / {criterion['code']}", criterion["rule"], criterion["params"]
    sources = {role: results.get(indicator, NO_RESULT) for role, indicator in criterion["inputs"].items()}
    main = sources.get(VALUE, NO_RESULT)
    _same(_("state"), where, line["state"], main["state"])
    for role in (VALUE, BASE):
        sums = cluster.sums.get(criterion["inputs"].get(role, ""), False)
        if cluster.is_settled or not sums:
            figure = _figure(sources.get(role, NO_RESULT), sums)
            _same(_("figure"), where, line[role], figure)
    aim = main.get(registry.target_kind(rule, params)) or {}
    _same(_("target"), where, line["target"], due_target(aim.get("value"), cluster.share))
    inputs = Inputs(line["state"], *(line[name] for name in (VALUE, BASE, "target")))
    return registry.score(rule, params, criterion["max_points"], inputs)


def _figure(result: Record, sums: bool) -> int | None:
    """The figure that counts of a result, with what earlier phases brought where the indicator sums."""
    return cumulative(
        state=result["state"],
        value=result["value"],
        earlier=result["carried"] or 0,
        accumulation=Accumulation.SUM if sums else Accumulation.LATEST,
    )


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


def _same(what: str, where: str, stored: Any, wanted: Any) -> None:
    if stored != wanted:
        raise Difference(
            _("%(where)s %(what)s: stored %(stored)s, recomputed %(wanted)s")
            % {"where": where, "what": what, "stored": stored, "wanted": wanted}
        )
