"""The stages of a phase: what it starts with, their windows set and moved by a named act, switched on and off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Participant, Phase, Stage, WindowMove
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries.deadlines import with_heads
from campaigns.queries.stage_progress import late_in
from campaigns.queries.windows import Windows
from campaigns.rules import stages as rules
from campaigns.services.guard import exclusive_phase
from common.dates import check_dates
from common.errors import fault
from common.templatetags.look import moment
from units.actors import Actor, account_of
from units.models import Cluster, User
from units.services import audit
from units.services.notices import notify_writers

#: What a WindowMove holds.
LONGEST_REASON = 300


def prepare_stages(phase: Phase) -> None:
    """Give a new phase the stages that it starts with, one after the other from the end of entry on.

    None in an extract of a printed report, in which nothing is appraised here.
    """
    if phase.campaign.is_extract:
        return
    kinds = rules.STARTS_YEAR_WITH if phase.is_year else rules.STARTS_WITH
    Stage.objects.bulk_create(
        Stage(phase=phase, kind=kind, opens_at=opens, closes_at=closes)
        for kind, (opens, closes) in rules.first_windows(phase.entry_closes_at, kinds).items()
    )


def carry_stages(source: Phase, phase: Phase) -> None:
    """Give a phase the stages of an earlier one, as far from the end of entry as they were there.

    Not a window of a single cluster, which had reasons of its own, nor who was responsible. Nothing where the earlier
    one has no stages: it was made before there were any.
    """
    rows = source.stages.filter(cluster__isnull=True)
    if not rows.exists() or phase.campaign.is_extract:
        return
    later = phase.entry_closes_at - source.entry_closes_at
    phase.stages.all().delete()
    Stage.objects.bulk_create(
        Stage(
            phase=phase,
            kind=row.kind,
            sector=row.sector,
            opens_at=row.opens_at + later,
            closes_at=row.closes_at + later,
            fills_empty=row.fills_empty,
        )
        for row in rows
    )


def shift_stages(phase: Phase, delta: timedelta) -> None:
    """The deadline moved: so do the stages that come after it, by the same time."""
    Stage.objects.filter(phase=phase).update(opens_at=F("opens_at") + delta, closes_at=F("closes_at") + delta)


def set_stage(
    *,
    phase: Phase,
    kind: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Actor,
    now: datetime,
    sector: str = "",
    cluster: Cluster | None = None,
    person: User | None = None,
    fills_empty: bool = False,
    reason: str = "",
) -> Stage:
    """Set the window of a stage, for everybody, a sector or one cluster; a stage that was off is switched on by it.

    In a launched phase the move of an end is kept with its reason, and everybody concerned is told. Raises
    ValidationError by field: an end before the begin, before the end of entry, out of the order of the stages, in the
    past; no reason for an end that comes forward; a window of a part while the stage is off. Raises Refusal for anybody
    but the federation's staff.
    """
    check_dates(opens_at=opens_at, closes_at=closes_at)
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_not_cancelled(fresh)
        windows = Windows(fresh.pk)
        place = {"kind": kind, "sector": sector, "cluster": cluster}
        stage = Stage.objects.filter(phase=fresh, **place).first()
        before = stage.closes_at if stage else _whole(windows, kind, sector, cluster)
        _require_fit(fresh, windows, kind, (opens_at, closes_at), sector=sector, cluster=cluster)
        reason = reason_for_move(fresh, before, closes_at, reason, now=now)
        stage = stage or Stage(phase=fresh, **place)
        stage.opens_at, stage.closes_at = opens_at, closes_at
        stage.person, stage.fills_empty = person, fills_empty
        if closes_at > now:
            stage.ended_at = None
        stage.save()
        told = {"kind": kind, "sector": sector, "cluster": cluster.code if cluster else ""}
        audit.record(
            verb="set_stage",
            subject=fresh,
            by=by,
            now=now,
            **told,
            before=before,
            after=closes_at,
            reason=reason,
        )
        if before is not None and before != closes_at and fresh.status >= PhaseStatus.OPEN:
            move = keep_move(stage, before, reason, by=by, now=now)
            tell_move(move, now=now)
    return stage


def _whole(windows: Windows, kind: str, sector: str, cluster: Cluster | None) -> datetime | None:
    """When the stage ends so far for a part that had no window of its own; None where it is switched off."""
    stage = windows.of(kind, cluster.pk if cluster else None, sector)
    if stage is None and (sector or cluster):
        raise fault("kind", _("Switch this stage on for everybody first."))
    return stage.closes_at if stage else None


def _require_fit(
    phase: Phase,
    windows: Windows,
    kind: str,
    window: rules.Window,
    *,
    sector: str,
    cluster: Cluster | None,
) -> None:
    """The window lies after the end of entry and in the order of the stages. Raises ValidationError."""
    opens, closes = window
    if closes <= opens:
        raise fault("closes_at", _("The stage ends before it begins. Choose a later end."))
    if kind != StageKind.SELF_SCORE and opens < phase.entry_closes_at:
        ends = {"end": moment(phase.entry_closes_at)}
        raise fault("opens_at", _("Entry ends at %(end)s. Choose that time or a later one.") % ends)
    mine: dict[str, rules.Window] = {kind: window}
    for other in windows.kinds:
        stage = windows.of(other, cluster.pk if cluster else None, sector)
        if other != kind and stage is not None:
            mine[other] = (stage.opens_at, stage.closes_at)
    if clash := rules.out_of_order(mine, kind):
        names = {"stage": StageKind(clash).label, "end": moment(mine[clash][1])}
        raise fault("closes_at", _("“%(stage)s” ends at %(end)s: the stages end in their order.") % names)


def reason_for_move(
    phase: Phase, before: datetime | None, after: datetime, reason: str, *, now: datetime
) -> str:
    """The reason as it is kept. Raises ValidationError for an end in the past, and none where it comes forward."""
    reason = reason.strip()
    if phase.status < PhaseStatus.OPEN or before is None or after == before:
        return reason
    if after <= now:
        raise fault("closes_at", _("This time has passed. Choose a later one."))
    if after < before and not reason:
        raise fault("reason", _("The end comes forward: please say why. Everybody concerned reads it."))
    if len(reason) > LONGEST_REASON:
        raise fault("reason", _("Please say it in %(most)s letters at most.") % {"most": LONGEST_REASON})
    return reason


def keep_deadline_move(
    phase: Phase, before: datetime, reason: str, *, by: Actor, now: datetime
) -> WindowMove:
    """Keep for the log that the end of entry was moved, and how many had not submitted."""
    late = phase.participants.late().count()
    return WindowMove.objects.create(
        phase=phase, kind=WindowMove.ENTRY, before=before, after=phase.entry_closes_at,
        reason=reason, late=late, moved_by=account_of(by), moved_at=now,
    )  # fmt: skip


def keep_move(stage: Stage, before: datetime, reason: str, *, by: Actor, now: datetime) -> WindowMove:
    """Keep for the log that the end of a stage was moved, and how many had not done what it is for."""
    return WindowMove.objects.create(
        phase=stage.phase,
        kind=stage.kind,
        sector=stage.sector,
        cluster=stage.cluster,
        before=before,
        after=stage.closes_at,
        reason=reason,
        late=late_in(stage),
        moved_by=account_of(by),
        moved_at=now,
    )


def tell_move(move: WindowMove, *, now: datetime) -> None:
    """One notice of a moved end to those whom it concerns: the unions of the sector or cluster, heads of clusters."""
    phase = move.phase
    places = Participant.objects.filter(phase=phase)
    if move.sector:
        places = places.filter(sector=move.sector)
    if move.cluster_id:
        places = places.filter(cluster=move.cluster_id)
    notify_writers(
        unions=with_heads(phase.campaign, places),
        kind="window_moved",
        key=f"window_moved:{move.pk}",
        values={
            "sender": phase.campaign.owner.name,
            "phase": phase.name,
            "stage": move.kind,
            "before": move.before.isoformat(),
            "after": move.after.isoformat(),
            "reason": move.reason,
        },
        url=f"/phases/{phase.pk}/stages/",
        now=now,
    )


@transaction.atomic
def drop_stage(
    *, phase: Phase, kind: str, by: Actor, now: datetime, sector: str = "", cluster: Cluster | None = None
) -> None:
    """Switch a stage off, or take away the window of its own that a sector or cluster had.

    Raises ValidationError once the stage has begun in a launched phase: somebody may have acted on it.
    """
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_not_cancelled(fresh)
        whole = Stage.objects.filter(phase=fresh, kind=kind)
        rows = whole if not sector and cluster is None else whole.filter(sector=sector, cluster=cluster)
        begun = rows.filter(opens_at__lte=now).first()
        if begun is not None and fresh.status >= PhaseStatus.OPEN:
            said = {"stage": begun.get_kind_display(), "time": moment(begun.opens_at)}
            raise fault("kind", _("“%(stage)s” has begun on %(time)s. Move its end instead.") % said)
        told: Mapping[str, Any] = {"kind": kind, "sector": sector, "cluster": cluster.code if cluster else ""}
        if rows.delete()[0]:
            audit.record(verb="drop_stage", subject=fresh, by=by, now=now, **told)
