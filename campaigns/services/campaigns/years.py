"""A year: a phase without figures of its own that joins the points of phases, made and edited until it is computed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, Joining, PhaseKind, PhaseStatus
from campaigns.models import Campaign, Phase, ScoringTable, YearPart
from campaigns.permissions import require_manage
from campaigns.services.campaigns.editing import check_fields, lock_campaign, require_unchanged
from campaigns.services.campaigns.phases import review_fault
from campaigns.services.guard import exclusive_phase
from campaigns.services.stages import prepare_stages
from campaigns.services.year_unions import enrol_unions
from common.dates import check_dates
from common.errors import fault
from common.fields import to_units
from common.formats import canonical_hash
from units.actors import Actor
from units.services import audit

#: A phase with its weight, as it is entered.
Weighted = tuple[Phase, Decimal]
#: A weight above this is a slip.
HEAVIEST = Decimal(1000)
#: A year takes no figures; its window is as short as one can be, and ends when it is computed.
WINDOW = timedelta(minutes=1)


@transaction.atomic
def make_year(
    *, campaign: Campaign, name: str, parts: Sequence[Weighted], closes_at: datetime, by: Actor, now: datetime,
    joins: str = Joining.MEAN, review_day: date | None = None, table: ScoringTable | None = None,
    number: int | None = None,
) -> Phase:  # fmt: skip
    """Join phases to a year that is computed at `closes_at`, and anew whenever one of them moves.

    All unions of the phases take part, each with the cluster of its latest phase, and with `table` or the table of that
    phase. A phase of another calendar (a school year) counts for the unions of its sector, in the place of those for
    all. Without a `number` it gets the next one.

    Raises Refusal for anybody but the federation's staff; ValidationError without a phase, for a phase of another
    federation or that is a year itself, for a weight that is none, and where the campaign has a year already.
    """
    require_manage(by, campaign)
    locked = lock_campaign(campaign.pk)
    if locked.phases.filter(kind=PhaseKind.YEAR).exists():
        raise fault("name", _("The campaign has a year already. Please change that one."))
    is_launched = locked.status >= CampaignStatus.LAUNCHED
    year = Phase(
        campaign=locked, number=_free_number(locked, number), kind=PhaseKind.YEAR,
        status=PhaseStatus.OPEN if is_launched else PhaseStatus.DRAFT,
    )  # fmt: skip
    _set(
        year, parts, name=name, closes_at=closes_at, joins=joins, review_day=review_day, table=table, now=now
    )
    year.save(force_insert=True)
    prepare_stages(year)
    _join(year, parts)
    audit.record(
        verb="make_year", subject=year, by=by, now=now, **_told(year), participants=enrol_unions(year)
    )
    return year


@transaction.atomic
def edit_year(
    *, year: Phase, name: str, parts: Sequence[Weighted], closes_at: datetime, by: Actor, now: datetime,
    joins: str, review_day: date | None, table: ScoringTable | None, seen: str = "",
) -> Phase:  # fmt: skip
    """Change a year that is not computed yet; its unions are taken from its phases anew.

    `seen` is the `year_fingerprint` on the editor's page. Raises as `make_year` does; ValidationError once its time has
    come; Conflict when somebody else changed it meanwhile.
    """
    lock_campaign(year.campaign_id)
    with exclusive_phase(phase_id=year.pk) as fresh:
        require_manage(by, fresh.campaign)
        if Phase.objects.over(now).filter(pk=fresh.pk).exists():
            raise fault(
                "closes_at", _("“%(year)s” is computed; it no longer changes.") % {"year": fresh.name}
            )
        require_unchanged(fresh, seen, year_fingerprint(fresh))
        before = _told(fresh)
        _set(
            fresh,
            parts,
            name=name,
            closes_at=closes_at,
            joins=joins,
            review_day=review_day,
            table=table,
            now=now,
        )
        fresh.save()
        fresh.parts.all().delete()
        _join(fresh, parts)
        after = _told(fresh)
        enrol_unions(fresh)
        if after != before:
            audit.record(verb="edit_year", subject=fresh, by=by, now=now, before=before, after=after)
    return fresh


def year_fingerprint(year: Phase) -> str:
    """A hash of what may be edited of a year; its form carries it."""
    return canonical_hash({name: str(value) for name, value in _told(year).items()})


def _free_number(campaign: Campaign, number: int | None) -> int:
    if number is None:
        return (campaign.phases.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    if campaign.phases.filter(number=number).exists():
        raise fault(
            "number", _("Phase %(number)s exists already. Choose another number.") % {"number": number}
        )
    return number


def _set(
    year: Phase, parts: Sequence[Weighted], *, name: str, closes_at: datetime, joins: str, review_day: date | None,
    table: ScoringTable | None, now: datetime,
) -> None:  # fmt: skip
    """Give the year its values, once they fit. Raises ValidationError."""
    check_parts(year.campaign, parts)
    check_table(year.campaign, table)
    if year.status == PhaseStatus.OPEN and closes_at < now and closes_at != year.entry_closes_at:
        raise fault("closes_at", _("This time has passed. Choose today or later, or leave the day empty."))
    first = min(phase.period_from for phase, _weight in parts)
    last = max(phase.period_to for phase, _weight in parts)
    if wrong := review_fault(review_day, first, last):
        raise fault("review_day", wrong)
    check_dates(closes_at=closes_at)
    year.name, year.joins, year.table, year.review_day = name, joins, table, review_day
    year.period_from, year.period_to = first, last
    year.entry_opens_at, year.entry_closes_at = closes_at - WINDOW, closes_at
    check_fields(year, {"name", "joins", "review_day", "number", "entry_closes_at"})


def check_parts(campaign: Campaign, parts: Sequence[Weighted]) -> None:
    """Refuse phases that cannot be joined, and weights that are none. Raises ValidationError."""
    if not parts:
        raise fault("parts", _("Choose the phases that the year joins."))
    if any(not 0 < weight <= HEAVIEST for _phase, weight in parts):
        raise fault("parts", weight_words())
    for phase, _weight in parts:
        if phase.is_year or phase.campaign.owner_id != campaign.owner_id:
            said = _("“%(phase)s” cannot be joined here. Choose a phase with figures of this federation.")
            raise fault("parts", said % {"phase": phase})
    if len({phase.pk for phase, _weight in parts}) < len(parts):
        raise fault("parts", _("A phase is joined once. Please look for the one that stands here twice."))


def weight_words() -> str:
    """What a weight may be."""
    return _("A weight is more than 0 and at most 1,000, for example 1 or 2.")


def check_table(campaign: Campaign, table: ScoringTable | None) -> None:
    """Refuse a table of another campaign, and a cluster's own, since a year ranks all. Raises ValidationError."""
    if table is not None and table.campaign_id != campaign.pk:
        raise fault(
            "table",
            _("“%(table)s” belongs to another campaign. Choose a table of this one.") % {"table": table},
        )
    if table is not None and table.cluster_id is not None:
        raise fault("table", of_a_cluster(table.code))


def of_a_cluster(table: str) -> str:
    """Why a cluster's table scores no year."""
    return _("“%(table)s” is one cluster's table, and a year has units of all. Choose a common table.") % {
        "table": table
    }


def _join(year: Phase, parts: Iterable[Weighted]) -> None:
    YearPart.objects.bulk_create(YearPart(year=year, phase=phase, weight=weight) for phase, weight in parts)


def _told(year: Phase) -> dict[str, Any]:
    """What a year says, for its fingerprint and the audit trail."""
    parts = year.parts.order_by("phase").values_list("phase_id", "weight")
    return {
        "name": year.name,
        "joins": year.joins,
        "closes_at": year.entry_closes_at,
        "review_day": year.review_day,
        "table": year.table_id,
        "parts": [[phase, to_units(weight)] for phase, weight in parts],
    }
