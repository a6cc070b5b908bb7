"""A year: a phase without figures of its own that joins the standings of phases."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, Joining, PhaseKind, PhaseStatus
from campaigns.models import Campaign, Participant, Phase, ScoringTable, YearPart
from campaigns.permissions import require_manage
from campaigns.services.campaigns.editing import check_fields, lock_campaign
from common.errors import fault
from units.actors import Actor
from units.services import audit

#: A phase with its weight, as it is entered.
Weighted = tuple[Phase, Decimal]


@transaction.atomic
def make_year(
    *, campaign: Campaign, name: str, parts: Sequence[Weighted], closes_at: datetime, by: Actor, now: datetime,
    joins: str = Joining.MEAN, review_day: date | None = None, table: ScoringTable | None = None,
) -> Phase:  # fmt: skip
    """Join phases to a year that is computed at `closes_at`, and anew whenever one of them moves.

    All unions of the phases take part, each with the cluster of its latest phase, and with `table` or the table of that
    phase. A phase of another calendar (a school year) counts for the unions of its sector, in the place of those for
    all.

    Raises Refusal for anybody but the federation's staff; ValidationError without a phase, for a phase of another
    federation or that is a year itself, for a weight that is none, and where the campaign has a year already.
    """
    require_manage(by, campaign)
    locked = lock_campaign(campaign.pk)
    _check(locked, parts, table)
    number = (locked.phases.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    year = Phase(
        campaign=locked, number=number, kind=PhaseKind.YEAR, joins=joins, name=name, review_day=review_day,
        period_from=min(phase.period_from for phase, _weight in parts),
        period_to=max(phase.period_to for phase, _weight in parts),
        entry_opens_at=min(now, closes_at.replace(second=0, microsecond=0)), entry_closes_at=closes_at,
        status=PhaseStatus.OPEN if locked.status == CampaignStatus.LAUNCHED else PhaseStatus.DRAFT,
    )  # fmt: skip
    if closes_at <= year.entry_opens_at:
        raise fault("closes_at", _("Choose a time after now: the year is computed then."))
    check_fields(year, {"name", "review_day"})
    year.save()
    YearPart.objects.bulk_create(YearPart(year=year, phase=phase, weight=weight) for phase, weight in parts)
    count = _enrol(year, table)
    told: dict[str, Any] = {"parts": [[phase.pk, str(weight)] for phase, weight in parts], "joins": joins}
    audit.record(verb="make_year", subject=year, by=by, now=now, participants=count, **told)
    return year


def _check(campaign: Campaign, parts: Sequence[Weighted], table: ScoringTable | None) -> None:
    """The phases that are to be joined, and the table. Raises ValidationError."""
    if not parts:
        raise fault("parts", _("Choose the phases that the year joins."))
    if any(weight <= 0 for _phase, weight in parts):
        raise fault("parts", _("A weight is more than 0, for example 1 or 2."))
    for phase, _weight in parts:
        if phase.kind == PhaseKind.YEAR or phase.campaign.owner_id != campaign.owner_id:
            said = _("“%(phase)s” cannot be joined here. Choose a phase with figures.")
            raise fault("parts", said % {"phase": phase})
    if campaign.phases.filter(kind=PhaseKind.YEAR).exists():
        raise fault("name", _("The campaign has a year already. Change that one."))
    if table is not None and table.campaign_id != campaign.pk:
        raise fault("table", _("“%(table)s” belongs to another campaign.") % {"table": table})


def _enrol(year: Phase, table: ScoringTable | None) -> int:
    """Every union of the phases, as in the latest of them that is ranked; how many."""
    latest: dict[int, Participant] = {}
    rows = Participant.objects.filter(phase__years__year=year).order_by("phase__period_to", "phase_id")
    for row in rows:
        latest[row.union_id] = row
    Participant.objects.bulk_create(
        Participant(
            phase=year, union_id=union, cluster_id=row.cluster_id, sector=row.sector,
            table_id=table.pk if table else row.table_id,
        )
        for union, row in latest.items()
    )  # fmt: skip
    return len(latest)
