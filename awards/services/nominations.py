"""Nominating unions and people: by the unions, or from the standings, with the verified figures beside the reason."""

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.choices import Catalogue, NominationStatus, Origin, Recipient
from awards.models import Award, AwardRound, Nomination, Quota, Registration
from awards.permissions import places_below, require_manage, require_nominate
from awards.queries.rounds import nominations_counted, pool_of, standings_read
from awards.services.guard import nominating
from awards.services.joining import require_final, take_in_final_clusters
from awards.services.recipients import recipient_of
from awards.services.registrations import require_registered
from campaigns.models import Participant
from common.db import insert_from
from common.errors import fault, worded
from units.actors import Actor, account_of
from units.models import ClusterMembership, Person, Union
from units.services import audit

LONGEST_REASON = 5000
#: What a nomination copies from its union's standing.
COPIED = ("points", "rank", "is_tied", "revision")


def nominate(
    *,
    round: AwardRound,
    award: Award,
    union: Union,
    reason: str,
    by: Actor,
    now: datetime,
    name: str = "",
    person: Person | None = None,
) -> Nomination:
    """Nominate a union, or a person or household of it, for an award.

    The union's verified figures are copied beside the reason. Raises PhaseEnded outside the round's window;
    Refusal for anybody who acts neither for the union nor for one above it; ValidationError for an award that
    the round does not consider, a title that nobody registered for, a missing reason or name, somebody
    nominated already, and a nomination over the quota.
    """
    with nominating(round_id=round.pk, now=now) as fresh:
        if not places_below(union.pk, fresh.owner_id, timezone.localdate(now)):
            raise fault(
                "union",
                _("“%(union)s” does not belong to %(owner)s. Choose another union.")
                % {"union": union, "owner": fresh.owner.short_name},
            )
        require_nominate(by, fresh, union)
        named = recipient_of(award, union, name=name, person=person)
        text = worded(
            reason,
            name="reason",
            most=LONGEST_REASON,
            missing=_("Write what the nomination is for."),
        )
        require_registered(fresh, award, union, named)
        take_in_final_clusters(fresh)
        nomination = Nomination(
            round=fresh,
            award=award,
            union=union,
            person=named.person,
            name=named.name,
            name_key=named.key,
            reason=text,
            nominated_by=account_of(by),
            nominated_at=now,
            **_figures(fresh, union, now),
        )
        _require_room(fresh, nomination)
        nomination.save(force_insert=True)
        _record("nominate", nomination, by=by, now=now, round=fresh.pk)
    return nomination


def _record(verb: str, nomination: Nomination, *, by: Actor, now: datetime, **more: Any) -> None:
    """The audit event of a nomination made or taken back."""
    audit.record(
        verb=verb,
        subject=nomination,
        by=by,
        now=now,
        **more,
        award=nomination.award.code,
        union=nomination.union.code,
        name=nomination.name,
    )


def _figures(round: AwardRound, union: Union, now: datetime) -> dict[str, Any]:
    """Cluster and verified figures that the round reads, as far as there are any. Raises ValidationError."""
    participant = None
    if round.phase_id is not None:
        participant = Participant.objects.filter(phase=round.phase_id, union=union).first()
    if participant is None:
        day = timezone.localdate(now)
        member = ClusterMembership.objects.on(day).filter(union=union, cluster__owner=round.owner_id)
        return {"cluster_id": member.order_by("pk").values_list("cluster_id", flat=True).first()}
    require_final(round, participant)
    found = {"participant": participant, "cluster_id": participant.cluster_id}
    standing = standings_read(round).filter(participant=participant).first()
    if standing is None or standing.is_silent:
        return found
    return {**found, **{name: getattr(standing, name) for name in COPIED}}


def _require_room(round: AwardRound, nomination: Nomination) -> None:
    """The award is considered, nobody is named twice, and the pool takes one more. Raises ValidationError."""
    award = nomination.award
    quota = pool_of(round, award, nomination.cluster_id)
    if quota is None:
        raise fault(
            "award",
            _("“%(round)s” does not consider “%(award)s” here. Choose another award.")
            % {"round": round.name, "award": award.name},
        )
    twice = round.nominations.not_withdrawn().filter(
        award=award, union=nomination.union_id, name_key=nomination.name_key
    )
    if twice.exists():
        raise fault("name", _("%(name)s is nominated for this already.") % {"name": nomination.name})
    if quota.nominations is not None and nominations_counted(quota).count() >= quota.nominations:
        raise fault(
            "award",
            _(
                "The quota is full: at most %(most)s nominations for “%(award)s” here."
                " Take one back first, or ask %(owner)s."
            )
            % {"most": quota.nominations, "award": award.name, "owner": round.owner.short_name},
        )


