"""Award rounds: opened on a final phase, on marked estimates or on their own; quotas; taking nominations; closing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.choices import RoundKind, RoundStatus
from awards.models import Award, AwardRound, Quota, RoundRevision
from awards.permissions import require_manage
from awards.queries.rounds import nominated_by_pool, pool_of, revisions_to_read, unions_concerned
from awards.services.acclaiming import nominate_acclaimed
from awards.services.guard import exclusive_round, require_running
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.permissions import require_not_cancelled
from campaigns.services.guard import hold_together
from common.errors import fault
from units.actors import SYSTEM, Actor, System
from units.models import Cluster, Union
from units.services import audit, due
from units.services.notices import notify_writers

#: How long a round may take nominations; a longer one is a slip in the year.
LONGEST_ROUND = timedelta(days=731)


@transaction.atomic
def open_round(
    *,
    owner: Union,
    name: str,
    kind: str,
    closes_at: datetime,
    by: Actor,
    now: datetime,
    phase: Phase | None = None,
    campaign: Campaign | None = None,
    is_sample: bool = False,
) -> AwardRound:
    """Prepare an award round of a federation; it takes nominations once `start_nominations` is called.

    Raises ValidationError for a missing name, an end in the past, a phase that does not fit the kind, and a round of
    this name on the same phase or campaign, as from a form sent twice; Refusal for anybody but the federation's staff.
    """
    require_manage(by, owner)
    if phase is not None:
        hold_together([phase.pk])  # what it stands on is not superseded before that is written
    _check_phase(kind, phase, by)
    if closes_at <= now:
        raise fault("closes_at", _("Nominations cannot close in the past. Choose a later time."))
    if closes_at - now > LONGEST_ROUND:
        raise fault("closes_at", _("Nominations close within two years. Please look at the year."))
    read = revisions_to_read(kind, phase) if phase else {}
    round = AwardRound(
        owner=owner,
        campaign=phase.campaign if phase else campaign,
        phase=phase,
        revision=max(read.values(), default=0),
        kind=kind,
        name=name.strip(),
        closes_at=closes_at,
        created_at=now,
        is_sample=is_sample,
    )
    round.clean_fields(exclude=["owner", "campaign", "phase"])
    Union.objects.select_for_update(no_key=True).get(
        pk=owner.pk
    )  # its rounds are prepared one after the other
    same = AwardRound.objects.filter(
        owner=owner, campaign=round.campaign, phase=phase, kind=kind, name=round.name
    )
    if same.exists():
        raise fault(
            "name", _("There is a round of this name already. Choose another name, or open that one.")
        )
    round.save(force_insert=True)
    RoundRevision.objects.bulk_create(
        RoundRevision(round=round, cluster_id=cluster, number=number) for cluster, number in read.items()
    )
    audit.record(
        verb="open_round", subject=round, by=by, now=now, name=round.name, kind=kind, revision=round.revision
    )
    return round


def _check_phase(kind: str, phase: Phase | None, by: Actor) -> None:
    if kind == RoundKind.SPOT:
        if phase is not None:
            raise fault("phase", _("A spot round stands on no phase. Leave the phase empty."))
        return
    if phase is None or not (
        isinstance(by, System) or Phase.objects.visible_to(by).filter(pk=phase.pk).exists()
    ):
        raise fault("phase", _("Choose the phase that this round stands on."))
    require_not_cancelled(phase)
    if kind == RoundKind.FINAL and not revisions_to_read(kind, phase):
        raise fault(
            "phase",
            _("“%(phase)s” is not final yet. Make it final first, or open the round on estimates.")
            % {"phase": phase.name},
        )
    if not revisions_to_read(kind, phase):
        raise fault(
            "phase",
            _("“%(phase)s” has no points yet. Wait until its entry is closed.") % {"phase": phase.name},
        )
    if kind == RoundKind.ESTIMATE and phase.status == PhaseStatus.FINAL:
        raise fault(
            "phase", _("“%(phase)s” is final already. Open the round on it as final.") % {"phase": phase.name}
        )


def set_quota(
    *,
    round: AwardRound,
    award: Award,
    by: Actor,
    now: datetime,
    cluster: Cluster | None = None,
    nominations: int | None = None,
    places: int | None = None,
) -> Quota:
    """Let the round consider an award, for one cluster or for everybody else; None is no limit.

    `nominations` is how many may be nominated, `places` how many may be given. Raises ValidationError once
    nominations are closed, for an award whose rules are not in force when they close, for a cluster that takes
    no part, for a negative number, and for fewer nominations than there are already.
    """
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        _require_before_close(fresh)
        if not Award.objects.on(timezone.localdate(fresh.closes_at)).filter(pk=award.pk).exists():
            raise fault(
                "award",
                _(
                    "“%(award)s” is not in force on %(day)s."
                    " Choose the award of the rules that hold on that day."
                )
                % {"award": award.name, "day": f"{timezone.localdate(fresh.closes_at):%d/%m/%Y}"},
            )
        _check_cluster(fresh, cluster)
        quota = Quota.objects.filter(round=fresh, award=award, cluster=cluster).first() or Quota(
            round=fresh, award=award, cluster=cluster
        )
        before = [quota.nominations, quota.places] if quota.pk else None
        quota.nominations, quota.places = nominations, places
        quota.clean_fields(exclude=["round", "award", "cluster"])
        quota.save()
        _require_room(fresh, award)
        audit.record(
            verb="set_quota",
            subject=fresh,
            by=by,
            now=now,
            award=award.code,
            cluster=cluster.code if cluster else "",
            before=before,
            after=[nominations, places],
        )
    return quota


def _check_cluster(round: AwardRound, cluster: Cluster | None) -> None:
    if cluster is None or cluster.owner_id == round.owner_id:
        return
    if round.phase is not None and round.phase.participants.filter(cluster=cluster).exists():
        return
    raise fault(
        "cluster", _("“%(cluster)s” takes no part in this round. Choose another.") % {"cluster": cluster}
    )


def _require_before_close(round: AwardRound) -> None:
    if round.status > RoundStatus.OPEN:
        raise fault(
            "round",
            _("Nominations of “%(round)s” are closed; its quotas no longer change.") % {"round": round},
        )


def _require_room(round: AwardRound, award: Award) -> None:
    """Every nomination still has a pool, and no pool holds more than it may. Raises ValidationError."""
    for cluster_id, count in nominated_by_pool(round, award).items():
        quota = pool_of(round, award, cluster_id)
        if quota is None:
            raise fault(
                "quota",
                _("There are nominations under this quota already. They must be taken back first."),
            )
        if quota.nominations is not None and quota.nominations < count:
            raise fault(
                "nominations",
                _("There are %(count)s nominations already. Enter that number or more.") % {"count": count},
            )


def drop_quota(*, quota: Quota, by: Actor, now: datetime) -> None:
    """Take an award out of a round, or a cluster back into the rest.

    Raises ValidationError where nominations stand on the quota and would have no other.
    """
    with exclusive_round(round_id=quota.round_id) as fresh:
        require_manage(by, fresh.owner)
        _require_before_close(fresh)
        cluster = quota.cluster.code if quota.cluster else ""
        Quota.objects.filter(pk=quota.pk).delete()
        _require_room(fresh, quota.award)
        audit.record(
            verb="drop_quota", subject=fresh, by=by, now=now, award=quota.award.code, cluster=cluster
        )


def start_nominations(*, round: AwardRound, by: Actor, now: datetime) -> AwardRound:
    """Take nominations from now on: DRAFT → OPEN, once, and tell those who nominate.

    Who was acclaimed by a conference of the phase's clusters is nominated at once.

    Raises ValidationError without a quota, since the round would consider nothing, and when its end has passed;
    PhaseEnded where its phase was cancelled.
    """
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        if fresh.status != RoundStatus.DRAFT:
            return fresh
        if not fresh.quotas.exists():
            raise fault("quotas", _("This round considers no award yet. Set a quota for at least one."))
        require_running(fresh)
        if fresh.closes_at <= now:
            raise fault("closes_at", _("The end of this round has passed. Open a new one."))
        AwardRound.objects.filter(pk=fresh.pk, status=RoundStatus.DRAFT).update(
            status=RoundStatus.OPEN, opened_at=now
        )
        audit.record(verb="start_nominations", subject=fresh, by=by, now=now)
        nominate_acclaimed(fresh, by=by, now=now)
        notify_writers(
            unions=unions_concerned(fresh, timezone.localdate(now)),
            kind="round_opened",
            key=f"round:{fresh.pk}",
            values={
                "sender": fresh.owner.name,
                "round": fresh.name,
                "deadline": fresh.closes_at.isoformat(),
            },
            url=f"/rounds/{fresh.pk}/",
            now=now,
        )
        fresh.refresh_from_db()
    return fresh


def close_nominations(*, round: AwardRound, by: Actor, now: datetime) -> bool:
    """Take no more nominations: OPEN → CLOSED, once, whoever asks. Returns whether this call closed it."""
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        won = AwardRound.objects.filter(pk=fresh.pk, status=RoundStatus.OPEN).update(
            status=RoundStatus.CLOSED, closes_at=min(now, fresh.closes_at)
        )
        if won:
            audit.record(verb="close_nominations", subject=fresh, by=by, now=now)
    return bool(won)


def close_due_rounds(*, now: datetime, seconds: float | None = None) -> int:
    """Close every round whose end has come, each by itself; how many this call closed."""
    return due.run(DUE, now=now, seconds=seconds)


def _due(now: datetime) -> QuerySet[AwardRound]:
    ended = AwardRound.objects.filter(status=RoundStatus.OPEN, closes_at__lte=now)
    return ended.order_by("closes_at", "pk")


def _close_due(pk: int, now: datetime) -> bool:
    """Close a round that was due, unless its end was moved before the clock's turn came."""
    with exclusive_round(round_id=pk) as fresh:
        return fresh.closes_at <= now and close_nominations(round=fresh, by=SYSTEM, now=now)


DUE = due.Loop(
    key="rounds",
    due=_due,
    act=_close_due,
    fault=gettext_lazy("The nominations of “%(row)s” could not be closed; the system goes on trying."),
)
