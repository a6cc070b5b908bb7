"""When a column may be written: the window of its stage, and for a self-score a reopening of the union's figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from campaigns.choices import ColumnKind, PhaseStatus, StageKind
from campaigns.models import Participant, ReopenedFigure, ScoreColumn, is_settled
from campaigns.queries.cancelling import cancelled_words
from campaigns.queries.windows import Windows, is_open
from common.templatetags.look import ends, moment

#: The stage in which a column is written.
STAGES = {ColumnKind.SELF: StageKind.SELF_SCORE, ColumnKind.CROSS: StageKind.CROSS_CHECK}


@dataclass(frozen=True)
class Door:
    """Until when a column may be written now, None where it may not; `why` says why not.

    `reopened_at` is since when figures of the union are reopened: what was sent before may be sent once more.
    """

    until: datetime | None = None
    why: str = ""
    reopened_at: datetime | None = None
    #: The phase asks for the column at all.
    is_asked: bool = True

    @property
    def is_open(self) -> bool:
        """It may be written now."""
        return self.until is not None

    def lets(self, sent_at: datetime | None) -> bool:
        """A column that was sent at this time (None: it was not) may be written now."""
        again = self.reopened_at is not None and sent_at is not None and sent_at < self.reopened_at
        return self.is_open and (sent_at is None or again)


def door_of(participant: Participant, kind: str, now: datetime) -> Door:
    """Whether a column of the participant may be written now; three queries at most."""
    phase, names = participant.phase, {"phase": participant.phase.name}
    stage = Windows(phase.pk).of(STAGES[ColumnKind(kind)], participant.cluster_id, participant.sector)
    is_self = kind == ColumnKind.SELF
    if stage is None or participant.table_id is None or phase.is_year:
        no = (
            _("“%(phase)s” asks for no self-score.") if is_self else _("“%(phase)s” asks for no cross-check.")
        )
        return Door(why=no % names, is_asked=False)
    if phase.is_cancelled:
        return Door(why=cancelled_words(phase.campaign))
    if phase.status < PhaseStatus.OPEN:
        return Door(why=_("“%(phase)s” is not launched yet.") % names)
    if Participant.objects.filter(is_settled(), pk=participant.pk).exists():
        return Door(why=_("The points are final; what was written beside them stays as it is."))
    if is_open(stage, now):
        return Door(until=stage.closes_at)
    if is_self and (reopened := _reopened(participant, now)):
        return Door(until=reopened[1], reopened_at=reopened[0])
    said = {**names, "from": moment(stage.opens_at), "until": ends(stage.closes_at)}
    if now < stage.opens_at:
        return Door(why=_("“%(phase)s” takes these points from %(from)s until %(until)s.") % said)
    if is_self:
        told = _(
            "The time for self-scores of “%(phase)s” ended at %(until)s. To send one all the same, please ask"
            " %(owner)s to reopen figures of your union."
        )
        return Door(why=told % {**said, "owner": phase.campaign.owner.short_name})
    return Door(why=_("The time for cross-checks of “%(phase)s” ended at %(until)s.") % said)


def door_to_write(participant: Participant, kind: str, now: datetime) -> Door | None:
    """The door, where the column may be written now: None also where it was sent already; four queries at most."""
    door = door_of(participant, kind, now)
    if not door.is_open:
        return None
    sent = ScoreColumn.objects.filter(participant=participant, kind=kind, sent_at__isnull=False)
    return door if door.lets(sent.values_list("sent_at", flat=True).first()) else None


def _reopened(participant: Participant, now: datetime) -> tuple[datetime, datetime] | None:
    """Since when and until when figures of the union are reopened; None where none is.

    Whoever may correct figures may say anew what they come to.
    """
    rows = ReopenedFigure.objects.in_force(now).filter(result__participant=participant)
    found = rows.aggregate(since=Min("reopening__answered_at"), until=Max("reopening__ends_at"))
    return (found["since"], found["until"]) if found["until"] else None
