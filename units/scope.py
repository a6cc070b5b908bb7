"""Which unions a person's posts reach. Permissions and `visible_to` both ask here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from units.choices import FEDERATIONS, SIGNING_ROLES, WRITING_ROLES, Role
from units.models import Affiliation, Appointment, User
from units.rules import ancestors_of, child_path, holds_on, subtree_range


@dataclass(frozen=True)
class HeldPost:
    """A post that a person holds or has held, with the place and the level of its union."""

    post_id: int
    union_id: int
    union_name: str
    title: str
    role: str
    path: str
    is_current: bool
    level: str = ""


@dataclass(frozen=True)
class Scope:
    """What a person reaches: writes through today's posts, reads through every post held so far and all below them."""

    person_id: int
    posts: tuple[HeldPost, ...]

    @property
    def current(self) -> tuple[HeldPost, ...]:
        """Posts held today."""
        return tuple(p for p in self.posts if p.is_current)

    @property
    def main(self) -> HeldPost | None:
        """The post that the page's corner names: the first held today."""
        return self.current[0] if self.current else None

    def writes_for(self, union_id: int) -> bool:
        """May act for this very union."""
        return any(p.union_id == union_id and p.role in WRITING_ROLES for p in self.current)

    def signs_for(self, union_id: int) -> HeldPost | None:
        """The post through which this person signs for the union; the chair's before a deputy's."""
        signing = [p for p in self.current if p.union_id == union_id and p.role in SIGNING_ROLES]
        return min(signing, key=lambda p: SIGNING_ROLES.index(Role(p.role)), default=None)

    def administers(self, union_id: int) -> bool:
        """Holds the administrator's post of this union."""
        return any(p.union_id == union_id and p.role == Role.ADMINISTRATOR for p in self.current)

    @property
    def administered(self) -> tuple[HeldPost, ...]:
        """The administrator's posts held today."""
        return tuple(p for p in self.current if p.role == Role.ADMINISTRATOR)

    @property
    def runs_federation(self) -> bool:
        """Acts today for a city or provincial federation, or for the confederation: those that launch and appraise."""
        return any(p.level in FEDERATIONS and p.role in WRITING_ROLES for p in self.current)

    @property
    def writing_ids(self) -> list[int]:
        """Unions that this person acts for today."""
        return [p.union_id for p in self.current if p.role in WRITING_ROLES]

    @property
    def union_ids(self) -> list[int]:
        """Unions in which a post was ever held."""
        return [p.union_id for p in self.posts]

    @property
    def ancestor_ids(self) -> list[int]:
        """Every union above (and including) those of the posts."""
        return sorted({i for p in self.posts for i in ancestors_of(p.path)})

    def below(self, prefix: str = "") -> Q:
        """A condition for unions at or below any post; `prefix` leads to the union, e.g. `"participant__union__"`."""
        return _below(self.posts, prefix)

    def below_administered(self, prefix: str = "") -> Q:
        """A condition for unions at or below those that this person administers today; `prefix` as in `below`."""
        return _below(self.administered, prefix)


def _below(posts: Iterable[HeldPost], prefix: str) -> Q:
    condition = Q(pk__in=[])
    for low, high in {subtree_range(p.path) for p in posts}:
        places = Affiliation.objects.filter(path__gte=low, path__lt=high, valid_to__isnull=True)
        condition |= Q(**{f"{prefix}pk__in": places.values("union_id")})
    return condition


def scope_of(user: User, day: date | None = None) -> Scope:
    """Compute a person's scope in one query; kept on the user object for the rest of the request."""
    cached = getattr(user, "_scope", None)
    if cached is not None and day is None:
        return cached
    today = day or timezone.localdate()
    # A plain join and a choice in Python: this query is part of every request, and a subquery doubles its price.
    place = "post__union__affiliations__"
    rows = (
        Appointment.objects.filter(person_id=user.person_id, valid_from__lte=today)
        .order_by(F("valid_to").desc(nulls_first=True), "pk", f"{place}line")
        .values_list(
            "pk",
            "valid_from",
            "valid_to",
            "post_id",
            "post__union_id",
            "post__union__short_name",
            "post__title",
            "post__role",
            "post__union__level",
            f"{place}path",
            f"{place}valid_to",
        )
    )
    held: dict[int, HeldPost] = {}
    for pk, since, until, post_id, union_id, name, title, role, level, path, left_on in rows:
        if pk not in held or left_on is None:  # the last of today's places, by territory where there is one
            # Where the union has no place any more, the post reaches the union alone.
            there = path if path and left_on is None else child_path("", union_id)
            is_current = holds_on(since, until, today)
            held[pk] = HeldPost(post_id, union_id, name, title, role, there, is_current, level)
    posts = tuple(held.values())
    scope = Scope(person_id=user.person_id, posts=posts)
    if day is None:
        user._scope = scope  # type: ignore[attr-defined]
    return scope


# SQL by hand: everybody sends it in the last minute, and Django writes it slower than the database answers.
_WRITING = f"""
    SELECT a.* FROM units_appointment a JOIN units_post p ON p.id = a.post_id
    WHERE a.person_id = %s AND p.union_id = %s AND p.role IN ({", ".join(["%s"] * len(WRITING_ROLES))})"""


def acts_for(user: User, union_id: int) -> bool:
    """`scope_of(user).writes_for(union_id)` by a far cheaper query, for the busiest request.

    The answer is kept on the user object for the rest of the request.
    """
    scope: Scope | None = getattr(user, "_scope", None)
    if scope is not None:
        return scope.writes_for(union_id)
    known: dict[int, bool] = user.__dict__.setdefault("_acts_for", {})
    if union_id not in known:
        today = timezone.localdate()
        held = Appointment.objects.raw(_WRITING, [user.person_id, union_id, *WRITING_ROLES])
        known[union_id] = any(holds_on(a.valid_from, a.valid_to, today) for a in held)
    return known[union_id]


def unions_visible_to(user: User) -> "Q":
    """A condition for the unions that a person may look at: those below, those above, and the members of shared clusters."""
    scope = scope_of(user)
    shared = Q(cluster_memberships__cluster__memberships__union_id__in=scope.union_ids)
    return scope.below() | Q(pk__in=scope.ancestor_ids) | shared
