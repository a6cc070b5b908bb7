"""Founding unions and moving them in the tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import check_dates
from common.db import update_from
from common.errors import fault
from common.locks import exclusive_lock
from common.search import with_made
from units.actors import Actor
from units.choices import Line
from units.models import Affiliation, Union
from units.permissions import parents_among, require_all, require_keeper
from units.rules import child_path, makes_cycle, periods_overlap
from units.services import audit


def new_union(*, code: str, name: str, short_name: str = "", **fields: Any) -> Union:
    """An unsaved union. For bulk writing; `found_union` is the usual door."""
    return Union(
        code=code,
        name=name,
        short_name=short_name or name[:80],
        **fields,
    )


@transaction.atomic
def found_union(
    *,
    code: str,
    name: str,
    level: str,
    by: Actor,
    now: datetime,
    since: date,
    parent: Union | None = None,
    **fields: Any,
) -> Union:
    """Found a union and place it under a parent from `since` on.

    Raises ValidationError for a code in use, a fact that does not fit its field, or a parent without a place on that
    day; Refusal for somebody who keeps neither the parent nor a union above it.
    """
    require_keeper(by, parent)
    if Union.objects.filter(code=code).exists():
        raise fault(
            "code", _("The code “%(code)s” belongs to another union. Choose another.") % {"code": code}
        )
    union = new_union(code=code, name=name, level=level, **fields)
    _check_facts(union, now)
    union.save()
    audit.record(verb="found_union", subject=union, by=by, now=now, code=code, name=name)
    affiliate_union(union=union, parent=parent, since=since, by=by, now=now)
    return union


def _check_facts(union: Union, now: datetime) -> None:
    union.clean_fields()
    if union.founded_on and union.founded_on > timezone.localdate(now):
        raise fault("founded_on", founded_ahead())
    if union.founded_on and union.dissolved_on and union.dissolved_on < union.founded_on:
        raise fault(
            "dissolved_on",
            _("A union is dissolved after it was founded. Choose %(day)s or later.")
            % {"day": f"{union.founded_on:%d/%m/%Y}"},
        )


def founded_ahead() -> str:
    """The fault in a founding day to come; a place in the tree and a dissolution may be dated ahead."""
    return _("This day is still to come. Write the day on which the union was founded, or leave it empty.")


@dataclass(frozen=True)
class _Stretch:
    """The path that a union has from–to (half-open); it changes when the parent itself moves."""

    path: str
    valid_from: date
    valid_to: date | None


@transaction.atomic
def affiliate_union(
    *,
    union: Union,
    parent: Union | None,
    since: date,
    by: Actor,
    now: datetime,
    line: str = Line.TERRITORY,
) -> Affiliation:
    """Place a union under a parent from `since` on, with everything below it. The earlier places stay in history.

    A move may be recorded late: what happened to the parent or below the union after `since` keeps its own dates. It
    may be dated ahead: until then nothing changes, and another move before it ends on its day.
    Raises ValidationError when the parent stands below the union, has no place yet on that day, or the new place would
    begin before the one that it ends; Refusal for somebody who keeps neither side. Returns the place that holds last.
    """
    check_dates(since=since)
    exclusive_lock("union-tree", 0)  # two moves at once could make a cycle that neither sees
    places = Affiliation.objects.filter(union=union, line=line).order_by("valid_from")
    # The place that the move ends: where the union stands on that day, unless that lies in history already.
    current = places.on(since).lasting(timezone.localdate(now)).first() or places.without_end().first()
    if current or parent is None:
        require_keeper(by, union)
    if parent is not None:
        require_all([parent.pk], parents_among(by, [parent.pk]))
    if current and current.parent_id == (parent.pk if parent else None):
        return current
    if current and since <= current.valid_from:
        raise fault(
            "since",
            _("The new place must begin after %(day)s, when the current one began.")
            % {"day": f"{current.valid_from:%d/%m/%Y}"},
        )
    later = None if current else places.lasting(since).last()
    if later:
        raise fault(
            "since",
            _("The union had another place until %(day)s. Choose that day or a later one.")
            % {"day": f"{later.valid_to:%d/%m/%Y}"},
        )
    if current:
        for place in _until_it_moves(places.lasting(since)):
            first = max(since, place.valid_from)
            stretches = _stretches(union, parent, first, place.valid_to, line)
            _move(place, stretches, parent_id=parent.pk if parent else None, since=first, now=now)
    else:
        _place(union, parent, _stretches(union, parent, since, None, line), line=line, now=now)
    audit.record(
        verb="affiliate_union",
        subject=union,
        by=by,
        now=now,
        parent=parent.code if parent else None,
        since=since,
        line=line,
    )
    return places.reverse()[0]


def _until_it_moves(places: Iterable[Affiliation]) -> Iterator[Affiliation]:
    """The places under the parent of the first: a union has several of them where the parent itself moves."""
    held = iter(places)
    first = next(held)
    yield first
    yield from takewhile(lambda place: place.parent_id == first.parent_id, held)


def _place(
    union: Union, parent: Union | None, stretches: Iterable[_Stretch], *, line: str, now: datetime
) -> None:
    """Write the first places of a union, or those after it had left the tree."""
    Affiliation.objects.bulk_create(
        Affiliation(
            union=union,
            parent=parent,
            line=line,
            path=s.path,
            valid_from=s.valid_from,
            valid_to=s.valid_to,
            recorded_at=now,
        )
        for s in stretches
    )


def _stretches(
    union: Union, parent: Union | None, since: date, until: date | None, line: str
) -> list[_Stretch]:
    """The paths of `union` under `parent` from `since` up to `until`: one for each place of the parent in between."""
    if parent is None:
        return [_Stretch(child_path("", union.pk), since, until)]
    above = list(Affiliation.objects.filter(union=parent, line=line).order_by("valid_from"))
    for path in [a.path for a in above] or [child_path("", parent.pk)]:
        if makes_cycle(union.pk, path):
            raise fault(
                "parent",
                _("“%(parent)s” stands below “%(union)s”: that would make a cycle. Choose another parent.")
                % {"parent": parent, "union": union},
            )
    if not above:  # a parent that has no parent of its own along this line
        return [_Stretch(child_path(child_path("", parent.pk), union.pk), since, until)]
    held = [a for a in above if periods_overlap(a.valid_from, a.valid_to, since, until)]
    if not held:
        raise fault(
            "parent",
            _("“%(parent)s” has no place in the tree any more. Choose another parent.") % {"parent": parent},
        )
    if held[0].valid_from > since:
        raise fault(
            "since",
            _("“%(parent)s” has its place from %(day)s on. Choose that day or a later one.")
            % {"parent": parent, "day": f"{held[0].valid_from:%d/%m/%Y}"},
        )
    return [
        _Stretch(child_path(a.path, union.pk), max(a.valid_from, since), _sooner(a.valid_to, until))
        for a in held
    ]


def _sooner(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends; None lasts for ever."""
    return min((end for end in (one, other) if end), default=None)


