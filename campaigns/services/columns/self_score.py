"""The union scores itself: a draft, then sent once inside its window; bands may ask for it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from campaigns.choices import ColumnKind, FactKind
from campaigns.models import ExternalFact, Participant, ScoreColumn
from campaigns.permissions import require_enters, require_not_cancelled
from campaigns.queries.facts import source_of_self_score
from campaigns.services.columns.writing import Entry, send, write_draft
from campaigns.services.facts import keep_sourced_fact
from campaigns.services.guard import writing_sheet
from units.models import User


def save_self_score(
    *, participant: Participant, entries: Iterable[Entry], by: User, now: datetime
) -> ScoreColumn:
    """Keep a draft of the union's points: of judged lines, and of others where they differ, with the reason.

    Raises PhaseEnded outside the window of self-scores, for one that was sent, and for a cluster that is final;
    ValidationError by field for points out of the line's bounds and a difference without a reason; Refusal for anybody
    but officers of the union.
    """
    require_enters(by, participant)
    with writing_sheet(phase_id=participant.phase_id, sheet_id=participant.pk) as phase:
        require_not_cancelled(phase)
        return write_draft(participant, ColumnKind.SELF, entries, by=by, now=now)


def send_self_score(*, participant: Participant, by: User, now: datetime) -> ScoreColumn:
    """Send the union's points as they stand; once, or once more while figures of the union are reopened.

    That it was sent in time is kept as a fact of the phase, which conditions of bands may ask for. After the close the
    cluster gets new points for it. Raises as `save_self_score`, and ValidationError for judged lines without points.
    """
    require_enters(by, participant)
    with writing_sheet(phase_id=participant.phase_id, sheet_id=participant.pk) as phase:
        require_not_cancelled(phase)
        column = send(participant, ColumnKind.SELF, by=by, now=now)
        _keep_fact(participant, by=by, now=now)
    return column


def _keep_fact(participant: Participant, *, by: User, now: datetime) -> None:
    """The fact that says so, once a phase; of a day inside its period, whenever it was sent."""
    phase, source = participant.phase, source_of_self_score(participant)
    if ExternalFact.objects.standing().filter(source=source).exists():
        return
    sector = f"-{phase.sector}" if phase.sector else ""
    keep_sourced_fact(
        source=source,
        union=participant.union,
        kind=FactKind.SELF_SCORE,
        grade="",
        day=min(timezone.localdate(now), phase.period_to),
        number=f"{phase.campaign.code}/{phase.number}{sector}",
        by=by,
        now=now,
    )
