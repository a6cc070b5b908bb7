"""Who may do what in the organisation: role ∧ scope. Services ask here and refuse with a reason."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refusal
from units.actors import Actor, System
from units.choices import Role
from units.models import Affiliation, Appointment, Document, Person, Union, User
from units.queries import administered_unions, people_reached, posts_elsewhere
from units.rules import ancestors_of
from units.scope import scope_of

#: Who else may read a document, by what it is attached to: upper apps add to it in their `AppConfig.ready`.
document_readers: list[Callable[[User, Document], bool]] = []


def may_read_document(user: User, document: Document) -> bool:
    """A document is read by those whose posts reach its union, and by those who may read what it is attached to."""
    reached = scope_of(user).reads(Document, "union", "uploaded_at")
    if Document.objects.filter(reached, pk=document.pk).exists():
        return True
    return any(may_read(user, document) for may_read in document_readers)


def may_keep(user: User, union: Union | None) -> bool:
    """Staff of a union, and of every union above it, keep its place and posts; nobody keeps the top of the tree.

    A union that has no place yet is prepared by those above its first one; one that has left the tree is kept by none.
    """
    if union is None:
        return False
    scope = scope_of(user)
    places = Affiliation.objects.prepared_on(scope.day).filter(union=union)
    above = {i for path in places.values_list("path", flat=True) for i in ancestors_of(path)} | {union.pk}
    return not above.isdisjoint(scope.writing_ids)


def require_keeper(user: Actor, union: Union | None) -> None:
    """Refuse anybody who may not keep the union; no user is the system itself. Raises Refusal."""
    if not isinstance(user, System):
        require(
            may_keep(user, union),
            _("Only staff of this union, or of one above it, may change this. Please ask them."),
        )


def account_refusal(user: User, person: Person, now: datetime) -> str:
    """Why `user` may not open, close or give a password to the person's account, and whom to ask; "" when `user` may.

    An administrator keeps the accounts of those whose posts all stand at or below the administrator's unions: whoever
    also acts elsewhere, above all higher up, could otherwise be impersonated from below.
    """
    if person.pk == user.person_id:
        return _("This is your own account. Please ask another administrator.")
    if not people_reached(user).filter(pk=person.pk).exists():
        return _(
            "Only administrators of the person's union, or of one above it, may do this. Please ask them."
        )
    elsewhere = posts_elsewhere(user, timezone.localdate(now)).filter(person=person)
    other = elsewhere.select_related("post__union").first()
    if other is not None:
        return _(
            "%(person)s also holds a post in “%(union)s”. Please ask an administrator of that union, or of one above"
            " it."
        ) % {"person": person, "union": other.post.union.short_name}
    return ""


def require_account_keeper(user: Actor, person: Person, now: datetime) -> None:
    """Refuse anybody who may not keep the person's account; no user is the system itself. Raises Refusal."""
    if not isinstance(user, System):
        reason = account_refusal(user, person, now)
        require(not reason, reason)


def administers(user: User, union: Union) -> bool:
    """Administrators of a union, and of every union above it, keep its people and their accounts."""
    return bool(scope_of(user).administered) and administered_unions(user).filter(pk=union.pk).exists()


def require_administrator(user: Actor, union: Union) -> None:
    """Refuse anybody but the system who does not administer the union or one above it. Raises Refusal."""
    if not isinstance(user, System):
        require(
            administers(user, union),
            _("Only administrators of this union, or of one above it, may do this. Please ask them."),
        )


def may_end(user: User, appointment: Appointment) -> bool:
    """Nobody ends the post through which they administer: somebody must be left who can appoint."""
    own = appointment.person_id == user.person_id and appointment.post.role == Role.ADMINISTRATOR
    return not own


def require(allowed: bool, reason: str) -> None:
    """Refuse with the reason unless allowed. Raises Refusal."""
    if not allowed:
        raise Refusal(reason)
