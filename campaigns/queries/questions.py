"""Questions about figures, as the queue, the sheet and the union's own page show them."""

from django.db.models import Prefetch, QuerySet

from campaigns.choices import PhaseStatus
from campaigns.models import FigureQuestion, Participant
from units.models import User
from units.scope import Scope

#: How many questions the home page shows at most.
LISTED = 12


def with_people() -> Prefetch:
    """The questions of figures, the oldest first, with who asked and who answered; for one query however many."""
    return Prefetch(
        "questions", FigureQuestion.objects.select_related("asked_by__person", "answered_by__person")
    )


def questions_for(user: User) -> QuerySet[FigureQuestion]:
    """The questions about figures of the sheets that a person may read."""
    sheets = Participant.objects.visible_to(user).with_figures()
    return FigureQuestion.objects.filter(result__participant__in=sheets).select_related(
        "result__indicator",
        "result__participant__union",
        "result__participant__cluster",
        "result__participant__phase__campaign__owner",
        "asked_by",
    )


def questions_asked(scope: Scope) -> list[FigureQuestion]:
    """What is asked of own unions and can still be answered, the oldest first; one query.

    One more than the page shows, where there are more.
    """
    rows = FigureQuestion.objects.asked_of_unions().filter(
        result__participant__union_id__in=scope.writing_ids,
        result__participant__phase__status__lt=PhaseStatus.SEALING,
    )
    people = ("result__indicator", "result__participant__union", "result__participant__phase")
    return list(rows.select_related(*people).order_by("asked_at", "pk")[: LISTED + 1])
