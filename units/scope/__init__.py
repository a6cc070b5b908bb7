"""Which unions a person's posts reach. Permissions and `visible_to` both ask here.

One writes what one's posts reach today, and reads it too. What a post reached before it ended, or before a union left
its reach, stays readable as far as it had begun by then: as it now is, and nothing begun later.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, Q
from django.utils import timezone

from units.choices import FEDERATIONS, SIGNING_ROLES, WRITING_ROLES, Role
from units.models import Affiliation, ClusterMembership, User
from units.on_a_day import before, before_its_end, begun, lasting, over
from units.rules import ancestors_of, subtree_range
from units.scope.posts import HeldPost, Reach, acts_on, posts_of

__all__ = ["HeldPost", "Scope", "acts_for", "scope_of", "unions_visible_to"]


@dataclass(frozen=True)
class Scope:
    """What a person reaches on a day: writes through the posts of that day, reads through every post held so far."""

    person_id: int
    posts: tuple[HeldPost, ...]
    day: date

    # --- Today --------------------------------------------------------------------------------------------------------
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
        return any(p.union_id == union_id for p in self.administered)

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
    def current_ids(self) -> list[int]:
        """Unions in which a post is held today."""
        return [p.union_id for p in self.current]

    @property
    def ancestor_ids(self) -> list[int]:
        """Every union above (and including) those of today's posts."""
        return sorted({i for p in self.current for i in ancestors_of(p.path)})

    def below(self, prefix: str = "") -> Q:
        """A condition for unions at or below today's posts; `prefix` leads to the union, e.g. `"results__union__"`."""
        places = Affiliation.objects.on(self.day).filter(_at_or_below(p.path for p in self.current))
        return Q(**{f"{prefix}pk__in": places.values("union_id")})

    def kept(self, prefix: str = "") -> Q:
        """A condition for the unions whose records this person keeps: those acted for today, and all below them or to
        be placed there."""
        acting = [p for p in self.current if p.role in WRITING_ROLES]
        places = Affiliation.objects.prepared_on(self.day).filter(_at_or_below(p.path for p in acting))
        return Q(**{f"{prefix}pk__in": places.values("union_id")}) | Q(
            **{f"{prefix}pk__in": self.writing_ids}
        )

    def below_administered(self, prefix: str = "") -> Q:
        """A condition for unions at or below those administered today, or to be placed there."""
        places = Affiliation.objects.prepared_on(self.day).filter(self._administered)
        return Q(**{f"{prefix}pk__in": places.values("union_id")})

    def last_below_administered(self, prefix: str = "") -> Q:
        """As `below_administered`, and for unions that left the tree there: somebody keeps their people's accounts."""
        places = Affiliation.objects.nearest_to(self.day).filter(self._administered)
        return Q(**{f"{prefix}pk__in": places.values("union_id")})

    @property
    def _administered(self) -> Q:
        return _at_or_below(p.path for p in self.administered)

    # --- What was reached ---------------------------------------------------------------------------------------------
    @property
    def union_ids(self) -> list[int]:
        """Unions in which a post was ever held."""
        return [p.union_id for p in self.posts]

    @property
    def spans(self) -> list[tuple[list[int], date]]:
        """The unions of today's posts with today, and that of each ended post with its last day."""
        ended = [([p.union_id], p.reaches[0].until(self.day)) for p in self.posts if not p.is_current]
        return [(self.current_ids, self.day), *ended]

    @property
    def reaches(self) -> set[Reach]:
        """Every place that a post reaches or reached from."""
        return {reach for post in self.posts for reach in post.reaches}

    def ids_when(self, began: datetime | None) -> list[int]:
        """Unions of the posts that last, or had not ended when something began; None: it has not begun."""
        return [p.union_id for p in self.posts if _lasted(p.ended, began)]

    def unions_when(self, began: datetime | None) -> Q:
        """Unions at or below a post today, or as long as it lasted and something had begun; None: it has not begun."""
        if began is None:
            return self.below()
        found = Q(pk__in=[])
        for reach in self.reaches:
            if _lasted(reach.ended, began):
                until = reach.until(self.day)
                start = min(_day_of(began), until)
                found |= _at_or_below([reach.path]) & begun(until) & lasting(start)
        return Q(pk__in=Affiliation.objects.filter(found).values("union_id"))

    @property
    def shared_clusters(self) -> Q:
        """A condition for the clusters in which a post's union is or was a member while the post lasted."""
        found = Q(pk__in=[])
        for ids, day in self.spans:
            joined = ClusterMembership.objects.begun_by(day).filter(union__in=ids)
            found |= Q(pk__in=joined.values("cluster_id"))
        return found

    def each(self, condition: Callable[[list[int]], Q], *began: str) -> Q:
        """A condition on the unions of today's posts, or on that of an ended post for rows that `began` before its end.

        `began` are the fields of the moments that must all have come.
        """
        found = condition(self.current_ids)
        for post in self.posts:
            if post.ended is not None:
                found |= condition([post.union_id]) & before(post.ended, *began)
        return found

    def held(self, union: str, *began: str) -> Q:
        """Rows of a post's own union; `union` leads to it, `began` as in `each`."""
        return self.each(lambda ids: Q(**{f"{union}__in": ids}), *began)

    def above(self, union: str, *began: str) -> Q:
        """Rows of a union above (or including) that of a post; `union` and `began` as in `held`."""
        found = Q(**{f"{union}__in": self.ancestor_ids})
        for reach in self.reaches:
            if reach.ended is not None:
                found |= Q(**{f"{union}__in": ancestors_of(reach.path)}) & before(reach.ended, *began)
        return found

    def reads(self, model: type[Model], union: str, *began: str) -> Q:
        """Rows of `model` of a union at or below a post; `union` and `began` as in `held`.

        What is reached today is read whole. What was reached once is found from the places, few of which have ended:
        rows that began before the post ended, and before their union left its reach.
        """
        place = f"{union}__affiliations__"
        once = Q(pk__in=[])
        for reach in self.reaches:
            until = reach.until(self.day)
            left = over(until, place) & before_its_end(place, *began)
            if reach.ended is not None:
                lasted = begun(until, place) & lasting(until, place)
                left = (left | lasted) & before(reach.ended, *began)
            once |= _at_or_below([reach.path], place) & left
        rows = model._default_manager.filter(once).order_by().values("pk")
        return self.below(f"{union}__") | Q(pk__in=rows)

    def unions(self) -> Q:
        """Unions that are or were above or below a post, and those that are to be placed below one of today's."""
        below = Q(pk__in=[])
        for reach in self.reaches:
            below |= _at_or_below([reach.path]) & begun(reach.until(self.day))
        to_come = Affiliation.objects.prepared_on(self.day).filter(_at_or_below(p.path for p in self.current))
        places = Affiliation.objects.filter(below) | to_come
        above = {i for reach in self.reaches for i in ancestors_of(reach.path)}
        return Q(pk__in=places.values("union_id")) | Q(pk__in=above)


