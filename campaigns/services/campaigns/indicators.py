"""What a campaign measures: one indicator added or changed by hand, and those that a scoring table brings with it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import Accumulation, IndicatorKind, PhaseStatus, ResultState
from campaigns.models import Campaign, Indicator, Phase, Result, Target
from campaigns.permissions import require_manage
from campaigns.services.campaigns.editing import (
    INDICATOR_FIELDS,
    apply_changes,
    check_fields,
    lock_campaign,
    require_unchanged,
)
from campaigns.services.sheets import add_rows
from common.errors import by_field, fault
from units.actors import Actor
from units.services import audit

#: The most decimals of a figure.
PLACES = 4
#: Decides how figures that are stored are read.
READING = ("kind", "accumulation", "supplier")


@transaction.atomic
def add_indicator(*, campaign: Campaign, code: str, by: Actor, now: datetime, **fields: Any) -> Indicator:
    """Add an indicator, behind the others where no place is said; sheets that are open get an empty row for it.

    Raises Refusal for anybody but the owner's staff, ValidationError by field, also for a code that is taken.
    """
    require_manage(by, campaign)
    lock_campaign(campaign.pk)
    indicator = Indicator(campaign=campaign, code=code.strip(), **{"order": _last(campaign) + 1, **fields})
    check_fields(indicator, {"code", *INDICATOR_FIELDS})
    by_field(own_faults({name: getattr(indicator, name) for name in INDICATOR_FIELDS}))
    if campaign.indicators.filter(code=indicator.code).exists():
        raise fault("code", _("This campaign has an indicator with this code already. Choose another code."))
    indicator.save(force_insert=True)
    audit.record(verb="add_indicator", subject=campaign, by=by, now=now, code=indicator.code)
    _open_rows(campaign, by, now)
    return indicator


@transaction.atomic
def edit_indicator(
    *, indicator: Indicator, by: Actor, now: datetime, seen: str = "", **changes: Any
) -> Indicator:
    """Change an indicator; its code stays, since tables and workbooks name it by that.

    `seen` is the `fingerprint` of the indicator on the editor's page. Raises as `add_indicator` does, for a change of
    what decides how stored figures are read, and Conflict when somebody else changed it meanwhile.
    """
    require_manage(by, indicator.campaign)
    lock_campaign(indicator.campaign_id)
    fresh = Indicator.objects.select_related("campaign").get(pk=indicator.pk)
    require_unchanged(fresh, seen)
    after = {name: getattr(fresh, name) for name in INDICATOR_FIELDS} | changes
    by_field(own_faults(after) or bound_faults(fresh, changes, now))
    apply_changes(fresh, changes, allowed=INDICATOR_FIELDS, verb="edit_indicator", by=by, now=now)
    return fresh


def bring_indicators(
    campaign: Campaign, missing: Iterable[Indicator], *, by: Actor, now: datetime
) -> list[Indicator]:
    """Save indicators that a table reads and the campaign lacks, behind the others; open sheets get rows for them.

    Who may make the table may bring them. The campaign is locked.
    """
    first = _last(campaign) + 1
    rows = list(missing)
    for order, indicator in enumerate(rows, start=first):
        indicator.order = order
    made = Indicator.objects.bulk_create(rows)
    if made:
        _open_rows(campaign, by, now)
    return made


def _last(campaign: Campaign) -> int:
    return campaign.indicators.order_by("-order").values_list("order", flat=True).first() or 0


def _open_rows(campaign: Campaign, by: Actor, now: datetime) -> None:
    """Rows for what is new in the sheets that stand open; the launch makes those of a campaign in preparation."""
    phases = Phase.objects.with_figures().filter(campaign=campaign, status=PhaseStatus.OPEN)
    for phase in phases.filter(entry_closes_at__gt=now):
        add_rows(phase=phase, by=by, now=now)


def own_faults(fields: Mapping[str, Any], latest: str = "") -> dict[str, str]:
    """What an indicator cannot be at once, by field: days have no sum and no decimals.

    `latest` is how the latest figure is chosen where these fields come from; without it, by its label.
    """
    found = {}
    if fields["kind"] == IndicatorKind.MILESTONE:
        if fields["accumulation"] == Accumulation.SUM:
            adds = _("A milestone is a day, and days do not add up. Give it “%(latest)s”.")
            found["accumulation"] = adds % {"latest": latest or Accumulation.LATEST.label}
        if fields["decimals"]:
            found["decimals"] = _("A milestone is a day, which has no decimals. Write 0.")
    if fields["decimals"] > PLACES:
        found["decimals"] = _("At most 4 decimals are kept. Write 0 to 4.")
    return found


def bound_faults(indicator: Indicator, changes: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What of an indicator no longer changes, by field, since figures or points of it are stored."""
    changed = [f for f in READING if f in changes and changes[f] != getattr(indicator, f)]
    if changed and Phase.objects.over(now).filter(campaign=indicator.campaign).exists():
        words = _("A phase with this indicator is closed; it stays as it was: %(value)s.")
        return {f: words % {"value": getattr(indicator, f"get_{f}_display")()} for f in changed}
    kinds = (indicator.kind, changes.get("kind", indicator.kind))
    if "kind" in changed and IndicatorKind.MILESTONE in kinds and has_figures(indicator.pk):
        words = _(
            "Figures or targets of it are stored, and a number is no day. Add the other one with its own code."
        )
        return {"kind": words}
    return {}


def has_figures(indicator: int) -> bool:
    """Some figure or target of the indicator says a number or a day."""
    said = Result.objects.filter(indicator=indicator, state__in=(ResultState.REPORTED, ResultState.NOTHING))
    return said.exists() or Target.objects.filter(indicator=indicator).exists()
