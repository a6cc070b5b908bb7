"""Writing in sets asks for the same rights as the single acts: no way to write a row leads past them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from common.errors import Refusal
from tests.cast import NOW, START, World
from units.actors import SYSTEM, Actor
from units.choices import Level, Role
from units.models import (
    Affiliation,
    Appointment,
    AuditEvent,
    Cluster,
    ClusterMembership,
    Person,
    Post,
    Union,
    User,
)
from units.permissions import administered_among, administers, kept_among, may_keep, parents_among
from units.services.bulk.clusters import edit_cluster, write_memberships
from units.services.bulk.people import enter_people, write_appointments
from units.services.bulk.unions import correct_places, edit_unions, found_unions, put_top_under
from units.services.people import appoint, open_account, register_person
from units.services.unions import affiliate_union, found_union

KEEPERS = "Only staff of this union, or of one above it, may change this. Please ask them."
ADMINISTRATORS = "Only administrators of this union, or of one above it, may do this. Please ask them."
FACTS = {
    "short_name": "X",
    "level": Level.GRASSROOTS,
    "sector": "",
    "founded_on": None,
    "dissolved_on": None,
    "is_sample": False,
}


def row(code: str, parent: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "parent": parent, "valid_from": START, **FACTS, **facts}


def new_post(
    world: World, union: Union, by_person: Person | None = None, role: str = Role.OFFICER
) -> dict[str, Any]:
    """What `write_appointments` is given for one new post."""
    person = by_person or Person.objects.create(full_name="Ai đó")
    post = Post(union=union, title="Trợ lý", role=role)
    return {"posts": [post], "new": [(Appointment(person=person, valid_from=START), post)], "edits": {}}


def ended(person: Person, on: date | None) -> dict[str, Any]:
    """What `write_appointments` is given for another end of a person's only post."""
    held = Appointment.objects.get(person=person)
    return {"posts": [], "new": [], "edits": {held.pk: {"valid_to": on, "source": held.source}}}


#: What Hoa of Ba Dinh may not do, and Quang of the federation may; for people An, who administers it.
ACTS: dict[str, Callable[[World, Actor], Any]] = {
    "found a union below another's": lambda w, by: found_unions(rows=[row("X", "LB")], by=by, now=NOW),
    "edit another's facts": lambda w, by: edit_unions(
        rows={w.long_bien.pk: row("LB", "HN", name="Khác")}, by=by, now=NOW
    ),
    "correct another's place": lambda w, by: correct_places(
        days={w.long_bien.pk: date(2021, 1, 1)}, by=by, now=NOW
    ),
    "edit a cluster": lambda w, by: edit_cluster(
        cluster=Cluster.objects.get(code="C1"), name="Cụm của tôi", by=by, now=NOW
    ),
    "let its own union join": lambda w, by: write_memberships(
        new=[ClusterMembership(cluster=w.cluster_2, union=w.ba_dinh, valid_from=START)],
        ends={},
        by=by,
        now=NOW,
    ),
    "end a membership": lambda w, by: write_memberships(
        new=[],
        ends={ClusterMembership.objects.get(union=w.long_bien).pk: date(2024, 7, 1)},
        by=by,
        now=NOW,
    ),
    "rename somebody": lambda w, by: enter_people(
        new=[],
        edits={w.lan.person_id: {"full_name": "Khác", "email": "", "is_sample": False}},
        by=by,
        now=NOW,
    ),
    "give a post elsewhere": lambda w, by: write_appointments(**new_post(w, w.long_bien), by=by, now=NOW),
    "end a post elsewhere": lambda w, by: write_appointments(
        **ended(w.lan.person, date(2024, 7, 1)), by=by, now=NOW
    ),
}


OF_PEOPLE = ("rename somebody", "give a post elsewhere", "end a post elsewhere")