def _day_of(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())


def _lasted(ended: date | None, began: datetime | None) -> bool:
    """What ended on this day (None: it lasts) still lasted when something began (None: it has not begun)."""
    return ended is None or (began is not None and _day_of(began) < ended)


def _at_or_below(paths: Iterable[str], prefix: str = "") -> Q:
    """Places at or below one of the paths; `prefix` leads to the place."""
    condition = Q(pk__in=[])
    for low, high in {subtree_range(path) for path in paths}:
        condition |= Q(**{f"{prefix}path__gte": low}) & Q(**{f"{prefix}path__lt": high})
    return condition


def scope_of(user: User, day: date | None = None) -> Scope:
    """Compute a person's scope in one query; today's is kept on the user object for the rest of the request."""
    cached: Scope | None = getattr(user, "_scope", None)
    if cached is not None and day is None:
        return cached
    today = day or timezone.localdate()
    scope = Scope(person_id=user.person_id, posts=tuple(posts_of(user.person_id, today)), day=today)
    if day is None:
        user._scope = scope  # type: ignore[attr-defined]
    return scope


def acts_for(user: User, union_id: int) -> bool:
    """`scope_of(user).writes_for(union_id)` by a far cheaper query, for the busiest request.

    The answer is kept on the user object for the rest of the request.
    """
    scope: Scope | None = getattr(user, "_scope", None)
    if scope is not None:
        return scope.writes_for(union_id)
    known: dict[int, bool] = user.__dict__.setdefault("_acts_for", {})
    if union_id not in known:
        known[union_id] = acts_on(timezone.localdate(), user.person_id, union_id)
    return known[union_id]


def unions_visible_to(user: User) -> Q:
    """A condition for the unions that a person may look at: those below and above, and members of shared clusters."""
    scope = scope_of(user)
    found = scope.unions()
    for ids, day in scope.spans:
        begun_by = ClusterMembership.objects.begun_by(day)
        shared = begun_by.filter(union__in=ids).values("cluster_id")
        found |= Q(pk__in=begun_by.filter(cluster__in=shared).values("union_id"))
    return found
