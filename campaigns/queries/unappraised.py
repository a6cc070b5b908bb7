"""Submitted figures that nobody has appraised and that the points of a phase read: the final waits for them."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from campaigns.choices import Accumulation, ResultStatus
from campaigns.models import Participant, Phase, Result, is_settled
from campaigns.rules import COUNTING_STAGES


def unappraised(phase: Phase) -> QuerySet[Result]:
    """The figures: of the phase, and of earlier ones that it carries while their cluster is not final.

    None in an extract. Read by a criterion of the union's scoring table, or by a key that parts equal points.
    """
    earlier = Phase.objects.earlier_than(phase).order_by().values("pk")
    read = Participant.objects.filter(phase=phase, union=OuterRef("participant__union"))
    by_line = read.filter(table__criteria__inputs__indicator=OuterRef("indicator"))
    by_key = read.filter(table__tie_breaks__indicator=OuterRef("indicator"))
    waiting = Result.objects.none() if phase.campaign.is_extract else Result.objects.all()
    carried = Q(participant__phase__in=earlier, indicator__accumulation=Accumulation.SUM)
    return waiting.filter(
        Q(participant__phase=phase) | carried & ~Q(is_settled("participant__")),
        Exists(by_line) | Exists(by_key),
        status=ResultStatus.SUBMITTED,
        stage__in=COUNTING_STAGES,
    )


def phases_to_appraise_first(phase: Phase) -> list[tuple[Phase, int]]:
    """Phases with such figures, and how many of each; the last phase first. Two queries, one where there are none."""
    rows = unappraised(phase).order_by().values_list("participant__phase").annotate(n=Count("pk"))
    found = dict(rows)
    if not found:
        return []
    phases = Phase.objects.filter(pk__in=found).order_by("-number", "-pk")
    return [(one, found[one.pk]) for one in phases]