@pytest.mark.parametrize("act", ACTS)
def test_staff_write_in_sets_only_what_they_keep(world: World, act: str) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(Refusal) as refusal:
        ACTS[act](world, world.hoa)
    is_of_people = act in OF_PEOPLE
    said = ADMINISTRATORS if is_of_people else KEEPERS
    assert (refusal.value.reason, AuditEvent.objects.count()) == (said, events)
    if is_of_people:
        with pytest.raises(Refusal):
            ACTS[act](world, world.quang)
    doer = world.an if is_of_people else world.quang
    ACTS[act](world, doer)
    assert AuditEvent.objects.count() == events + 1
    assert AuditEvent.objects.latest("pk").actor_name == doer.username


def test_a_top_is_founded_by_who_keeps_one_alone(world: World) -> None:
    for user in (world.hoa, world.quang):
        with pytest.raises(Refusal):
            found_unions(rows=[row("X", "")], by=user, now=NOW)
    found_unions(rows=[row("X", "")], by=SYSTEM, now=NOW)
    appoint(
        person=world.vy.person,
        union=world.confederation,
        title="Chủ tịch",
        role=Role.CHAIR,
        since=START,
        by=SYSTEM,
        now=NOW,
    )
    assert set(found_unions(rows=[row("Y", ""), row("Z", "Y")], by=world.vy, now=NOW)) == {"Y", "Z"}


def administrator(world: World, union: Union) -> User:
    """An administrator of the union."""
    person = register_person(full_name="Quản", by=SYSTEM, now=NOW)
    appoint(
        person=person, union=union, title="Quản trị", role=Role.ADMINISTRATOR, since=START, by=SYSTEM, now=NOW
    )
    return open_account(username="quan", person=person, password="Mot-mat-khau-dai", by=SYSTEM, now=NOW)


def test_an_administrators_post_is_given_by_administrators_alone(world: World) -> None:
    given = new_post(world, world.ba_dinh, role=Role.ADMINISTRATOR)
    with pytest.raises(Refusal) as refusal:
        write_appointments(**given, by=world.hung, now=NOW)
    assert refusal.value.reason == (
        "Only administrators of this union, or of one above it, may do this. Please ask them."
    )
    write_appointments(**given, by=administrator(world, world.city), now=NOW)
    assert Appointment.objects.filter(post__union=world.ba_dinh, post__role=Role.ADMINISTRATOR).count() == 1


def test_nobody_gives_himself_a_post_or_puts_off_its_end(world: World) -> None:
    keeper = administrator(world, world.ba_dinh)
    post = Post.objects.create(union=world.ba_dinh, title="Ủy viên", role=Role.OFFICER)
    until = date(2024, 12, 31)
    held = Appointment.objects.create(person=keeper.person, post=post, valid_from=START, valid_to=until)
    later = {held.pk: {"valid_to": date(2100, 1, 1), "source": ""}}
    for given in (
        new_post(world, world.ba_dinh, keeper.person),
        {"posts": [], "new": [], "edits": later},
    ):
        with pytest.raises(Refusal) as refusal:
            write_appointments(**given, by=keeper, now=NOW)
        assert refusal.value.reason == (
            "Nobody appoints himself. Please ask another administrator to enter this post."
        )


def test_a_set_gives_no_post_to_somebody_who_holds_one_elsewhere(world: World) -> None:
    keeper = administrator(world, world.ba_dinh)
    with pytest.raises(Refusal) as refusal:
        write_appointments(**new_post(world, world.ba_dinh, world.minh.person), by=keeper, now=NOW)
    assert refusal.value.reason == (
        "This person also holds a post elsewhere. Please ask an administrator of a union above both."
    )


def test_nobody_ends_the_post_through_which_he_administers(world: World) -> None:
    keeper = administrator(world, world.city)
    with pytest.raises(Refusal) as refusal:
        write_appointments(**ended(keeper.person, date(2024, 7, 20)), by=keeper, now=NOW)
    assert refusal.value.reason == (
        "This is the post through which you administer. Please ask another administrator to end it."
    )


