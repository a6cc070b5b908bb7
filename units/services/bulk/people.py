"""Many people, their accounts, posts and appointments at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from common.db import update_from
from common.search import search_text
from common.text import sort_key
from units.actors import Actor, System
from units.models import Appointment, Person, Post, User
from units.permissions import (
    administered_among,
    administrators_only,
    appointing_refusal,
    bound_elsewhere,
    bound_refusal,
    editable_among,
    require,
)
from units.rules import is_put_off
from units.services import audit

BATCH = 1000


@transaction.atomic
def enter_people(
    *,
    new: Sequence[tuple[Any, Person, str]],
    edits: Mapping[int, Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> dict[Any, int]:
    """Enter people, each with the key under which the caller knows them and the name of their account ("": none).

    Accounts have no password: nobody can sign in until one is set. `edits` are facts of stored people by id, each with
    the name. Returns key → id. Raises Refusal for somebody who does not administer all unions in which a person to be
    corrected holds a post.
    """
    if not new and not edits:
        return {}
    require(set(edits) <= editable_among(by, edits), administrators_only())
    Person.objects.bulk_create([person for _key, person, _name in new], batch_size=BATCH)
    nobody = make_password(None)
    User.objects.bulk_create(
        [User(username=name, person=person, password=nobody) for _key, person, name in new if name],
        batch_size=BATCH,
    )
    update_from(
        Person,
        [{"id": pk, **facts, **_made_of(facts["full_name"])} for pk, facts in edits.items()],
    )
    some = new[0][1] if new else Person(pk=next(iter(edits)))
    entered = [[person.full_name, name] for _key, person, name in new]
    edited = {str(pk): dict(facts) for pk, facts in edits.items()}
    audit.record(verb="enter_people", subject=some, by=by, now=now, entered=entered, edited=edited)
    return {key: person.pk for key, person, _name in new}


def _made_of(full_name: str) -> dict[str, str]:
    """A person's search and sorting text, as the model makes them (`common.search`)."""
    return {"search": search_text(full_name)[:250], "sort_key": sort_key(full_name)[:450]}


@transaction.atomic
def write_appointments(
    *,
    posts: Sequence[Post],
    new: Sequence[tuple[Appointment, Post]],
    edits: Mapping[int, Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> None:
    """Make posts, put people into them, and correct the ends and sources of stored appointments (id → fields).

    Raises Refusal as `appoint` and `end_appointment`: for anybody but administrators of the union, for one's own post,
    and for somebody who holds a post elsewhere. An end that is put off gives the post for the days between.
    """
    if not new and not edits:
        return
    held = list(Appointment.objects.filter(pk__in=list(edits)).select_related("post"))
    if not isinstance(by, System):
        _require_rights(by, new, held, edits)
    Post.objects.bulk_create(posts, batch_size=BATCH)
    for appointment, post in new:
        appointment.post = post
    Appointment.objects.bulk_create([appointment for appointment, _post in new], batch_size=BATCH)
    update_from(Appointment, [{"id": pk, **fields} for pk, fields in edits.items()])
    appointed = [[a.person_id, p.union_id, p.title, a.valid_from, a.valid_to] for a, p in new]
    some = Person(pk=new[0][0].person_id if new else held[0].person_id)
    edited = {str(pk): dict(fields) for pk, fields in edits.items()}
    audit.record(verb="write_appointments", subject=some, by=by, now=now, appointed=appointed, edited=edited)


def _require_rights(
    by: User,
    new: Sequence[tuple[Appointment, Post]],
    held: Sequence[Appointment],
    edits: Mapping[int, Mapping[str, Any]],
) -> None:
    touched: list[tuple[int | None, Post, bool]] = [(a.person_id, post, False) for a, post in new]
    for appointment in held:
        end, until = appointment.valid_to, edits[appointment.pk].get("valid_to", appointment.valid_to)
        whose = appointment.person_id if until != end else None  # what is noted of a post moves nobody
        touched.append((whose, appointment.post, not is_put_off(end, until)))
    administered = administered_among(by, {post.union_id for _person, post, _ends in touched})
    for person_id, post, ends in touched:
        reason = appointing_refusal(
            is_own=person_id == by.person_id,
            role=post.role,
            administers=post.union_id in administered,
            ends=ends,
        )
        require(not reason, reason)
    given = {person_id for person_id, _post, ends in touched if person_id and not ends}
    require(not bound_elsewhere(by, given), bound_refusal())
