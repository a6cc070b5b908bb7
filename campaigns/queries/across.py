"""Ranks across clusters and inside a sector, where a campaign ranks so: by printed points, ties as ties.

Only unions that are scored by one version of one table are compared: all of the phase, or all of the sector in it. Keys
and decisions part unions inside their cluster alone, for nobody has held the others against them.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, Max, Min, QuerySet, When, Window
from django.db.models.functions import Coalesce, Rank

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Phase, Standing
from campaigns.scoring.sql import BIG, nothing, whole


def ranks_across(phase: Phase, shown: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """The rank across clusters and the one inside the sector of these participants; none where it is not wanted.

    As they are stored once the phase is final, computed before, and while a cluster is revised.
    """
    if not phase.campaign.ranks_across:
        return {}
    moving = ClusterRevision.objects.filter(phase=phase).exclude(status=ClusterStatus.FINAL)
    if phase.status >= PhaseStatus.FINAL and not moving.exists():
        stored = Standing.objects.filter(participant__in=shown).visible()
        rows = stored.values_list("participant_id", "rank_across", "rank_in_sector")
    else:
        # a condition that names the ranks is asked after they were given, and so leaves nobody out of them
        known = Coalesce(F("across"), whole(0), output_field=BIG)
        mine = Case(When(participant__in=shown, then=known), output_field=BIG)
        found = ranked_across(phase).annotate(mine=mine).filter(mine__isnull=False)
        rows = found.values_list("participant_id", "across", "in_sector")
    return {pk: (everywhere, in_sector) for pk, everywhere, in_sector in rows}


def ranked_across(phase: Phase) -> QuerySet[Any]:
    """The ranked standings of the visible revisions with `across` and `in_sector`; null where tables differ."""
    scored = phase.participants.filter(table__isnull=False).order_by()
    sectors = list(_of_one_table(scored.exclude(sector="").values("sector")).values_list("sector", flat=True))
    is_one = _of_one_table(scored.values("phase")).exists()
    order = F("points").desc()
    across: Any = Window(Rank(), order_by=order) if is_one else nothing()
    inside = Window(Rank(), partition_by=[F("participant__sector")], order_by=order)
    in_sector = Case(When(participant__sector__in=sectors, then=inside), output_field=BIG)
    rows = Standing.objects.filter(participant__phase=phase, rank__isnull=False).visible()
    return rows.annotate(across=across, in_sector=in_sector if sectors else nothing())


def _of_one_table(groups: QuerySet[Any]) -> QuerySet[Any]:
    """Those groups of participants that one version of one table scores."""
    return groups.annotate(first=Min("table_id"), last=Max("table_id")).filter(first=F("last"))