def nominate_from_standings(*, round: AwardRound, award: Award, best: int, by: Actor, now: datetime) -> int:
    """Nominate the best `best` unions of each cluster by the standings that the round reads; returns how many are new.

    Unions of an equal rank are nominated together, or not at all where the quota has no room for all of them.
    One INSERT … SELECT, whatever the number of unions and clusters. Raises ValidationError for a spot round, an
    award for people, and fewer than one; Refusal for anybody but the federation's staff.
    """
    with nominating(round_id=round.pk, now=now) as fresh:
        require_manage(by, fresh.owner)
        if fresh.phase_id is None:
            raise fault("round", _("A spot round has no standings. Nominate by name."))
        if award.recipient != Recipient.COLLECTIVE:
            raise fault("award", _("Standings rank unions. Choose an award for collectives."))
        if best < 1:
            raise fault("best", _("Enter how many of each cluster, 1 or more."))
        if not fresh.quotas.filter(award=award).exists():
            raise fault("award", _("This round does not consider that award. Set a quota first."))
        take_in_final_clusters(fresh)
        rows = _fitting(fresh, award, _best(fresh, award, best))
        count = insert_from(Nomination, *_columns(rows, fresh, award, best, by=by, now=now))
        audit.record(
            verb="nominate_from_standings",
            subject=fresh,
            by=by,
            now=now,
            award=award.code,
            best=best,
            count=count,
        )
    return count


def _best(round: AwardRound, award: Award, best: int) -> Any:
    """Standings of the best of each cluster that are not nominated yet; for a title, of those registered for it."""
    nominated = round.nominations.not_withdrawn().filter(award=award)
    rows = standings_read(round).filter(
        ~Exists(nominated.filter(union=OuterRef("participant__union"), name_key="")), rank__lte=best
    )
    if award.catalogue != Catalogue.TITLE:
        return rows
    registered = Registration.objects.filter(
        campaign=round.campaign_id, award__code=award.code, union=OuterRef("participant__union"), name_key=""
    )
    return rows.filter(Exists(registered))


def _fitting(round: AwardRound, award: Award, rows: Any) -> Any:
    """Those rows that fit into what is left of their pool's quota, counted from the best rank down.

    Unions of an equal rank fit together or not at all: `upto` counts all that are as good or better. `room` is what is
    left, null for no limit.
    """
    quotas = Quota.objects.filter(round=round, award=award)
    own = quotas.filter(cluster=OuterRef("participant__cluster"))
    rest = quotas.filter(cluster__isnull=True).select_related("round").first()
    if rest is None:
        rows = rows.filter(Exists(own))
    left = (
        rest.nominations - nominations_counted(rest).count()
        if rest and rest.nominations is not None
        else None
    )
    in_cluster = round.nominations.not_withdrawn().filter(
        award=award, cluster=OuterRef("participant__cluster")
    )
    taken = in_cluster.order_by().values("cluster").annotate(count=Count("pk")).values("count")
    room = Case(
        When(Exists(own), then=Subquery(own.values("nominations")[:1]) - Coalesce(Subquery(taken), 0)),
        default=Value(left, output_field=IntegerField(null=True)),
        output_field=IntegerField(null=True),
    )
    pool = Subquery(own.values("cluster")[:1])
    upto = Window(Count("participant_id"), partition_by=pool, order_by=F("rank").asc())
    fitting = rows.annotate(upto=upto, room=room).filter(Q(room__isnull=True) | Q(upto__lte=F("room")))
    return rows.filter(participant__in=fitting.values("participant_id"))


def _columns(
    rows: Any, round: AwardRound, award: Award, best: int, *, by: Actor, now: datetime
) -> tuple[dict[str, str], Any]:
    """What `insert_from` is given: each field with its source, and the rows with the constants beside them."""
    reason = _("Among the best %(best)s of its cluster in “%(phase)s”.") % {
        "best": best,
        "phase": round.phase,
    }
    same = {
        "round": Value(round.pk),
        "award": Value(award.pk),
        "name_key": Value(""),
        "reason": Value(reason),
        "origin": Value(Origin.STANDING),
        "status": Value(int(NominationStatus.NOMINATED)),
        "nominated_by": Value(by.pk, output_field=IntegerField(null=True)),
        "nominated_at": Value(now, output_field=DateTimeField()),
    }
    columns = {
        "union": "participant__union_id",
        "name": "participant__union__name",
        "cluster": "cluster_id",
        "participant": "participant_id",
        **{name: name for name in COPIED},
        **{name: f"same_{name}" for name in same},
    }
    return columns, rows.annotate(**{f"same_{name}": value for name, value in same.items()})


def withdraw_nomination(*, nomination: Nomination, by: Actor, now: datetime) -> bool:
    """Take a nomination back while the round takes nominations; returns whether this call did."""
    with nominating(round_id=nomination.round_id, now=now) as fresh:
        require_nominate(by, fresh, nomination.union)
        kept = Nomination.objects.not_withdrawn().filter(pk=nomination.pk)
        won = kept.update(status=NominationStatus.WITHDRAWN)
        if won:
            _record("withdraw_nomination", nomination, by=by, now=now)
    return bool(won)
