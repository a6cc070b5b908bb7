"""The posts that a person holds or has held, and the places in the tree that each reaches or reached from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F

from units.choices import WRITING_ROLES
from units.models import Appointment
from units.on_a_day import HOLDING_SQL, LASTING_SQL, last_day
from units.rules import child_path, holds_on, is_over


@dataclass(frozen=True)
class Reach:
    """A place from which a post reaches everything below: its path, and the first day without it, if that has come."""

    path: str
    ended: date | None

    def until(self, today: date) -> date:
        """The last day of it so far."""
        return last_day(self.ended) if self.ended else today


@dataclass(frozen=True)
class HeldPost:
    """A post that a person holds or has held, with the level of its union and the place that it reaches from.

    `path` is the place of today, or of the post's last day. `ended` is the first day without the post, None while it
    lasts: a post ends with its appointment, and with the last place of its union. `earlier` are places that the union
    had left by then.
    """

    post_id: int
    union_id: int
    union_name: str
    title: str
    role: str
    level: str
    path: str
    ended: date | None
    earlier: tuple[Reach, ...]

    @property
    def is_current(self) -> bool:
        """The post lasts."""
        return self.ended is None

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Every place that the post reached from, that of its last day first."""
        return (Reach(self.path, self.ended), *self.earlier)


@dataclass(frozen=True)
class _Place:
    """A place of the post's union."""

    path: str
    line: str
    valid_from: date
    valid_to: date | None


def posts_of(person_id: int, day: date) -> Iterator[HeldPost]:
    """The posts that a person has held up to `day`, those that last first; one query.

    A plain join and choices in Python: this query is part of every request, and a subquery doubles its price.
    """
    place = "post__union__affiliations__"
    facts = ("pk", "valid_from", "valid_to")
    post = (
        "post_id",
        "post__union_id",
        "post__union__short_name",
        "post__title",
        "post__role",
        "post__union__level",
    )
    where = (f"{place}path", f"{place}line", f"{place}valid_from", f"{place}valid_to")
    held = Appointment.objects.begun_by(day).filter(person_id=person_id)
    rows = held.order_by(F("valid_to").desc(nulls_first=True), "pk").values_list(*facts, *post, *where)
    for (_pk, since, until), found in groupby(rows, key=lambda row: row[:3]):
        lines = list(found)
        places = [_Place(*line[9:]) for line in lines if line[9] is not None]
        yield _held(lines[0][3:9], since, until, places, day)


def _held(
    post: tuple[Any, ...], since: date, until: date | None, places: list[_Place], day: date
) -> HeldPost:
    """A post with its reach: see `HeldPost`."""
    post_id, union_id, name, title, role, level = post
    ended = min((e for e in (until, _left_on(places)) if e and is_over(e, day)), default=None)
    last = last_day(ended) if ended else day
    here = [p for p in places if holds_on(p.valid_from, p.valid_to, last)]
    # By territory where there is one; where the union has no place, the post reaches the union alone.
    path = max(here, key=lambda p: p.line).path if here else child_path("", union_id)
    earlier = tuple(Reach(p.path, p.valid_to) for p in places if is_over(p.valid_to, last))
    return HeldPost(post_id, union_id, name, title, role, level, path, ended, earlier)


def _left_on(places: Iterable[_Place]) -> date | None:
    """The day on which a union left the tree for good; None while it has a place or is to have one."""
    ends = [p.valid_to for p in places]
    return max((e for e in ends if e), default=None) if None not in ends else None


#: `AppointmentQuerySet.acting_on` by hand: everybody sends it in the last minute, and Django writes it slower than the
#: database answers.
_ACTING = f"""
    SELECT 1 FROM units_appointment a JOIN units_post p ON p.id = a.post_id
    WHERE a.person_id = %(person)s AND p.union_id = %(union)s
    AND p.role IN ({", ".join(f"'{role.value}'" for role in WRITING_ROLES)}) AND {HOLDING_SQL.format("a")} AND (
        EXISTS (SELECT 1 FROM units_affiliation f WHERE f.union_id = p.union_id AND {LASTING_SQL.format("f")})
        OR NOT EXISTS (SELECT 1 FROM units_affiliation f WHERE f.union_id = p.union_id)
    ) LIMIT 1"""


def acts_on(day: date, person_id: int, union_id: int) -> bool:
    """The person acts for this very union on the day."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTING, {"day": day, "person": person_id, "union": union_id})
        return cursor.fetchone() is not None
