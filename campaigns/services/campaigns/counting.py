"""What counts in a campaign: chosen with its description, and free to change until its first phase is being sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from campaigns.models import Campaign, ClusterRevision, Seal
from campaigns.rules import counting_fields
from campaigns.services.guard import hold_exclusively
from campaigns.services.recomputing import compute_campaign_again
from common.errors import fault
from units.actors import Actor

#: The fields that say what counts and who is ranked with whom, each with the field at which a form tells its fault.
FIELDS = {
    "counts_from": "counting",
    "final_waits": "counting",
    "is_extract": "is_extract",
    "ranks_across": "ranks_across",
}


def with_counting(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a campaign, with those that a choice of `counting` sets in its place."""
    rest = {name: value for name, value in fields.items() if name != "counting"}
    return rest | counting_fields(fields["counting"]) if "counting" in fields else rest


def counting_fault(campaign: Campaign) -> str:
    """Why what counts can no longer change in the campaign: points were sealed by it; "" where it can."""
    settled = ClusterRevision.objects.filter(phase=OuterRef("pk")).settled()
    has_seal = Seal.objects.filter(phase=OuterRef("pk"))
    sealed = campaign.phases.filter(Exists(settled) | Exists(has_seal)).order_by("number", "pk").first()
    if sealed is None:
        return ""
    return _(
        "“%(phase)s” is final by what counts now, so this stays for the whole campaign. Please choose it anew in the "
        "next campaign."
    ) % {"phase": sealed.name}


def refuse_late_counting(campaign: Campaign, changes: Mapping[str, Any]) -> bool:
    """Whether the changes touch what counts; then nobody seals or closes a phase of it meanwhile.

    The campaign's row is locked before, as every editor of phases does. Raises ValidationError once points were sealed.
    """
    changed = [name for name in FIELDS if name in changes and changes[name] != getattr(campaign, name)]
    if not changed:
        return False
    # In the order in which the final act holds them: the last phase first.
    for phase_id in campaign.phases.order_by("-number", "-pk").values_list("pk", flat=True):
        hold_exclusively(phase_id=phase_id)
    if wrong := counting_fault(campaign):
        raise fault(FIELDS[changed[0]], wrong)
    return True


def count_anew(campaign: Campaign, *, by: Actor, now: datetime) -> None:
    """Ask for new points of every closed phase: other figures count now."""
    compute_campaign_again(campaign_id=campaign.pk, by=by, now=now)
