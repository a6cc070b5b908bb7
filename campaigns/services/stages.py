"""The stages of a phase: what it starts with, their windows set and moved by a named act, switched on and off."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Stage
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries.windows import Windows, stages_of_part
from campaigns.rules import stages as rules
from campaigns.services.guard import exclusive_phase
from campaigns.services.window_faults import drop_fault, part_name, window_fault
from campaigns.services.window_moves import Move, reason_for_move, tell_moves
from common.dates import check_dates
from common.errors import fault
from common.templatetags.look import ends, moment
from units.actors import Actor
from units.models import Cluster, User
from units.services import audit


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


@dataclass(frozen=True)
class StagePlan:
    """A stage as it is to be: for everybody, for a sector, or for one cluster."""

    kind: str
    opens_at: datetime
    closes_at: datetime
    sector: str = ""
    cluster: Cluster | None = None
    person: User | None = None
    fills_empty: bool = False

    @property
    def part(self) -> rules.Part:
        """What it is a stage of."""
        return self.kind, self.sector, self.cluster.pk if self.cluster else None


def set_stage(*, phase: Phase, by: Actor, now: datetime, reason: str = "", **plan: Any) -> Stage:
    """Set the window of one stage: `plan` are the fields of a StagePlan. Raises as `set_stages` does."""
    return set_stages(phase=phase, plans=[StagePlan(**plan)], by=by, now=now, reason=reason)[0]


def set_stages(
    *,
    phase: Phase,
    plans: Sequence[StagePlan],
    by: Actor,
    now: datetime,
    reason: str = "",
    past_is_meant: bool = False,
) -> list[Stage]:
    """Set the windows of stages together, as they fit once all of them are set; what was off is switched on by it.

    In a launched phase the move of an end is kept with its reason, and everybody concerned is told; with
    `past_is_meant` a stage may be switched on whose end has passed. Raises ValidationError by field: an end before the
    begin, before the end of entry, out of the order of the stages, in the past; no reason for an end that comes
    forward; a window of a part while the stage is off. Raises Refusal for anybody but the federation's staff.
    """
    for plan in plans:
        check_dates(opens_at=plan.opens_at, closes_at=plan.closes_at)
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_not_cancelled(fresh)
        stored = _stored(fresh)
        then = Windows(fresh.pk, [copy(row) for row in stored.values()])
        _check_windows(plans, stored, fresh)
        moves: list[Move] = []
        for plan in plans:
            had = stages_of_part(then, fresh.pk, plan.part)
            ends = [row.closes_at for row in had]
            why = reason_for_move(fresh, ends, plan.closes_at, reason, now=now, past_is_meant=past_is_meant)
            stage = stored[plan.part] = _set(
                stored.get(plan.part), plan, fresh, ends, reason=why, by=by, now=now
            )
            moves += [Move(old, stage, why) for old in had]
        tell_moves(moves, then, Windows(fresh.pk, stored.values()), phase=fresh, by=by, now=now)
        return [stored[plan.part] for plan in plans]


@transaction.atomic
def replace_stages(*, phase: Phase, plans: Sequence[StagePlan], **given: Any) -> list[Stage]:
    """Give a phase that was just made these stages instead of those that it starts with. Takes and raises what
    `set_stages` does."""
    Stage.objects.filter(phase=phase).delete()
    return set_stages(phase=phase, plans=plans, **given)


def _stored(phase: Phase) -> dict[rules.Part, Stage]:
    rows = Stage.objects.filter(phase=phase).select_related("cluster")
    return {(row.kind, row.sector, row.cluster_id): row for row in rows}


def _names(rows: Iterable[Stage]) -> dict[int, str]:
    """What the clusters with windows of their own are called, by id."""
    return {row.cluster.pk: row.cluster.name for row in rows if row.cluster}


def _check_windows(plans: Sequence[StagePlan], stored: Mapping[rules.Part, Stage], phase: Phase) -> None:
    """Raise ValidationError for the first window that does not fit once all are set."""
    names = _names(stored.values()) | {plan.cluster.pk: plan.cluster.name for plan in plans if plan.cluster}
    windows = {part: (row.opens_at, row.closes_at) for part, row in stored.items()}
    windows |= {plan.part: (plan.opens_at, plan.closes_at) for plan in plans}
    for plan in plans:
        if wrong := window_fault(windows, plan.part, phase.entry_closes_at, names):
            raise fault(*wrong)


def _set(
    stage: Stage | None,
    plan: StagePlan,
    phase: Phase,
    ends: Sequence[datetime],
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> Stage:
    """Write one stage; `ends` are those that its part had so far, which may have been those of a larger one."""
    kind, sector, _cluster = plan.part
    stage = stage or Stage(phase=phase, kind=kind, sector=sector, cluster=plan.cluster)
    stage.opens_at, stage.closes_at = plan.opens_at, plan.closes_at
    stage.person, stage.fills_empty = plan.person, plan.fills_empty
    if plan.closes_at > now:
        stage.ended_at = None
    stage.save()
    told = {"kind": kind, "sector": sector, "cluster": plan.cluster.code if plan.cluster else ""}
    audit.record(
        verb="set_stage",
        subject=phase,
        by=by,
        now=now,
        **told,
        before=max(ends, default=None),
        after=plan.closes_at,
        reason=reason,
    )
    return stage


@transaction.atomic
def drop_stage(
    *,
    phase: Phase,
    kind: str,
    by: Actor,
    now: datetime,
    sector: str = "",
    cluster: Cluster | None = None,
    reason: str = "",
) -> None:
    """Switch a stage off, or take away the window of its own that a sector or cluster had.

    In a launched phase the end of such a part moves to the one that it inherits: as in `set_stages` the move is kept
    with its reason, and those concerned are told. Raises ValidationError once the stage has begun in a launched phase,
    since somebody may have acted on it; where the inherited end has passed, or is out of the order of the stages; for
    no reason where it comes forward. Raises Refusal for anybody but the federation's staff.
    """
    part = (kind, sector, cluster.pk if cluster else None)
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_not_cancelled(fresh)
        stored = _stored(fresh)
        is_whole = part == (kind, "", None)
        rows = [row for key, row in stored.items() if key == part or (is_whole and key[0] == kind)]
        _refuse_begun(rows, fresh, now)
        if not rows:
            return
        moves = [] if is_whole else _moves_of_drop(stored, part, fresh, reason, now=now)
        Stage.objects.filter(pk__in=[row.pk for row in rows]).delete()
        told: Mapping[str, Any] = {"kind": kind, "sector": sector, "cluster": cluster.code if cluster else ""}
        ends = [
            {"before": each.had.closes_at, "after": each.has.closes_at, "reason": each.reason}
            for each in moves
        ]
        audit.record(verb="drop_stage", subject=fresh, by=by, now=now, **told, **(ends[0] if ends else {}))
        rest = [row for row in stored.values() if row not in rows]
        tell_moves(
            moves, Windows(fresh.pk, stored.values()), Windows(fresh.pk, rest), phase=fresh, by=by, now=now
        )


def _refuse_begun(rows: Sequence[Stage], phase: Phase, now: datetime) -> None:
    begun = next((row for row in rows if row.opens_at <= now), None)
    if begun is not None and phase.status >= PhaseStatus.OPEN:
        said = {"stage": begun.get_kind_display(), "time": moment(begun.opens_at)}
        raise fault("kind", _("“%(stage)s” has begun on %(time)s. Move its end instead.") % said)


def _moves_of_drop(
    stored: Mapping[rules.Part, Stage], part: rules.Part, phase: Phase, reason: str, *, now: datetime
) -> list[Move]:
    """What a part moves to once its own window is taken away. Raises ValidationError where that does not fit."""
    rest = {key: row for key, row in stored.items() if key != part}
    names = _names(stored.values())
    if wrong := drop_fault({key: (row.opens_at, row.closes_at) for key, row in rest.items()}, part, names):
        raise fault("kind", wrong)
    moves = []
    for then in stages_of_part(Windows(phase.pk, rest.values()), phase.pk, part):
        if then.closes_at <= now and phase.status >= PhaseStatus.OPEN:
            passed = _(
                "Without a window of its own “%(part)s” would have the one that ended at %(end)s. "
                "Move the end of its own window instead."
            )
            said = {"part": part_name(part, names), "end": ends(then.closes_at)}
            raise fault("kind", passed % said)
        own = stored[part]
        why = reason_for_move(phase, [own.closes_at], then.closes_at, reason, now=now)
        moves.append(Move(own, then, why))
    return moves
