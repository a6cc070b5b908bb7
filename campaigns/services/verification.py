"""Checks a closed phase against the rules, independently of the SQL that scored it. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, PhaseStatus, ResultState, TargetKind
from campaigns.models import Participant, Phase, Result, ScoreLine, Standing
from campaigns.rules import Leaf, cumulative, due_target, leaf_points, rank
from campaigns.services.finalising import seal_digest
from common.fields import to_units

BIG = BigIntegerField()
LEAF = ("rule", "max_points", "cap", "per_object", "no_target", "not_applicable")
LINE = (
    "participant__cluster_id",
    "participant_id",
    "participant__union__code",
    "criterion__code",
    "criterion__indicator__accumulation",
    "criterion__target_kind",
    "state",
    "value",
    "target",
    "points",
    "source_state",
    "source_value",
    "earlier",
    "registered",
    "assigned",
    *(f"criterion__{name}" for name in LEAF),
)
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
        for row in rows:
            _check_line(row)
            total = totals.setdefault(row["participant_id"], Total(row["participant__union__code"]))
            total.points += to_units(row["points"])
            total.reported += row["state"] != ResultState.NOT_REPORTED
            total.lines += 1
            lines += 1
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
    """Every participant with a table has a line for each of its leaves: none is missing, none is too many."""
    wanted = Result.objects.filter(
        participant__phase=phase, participant__table__criteria__indicator=F("indicator")
    ).count()
    found = ScoreLine.objects.filter(participant__phase=phase, revision=revision).count()
    _same(_("number of lines"), "", found, wanted)
    entered = (
        Participant.objects.filter(phase=phase, lines__revision=revision).values("pk").distinct().count()
    )
    ranked = Standing.objects.filter(participant__phase=phase, revision=revision).count()
    _same(_("number of standings"), "", ranked, entered)


def _lines(phase: Phase, revision: int) -> Iterator[dict[str, Any]]:
    """Lines by cluster and participant, each with the sheet's own figure and targets; read in chunks."""
    source = Result.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("criterion__indicator")
    )
    earlier = Phase.objects.filter(campaign_id=phase.campaign_id, number__lt=phase.number)
    settled = not earlier.exclude(status=PhaseStatus.FINAL).exists()
    carried = (
        Result.objects.filter(
            participant__phase__in=earlier,
            participant__union=OuterRef("participant__union"),
            indicator=OuterRef("criterion__indicator"),
        )
        .order_by()
        .values("indicator")
        .annotate(total=Sum("value", output_field=BIG))
        .values("total")
    )
    rows = ScoreLine.objects.filter(participant__phase=phase, revision=revision).annotate(
        source_state=Subquery(source.values("state")[:1]),
        source_value=Subquery(source.values("value")[:1]),
        registered=Subquery(source.values("registered__value")[:1]),
        assigned=Subquery(source.values("assigned__value")[:1]),
        earlier=Subquery(carried, output_field=BIG),
    )
    share = to_units(phase.target_share)
    ordered = rows.order_by("participant__cluster_id", "participant_id", "criterion_id")
    for row in ordered.values(*LINE).iterator(CHUNK):
        # until the earlier phases are final their figures may still move, and with them what is carried over
        row["settled"] = settled or row["criterion__indicator__accumulation"] != Accumulation.SUM
        row["share"] = share
        yield row


def _standings(phase: Phase, revision: int) -> Iterator[dict[str, Any]]:
    rows = Standing.objects.filter(participant__phase=phase, revision=revision)
    ordered = rows.order_by("participant__cluster_id", "participant_id")
    names = ("participant_id", "participant__cluster_id", "cluster_id")
    return ordered.values(*names, "points", "rank", "is_tied", "reported", "lines").iterator(CHUNK)


def _check_line(row: dict[str, Any]) -> None:
    """One line: its inputs against the sheet, its points against the rules."""
    where = f"{row['participant__union__code']} / {row['criterion__code']}"
    value, target = _units(row["value"]), _units(row["target"])
    _same(_("state"), where, row["state"], row["source_state"])
    if row["settled"]:
        figure = cumulative(
            state=row["source_state"],
            value=_units(row["source_value"]),
            earlier=row["earlier"] or 0,
            accumulation=row["criterion__indicator__accumulation"],
        )
        _same(_("figure"), where, value, figure)
    kind = "assigned" if row["criterion__target_kind"] == TargetKind.ASSIGNED else "registered"
    _same(_("target"), where, target, due_target(_units(row[kind]), row["share"]))
    leaf = Leaf(**{name: _plain(row[f"criterion__{name}"]) for name in LEAF})
    _same(
        _("points"),
        where,
        _units(row["points"]),
        leaf_points(leaf, state=row["state"], value=value, target=target),
    )


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


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else to_units(value)


def _same(what: str, where: str, stored: Any, wanted: Any) -> None:
    if stored != wanted:
        raise Difference(
            _("%(where)s %(what)s: stored %(stored)s, recomputed %(wanted)s")
            % {"where": where, "what": what, "stored": stored, "wanted": wanted}
        )
