"""A union checks another one of its cluster: a draft, then sent once inside the window of cross-checks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import ColumnKind
from campaigns.models import CrossCheck, Participant, ScoreColumn
from campaigns.permissions import may_check, require, require_not_cancelled
from campaigns.services.columns.writing import Entry, send, write_draft
from campaigns.services.guard import writing_sheet
from common.errors import Refusal
from units.models import User
from units.scope import acts_for


def save_cross_check(
    *, participant: Participant, entries: Iterable[Entry], by: User, now: datetime
) -> ScoreColumn:
    """Keep a draft of the checker's points: of judged lines, and of others where they differ, with the reason.

    A line that nobody writes has the self-scored points, where a self-score was sent, else the computed ones. Raises as
    `save_self_score`, and Refusal for anybody but officers of the checking union, and for who acts for the checked one.
    """
    with _checking(participant, by):
        return write_draft(participant, ColumnKind.CROSS, entries, by=by, now=now)


def send_cross_check(*, participant: Participant, by: User, now: datetime) -> ScoreColumn:
    """Send the cross-check as it stands, once. Raises as `save_cross_check`, and ValidationError for judged lines
    without points."""
    with _checking(participant, by):
        return send(participant, ColumnKind.CROSS, by=by, now=now)


@contextmanager
def _checking(participant: Participant, by: User) -> Iterator[None]:
    """A transaction in which a participant is checked by who was drawn for it, by one person at a time."""
    with writing_sheet(phase_id=participant.phase_id, sheet_id=participant.pk) as phase:
        require_not_cancelled(phase)
        checks = CrossCheck.objects.filter(checked=participant)
        check = checks.select_related("checker__union", "checked__union").first()
        if check is None:
            raise Refusal(_("Nobody was drawn to check this union yet."))
        if acts_for(by, check.checked.union_id):
            told = _("You act for %(union)s yourself: nobody checks the own union.")
            raise Refusal(told % {"union": check.checked.union.short_name})
        told = _("%(union)s checks this union. Please ask its officers.")
        require(may_check(by, check), told % {"union": check.checker.union.short_name})
        yield
