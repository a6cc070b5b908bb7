"""What the standings of a cluster offer between the close and the final: opinions, the final act, why it moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Opinion, Phase
from campaigns.queries.changes import Change
from campaigns.queries.finality import clusters_to_finalise
from campaigns.queries.moves import Turn
from campaigns.queries.opinions import places_to_speak_for
from campaigns.queries.publication import Held
from campaigns.queries.windows import Windows, is_open
from units.models import User


@dataclass(frozen=True)
class AfterClose:
    """The windows of the phase, whether the reader may send an opinion on lines of this cluster, and what waits."""

    windows: Windows
    says: bool = False
    #: Some cluster of the phase can be made final now.
    has_ready: bool = False
    #: Some cluster of the phase waits for something.
    has_waiting: bool = False
    received: int = 0
    answered: int = 0
    #: Submitted figures wait for the appraiser.
    awaits: bool = False

    @property
    def may_lead(self) -> bool:
        """The final act is what comes next: clusters are ready, and nothing waits anywhere in the phase."""
        return self.has_ready and not self.has_waiting and not self.awaits


def after_close_of(
    phase: Any, cluster_id: int | None, user: User, now: datetime, *, manages: bool, held: Held | None
) -> AfterClose:
    """As the reader sees it; a constant number of queries, most of them for the federation alone.

    `phase` knows whether a figure `awaits` the appraiser.
    """
    windows = Windows(phase.pk)
    if phase.status < PhaseStatus.CLOSED:
        return AfterClose(windows)
    states = clusters_to_finalise(phase, now) if manages else []
    raised = Opinion.objects.filter(
        participant__phase=phase, participant__cluster=cluster_id, withdrawn_at__isnull=True
    )
    answers = list(raised.values_list("answered_at", flat=True)) if windows.is_on(StageKind.OPINIONS) else []
    return AfterClose(
        windows,
        says=_says(phase, cluster_id, user, windows, now, held),
        has_ready=any(state.is_ready for state in states),
        has_waiting=any(state.waits for state in states),
        received=len(answers),
        answered=sum(at is not None for at in answers),
        awaits=phase.awaits,
    )


def _says(
    phase: Phase, cluster_id: int | None, user: User, windows: Windows, now: datetime, held: Held | None
) -> bool:
    """The window for opinions is open for a union that is ranked in this cluster and for which the reader acts."""
    if (held and held.is_settled) or not windows.is_on(StageKind.OPINIONS):
        return False
    mine = places_to_speak_for(phase, user).filter(cluster=cluster_id, table__isnull=False)
    return any(is_open(windows.of(StageKind.OPINIONS, one.cluster_id, one.sector), now) for one in mine)


def with_reasons(turns: list[Turn], changes: Iterable[Change], closed_at: datetime | None) -> list[Turn]:
    """Each computation with the acts since the one before that led to it; `turns` are the newest first."""
    known = list(changes)
    for place, turn in enumerate(turns):
        since = turns[place + 1].at if place + 1 < len(turns) else closed_at
        turn.because.extend(
            change.title
            for change in known
            if (change.correction or change.reopening)
            and change.at <= turn.at
            and (since is None or change.at >= since)
        )
    return turns
