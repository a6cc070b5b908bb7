"""Writing the organisation in sets, for workbooks: few statements and one audit event whatever the number of rows.

The callers have checked the rows and the importer's rights; the database's constraints still stand behind them. Rows are dicts
by the workbook's keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from common.db import update_from
from common.errors import fault
from common.locks import exclusive_lock
from units.actors import Actor
from units.choices import Line
from units.models import (
    Affiliation,
    Appointment,
    Cluster,
    ClusterMembership,
    Person,
    Post,
    Union,
    User,
)
from units.rules import child_path, makes_cycle, subtree_range
from units.services import audit
from units.services.unions import new_union

BATCH = 1000
FACTS = ("name", "short_name", "level", "sector", "founded_on", "dissolved_on", "is_sample")
Rows = Sequence[Mapping[str, Any]]


@transaction.atomic
def found_unions(*, rows: Rows, by: Actor, now: datetime) -> dict[str, int]:
    """Found unions with their places, parents before children whatever their order; returns code → id.

    A row's `parent` is the code of a stored union or of another row; "" for the top of a tree.
    """
    if not rows:
        return {}
    exclusive_lock("union-tree", 0)
    fresh = [new_union(code=row["code"], **{f: row[f] for f in FACTS}) for row in rows]
    Union.objects.bulk_create(fresh, batch_size=BATCH)
    ids = {union.code: union.pk for union in fresh}
    paths = _paths({row["parent"] for row in rows} - set(ids))
    below: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    above = {code: pk for code, (pk, _path) in paths.items()} | ids
    places, waiting = [], [(code, path) for code, (_pk, path) in paths.items()]
    while waiting:
        parent, path = waiting.pop()
        for row in below.get(parent, ()):
            code = row["code"]
            here = child_path(path, ids[code])
            waiting.append((code, here))
            places.append(
                Affiliation(
                    union_id=ids[code], parent_id=above.get(parent), path=here, valid_from=row["valid_from"], recorded_at=now
                )
            )  # fmt: skip
    Affiliation.objects.bulk_create(places, batch_size=BATCH)
    audit.record(verb="found_unions", subject=fresh[0], by=by, now=now, codes=list(ids))
    return ids


def _paths(codes: set[str]) -> dict[str, tuple[int | None, str]]:
    """Code → id and path of stored unions; "" is above the tops of the trees."""
    found: dict[str, tuple[int | None, str]] = {"": (None, "")}
    wanted = sorted(codes - {""})
    for start in range(0, len(wanted), 5000):
        some = wanted[start : start + 5000]
        places = Affiliation.objects.filter(
            union__code__in=some, line=Line.TERRITORY, valid_to__isnull=True
        ).values_list("union__code", "union_id", "path")
        placed = {code: (pk, path) for code, pk, path in places}
        for code, pk in Union.objects.filter(code__in=some).values_list("code", "pk"):
            found[code] = placed.get(code, (pk, child_path("", pk)))
    return found


@transaction.atomic
def edit_unions(*, rows: Mapping[int, Mapping[str, Any]], by: Actor, now: datetime) -> None:
    """Correct the facts of stored unions: id → the whole row."""
    if not rows:
        return
    payload, fresh = [], None
    for pk, row in rows.items():
        fresh = new_union(code=row["code"], **{f: row[f] for f in FACTS})
        fresh.pk = pk
        facts = {f: row[f] for f in FACTS}
        payload.append({"id": pk, **facts, "search": fresh.search, "sort_key": fresh.sort_key})
    update_from(Union, payload)
    assert fresh is not None
    audit.record(
        verb="edit_unions", subject=fresh, by=by, now=now, rows=[{k: r[k] for k in ("code", *FACTS)} for r in rows.values()]
    )  # fmt: skip


@transaction.atomic
def correct_places(*, days: Mapping[int, date], by: Actor, now: datetime) -> None:
    """Correct the first day of present places: union id → day. Raises ValidationError where an earlier place lasted longer."""
    if not days:
        return
    exclusive_lock("union-tree", 0)
    places = Affiliation.objects.filter(union_id__in=list(days), line=Line.TERRITORY).select_related("union")
    payload = []
    for place in places:
        if place.valid_to is None:
            payload.append({"id": place.pk, "valid_from": days[place.union_id]})
        elif place.valid_to > days[place.union_id]:
            raise fault(
                "valid_from",
                _("“%(union)s” had another place until %(day)s. Choose that day or a later one.")
                % {"union": place.union.code, "day": f"{place.valid_to:%d/%m/%Y}"},
            )
    update_from(Affiliation, payload)
    first = Union(pk=next(iter(days)))
    audit.record(
        verb="correct_places", subject=first, by=by, now=now, days={str(k): v for k, v in days.items()}
    )


@transaction.atomic
def put_top_under(*, union: Union, parent: Union, since: date, by: Actor, now: datetime) -> None:
    """The top of a tree turns out to have stood under `parent` since its first day here or earlier: its whole tree hangs there.

    For a federation that was set up alone and learns what stands above it. Raises ValidationError when the union has had
    another place, or the parent stands below it.
    """
    exclusive_lock("union-tree", 0)
    above = Affiliation.objects.filter(union=parent, line=Line.TERRITORY, valid_to__isnull=True).first()
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


@transaction.atomic
def edit_cluster(*, cluster: Cluster, by: Actor, now: datetime, **changes: Any) -> None:
    """Correct a cluster's own facts."""
    before = {field: str(getattr(cluster, field)) for field in changes}
    for field, value in changes.items():
        setattr(cluster, field, value)
    cluster.clean_fields()
    cluster.save(update_fields=list(changes))
    after = {field: str(value) for field, value in changes.items()}
    audit.record(verb="edit_cluster", subject=cluster, by=by, now=now, before=before, after=after)