def test_the_source_of_ones_own_post_may_be_corrected(world: World) -> None:
    held = Appointment.objects.get(person=world.an.person)
    edits = {held.pk: {"valid_to": held.valid_to, "source": "QĐ 12"}}
    write_appointments(posts=[], new=[], edits=edits, by=world.an, now=NOW)
    held.refresh_from_db()
    assert held.source == "QĐ 12"


def test_a_cluster_is_not_given_to_a_union_that_one_does_not_keep(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        edit_cluster(cluster=world.cluster_2, owner=world.confederation, by=world.quang, now=NOW)
    assert refusal.value.reason == KEEPERS


def test_the_top_of_a_tree_is_hung_under_what_nobody_keeps_yet(world: World) -> None:
    alone = found_union(code="HP", name="Hải Phòng", level=Level.CITY, by=SYSTEM, now=NOW, since=START)
    keeper = administrator(world, alone)
    with pytest.raises(Refusal):  # somebody keeps the federation already
        put_top_under(union=alone, parent=world.city, since=START, by=keeper, now=NOW)
    above = found_unions(rows=[row("TOP", "", level=Level.CONFEDERATION)], by=keeper, now=NOW)["TOP"]
    put_top_under(union=alone, parent=Union.objects.get(pk=above), since=START, by=keeper, now=NOW)
    place = Affiliation.objects.get(union=alone)
    assert (place.parent_id, place.path) == (above, f"/{above}/{alone.pk}/")


def test_a_moved_top_names_who_moved_it(world: World) -> None:
    alone = found_union(code="HP", name="Hải Phòng", level=Level.CITY, by=SYSTEM, now=NOW, since=START)
    keeper = administrator(world, alone)
    above = found_unions(rows=[row("TOP", "")], by=keeper, now=NOW)["TOP"]
    affiliate_union(
        union=alone, parent=Union.objects.get(pk=above), since=date(2024, 1, 1), by=keeper, now=NOW
    )
    assert AuditEvent.objects.latest("pk").actor_name == "quan"


def test_rights_over_many_unions_are_those_over_each(world: World) -> None:
    unions = list(Union.objects.all())
    ids = [union.pk for union in unions]
    for user in (*world.users.values(), administrator(world, world.city)):
        assert kept_among(user, ids) == {u.pk for u in unions if may_keep(user, u)}, user
        assert administered_among(user, ids) == {u.pk for u in unions if administers(user, u)}, user
        assert parents_among(user, ids) == kept_among(user, ids), user
    assert (
        kept_among(SYSTEM, ids) == administered_among(SYSTEM, ids) == parents_among(SYSTEM, ids) == set(ids)
    )


@pytest.mark.parametrize("size", [3, 300])
def test_rights_over_3_and_300_unions_take_one_question(
    world: World, size: int, django_assert_num_queries: Any
) -> None:
    ids = list(found_unions(rows=[row(f"U{n}", "BD") for n in range(size)], by=SYSTEM, now=NOW).values())
    assert may_keep(world.hoa, world.ba_dinh)  # asks for the scope once
    with django_assert_num_queries(1):
        assert kept_among(world.hoa, ids) == set(ids)


def test_nothing_to_write_leaves_no_trace(world: World) -> None:
    events = AuditEvent.objects.count()
    assert found_unions(rows=[], by=world.kim, now=NOW) == {}
    assert enter_people(new=[], edits={}, by=world.kim, now=NOW) == {}
    edit_unions(rows={}, by=world.kim, now=NOW)
    correct_places(days={}, by=world.kim, now=NOW)
    write_memberships(new=[], ends={}, by=world.kim, now=NOW)
    write_appointments(posts=[], new=[], edits={}, by=world.kim, now=NOW)
    assert AuditEvent.objects.count() == events
