"""The points that a column starts from: those of the visible revision, before the close those of a trial."""

from dataclasses import dataclass
from decimal import Decimal

from campaigns.choices import ColumnKind
from campaigns.models import Criterion, LineScore, Participant, ScoreLine
from campaigns.scoring import registry
from campaigns.services import sealing
from common.fields import from_units


@dataclass(frozen=True)
class Computed:
    """What a line gives as it stands; `points` None for no points, `applies` False where it is not for this union."""

    points: Decimal | None
    applies: bool = True


def computed_points(participant: Participant, criteria: list[Criterion]) -> dict[int, Computed]:
    """The points of each of these leaves, by the criterion's id; a constant number of queries.

    Before the close they are tried on what the union has entered, as if it were appraised, from the document that a
    seal would hold; then they are those of the visible revision.
    """
    if participant.phase.has_points:
        lines = ScoreLine.objects.filter(participant=participant).visible()
        found = {line.criterion_id: Computed(line.points, line.applies) for line in lines}
    else:
        pointer = (participant.cluster_id, 0)
        _home, document = next(iter(sealing.documents(participant.phase, [pointer], 2)))
        tried = sealing.try_sheet(document, participant.union.code)
        by_code = {
            code: Computed(None if points is None else from_units(points), applies)
            for code, (points, applies) in tried.items()
        }
        found = {line.pk: by_code[line.code] for line in criteria if line.code in by_code}
    return {line.pk: found.get(line.pk, Computed(None)) for line in criteria}


def starting_points(
    participant: Participant, kind: str, criteria: list[Criterion], computed: dict[int, Computed]
) -> dict[int, Decimal | None]:
    """What stands in a line that nobody writes: the computed points, for a checker the self-scored ones where a
    self-score was sent; None where a person judges and nobody has said anything yet."""
    found = {
        line.pk: None if registry.rule_of(line.rule).is_judged else computed[line.pk].points or Decimal(0)
        for line in criteria
    }
    if kind == ColumnKind.CROSS:
        sent = LineScore.objects.filter(
            column__participant=participant, column__kind=ColumnKind.SELF, column__sent_at__isnull=False
        )
        found |= {pk: points for pk, points in sent.values_list("criterion", "points") if pk in found}
    return found
