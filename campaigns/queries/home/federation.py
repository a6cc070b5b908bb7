"""What is due for the staff of a federation: its phases under way, its campaigns in preparation."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from campaigns.choices import CampaignStatus, PhaseKind, PhaseStatus, ResultStatus
from campaigns.models import Campaign, ClusterRevision, Participant, Phase, Result, is_submitted
from units.scope import Scope

#: How many rows the home page shows at most.
PHASES, DRAFTS = 16, 8


def _number_of(rows: Any, phase: str = "phase") -> Coalesce:
    """The number of `rows` of the outer phase, 0 when there is none; `phase` leads from a row to its phase."""
    return Coalesce(Subquery(rows.order_by().values(phase).annotate(n=Count("pk")).values("n")), 0)


def federation_phases(scope: Scope) -> list[Phase]:
    """Launched phases of own federations that are not final, or revised, and years once they are computed; one query.

    Each has the number of `units` taking part, of those that have `submitted`, and of figures `waiting` for appraisal.
    """
    own = [p.union_id for p in scope.current]
    here = Participant.objects.filter(phase=OuterRef("pk")).taking_part()
    waiting = Result.objects.filter(participant__phase=OuterRef("pk"), status=ResultStatus.SUBMITTED)
    moving = ClusterRevision.objects.provisional().filter(phase=OuterRef("pk"))
    return list(
        Phase.objects.not_cancelled()
        .filter(
            Q(kind=PhaseKind.ENTRY) | Q(status__gt=PhaseStatus.OPEN),
            Q(status__lt=PhaseStatus.FINAL) | Exists(moving),
            campaign__owner_id__in=own,
            status__gte=PhaseStatus.OPEN,
        )
        .select_related("campaign")
        .annotate(
            units=_number_of(here),
            submitted=_number_of(here.filter(is_submitted())),
            waiting=_number_of(waiting, "participant__phase"),
        )
        .order_by("entry_closes_at", "pk")[:PHASES]
    )


def drafts_to_launch(scope: Scope) -> list[Campaign]:
    """Campaigns of own federations that are in preparation; one query."""
    return list(
        Campaign.objects.filter(owner_id__in=scope.writing_ids, status=CampaignStatus.DRAFT).order_by(
            "-year", "code"
        )[:DRAFTS]
    )
