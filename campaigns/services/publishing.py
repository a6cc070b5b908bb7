"""The federation shows the final standings of a phase on the open internet, and takes them from there again."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.models import Phase, PublicStandings, Seal
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries.public_standings import final_pointers, publication_of
from campaigns.services.guard import exclusive_phase
from common.errors import Conflict
from units.actors import Actor, account_of
from units.services import audit
from units.services.notices import notify_writers


def publish_standings(*, phase_id: int, by: Actor, now: datetime) -> PublicStandings:
    """Show the final clusters of a phase to everybody, without sign-in; those that become final later, then.

    Everybody ranked there is told. Raises Refusal for anybody but the federation's staff, PhaseEnded for a cancelled
    campaign, Conflict before any cluster is final and where they are shown already.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        require_not_cancelled(phase)
        if not final_pointers().filter(phase=phase).exists():
            raise Conflict(before_a_final(phase))
        if publication_of(phase) is not None:
            raise Conflict(_("The standings of “%(phase)s” are public already.") % {"phase": phase.name})
        made = PublicStandings.objects.create(phase=phase, published_by=account_of(by), published_at=now)
        audit.record(verb="publish_standings", subject=made, by=by, now=now, phase=phase.pk)
        _tell(phase, made, "standings_public", f"/public/standings/{phase.pk}/", now)
    return made


def withdraw_standings(*, phase_id: int, by: Actor, now: datetime) -> PublicStandings:
    """Show them to nobody without sign-in any more; what is final stays final.

    Everybody ranked there is told. Raises as `publish_standings` does, and Conflict where they are not shown.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        require_not_cancelled(phase)
        made = publication_of(phase)
        if made is None:
            raise Conflict(_("The standings of “%(phase)s” are not public.") % {"phase": phase.name})
        made.withdrawn_by, made.withdrawn_at = account_of(by), now
        made.save(update_fields=["withdrawn_by", "withdrawn_at"])
        audit.record(verb="withdraw_standings", subject=made, by=by, now=now, phase=phase.pk)
        _tell(phase, made, "standings_not_public", f"/phases/{phase.pk}/standings/", now)
    return made


def before_a_final(phase: Phase) -> str:
    """Why nothing of a phase can be public yet."""
    told = _("Nothing of “%(phase)s” is final yet; only final standings become public.")
    return told % {"phase": phase.name}


def _tell(phase: Phase, made: PublicStandings, kind: str, url: str, now: datetime) -> None:
    """Those who are ranked in the clusters that were ever sealed: a revision of some may be in preparation."""
    sealed = Seal.objects.filter(phase=phase, sealed_at__isnull=False).order_by()
    homes = set(sealed.values_list("cluster_id", flat=True))
    if not homes:
        return
    notify_writers(
        unions=phase.participants.in_clusters(homes).values("union_id"),
        kind=kind,
        key=f"{kind}:{made.pk}",
        values={"sender": phase.campaign.owner.name, "phase": phase.name},
        url=url,
        now=now,
    )
