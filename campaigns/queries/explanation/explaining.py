"""A participant's total, line by line, and what came after the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Prefetch

from campaigns.explanations import tie_sentence
from campaigns.models import (
    Criterion,
    CriterionInput,
    Participant,
    Phase,
    Result,
    ScoreLine,
    Standing,
    TieBreak,
)
from campaigns.queries.explanation.after import adjustments, after_the_sum
from campaigns.queries.explanation.columns import sent_words, sum_of, with_columns
from campaigns.queries.explanation.lines import Line
from campaigns.queries.explanation.reading import Reader, facts_of_lines
from campaigns.queries.facts import unions_read
from campaigns.queries.moves import own_moves
from common.templatetags.look import point_places
from units.models import User


@dataclass(frozen=True)
class Explanation:
    """A participant's total, line by line."""

    participant: Participant
    standing: Standing
    lines: list[Line]
    points: Decimal
    most: Decimal
    share: Decimal | None
    uses: str
    tie: str
    may_open_sheet: bool
    #: What was added to or taken from the sum of the lines, in words, so that the rows still sum to the total.
    adjustments: list[tuple[str, Decimal]]
    #: What came after the sum, one sentence each.
    after: list[str]
    #: How it moved by late figures and the like, one sentence for each computation, the newest first.
    moves: list[str]

    @property
    def self_scored(self) -> Decimal | None:
        """The sum of what the union gave itself; None where it sent no self-score."""
        return sum_of(self.lines, "self_scored")

    @property
    def cross_checked(self) -> Decimal | None:
        """The sum of what its cross-checker gave; None where none was sent."""
        return sum_of(self.lines, "cross_checked")

    @property
    def self_scored_by(self) -> str:
        """Who sent the self-score, and when."""
        return sent_words(self.lines, "self_scored")

    @property
    def cross_checked_by(self) -> str:
        """Who sent the cross-check, and when."""
        return sent_words(self.lines, "cross_checked")

    @property
    def has_columns(self) -> bool:
        """Other columns stand beside the appraised one."""
        return self.self_scored is not None or self.cross_checked is not None

    @property
    def places(self) -> int:
        """How many decimals the points of these lines want."""
        return point_places(row.points for row in self.lines)


def explain(
    phase: Phase,
    participant: Participant,
    standing: Standing,
    *,
    tied_with: Iterable[str],
    user: User | None,
    parted: str = "",
) -> Explanation:
    """Explain a standing by the lines of its revision. Links to the sheet are for those who may open it.

    `parted` says which key parted it from others of the same total, `tied_with` names those that nothing parts it from.
    """
    reads = user is None or unions_read(user).filter(pk=participant.union_id).exists()
    lines = {
        line.criterion_id: line
        for line in ScoreLine.objects.filter(participant=participant, revision=standing.revision)
    }
    criteria = (
        Criterion.objects.filter(table_id=participant.table_id)
        .select_related("table")
        .order_by("order", "pk")
    )
    inputs = CriterionInput.objects.select_related("indicator").order_by("role")
    results = {
        r.indicator_id: r
        for r in Result.objects.filter(participant=participant)
        .select_related("entered_by__person")
        .annotate(
            files=Count("evidence"),
            signed_value=F("registered__change__target__value"),
            changed_by=F("registered__change__document"),
        )
    }
    drawn = list(criteria.prefetch_related(Prefetch("inputs", queryset=inputs), "steps"))
    facts = facts_of_lines(drawn, participant, standing) if reads else {}
    reader = Reader(participant, standing, lines, results, facts, phase.campaign.is_extract, reads)
    rows = with_columns(participant, reader.tree(drawn))
    kinds = {row.target_kind for row in rows} - {""}
    others = list(tied_with)
    return Explanation(
        participant=participant,
        standing=standing,
        lines=rows,
        points=standing.points,
        most=standing.most,
        share=phase.target_share if kinds else None,
        uses=kinds.pop() if len(kinds) == 1 else "",
        tie=tie_sentence(standing.rank, others, has_keys=_has_keys(participant))
        if standing.is_tied and standing.rank and others
        else parted,
        may_open_sheet=user is not None
        and Participant.objects.visible_to(user).filter(pk=participant.pk).exists(),
        adjustments=adjustments(standing),
        after=after_the_sum(standing, reads=reads),
        moves=own_moves(phase, participant, standing.revision, reads=reads),
    )


def _has_keys(participant: Participant) -> bool:
    """Its table has secondary criteria."""
    return TieBreak.objects.filter(table=participant.table_id).exists()
