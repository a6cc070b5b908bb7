"""Who may do what in the organisation: role ∧ scope. Services ask here and refuse with a reason."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refusal
from units.actors import Actor, System
from units.choices import Role
from units.models import Affiliation, Appointment, Document, Person, Union, User
from units.queries import administered_unions, people_reached, posts_elsewhere
from units.rules import ancestors_of, child_path
from units.scope import scope_of

#: Who else may read a document, by what it is attached to: upper apps add to it in their `AppConfig.ready`.
document_readers: list[Callable[[User, Document], bool]] = []


def may_read_document(user: User, document: Document) -> bool:
    """A document is read by those whose posts reach its union, and by those who may read what it is attached to; a
    private one by its uploader alone."""
    if document.is_private:
        return document.uploaded_by_id == user.pk
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


def _keepers_only() -> str:
    return _("Only staff of this union, or of one above it, may change this. Please ask them.")


def administrators_only() -> str:
    """The refusal of whoever keeps no people here."""
    return _("Only administrators of this union, or of one above it, may do this. Please ask them.")


def require_keeper(user: Actor, union: Union | None) -> None:
    """Refuse anybody who may not keep the union; no user is the system itself. Raises Refusal."""
    if not isinstance(user, System):
        require(may_keep(user, union), _keepers_only())


# --- The same rights for many rows at once, in a constant number of queries a thousand unions -------------------------
BATCH = 1000


def _paths_of(union_ids: Collection[int], day: date) -> Iterator[tuple[int, str]]:
    """The places by which the unions are kept on the day (see `may_keep`), as (union id, path)."""
    wanted = sorted(union_ids)
    for start in range(0, len(wanted), BATCH):
        places = Affiliation.objects.prepared_on(day).filter(union__in=wanted[start : start + BATCH])
        yield from places.values_list("union_id", "path")


def _at_or_below(union_ids: Iterable[int], tops: Collection[int], day: date) -> set[int]:
    """Those of the unions that are, or today stand below, one of `tops`."""
    if not tops:
        return set()
    wanted, above = set(union_ids), set(tops)
    below = {pk for pk, path in _paths_of(wanted, day) if not above.isdisjoint(ancestors_of(path))}
    return below | (wanted & above)


def kept_among(user: Actor, union_ids: Iterable[int]) -> set[int]:
    """Those of the unions that `user` may keep (see `may_keep`); the system itself keeps all."""
    if isinstance(user, System):
        return set(union_ids)
    scope = scope_of(user)
    return _at_or_below(union_ids, scope.writing_ids, scope.day)


def kept_from_above(user: Actor, union_ids: Iterable[int]) -> set[int]:
    """Those of the unions that `user` keeps through a post above them: acting for the union itself is not enough."""
    if isinstance(user, System):
        return set(union_ids)
    scope = scope_of(user)
    wanted, own = set(union_ids), set(scope.writing_ids)
    found = _at_or_below(wanted - own, own, scope.day)
    for pk in wanted & own:
        found |= _at_or_below([pk], own - {pk}, scope.day)
    return found


def administered_among(user: Actor, union_ids: Iterable[int]) -> set[int]:
    """Those of the unions that `user` administers (see `administers`); the system itself administers all."""
    if isinstance(user, System):
        return set(union_ids)
    scope = scope_of(user)
    return _at_or_below(union_ids, [post.union_id for post in scope.administered], scope.day)


def keeps_top(user: Actor) -> bool:
    """Acts for a union that nothing stands above, and so may bring in what does; the system itself may, too."""
    if isinstance(user, System):
        return True
    scope = scope_of(user)
    return any(
        post.path == child_path("", post.union_id)
        for post in scope.current
        if post.union_id in scope.writing_ids
    )


def parents_among(user: Actor, union_ids: Iterable[int]) -> set[int]:
    """Those of the unions below which `user` may place others.

    Besides the kept ones, for who keeps the top of a tree, those that nobody keeps: without a post there or above. So
    the first administrator of an installation brings in what stands above the federation, taking nothing from anybody.
    """
    wanted = set(union_ids)
    found = kept_among(user, wanted)
    if not isinstance(user, System) and wanted - found and keeps_top(user):
        places = _paths_of(wanted - found, scope_of(user).day)
        above = {pk: set(ancestors_of(path)) for pk, path in places}
        asked = {pk for line in above.values() for pk in line}
        kept = set(Appointment.objects.filter(post__union__in=asked).values_list("post__union_id", flat=True))
        found |= {pk for pk, line in above.items() if kept.isdisjoint(line)}
    return found


def editable_among(user: Actor, person_ids: Iterable[int]) -> set[int]:
    """Those of the people whose name and address `user` may correct: `user` administers every union of their posts.

    A post given to somebody who also holds one elsewhere is no right to that person's name and address.
    """
    wanted = set(person_ids)
    if isinstance(user, System):
        return wanted
    homes: dict[int, set[int]] = {}
    held = Appointment.objects.filter(person__in=wanted).values_list("person_id", "post__union_id")
    for person_id, union_id in held:
        homes.setdefault(person_id, set()).add(union_id)
    administered = administered_among(user, {pk for unions in homes.values() for pk in unions})
    return {person_id for person_id, unions in homes.items() if unions <= administered}


def bound_elsewhere(user: Actor, person_ids: Iterable[int]) -> set[int]:
    """Those of the people who hold a post that `user` does not administer, so that `user` may give them no other.

    A post in another tree would take the account out of the hands of the administrators who keep it today.
    """
    found: set[int] = set()
    wanted = [] if isinstance(user, System) else sorted(set(person_ids))
    for start in range(0, len(wanted), BATCH):
        elsewhere = posts_elsewhere(user, scope_of(user).day)  # type: ignore[arg-type]
        some = elsewhere.filter(person__in=wanted[start : start + BATCH])
        found.update(some.values_list("person_id", flat=True))
    return found


def bound_refusal() -> str:
    """Why a person who is `bound_elsewhere` is given no post; the other union is not named."""
    return _("This person also holds a post elsewhere. Please ask an administrator of a union above both.")


def appointing_refusal(*, is_own: bool, role: str, administers: bool, ends: bool = False) -> str:
    """Why somebody may not give a post of a union, or with `ends` end it; "" where nothing stands against it."""
    if is_own and not ends:
        return _("Nobody appoints himself. Please ask another administrator to enter this post.")
    if not administers:
        return administrators_only()
    if is_own and role == Role.ADMINISTRATOR:
        return _("This is the post through which you administer. Please ask another administrator to end it.")
    return ""


def require_appointing(user: Actor, person: Person, union: Union, role: str, *, ends: bool = False) -> None:
    """Refuse whoever may not give the person this post of the union, or end it. Raises Refusal."""
    if not isinstance(user, System):
        is_own = person.pk == user.person_id
        reason = appointing_refusal(is_own=is_own, role=role, administers=administers(user, union), ends=ends)
        require(not reason, reason)
        require(ends or not bound_elsewhere(user, [person.pk]), bound_refusal())


def require_all(wanted: Iterable[int], allowed: set[int]) -> None:
    """Refuse unless all the wanted unions are among the allowed ones. Raises Refusal."""
    require(set(wanted) <= allowed, _keepers_only())


def require_top(user: Actor) -> None:
    """Refuse anybody who does not keep the top of a tree. Raises Refusal."""
    require(keeps_top(user), _keepers_only())


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
        require(administers(user, union), administrators_only())


def require(allowed: bool, reason: str) -> None:
    """Refuse with the reason unless allowed. Raises Refusal."""
    if not allowed:
        raise Refusal(reason)
