"""Who moved by a revision, kept beside it: the one before it does not stay."""

from collections.abc import Iterable

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value

from campaigns.models import CountedFact, Move, MovedLine, Participant, Phase, ScoreLine
from common.db import OrZero, insert_from

Clusters = Iterable[int | None] | None


def write_moves(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """A row for everybody whose points, rank or class are others than in the revision before, and for each such line.

    Two statements, whatever the size. Returns how many participants moved. By the first revision nobody moves.
    """
    people = phase.participants.in_clusters(clusters)
    insert_from(MovedLine, MOVED_LINE, _moved_lines(people, revision))
    return insert_from(Move, MOVE, _moved(people, revision))


MOVE = {
    "participant": "pk",
    "revision": "at_revision",
    "points_before": "points_was",
    "points": "points_is",
    "rank_before": "rank_was",
    "rank": "rank_is",
    "band_before": "band_was",
    "band": "band_is",
    "by_facts": "has_other_facts",
}
MOVED_LINE = {
    "participant": "participant_id",
    "revision": "revision",
    "criterion": "criterion_id",
    "points_before": "points_was",
    "points": "points",
}


def _moved(people: QuerySet[Participant], revision: int) -> QuerySet[Participant]:
    """Participants beside their standings of this revision and the one before, where the two differ."""
    now, before = Q(standings__revision=revision), Q(standings__revision=revision - 1)
    pairs = (
        people.alias(now=FilteredRelation("standings", condition=now))
        .alias(before=FilteredRelation("standings", condition=before))
        .filter(now__revision=revision)
        .annotate(
            at_revision=Value(revision),
            points_was=F("before__points"),
            points_is=F("now__points"),
            rank_was=F("before__rank"),
            rank_is=F("now__rank"),
            band_was=F("before__band_id"),
            band_is=F("now__band_id"),
        )
        .alias(
            old_rank=OrZero("before__rank"),
            new_rank=OrZero("now__rank"),
            old_band=OrZero("before__band_id"),
            new_band=OrZero("now__band_id"),
        )
    )
    same = Q(points_was=F("points_is"), old_rank=F("new_rank"), old_band=F("new_band"))
    other_facts = Exists(_only_in(revision, revision - 1)) | Exists(_only_in(revision - 1, revision))
    return pairs.filter(Q(points_was__isnull=True) | ~same).annotate(has_other_facts=other_facts)


def _only_in(one: int, other: int) -> QuerySet[CountedFact]:
    """The participant's facts that one revision counted and the other did not."""
    there = CountedFact.objects.filter(
        participant=OuterRef("participant"), fact=OuterRef("fact"), revision=other
    )
    return CountedFact.objects.filter(~Exists(there), participant=OuterRef("pk"), revision=one)


def _moved_lines(people: QuerySet[Participant], revision: int) -> QuerySet[ScoreLine]:
    """Leaves whose points are others than in the revision before; one that gave none is not one that gave 0."""
    before = ScoreLine.objects.filter(
        participant=OuterRef("participant"), criterion=OuterRef("criterion"), revision=revision - 1
    )
    rows = ScoreLine.objects.leaves().filter(participant__in=people.values("pk"), revision=revision)
    pairs = rows.annotate(points_was=Subquery(before.values("points")[:1]))
    gone = Q(points__isnull=True, points_was__isnull=False)
    come = Q(points__isnull=False, points_was__isnull=True)
    changed = Q(points__isnull=False, points_was__isnull=False) & ~Q(points=F("points_was"))
    return pairs.filter(gone | come | changed)
