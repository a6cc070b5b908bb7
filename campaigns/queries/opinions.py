"""Opinions on lines of points, as a page lists them, and how many were received and answered."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from campaigns.models import Opinion, Participant, Phase
from units.models import User
from units.scope import scope_of

#: As many stand on a page.
PER_PAGE = 30


@dataclass(frozen=True)
class OpinionList:
    """The opinions that a person may read: of unions in the own clusters, or all; the unanswered first."""

    page: Page[Opinion]
    received: int
    answered: int


def opinions_of(
    phase: Phase, user: User, *, sees_all: bool, cluster: int | None = None, number: str = "1"
) -> OpinionList:
    """Opinions in a phase, of one cluster where it is named (0: those in none); three queries."""
    rows = Opinion.objects.filter(participant__phase=phase, withdrawn_at__isnull=True)
    if not sees_all:
        rows = rows.filter(participant__cluster__in=own_clusters(phase, user))
    if cluster is not None:
        rows = rows.filter(participant__cluster=cluster or None)
    counted = rows.aggregate(received=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False)))
    rows = rows.select_related(
        "participant__union", "criterion", "union", "raised_by__person", "answered_by__person"
    ).order_by("answered_at", "raised_at", "pk")
    unanswered_first = sorted_by_answer(rows)
    return OpinionList(Paginator(unanswered_first, PER_PAGE).get_page(number), **counted)


def sorted_by_answer(rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """The unanswered first, each part in the order in which they came."""
    return rows.annotate(is_answered=Q(answered_at__isnull=False)).order_by("is_answered", "raised_at", "pk")


def own_clusters(phase: Phase, user: User) -> QuerySet[Any]:
    """The clusters in which unions of a person's are ranked, or that it reads."""
    seen = Participant.objects.filter(phase=phase).reached_by(user)
    return seen.filter(cluster__isnull=False).values("cluster")


def places_to_speak_for(phase: Phase, user: User) -> QuerySet[Participant]:
    """The participations of the unions for which a person acts: those that are ranked raise opinions."""
    mine = Participant.objects.filter(phase=phase, union__in=scope_of(user).writing_ids)
    return mine.select_related("phase", "union", "cluster").order_by("pk")
