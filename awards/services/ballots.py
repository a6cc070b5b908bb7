"""Casting a secret ballot: one confirmed act that cannot be changed (ADR 9)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from awards.choices import Attendance, Choice
from awards.models import Ballot, CouncilSession, Turnout
from awards.permissions import require
from awards.queries.tally import secret_nominations
from awards.services.guard import casting
from common.errors import Conflict, Refusal, fault
from units.models import User


def cast_ballot(*, session: CouncilSession, choices: Mapping[int, int], by: User, now: datetime) -> int:
    """Cast a member's ballot: a choice for each nomination under secret vote, by nomination id; returns how many.

    Turnout and choices are written together or not at all, and nothing else is: no audit event, no notice, no
    log, since each would bear a time or an order. Raises PhaseEnded before and after the vote; Refusal for
    anybody without a seat, and for an absent member; Conflict for a second ballot; ValidationError for a ballot
    that leaves out a nomination or holds another.
    """
    with casting(session_id=session.pk, now=now) as fresh:
        seat = Turnout.objects.filter(session=fresh, person_id=by.person_id).first()
        if seat is None:
            raise Refusal(_("Only members of the council vote. You have no seat in this session."))
        require(
            seat.attendance != Attendance.ABSENT,
            _("You are marked absent. Please ask the council's secretary to mark you present."),
        )
        _check_choices(fresh, choices)
        if not Turnout.objects.filter(pk=seat.pk, has_voted=False).update(has_voted=True):
            raise Conflict(_("You have voted already. A ballot that was cast cannot be changed."))
        Ballot.objects.bulk_create(
            Ballot(session=fresh, nomination_id=i, choice=choice) for i, choice in sorted(choices.items())
        )
    return len(choices)


def _check_choices(session: CouncilSession, choices: Mapping[int, int]) -> None:
    wanted = set(secret_nominations(session).values_list("pk", flat=True))
    if not wanted:
        raise fault("choices", _("Nothing is decided by secret ballot in this session."))
    if set(choices) - wanted:
        raise fault(
            "choices", _("The ballot names a nomination that is not voted on. Please load the page again.")
        )
    if missing := len(wanted - set(choices)):
        raise fault(
            "choices",
            _("%(missing)s nominations are not marked yet. Choose for, against or invalid for each.")
            % {"missing": missing},
        )
    if not set(choices.values()) <= set(Choice.values):
        raise fault("choices", _("Choose for, against or invalid for each nomination."))
