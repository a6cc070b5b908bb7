"""Many unions and their places at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.db import update_from
from common.errors import fault
from common.locks import exclusive_lock
from common.search import search_text
from common.text import sort_key
from units.actors import Actor
from units.choices import Line
from units.models import Affiliation, Union
from units.permissions import kept_among, parents_among, require_all, require_top
from units.rules import child_path, makes_cycle, subtree_range
from units.services import audit
from units.services.unions import new_union

BATCH = 1000
FACTS = ("name", "short_name", "level", "sector", "founded_on", "dissolved_on", "is_sample")
Row = Mapping[str, Any]


@transaction.atomic
def found_unions(*, rows: Sequence[Row], by: Actor, now: datetime) -> dict[str, int]:
    """Found unions with their places, parents before children whatever their order; returns code → id.

    A row's `parent` is the code of a stored union or of another row; "" for the top of a tree. Raises Refusal for
    somebody who may not place unions below one of the stored parents, or found a top.
    """
    if not rows:
        return {}
    exclusive_lock("union-tree", 0)
    above = {row["parent"] for row in rows} - {row["code"] for row in rows}
    paths = _paths(above - {""})
    stored = {pk for pk, _path in paths.values()}
    require_all(stored, parents_among(by, stored))
    if "" in above:
        require_top(by)
    fresh = [new_union(code=row["code"], **{f: row[f] for f in FACTS}) for row in rows]
    Union.objects.bulk_create(fresh, batch_size=BATCH)
    ids = {union.code: union.pk for union in fresh}
    Affiliation.objects.bulk_create(_places(rows, ids, paths, now), batch_size=BATCH)
    audit.record(verb="found_unions", subject=fresh[0], by=by, now=now, codes=list(ids))
    return ids


def _paths(codes: set[str]) -> dict[str, tuple[int, str]]:
    """Code → id and path of stored unions."""
    found: dict[str, tuple[int, str]] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        places = Affiliation.objects.without_end().filter(union__code__in=some, line=Line.TERRITORY)
        found_here = places.values_list("union__code", "union_id", "path")
        placed = {code: (pk, path) for code, pk, path in found_here}
        for code, pk in Union.objects.filter(code__in=some).values_list("code", "pk"):
            found[code] = placed.get(code, (pk, child_path("", pk)))
    return found


def _places(
    rows: Sequence[Row], ids: dict[str, int], paths: dict[str, tuple[int, str]], now: datetime
) -> list[Affiliation]:
    """The places of new unions, walking down from the stored ones and from the tops."""
    below: dict[str, list[Row]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    above = {code: pk for code, (pk, _path) in paths.items()} | ids
    places: list[Affiliation] = []
    waiting = [("", ""), *((code, path) for code, (_pk, path) in paths.items())]
    while waiting:
        parent, path = waiting.pop()
        for row in below.get(parent, ()):
            union_id = ids[row["code"]]
            here = child_path(path, union_id)
            waiting.append((row["code"], here))
            place = Affiliation(union_id=union_id, parent_id=above.get(parent), path=here)
            place.valid_from, place.recorded_at = row["valid_from"], now
            places.append(place)
    return places


@transaction.atomic
def edit_unions(*, rows: Mapping[int, Row], by: Actor, now: datetime) -> None:
    """Correct the facts of stored unions: id → the whole row. Raises Refusal as `edit_union`."""
    if not rows:
        return
    require_all(rows, kept_among(by, rows))
    payload, fresh = [], None
    for pk, row in rows.items():
        fresh = new_union(code=row["code"], **{f: row[f] for f in FACTS})
        fresh.pk = pk
        facts = {f: row[f] for f in FACTS}
        search = search_text(fresh.name, fresh.short_name, fresh.code)[:900]
        payload.append({"id": pk, **facts, "search": search, "sort_key": sort_key(fresh.name)[:700]})
    update_from(Union, payload)
    assert fresh is not None
    told = [{k: row[k] for k in ("code", *FACTS)} for row in rows.values()]
    audit.record(verb="edit_unions", subject=fresh, by=by, now=now, rows=told)


@transaction.atomic
def correct_places(*, days: Mapping[int, date], by: Actor, now: datetime) -> None:
    """Correct the first day of present places: union id → day.

    Raises ValidationError where an earlier place lasted longer, Refusal for somebody who does not keep one of the
    unions.
    """
    if not days:
        return
    require_all(days, kept_among(by, days))
    exclusive_lock("union-tree", 0)
    places = Affiliation.objects.filter(union__in=list(days), line=Line.TERRITORY)
    payload = [{"id": place.pk, "valid_from": days[place.union_id]} for place in places.without_end()]
    for place in places.exclude(pk__in=[row["id"] for row in payload]).select_related("union"):
        if place.valid_to and place.valid_to > days[place.union_id]:
            raise fault(
                "valid_from",
                _("“%(union)s” had another place until %(day)s. Choose that day or a later one.")
                % {"union": place.union.code, "day": f"{place.valid_to:%d/%m/%Y}"},
            )
    update_from(Affiliation, payload)
    first = Union(pk=next(iter(days)))
    told = {str(k): v for k, v in days.items()}
    audit.record(verb="correct_places", subject=first, by=by, now=now, days=told)


@transaction.atomic
def put_top_under(*, union: Union, parent: Union, since: date, by: Actor, now: datetime) -> None:
    """The top of a tree turns out to have stood under `parent` since its first day here or earlier: its whole tree
    hangs there.

    For a federation that was set up alone and learns what stands above it. Raises ValidationError when the union has
    had another place, or the parent stands below it; Refusal for somebody who may not place it there.
    """
    require_all([union.pk], kept_among(by, [union.pk]))
    require_all([parent.pk], parents_among(by, [parent.pk]))
    exclusive_lock("union-tree", 0)
    above = Affiliation.objects.without_end().filter(union=parent, line=Line.TERRITORY).first()
    own = list(Affiliation.objects.filter(union=union, line=Line.TERRITORY))
    if above is None or len(own) != 1 or makes_cycle(union.pk, above.path):
        raise fault(
            "parent",
            _("“%(union)s” has had another place already. Choose a later day for the new one.")
            % {"union": union.code},
        )
    low, high = subtree_range(own[0].path)
    below = Affiliation.objects.filter(line=Line.TERRITORY, path__gte=low, path__lt=high)
    moved = [{"id": pk, "path": above.path + path[1:]} for pk, path in below.values_list("pk", "path")]
    update_from(Affiliation, moved)
    Affiliation.objects.filter(pk=own[0].pk).update(parent=parent, valid_from=since)
    audit.record(verb="put_top_under", subject=union, by=by, now=now, parent=parent.code, since=since)