@transaction.atomic
def write_memberships(
    *, new: Iterable[ClusterMembership], ends: Mapping[int, date | None], by: Actor, now: datetime
) -> None:
    """Write new memberships, and the ends of stored ones: id → the first day without it, None: it lasts."""
    fresh = ClusterMembership.objects.bulk_create(new, batch_size=BATCH)
    update_from(ClusterMembership, [{"id": pk, "valid_to": day} for pk, day in ends.items()])
    if fresh or ends:
        some = Cluster(
            pk=fresh[0].cluster_id if fresh else ClusterMembership.objects.get(pk=next(iter(ends))).cluster_id
        )
        joined = [[m.cluster_id, m.union_id, m.valid_from, m.valid_to] for m in fresh]
        audit.record(
            verb="write_memberships", subject=some, by=by, now=now, joined=joined, ends={str(k): v for k, v in ends.items()}
        )  # fmt: skip


@transaction.atomic
def enter_people(
    *,
    new: Sequence[tuple[Any, Person, str]],
    edits: Mapping[int, Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> dict[Any, int]:
    """Enter people, each with the key under which the caller knows them and the name of their account ("": none).

    Accounts have no password: nobody can sign in until one is set. `edits` are facts of stored people by id. Returns key → id.
    """
    Person.objects.bulk_create([person for _key, person, _name in new], batch_size=BATCH)
    nobody = make_password(None)
    User.objects.bulk_create(
        [User(username=name, person=person, password=nobody) for _key, person, name in new if name],
        batch_size=BATCH,
    )
    update_from(Person, [{"id": pk, **facts} for pk, facts in edits.items()])
    if new or edits:
        some = new[0][1] if new else Person(pk=next(iter(edits)))
        entered = [[person.full_name, name] for _key, person, name in new]
        edited = {str(pk): dict(facts) for pk, facts in edits.items()}
        audit.record(verb="enter_people", subject=some, by=by, now=now, entered=entered, edited=edited)
    return {key: person.pk for key, person, _name in new}


@transaction.atomic
def write_appointments(
    *,
    posts: Sequence[Post],
    new: Sequence[tuple[Appointment, Post]],
    edits: Mapping[int, Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> None:
    """Make posts, put people into them, and correct the ends and sources of stored appointments (id → fields)."""
    Post.objects.bulk_create(posts, batch_size=BATCH)
    for appointment, post in new:
        appointment.post = post
    Appointment.objects.bulk_create([appointment for appointment, _post in new], batch_size=BATCH)
    update_from(Appointment, [{"id": pk, **fields} for pk, fields in edits.items()])
    if new or edits:
        appointed = [[a.person_id, p.union_id, p.title, a.valid_from, a.valid_to] for a, p in new]
        some = Person(
            pk=new[0][0].person_id if new else Appointment.objects.get(pk=next(iter(edits))).person_id
        )
        edited = {str(pk): dict(fields) for pk, fields in edits.items()}
        audit.record(
            verb="write_appointments", subject=some, by=by, now=now, appointed=appointed, edited=edited
        )
