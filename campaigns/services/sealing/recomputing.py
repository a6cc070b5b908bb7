"""Points, totals, ranks and ties from a document alone: no database, the rules of `campaigns.rules` in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, ResultState, Rule, TargetKind
from campaigns.rules import Leaf, cumulative, due_target, leaf_points, rank
from campaigns.services.sealing.document import Difference, Record


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
    """Every line against its inputs and the rules, the total against the sum of the lines."""
    union, lines = record["union"], {line["criterion"]: line for line in record["lines"]}
    results = {result["indicator"]: result for result in record["results"]}
    criteria = {c["code"]: c for c in _scored(cluster, record, results)}
    _same(
        _("number of lines"), union, (len(record["lines"]), sorted(lines)), (len(criteria), sorted(criteria))
    )
    for code, criterion in criteria.items():
        _check_line(
            cluster, f"{union} / {code}", criterion, results[criterion["inputs"]["value"]], lines[code]
        )
    standing = record["standing"]
    if bool(lines) != bool(standing):
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": union})
    if standing:
        _same(_("cluster"), union, standing["cluster"], cluster.code)
        points = sum(line["points"] for line in lines.values())
        reported = sum(line["state"] != ResultState.NOT_REPORTED for line in lines.values())
        _same(_("total"), union, standing["points"], points)
        _same(
            _("lines with a figure"),
            union,
            (standing["reported"], standing["lines"]),
            (reported, len(lines)),
        )
        cluster.totals[union], cluster.standings[union] = points, standing
    cluster.participants += 1
    cluster.lines += len(lines)


def _scored(cluster: _Cluster, record: Record, results: dict[str, Record]) -> list[Record]:
    """The leaves of the participant's table for which there is a row on its sheet."""
    table = cluster.tables.get(tuple(record["table"]), []) if record["table"] else []
    return [c for c in table if c["rule"] != Rule.GROUP and c["inputs"]["value"] in results]


def _check_line(cluster: _Cluster, where: str, criterion: Record, result: Record, line: Record) -> None:
    """One line: its inputs against the sheet, its points against the rules."""
    _same(_("state"), where, line["state"], result["state"])
    sums = cluster.sums[result["indicator"]]
    if cluster.is_settled or not sums:
        figure = cumulative(
            state=result["state"],
            value=result["value"],
            earlier=result["carried"] or 0,
            accumulation=Accumulation.SUM if sums else Accumulation.LATEST,
        )
        _same(_("figure"), where, line["value"], figure)
    kind = "assigned" if criterion["params"]["target_kind"] == TargetKind.ASSIGNED else "registered"
    target = result[kind]["value"] if result[kind] else None
    _same(_("target"), where, line["target"], due_target(target, cluster.share))
    _same(_("points"), where, line["points"], line_points(criterion, line))


def line_points(criterion: Record, line: Record) -> int:
    """Points of a line by its criterion's rule."""
    params = {k: v for k, v in criterion["params"].items() if k != "target_kind"}
    leaf = Leaf(rule=criterion["rule"], max_points=criterion["max_points"], **params)
    return leaf_points(leaf, state=line["state"], value=line["value"], target=line["target"])


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
