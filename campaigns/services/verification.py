"""Checks a closed phase against the rules, independently of the SQL that scored it. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, PhaseStatus, ResultState, TargetKind
from campaigns.models import CriterionInput, Participant, Phase, Result, ScoreLine, Standing, is_earlier
from campaigns.rules import criterion_points, cumulative, due_target, rank, total_points
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import MAIN
from campaigns.services.finalising import seal_digest
from common.fields import to_units

BIG = BigIntegerField()
#: The figures that a line keeps, by the role of their indicator.
ROLES = ("value", "base")
LINE = (
    "participant__cluster_id", "participant_id", "participant__union__code", "criterion_id", "criterion__code",
    "criterion__parent_id", "criterion__rule", "criterion__max_points", "criterion__params", "state", "target",
    "points", "registered", "assigned", *ROLES,
    *(f"{role}_{part}" for role in ROLES for part in ("state", "figure", "accumulation", "carried")),
)  # fmt: skip
CHUNK = 2000


class Difference(Exception):
    """The phase is not what its frozen inputs give; the text names the first place."""


@dataclass(frozen=True)
class Checked:
    """What was compared and found equal."""

    lines: int
    standings: int
    revision: int
    sha256: str


@dataclass
class Total:
    """A participant's recomputed sums."""

    union: str
    points: int = 0
    reported: int = 0
    lines: int = 0


def verify_phase(phase: Phase) -> Checked:
    """Recompute every line, total, rank and tie of the visible revision with `rules`, and the hash when the phase is final.

    Memory grows with the largest cluster alone. Raises Difference naming the first line that is not equal, ValueError for a
    phase that has no points yet.
    """
    if phase.status < PhaseStatus.CLOSED or not phase.revision:
        raise ValueError(
            _("“%(phase)s” is not closed yet; there is nothing to verify.") % {"phase": phase.name}
        )
    seal = getattr(phase, "seal", None)
    revision = seal.revision if seal else phase.revision
    _check_counts(phase, revision)
    lines, standings = 0, 0
    stored = _standings(phase, revision)
    for _cluster, rows in groupby(_lines(phase, revision), key=lambda row: row["participant__cluster_id"]):
        totals: dict[Any, Total] = {}
        for person, own in groupby(rows, key=lambda row: row["participant_id"]):
            found = list(own)
            totals[person] = _check_lines(found)
            lines += len(found)
        places = rank({key: total.points for key, total in totals.items()})
        for key, total in totals.items():
            _check_standing(key, total, places[key], next(stored, None))
            standings += 1
    digest = ""
    if phase.status == PhaseStatus.FINAL:
        digest = seal_digest(phase, revision)
        if seal is None or digest != seal.sha256:
            raise Difference(
                _("The hash of the seal differs: sealed %(sealed)s, recomputed %(now)s.")
                % {"sealed": seal.sha256 if seal else "–", "now": digest}
            )
    return Checked(lines=lines, standings=standings, revision=revision, sha256=digest)


def _check_counts(phase: Phase, revision: int) -> None:
    """Every participant with a table has a line for each of its criteria: none is missing, none is too many."""
    wanted = Participant.objects.filter(phase=phase).aggregate(n=Count("table__criteria"))["n"]
    found = ScoreLine.objects.filter(participant__phase=phase, revision=revision).count()
    _same(_("number of lines"), "", found, wanted)
    entered = (
        Participant.objects.filter(phase=phase, lines__revision=revision).values("pk").distinct().count()
    )
    ranked = Standing.objects.filter(participant__phase=phase, revision=revision).count()
    _same(_("number of standings"), "", ranked, entered)


def _lines(phase: Phase, revision: int) -> Iterator[dict[str, Any]]:
    """Lines by cluster and participant, each with the sheet's own figure and targets; read in chunks."""
    earlier = Phase.objects.earlier_than(phase)
    settled = not earlier.exclude(status=PhaseStatus.FINAL).exists()
    rows = ScoreLine.objects.filter(participant__phase=phase, revision=revision)
    for role in ROLES:
        rows = rows.annotate(**_sources(phase, role))
    share = to_units(phase.target_share)
    ordered = rows.order_by("participant__cluster_id", "participant_id", "criterion_id")
    for row in ordered.values(*LINE).iterator(CHUNK):
        # until the earlier phases are final their figures may still move, and with them what is carried over
        row["settled"] = settled
        row["share"] = share
        yield row


