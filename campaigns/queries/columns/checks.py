"""Who checks whom in a cluster, and from what a draw is made: the figures of the cluster as they were at the close."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from campaigns.choices import CheckBy, ColumnKind, Supplier
from campaigns.models import Correction, CrossCheck, Participant, Phase, ReopenedFigure, Result, ScoreColumn
from campaigns.rules.checking import LEAST_TO_DRAW
from common.fields import to_units
from common.formats import canonical_hash
from units.models import Union

#: A figure as the seed counts it: the union's and the indicator's code, the state, the value in ten-thousandths.
Counted = list[str | int | None]


def members_of(phase: Phase, cluster_id: int | None) -> QuerySet[Participant]:
    """The unions of a cluster that a table scores, in the order of their names."""
    places = Participant.objects.filter(phase=phase, cluster=cluster_id, table__isnull=False)
    return places.select_related("union").order_by("union__sort_key", "pk")


def figures_at_close(phase: Phase, cluster_id: int | None) -> list[Counted]:
    """What the unions of a cluster had entered when entry ended, in the order of the codes; three queries.

    What was corrected or entered anew since stands as it was before the first such act.
    """
    rows = Result.objects.filter(
        participant__phase=phase, participant__cluster=cluster_id, indicator__supplier=Supplier.UNION
    )
    names = ("pk", "participant__union__code", "indicator__code", "state", "value")
    found = {pk: (union, code, state, value) for pk, union, code, state, value in rows.values_list(*names)}
    before = [
        (at, pk, state, value)
        for at, pk, state, value in [
            *Correction.objects.filter(result__in=rows).values_list(
                "corrected_at", "result_id", "state_before", "value_before"
            ),
            *ReopenedFigure.objects.filter(result__in=rows, reopening__answered_at__isnull=False)
            .exclude(state_before="")
            .values_list("reopening__answered_at", "result_id", "state_before", "value_before"),
        ]
    ]
    for _at, pk, state, value in sorted(before, key=lambda row: row[:2], reverse=True):
        union, code, _state, _value = found[pk]
        found[pk] = (union, code, state, value)
    listed: list[Counted] = [
        [union, code, state, None if value is None else to_units(value)]
        for union, code, state, value in found.values()
    ]
    return sorted(listed, key=lambda row: (str(row[0]), str(row[1])))


def seed_of(phase: Phase, cluster_id: int | None) -> str:
    """What a draw is made from: SHA-256 of the canonical list of the cluster's figures at the close."""
    return canonical_hash(figures_at_close(phase, cluster_id))


@dataclass(frozen=True)
class Checks:
    """Who checks whom in a cluster."""

    members: list[Participant]
    rows: list[CrossCheck]

    @property
    def by_checked(self) -> dict[int, CrossCheck]:
        """By the participant that is checked."""
        return {row.checked_id: row for row in self.rows}

    @property
    def is_drawn(self) -> bool:
        """Everybody has a checker."""
        return bool(self.members) and {row.pk for row in self.members} <= set(self.by_checked)

    @property
    def first(self) -> CrossCheck | None:
        """How it was decided, by whom and when: the same in all rows."""
        return self.rows[0] if self.rows else None

    @property
    def seed(self) -> str:
        """What the draw was made from; "" where it was not made here."""
        return self.first.seed if self.first and self.first.how == CheckBy.DRAWN else ""

    @property
    def may_draw(self) -> bool:
        """There are enough unions for a draw."""
        return len(self.members) >= LEAST_TO_DRAW

    @property
    def sent(self) -> int:
        """How many have sent their cross-check."""
        return sum(bool(getattr(row, "is_sent", False)) for row in self.rows)


def checks_of(phase: Phase, cluster_id: int | None) -> Checks:
    """The unions of a cluster with their checkers, and which cross-checks are sent; two queries."""
    sent = ScoreColumn.objects.filter(
        participant=OuterRef("checked"), kind=ColumnKind.CROSS, sent_at__isnull=False
    )
    rows = CrossCheck.objects.filter(phase=phase, checked__cluster=cluster_id).annotate(is_sent=Exists(sent))
    rows = rows.select_related("checked__union", "checker__union", "decided_by__person")
    ordered = rows.order_by("checked__union__sort_key", "checked_id")
    return Checks(list(members_of(phase, cluster_id)), list(ordered))


def check_of(participant: Participant) -> CrossCheck | None:
    """Who checks a participant; None while nobody was drawn or named."""
    return CrossCheck.objects.filter(checked=participant).select_related("checker__union", "checked").first()


def offered(phase: Phase, members: Iterable[Participant], text: str, most: int) -> list[Participant]:
    """Unions of other clusters that may be named as checkers, found by words; so many at most."""
    from_outside = Participant.objects.filter(phase=phase, table__isnull=False).exclude(
        pk__in=[row.pk for row in members]
    )
    found = from_outside.filter(union__in=Union.objects.matching(text)) if text.strip() else from_outside
    return list(found.select_related("union").order_by("union__sort_key", "pk")[:most])
