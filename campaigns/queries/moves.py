"""Who moved by which revision of a cluster's points, in words: a small history of the standings, and a union's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from campaigns.models import Move, MovedLine, Participant, PastRevision, Phase
from common.db import OrZero
from common.templatetags.look import moment, points, vn

#: The newest revisions alone are told, of each so many unions by name, and so many criteria.
TURNS, NAMED, LINES = 5, 12, 6


@dataclass(frozen=True)
class Turn:
    """A revision that took the place of another: when, who moved, and by which criteria."""

    number: int
    at: datetime
    #: A sentence for each union named, the best ranked first; the rest is only counted.
    moved: list[str] = field(default_factory=list)
    count: int = 0
    lines: list[str] = field(default_factory=list)
    #: What was done since the computation before, as far as the reader may know of it.
    because: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Which computation it was, and when its points became visible."""
        return _("Computation %(number)s, %(time)s") % {
            "number": vn(self.number, 0),
            "time": moment(self.at),
        }

    @property
    def others(self) -> int:
        """How many more moved than are named."""
        return self.count - len(self.moved)

    @property
    def more_lines(self) -> int:
        """How many more criteria gave other points than are named."""
        return max(len(self.lines) - LINES, 0)

    @property
    def named_lines(self) -> str:
        """The criteria that gave other points, as far as they are named."""
        return "; ".join(self.lines[:LINES])


def has_past() -> Exists:
    """A condition for phases: points of some cluster were computed anew."""
    return Exists(PastRevision.objects.filter(phase=OuterRef("pk")))


def turns_of(phase: Phase, cluster_id: int | None) -> list[Turn]:
    """The newest computations of a cluster after its first, the last one first. Three queries, whatever the size."""
    past = _past_of(phase, cluster_id).values_list("number", "at")
    began = {number + 1: at for number, at in past[:TURNS]}
    inside = {"participant__phase": phase, "participant__cluster": cluster_id, "revision__in": list(began)}
    by_revision: dict[str, Any] = {"partition_by": F("revision")}
    moves = _told(Move.objects.filter(**inside)).annotate(
        place=Window(RowNumber(), **by_revision, order_by=BEST_FIRST),
        count=Window(Count("participant_id"), **by_revision),
    )
    named: dict[int, list[Any]] = {number: [] for number in began}
    for move in moves.filter(place__lte=NAMED).order_by("revision", "place"):
        named[move.revision].append(move)
    lines: dict[int, list[str]] = {number: [] for number in began}
    criteria = MovedLine.objects.filter(**inside).order_by("revision", "criterion__order", "criterion_id")
    for number, code, name, _order, _pk in criteria.values_list(
        "revision", "criterion__code", "criterion__name", "criterion__order", "criterion_id"
    ).distinct():
        lines[number].append(f"{code} {name}")
    return [
        Turn(
            number=number,
            at=at,
            moved=[f"{move.participant.union.short_name}: {move_words(move)}" for move in named[number]],
            count=named[number][0].count if named[number] else 0,
            lines=lines[number],
        )
        for number, at in began.items()
    ]


#: Who is ranked best now, then who is not ranked.
BEST_FIRST = (F("rank").asc(nulls_last=True), F("participant").asc())


def own_moves(phase: Phase, participant: Participant, revision: int, *, reads: bool) -> list[str]:
    """How a union moved by the newest computations up to this revision, a sentence each, with what moved it.

    Three queries, and none before the second computation. `reads` says that the reader may know of its facts.
    """
    if revision == 1:
        return []
    moves = _told(Move.objects.filter(participant=participant, revision__lte=revision))
    found = list(moves.order_by("-revision")[:TURNS])
    numbers = [move.revision for move in found]
    past = _past_of(phase, participant.cluster_id).filter(number__in=[number - 1 for number in numbers])
    began = dict(past.values_list("number", "at"))
    lines: dict[int, list[MovedLine]] = {number: [] for number in numbers}
    own = MovedLine.objects.filter(participant=participant, revision__in=numbers)
    for line in own.select_related("criterion").order_by("criterion__order", "criterion_id"):
        lines[line.revision].append(line)
    return [
        f"{Turn(move.revision, began[move.revision - 1]).title}: {move_words(move)}. "
        f"{_why(move, lines[move.revision], reads=reads)}"
        for move in found
    ]


def move_words(move: Move) -> str:
    """From which rank to which, from how many points to how many, and from which class to which."""
    parts = [_rank_words(move.rank_before, move.rank)]
    if move.rank is not None and move.points_before not in (None, move.points):
        change = {"before": points(move.points_before), "after": points(move.points)}
        parts.append(_("%(before)s → %(after)s points") % change)
    if move.band_before_id != move.band_id:
        names = [f"“{band.name}”" if band else _("no class") for band in (move.band_before, move.band)]
        parts.append(" → ".join(names))
    return "; ".join(parts)


def _rank_words(before: int | None, after: int | None) -> str:
    ranks = {"before": before, "rank": after}
    if after is None:
        return _("not ranked") if before is None else _("from rank %(before)s to no rank") % ranks
    if before is None:
        return _("now rank %(rank)s") % ranks
    if before == after:
        return _("still rank %(rank)s") % ranks
    words = _("from rank %(before)s up to rank %(rank)s")
    return (words if after < before else _("from rank %(before)s down to rank %(rank)s")) % ranks


def _why(move: Move, lines: Iterable[MovedLine], *, reads: bool) -> str:
    changed = [
        f"{line.criterion.code} {line.criterion.name}: {_gave(line.points_before)} → {_gave(line.points)}"
        for line in lines
    ]
    if changed:
        return _("Points changed in: %(lines)s.") % {"lines": "; ".join(changed)}
    if move.by_facts and reads:
        return _("Other facts are counted for it than before.")
    return _("The points of its own lines did not change.")


def _gave(amount: Any) -> str:
    return _("no points") if amount is None else points(amount)


def _told(moves: QuerySet[Move]) -> QuerySet[Move]:
    return moves.select_related("participant__union", "band", "band_before")


def _past_of(phase: Phase, cluster_id: int | None) -> QuerySet[PastRevision]:
    rows = PastRevision.objects.alias(its_cluster=OrZero("cluster"))
    return rows.filter(phase=phase, its_cluster=cluster_id or 0).order_by("-number")
