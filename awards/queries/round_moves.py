"""The end of a round's nominations: how it was moved, and whom another move concerns, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from awards.models import AwardRound, RoundMove
from awards.queries.rounds import unions_concerned
from campaigns.queries.deadlines import people_of

#: As many moves stand on the round's page.
NEWEST = 20


@dataclass(frozen=True)
class Concerned:
    """Whom a move of the end concerns: the unions that may nominate, those that have, and the people told for them."""

    unions: int
    nominated: int
    people: int


def moves_of(round: AwardRound) -> QuerySet[RoundMove]:
    """The moves of a round's end, the newest first; one query."""
    return RoundMove.objects.filter(round=round).select_related("moved_by__person")


def nominated_in(round: AwardRound) -> int:
    """How many unions have a nomination that stands."""
    return round.nominations.not_withdrawn().order_by().values("union_id").distinct().count()


def concerned_by(round: AwardRound, now: datetime) -> Concerned:
    """Whom a move concerns today; three queries."""
    unions = unions_concerned(round, timezone.localdate(now))
    count = unions.order_by().distinct().count()
    return Concerned(count, nominated_in(round), people_of(unions, now))
