"""Who may do what in a campaign: the role, the unions that a post reaches, and what the phase allows.

The `may_…` functions answer, the `require…` functions refuse with a reason; services ask both.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, Supplier
from campaigns.models import (
    PHASE_BEGAN,
    Campaign,
    CrossCheck,
    Opinion,
    Participant,
    Phase,
    Pledge,
    ScoringTable,
)
from campaigns.queries.cancelling import cancelled_words
from common.errors import PhaseEnded, Refusal
from common.templatetags.look import ends
from units.actors import Actor, System
from units.models import Cluster, ClusterTerm, Document, Union, User
from units.permissions import kept_among, kept_from_above, require, require_all
from units.scope import acts_for, scope_of


def may_manage(user: User, campaign: Campaign) -> bool:
    """Staff of the federation that launches the campaign: launch, verify, remind, finalise."""
    return scope_of(user).writes_for(campaign.owner_id)


def may_enter(user: User, participant: Participant, *, supplier: str = Supplier.UNION) -> bool:
    """A union enters its own figures; those that the federation supplies, the staff of the launching federation."""
    owner = participant.union_id if supplier == Supplier.UNION else participant.phase.campaign.owner_id
    return acts_for(user, owner)


def require_enters(user: User, participant: Participant) -> None:
    """Refuse anybody but officers of the participant's union. Raises Refusal."""
    told = _("Only officers of %(union)s may do this. Please ask them.")
    require(may_enter(user, participant), told % {"union": participant.union.short_name})


def may_answer(user: User, participant: Participant) -> bool:
    """What is asked about a figure is answered by who enters the union's figures, also after the close."""
    return may_enter(user, participant)


def require_answers(user: User, opinion: Opinion) -> None:
    """Staff of the federation answer an opinion by name, none of whom acts for the union that raised it or whose line
    it is about. Raises Refusal.
    """
    require_manage(user, opinion.participant.phase.campaign)
    told = _("You act for %(union)s yourself: somebody else of the federation answers this.")
    for union in (opinion.union, opinion.participant.union):
        require(not acts_for(user, union.pk), told % {"union": union.short_name})


def require_ranked(place: Participant) -> None:
    """Only who is ranked has a say on points: not who was taken out, or gets none. Raises PhaseEnded."""
    if place.left_on or place.table_id is None:
        told = _("%(union)s is not ranked in “%(phase)s”; only ranked unions send opinions.")
        raise PhaseEnded(told % {"union": place.union.short_name, "phase": place.phase.name})


def may_read_evidence(user: User, document: Document) -> bool:
    """Evidence is read by all who may read the sheet, the head of the cluster among them."""
    sheets = Participant.objects.visible_to(user).filter(results__evidence__document=document)
    return sheets.exists()


def may_read_of_conference(user: User, document: Document) -> bool:
    """Minutes and photos of visits are read by all who may read a sheet of that cluster."""
    seen = Participant.objects.reached_by(user)
    of_cluster = Q(phase__conferences__minutes=document, cluster=F("phase__conferences__cluster"))
    return seen.filter(of_cluster | Q(visits__photos=document)).exists()


def leads_cluster(user: User, cluster_id: int | None, year: int) -> bool:
    """Signs for the union that leads the cluster in that year."""
    scope = scope_of(user)
    signing = [i for i in scope.writing_ids if scope.signs_for(i)]
    terms = ClusterTerm.objects.filter(cluster_id__in=[cluster_id], year=year, leader_id__in=signing)
    return terms.exists()


def may_draw_checks(user: User, phase: Phase, cluster_id: int | None) -> bool:
    """The head of a cluster, or the launching federation, draws who cross-checks whom there."""
    return may_manage(user, phase.campaign) or leads_cluster(user, cluster_id, phase.campaign.year)


def may_visit(user: User, place: Participant) -> bool:
    """As `may_draw_checks`, but nobody who acts for the visited union itself."""
    return may_draw_checks(user, place.phase, place.cluster_id) and not acts_for(user, place.union_id)


def may_check(user: User, check: CrossCheck) -> bool:
    """Officers of the union that was drawn or named, and never of the checked union itself."""
    return acts_for(user, check.checker.union_id) and not acts_for(user, check.checked.union_id)


def may_prepare_pledge(user: User, pledge: Pledge) -> bool:
    """The launching federation, or the cluster's head, drafts and circulates a pledge."""
    return may_manage(user, pledge.campaign) or (
        pledge.cluster_id is not None and leads_cluster(user, pledge.cluster_id, pledge.campaign.year)
    )


def may_set_target(user: User, campaign: Campaign, union_id: int, *, assigned: bool) -> bool:
    """The federation assigns; a union registers its own."""
    return may_manage(user, campaign) if assigned else scope_of(user).writes_for(union_id)


def owes_reason(user: Actor, union_id: int) -> bool:
    """What a union has entered or registered is its own: whoever else changes it by a workbook says why."""
    return not isinstance(user, System) and not scope_of(user).writes_for(union_id)