def _sources(phase: Phase, role: str) -> dict[str, Any]:
    """What the sheets say of the indicator that has a role, and of its targets where it is the one scored."""
    indicator = CriterionInput.objects.filter(criterion=OuterRef("criterion"), role=role)
    source = Result.objects.filter(
        participant=OuterRef("participant"),
        indicator__inputs__criterion=OuterRef("criterion"),
        indicator__inputs__role=role,
    )
    carried = (
        Result.objects.filter(
            is_earlier(phase, of="participant__", prefix="participant__"),
            indicator__inputs__criterion=OuterRef("criterion"),
            indicator__inputs__role=role,
        )
        .order_by()
        .values("indicator")
        .annotate(total=Sum("value", output_field=BIG))
        .values("total")
    )
    targets = {kind.value: Subquery(source.values(f"{kind}__value")[:1]) for kind in TargetKind}
    return {
        f"{role}_state": Subquery(source.values("state")[:1]),
        f"{role}_figure": Subquery(source.values("value")[:1]),
        f"{role}_accumulation": Subquery(indicator.values("indicator__accumulation")[:1]),
        f"{role}_carried": Subquery(carried, output_field=BIG),
        **(targets if role == MAIN.name else {}),
    }


def _standings(phase: Phase, revision: int) -> Iterator[dict[str, Any]]:
    rows = Standing.objects.filter(participant__phase=phase, revision=revision)
    ordered = rows.order_by("participant__cluster_id", "participant_id")
    names = ("participant_id", "participant__cluster_id", "cluster_id")
    return ordered.values(*names, "points", "rank", "is_tied", "reported", "lines").iterator(CHUNK)


def _check_lines(rows: list[dict[str, Any]]) -> Total:
    """A participant's lines: inputs against the sheet, points against the rules, groups against their children."""
    parents = {row["criterion_id"]: row["criterion__parent_id"] for row in rows}
    leaves = [row for row in rows if row["criterion__rule"] != registry.GROUP]
    own = {row["criterion_id"]: _leaf_points(row) for row in leaves}
    points = criterion_points(own, parents)
    for row in rows:
        _same(_("points"), _where(row), _units(row["points"]), points[row["criterion_id"]])
    known = [row for row in leaves if row["state"] != ResultState.NOT_REPORTED]
    return Total(rows[0]["participant__union__code"], total_points(points, parents), len(known), len(leaves))


def _leaf_points(row: dict[str, Any]) -> int:
    """One leaf: its inputs against the sheet, its points by its rule."""
    where, rule, params = _where(row), row["criterion__rule"], row["criterion__params"]
    _same(_("state"), where, row["state"], row["value_state"] or ResultState.NOT_REPORTED)
    for role in ROLES:
        if row["settled"] or row[f"{role}_accumulation"] != Accumulation.SUM:
            figure = cumulative(
                state=row[f"{role}_state"] or ResultState.NOT_REPORTED,
                value=_units(row[f"{role}_figure"]),
                earlier=row[f"{role}_carried"] or 0,
                accumulation=row[f"{role}_accumulation"] or "",
            )
            _same(_("figure"), where, _units(row[role]), figure)
    aim = registry.target_kind(rule, params)
    due = due_target(_units(row[aim]), row["share"]) if aim else None
    _same(_("target"), where, _units(row["target"]), due)
    inputs = Inputs(row["state"], *(_units(row[name]) for name in (*ROLES, "target")))
    return registry.score(rule, params, to_units(row["criterion__max_points"]), inputs)


def _where(row: dict[str, Any]) -> str:
    return f"{row['participant__union__code']} / {row['criterion__code']}"


def _check_standing(key: Any, total: Total, place: tuple[int, bool], row: dict[str, Any] | None) -> None:
    """One standing: the total against the sum of its lines, rank and tie against the cluster's other totals."""
    where = total.union
    if row is None or row["participant_id"] != key:
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": where})
    _same(_("cluster"), where, row["cluster_id"], row["participant__cluster_id"])
    _same(_("total"), where, to_units(row["points"]), total.points)
    _same(_("rank"), where, row["rank"], place[0])
    _same(_("tie"), where, row["is_tied"], place[1])
    _same(_("lines with a figure"), where, (row["reported"], row["lines"]), (total.reported, total.lines))


def _units(value: Any) -> int | None:
    return None if value is None else to_units(value)


def _same(what: str, where: str, stored: Any, wanted: Any) -> None:
    if stored != wanted:
        raise Difference(
            _("%(where)s %(what)s: stored %(stored)s, recomputed %(wanted)s")
            % {"where": where, "what": what, "stored": stored, "wanted": wanted}
        )