def _move(
    current: Affiliation, stretches: list[_Stretch], *, parent_id: int | None, since: date, now: datetime
) -> None:
    """End the places at and below the union on `since`, and write them under the new paths, each in its own dates."""
    rows = list(Affiliation.objects.lasting(since).within(current.path).filter(line=current.line))
    moved = [
        Affiliation(
            union_id=row.union_id,
            parent_id=parent_id if row.pk == current.pk else row.parent_id,
            line=row.line,
            path=stretch.path + row.path[len(current.path) :],
            valid_from=max(row.valid_from, stretch.valid_from),
            valid_to=_sooner(row.valid_to, stretch.valid_to),
            recorded_at=now,
        )
        for row in rows
        for stretch in stretches
        if periods_overlap(max(row.valid_from, since), row.valid_to, stretch.valid_from, stretch.valid_to)
    ]
    update_from(Affiliation, [{"id": r.pk, "valid_to": since} for r in rows if r.valid_from < since])
    Affiliation.objects.filter(pk__in=[r.pk for r in rows if r.valid_from >= since]).delete()
    Affiliation.objects.bulk_create(moved, batch_size=1000)


@transaction.atomic
def edit_union(*, union: Union, by: Actor, now: datetime, **changes: Any) -> Union:
    """Correct a union's own facts (name, sector, dates).

    Raises ValidationError for a field that may not change this way or a fact that does not fit, Refusal for somebody
    who keeps neither the union nor one above it.
    """
    require_keeper(by, union)
    allowed = {"name", "short_name", "level", "sector", "founded_on", "dissolved_on", "is_sample"}
    if set(changes) - allowed:
        raise ValidationError(_("Only a union's own facts can be changed here."))
    before = {field: getattr(union, field) for field in changes if getattr(union, field) != changes[field]}
    if before:
        for field in before:
            setattr(union, field, changes[field])
        _check_facts(union, now)
        union.save(update_fields=with_made(union, before))
        audit.record(
            verb="edit_union",
            subject=union,
            by=by,
            now=now,
            before=before,
            after={f: changes[f] for f in before},
        )
    return union