def may_edit_table(user: User, table: ScoringTable) -> bool:
    """The launching federation makes, changes and agrees any table of its campaign; the head of a cluster the table of
    that cluster."""
    campaign = table.campaign
    return may_manage(user, campaign) or leads_cluster(user, table.cluster_id, campaign.year)


def may_agree_table(user: User, table: ScoringTable) -> bool:
    """Who changes a table also agrees it: the federation, the head of the cluster."""
    return may_edit_table(user, table)


def may_approve_table(user: User, table: ScoringTable) -> bool:
    """The launching federation approves what was agreed."""
    return may_manage(user, table.campaign)


def may_read_seals(user: User, phase: Phase) -> bool:
    """A sealed document holds every figure, note and fact of a cluster: it is for posts of the launching federation."""
    held = scope_of(user).held("campaign__owner", *PHASE_BEGAN)
    return Phase.objects.filter(held, pk=phase.pk).exists()


def require_seals(user: User, phase: Phase) -> None:
    """Refuse anybody without a post at the launching federation. Raises Refusal."""
    told = _("The sealed document is given by %(owner)s. Please ask its staff.")
    require(may_read_seals(user, phase), told % {"owner": phase.campaign.owner.short_name})


def require_manage(user: Actor, campaign: Campaign) -> None:
    """Refuse anybody but the launching federation's staff and the system itself. Raises Refusal."""
    if not isinstance(user, System):
        require(
            may_manage(user, campaign),
            _("Only staff of %(owner)s may do this. Please ask them.") % {"owner": campaign.owner.short_name},
        )


def own_places(user: Actor, places: Iterable[Participant], owner_id: int) -> list[Participant]:
    """Those whose union the person acts for; none of the federation's own, which nobody above it appraises here."""
    mine = set() if isinstance(user, System) else set(scope_of(user).writing_ids) - {owner_id}
    return [place for place in places if place.union_id in mine]


def require_not_own(user: Actor, places: Iterable[Participant], owner_id: int) -> None:
    """Refuse whoever acts for a union to appraise, correct, judge or reopen its figures. Raises Refusal."""
    for place in own_places(user, places, owner_id):
        told = _("You act for %(union)s yourself: somebody else appraises its figures.")
        raise Refusal(told % {"union": place.union.short_name})


def may_record_facts(user: Actor, union: Union) -> bool:
    """Facts of a union are recorded by who keeps it from above; no union says any of itself."""
    return bool(kept_from_above(user, [union.pk]))


def recorders_only() -> str:
    """The refusal of whoever records no facts of a union."""
    return _("Facts of a union are recorded by staff of the unions above it. Please ask them.")


def require_recorder(user: Actor, union: Union) -> None:
    """Refuse anybody but the system who may not record facts of the union. Raises Refusal."""
    require(may_record_facts(user, union), recorders_only())


def require_parties(user: Actor, union_ids: Iterable[int], cluster_ids: Iterable[int | None]) -> None:
    """Refuse whoever does not keep the unions that are to take part, or the owners of the clusters. Raises Refusal."""
    if isinstance(user, System):
        return
    owners = Cluster.objects.filter(pk__in={pk for pk in cluster_ids if pk}).values_list(
        "owner_id", flat=True
    )
    wanted = {*union_ids, *owners}
    require_all(wanted, kept_among(user, wanted))


def require_reason(user: Actor, union_ids: Iterable[int], reason: str) -> None:
    """Refuse to change without a reason what other unions have entered. Raises Refusal."""
    owes = not reason.strip() and any(owes_reason(user, pk) for pk in set(union_ids))
    require(not owes, reason_asked())


def reason_asked() -> str:
    """What is said to whoever `owes_reason`."""
    return _("The union's own figure stands here already. Please say why it changes.")


def require_not_cancelled(row: Campaign | Phase) -> None:
    """Refuse a change of what was cancelled, saying by whom, when and why. Raises PhaseEnded."""
    if row.cancelled_at is not None:
        raise PhaseEnded(cancelled_words(row.campaign if isinstance(row, Phase) else row))


def require_open(phase: Phase, now: datetime) -> None:
    """Refuse a figure while the phase takes none, saying since or until when. Raises PhaseEnded."""
    require_not_cancelled(phase)
    if phase.is_year:
        raise PhaseEnded(
            _("“%(phase)s” takes no figures: it joins the points of its phases.") % {"phase": phase.name}
        )
    if phase.takes_figures_at(now):
        return
    if phase.status < PhaseStatus.OPEN:
        raise PhaseEnded(_("“%(phase)s” is not launched yet.") % {"phase": phase.name})
    if now < phase.entry_opens_at:
        raise PhaseEnded(
            _("“%(phase)s” takes figures from %(day)s.")
            % {"phase": phase.name, "day": f"{timezone.localtime(phase.entry_opens_at):%d/%m/%Y}"}
        )
    raise PhaseEnded(
        _(
            "The phase has ended: “%(phase)s” took figures until %(end)s. To correct one, please ask %(owner)s."
        )
        % {
            "phase": phase.name,
            "end": ends(phase.entry_closes_at),
            "owner": phase.campaign.owner.short_name,
        }
    )
