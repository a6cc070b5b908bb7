"""The door that every writer under a phase goes through."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import ReopeningState
from campaigns.models import Participant, Phase, ReopenedFigure, is_settled
from campaigns.permissions import require_open
from common.errors import PhaseEnded
from common.locks import exclusive_lock, shared_lock
from common.templatetags.look import ends

LOCK = "phase"
SHEET = "sheet"
# SQL by hand: everybody sends it in the last minute, and Django writes it slower than the database answers.
_PHASE = "SELECT * FROM campaigns_phase WHERE id = %s"


def _load(phase_id: int) -> Phase:
    return Phase.objects.select_related("campaign__owner").get(pk=phase_id)


def refuse_settled(places: QuerySet[Participant]) -> None:
    """Raise PhaseEnded when a cluster of these participants is being sealed or final: its figures move no more.

    Call it under the phase's lock. After a final the one door is a new revision.
    """
    settled = places.filter(is_settled()).select_related("phase__campaign__owner", "cluster").first()
    if settled is None:
        return
    phase = settled.phase
    told = _(
        "“%(phase)s” is final for %(cluster)s: its figures no longer change. If one must, please ask %(owner)s "
        "to open a revision."
    )
    names = {"phase": phase.name, "owner": phase.campaign.owner.short_name}
    raise PhaseEnded(told % {**names, "cluster": settled.cluster or _("the unions in no cluster")})


def refuse_settled_onward(phase: Phase, places: QuerySet[Participant]) -> None:
    """As `refuse_settled`, for these participants of a phase and for those of later phases that carry their figures."""
    refuse_settled(places)
    later = Phase.objects.later_than(phase).order_by().values("pk")
    refuse_settled(Participant.objects.filter(phase__in=later, union__in=places.order_by().values("union")))


@dataclass(frozen=True)
class Door:
    """What may be entered in a sheet now: everything, or after the close the figures that a reopening opens."""

    phase: Phase
    figures: frozenset[int] | None = None

    def lets(self, result_id: int) -> bool:
        """This figure may be entered."""
        return self.figures is None or result_id in self.figures

    def require(self, result_id: int, name: str) -> None:
        """Refuse a figure of this name that may not be entered. Raises PhaseEnded."""
        if not self.lets(result_id):
            told = _("“%(name)s” is not among the figures that were reopened; its entry has ended.")
            raise PhaseEnded(told % {"name": name})


def door_to(phase: Phase, sheet_id: int | None, now: datetime) -> Door:
    """The door through which figures of a sheet are entered at `now`. Raises PhaseEnded where there is none.

    Who was let in by a reopening reads when that ended, not when the phase did.
    """
    try:
        require_open(phase, now)
    except PhaseEnded:
        if phase.is_cancelled:
            raise
        reopened = _reopened(sheet_id) if sheet_id else []
        figures = frozenset(row.result_id for row in reopened if row.is_open and row.reopening.ends_at > now)
        if figures:
            return Door(phase, figures)
        if not reopened:
            raise
        told = _(
            "The figures were reopened until %(end)s and are locked again. To correct one, please ask %(owner)s."
        )
        end = ends(max(row.reopening.ended_at or row.reopening.ends_at for row in reopened))
        raise PhaseEnded(told % {"end": end, "owner": phase.campaign.owner.short_name}) from None
    return Door(phase)


def _reopened(sheet_id: int) -> list[ReopenedFigure]:
    """The figures of a sheet that are reopened for a time, or were."""
    rows = ReopenedFigure.objects.filter(
        result__participant=sheet_id, reopening__state__in=(ReopeningState.OPEN, ReopeningState.ENDED)
    )
    return list(rows.select_related("reopening"))


@contextmanager
def entering_figures(*, phase_id: int, now: datetime, sheet_id: int | None = None) -> Iterator[Door]:
    """A transaction in which figures may be written: shared lock first, then the state, then the work.

    `sheet_id` is the participant whose sheet is written: a sheet has one writer at a time, or what a submission has
    checked would change, or lose its evidence, before it is written. Raises PhaseEnded outside the entry window, but
    for figures of a sheet that are reopened for a time. A compare-and-set by the closer alone would let late writes in.
    """
    with transaction.atomic():
        shared_lock(LOCK, phase_id, then_alone=(SHEET, sheet_id) if sheet_id else None)
        # The campaign and its owner are read where somebody asks for them: hardly anybody does, at the busiest door.
        phase = Phase.objects.raw(_PHASE, [phase_id])[0]
        yield door_to(phase, sheet_id, now)


@contextmanager
def exclusive_phase(*, phase_id: int) -> Iterator[Phase]:
    """A transaction in which nobody else writes under the phase; for changes of its state."""
    with transaction.atomic():
        exclusive_lock(LOCK, phase_id)
        yield _load(phase_id)


def hold_exclusively(*, phase_id: int) -> None:
    """Inside a transaction under another phase: nobody writes under this one either until it ends."""
    exclusive_lock(LOCK, phase_id)


def hold_together(phase_ids: Iterable[int]) -> list[int]:
    """Inside a transaction that counts under several phases, named in the order of their ids: none of them changes its
    state until it ends."""
    held = list(phase_ids)
    for phase_id in held:
        shared_lock(LOCK, phase_id)
    return held


@contextmanager
def writing_sheet(*, phase_id: int, sheet_id: int) -> Iterator[Phase]:
    """As `shared_phase`, with one writer at a time in this sheet."""
    with transaction.atomic():
        shared_lock(LOCK, phase_id, then_alone=(SHEET, sheet_id))
        yield _load(phase_id)


@contextmanager
def shared_phase(*, phase_id: int) -> Iterator[Phase]:
    """A transaction that no change of the phase's state can interleave with; the caller checks the state."""
    with transaction.atomic():
        shared_lock(LOCK, phase_id)
        yield _load(phase_id)
