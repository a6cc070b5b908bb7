"""What edits of campaigns, phases and indicators share: the lock, the look at what changed meanwhile, the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Indicator, Phase
from campaigns.permissions import require_not_cancelled
from common.errors import Conflict
from common.formats import canonical_hash
from common.search import with_made
from units.actors import Actor
from units.services import audit

#: The fields that `edit_campaign` and `edit_phase` may change; every other one has a service of its own, or none.
CAMPAIGN_FIELDS = {
    "name", "kind", "year", "theme", "legal_basis", "parent", "source", "source_date", "is_extract", "is_sample",
    "pledged_targets", "counts_from", "final_waits", "ranks_across",
}  # fmt: skip
PHASE_FIELDS = {
    "name", "theme", "sector", "period_from", "period_to", "entry_opens_at", "entry_closes_at", "target_share",
    "review_day", "remind_days",
}  # fmt: skip
#: Those that a form or a file gives of an indicator, beside its code.
INDICATOR_FIELDS = {
    "name", "short_name", "group", "unit_of_measure", "kind", "accumulation", "supplier", "decimals", "needs_evidence",
    "order",
}  # fmt: skip
EDITED: dict[type, set[str]] = {Campaign: CAMPAIGN_FIELDS, Phase: PHASE_FIELDS, Indicator: INDICATOR_FIELDS}


def fingerprint(row: Campaign | Phase | Indicator) -> str:
    """A hash of the fields that may be edited.

    A form carries it, and the edit is refused when the row has changed since the form was shown.
    """
    fields = EDITED[type(row)]
    return canonical_hash({f: str(getattr(row, f"{f}_id" if f == "parent" else f)) for f in fields})


def lock_campaign(campaign_id: int) -> Campaign:
    """The campaign as it is now, locked against other editors until the transaction ends.

    Raises PhaseEnded for one that was cancelled: nothing of it changes any more.
    """
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    require_not_cancelled(locked)
    return locked


def require_unchanged(row: Campaign | Phase | Indicator, seen: str, found: str = "") -> None:
    """Raise Conflict when the row no longer has the fingerprint `seen`; "" asks for no check.

    `found` is the row's fingerprint where it has one of its own.
    """
    if seen and (found or fingerprint(row)) != seen:
        raise Conflict(
            _(
                "Somebody else changed “%(name)s” meanwhile. Nothing was saved; please look, then enter it again."
            )
            % {"name": row.name}
        )


def check_fields(row: Any, fields: Iterable[str]) -> None:
    """Raise ValidationError, by field, for a value that is missing, too long or no choice."""
    chosen = set(fields)
    row.clean_fields(exclude={f.name for f in row._meta.fields if f.name not in chosen or f.is_relation})


def apply_changes(
    row: Any, changes: dict[str, Any], *, allowed: set[str], verb: str, by: Actor, now: datetime
) -> None:
    """Save the changes that are allowed and differ, with one audit event that shows before and after.

    Nothing is written when nothing differs. Raises ValidationError by field.
    """
    before = {f: getattr(row, f) for f in changes if f in allowed and getattr(row, f) != changes[f]}
    if not before:
        return
    for field in before:
        setattr(row, field, changes[field])
    check_fields(row, before)
    row.save(update_fields=with_made(row, before))
    audit.record(
        verb=verb,
        subject=row,
        by=by,
        now=now,
        before={f: str(v) for f, v in before.items()},
        after={f: str(changes[f]) for f in before},
    )
