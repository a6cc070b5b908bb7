"""Who may do what with awards: role ∧ scope ∧ seat. Services ask here and refuse with a reason."""

from datetime import date

from django.utils.translation import gettext as _

from awards.choices import Seat
from awards.models import AwardRound, CouncilSession, Turnout
from units.actors import Actor, System
from units.models import Affiliation, Union, User
from units.permissions import require
from units.rules import ancestors_of
from units.scope import scope_of

LEADING = (Seat.CHAIR, Seat.SECRETARY)


def may_manage_round(user: User, owner: Union) -> bool:
    """Staff of the federation that awards: open rounds, set quotas, found councils, issue decisions."""
    return scope_of(user).writes_for(owner.pk)


def places_below(union_id: int, top_id: int, day: date) -> set[int]:
    """The unions from `top_id` down to the union itself, both included, on a day; empty where it is not below."""
    paths = Affiliation.objects.on(day).filter(union_id=union_id).values_list("path", flat=True)
    found: set[int] = {union_id} if union_id == top_id else set()
    for ids in map(ancestors_of, paths):
        if top_id in ids:
            found.update(ids[ids.index(top_id) :])
    return found


def may_nominate(user: User, round: AwardRound, union: Union) -> bool:
    """Staff of the union nominates, and so does that of every union above it up to the round's federation."""
    scope = scope_of(user)
    return not places_below(union.pk, round.owner_id, scope.day).isdisjoint(scope.writing_ids)


def seat_of(user: User, session: CouncilSession) -> Turnout | None:
    """The person's seat in the session, if any."""
    return Turnout.objects.filter(session=session, person_id=user.person_id).first()


def is_chair(user: User, session: CouncilSession) -> bool:
    """Has the chair's seat in this very session, whatever happened to the council since."""
    seat = seat_of(user, session)
    return seat is not None and seat.seat == Seat.CHAIR


def may_lead_session(user: User, session: CouncilSession) -> bool:
    """The council's chair and secretary keep a session, and so does the federation's staff."""
    seat = seat_of(user, session)
    return (seat is not None and seat.seat in LEADING) or may_manage_round(user, session.round.owner)


def require_manage(user: Actor, owner: Union) -> None:
    """Refuse anybody but the awarding federation's staff and the installation itself. Raises Refusal."""
    if not isinstance(user, System):
        require(
            may_manage_round(user, owner),
            _("Only staff of %(owner)s may do this. Please ask them.") % {"owner": owner.short_name},
        )


def require_nominate(user: Actor, round: AwardRound, union: Union) -> None:
    """Refuse who acts neither for the union nor for one above it; SYSTEM may. Raises Refusal."""
    if not isinstance(user, System):
        require(
            may_nominate(user, round, union),
            _("Only staff of %(union)s, or of a union above it, may nominate here. Please ask them.")
            % {"union": union.short_name},
        )


def require_lead(user: Actor, session: CouncilSession) -> None:
    """Refuse anybody but chair, secretary, the federation's staff and SYSTEM. Raises Refusal."""
    if not isinstance(user, System):
        require(
            may_lead_session(user, session),
            _("Only the council's chair or secretary, or staff of %(owner)s, may do this. Please ask them.")
            % {"owner": session.round.owner.short_name},
        )
