"""Carrying out the organisation's part of a plan: unions, clusters, people."""

from typing import Any

from campaigns.services.workbook.context import Applying, pk_of
from campaigns.workbook.checking import Change
from campaigns.workbook.stored import person_key
from units.actors import SYSTEM
from units.models import Appointment, Cluster, ClusterMembership, Person, Post, Union
from units.services import bulk
from units.services.clusters import found_cluster, name_leader
from units.services.unions import affiliate_union

PERSON = ("full_name", "email", "is_sample")


def write_unions(a: Applying) -> None:
    """New unions in sets, corrected facts in sets, moves one by one."""
    new, changed = a.parts("unions")
    a.ids["unions"] |= bulk.found_unions(rows=[c.row.values for c in new], **a.who)
    facts = {pk_of(c): c.row.values for c in changed if set(c.fields) & set(bulk.FACTS)}
    bulk.edit_unions(rows=facts, **a.who)
    days = {
        pk_of(c): c.row["valid_from"]
        for c in changed
        if "valid_from" in c.fields and "parent" not in c.fields
    }
    bulk.correct_places(days=days, **a.who)
    for change in changed:
        if "parent" in change.fields:
            _move(a, change)


def _move(a: Applying, change: Change) -> None:
    union = Union.objects.get(pk=pk_of(change))
    above = change.row["parent"]
    parent = Union.objects.get(pk=a.ids["unions"][above]) if above else None
    assert change.known is not None
    if (
        parent
        and not change.known.values["parent"]
        and change.row["valid_from"] <= change.known.values["valid_from"]
    ):
        bulk.put_top_under(union=union, parent=parent, since=change.row["valid_from"], by=a.by, now=a.now)
        return
    # The top of a tree may be put under a union that came in with this workbook: nobody keeps that one yet.
    on_top = above and (above,) not in a.snapshot.known["unions"]
    affiliate_union(
        union=union, parent=parent, since=change.row["valid_from"], by=SYSTEM if on_top else a.by, now=a.now
    )


def write_clusters(a: Applying) -> None:
    """Clusters, their members and their leading unions."""
    new, changed = a.parts("clusters")
    for change in new:
        values = dict(change.row.values)
        owner = Union.objects.get(pk=a.ids["unions"][values.pop("owner")])
        a.ids["clusters"][values["code"]] = found_cluster(owner=owner, **values, **a.who).pk
    for change in changed:
        fields = {f: change.row[f] for f in change.fields if f != "owner"}
        if "owner" in change.fields:
            fields["owner"] = Union.objects.get(pk=a.ids["unions"][change.row["owner"]])
        bulk.edit_cluster(cluster=Cluster.objects.get(pk=pk_of(change)), **fields, **a.who)
    new, changed = a.parts("members")
    bulk.write_memberships(
        new=[
            ClusterMembership(
                cluster_id=a.ids["clusters"][c.row["cluster"]], union_id=a.ids["unions"][c.row["union"]],
                valid_from=c.row["valid_from"], valid_to=c.row["valid_to"],
            )
            for c in new
        ],
        ends={pk_of(c): c.row["valid_to"] for c in changed},
        **a.who,
    )  # fmt: skip
    for change in a.plan.changes["terms"]:
        row, unions = change.row, a.ids["unions"]
        name_leader(
            cluster=Cluster.objects.get(pk=a.ids["clusters"][row["cluster"]]),
            year=row["year"],
            leader=Union.objects.get(pk=unions[row["leader"]]),
            deputy=Union.objects.get(pk=unions[row["deputy"]]) if row["deputy"] else None,
            **a.who,
        )


def write_people(a: Applying) -> None:
    """People, accounts without a password, posts and appointments."""
    changes = a.plan.changes["people"]
    persons, posts = dict(a.snapshot.persons), dict(a.snapshot.posts)
    fresh: dict[Any, tuple[Any, Person, str]] = {}
    edits: dict[int, dict[str, Any]] = {}
    for change in changes:
        key, row = person_key(change.row.values), change.row
        facts = {f: row[f] for f in PERSON}
        if key not in persons:
            fresh.setdefault(key, (key, Person(**facts), row["username"]))
        elif set(change.fields) & set(PERSON) or (change.is_new and _renamed(a, change)):
            edits[persons[key]] = facts
    persons |= bulk.enter_people(new=list(fresh.values()), edits=edits, **a.who)
    made: dict[tuple[str, str], Post] = {}
    places: list[tuple[Appointment, Post]] = []
    for change in changes:
        row = change.row
        place = (row["union"], row["title"])
        if not change.is_new:
            continue
        if place in posts:
            post = Post(
                pk=posts[place][0],
                union_id=a.ids["unions"][row["union"]],
                title=row["title"],
                role=row["role"],
            )
        else:
            post = made.setdefault(
                place, Post(union_id=a.ids["unions"][row["union"]], title=row["title"], role=row["role"])
            )
        days = {f: row[f] for f in ("valid_from", "valid_to", "source")}
        places.append((Appointment(person_id=persons[person_key(row.values)], **days), post))
    corrected = {
        pk_of(c): {"valid_to": c.row["valid_to"], "source": c.row["source"]}
        for c in changes
        if set(c.fields) & {"valid_to", "source"}
    }
    bulk.write_appointments(posts=list(made.values()), new=places, edits=corrected, **a.who)


def _renamed(a: Applying, change: Change) -> bool:
    held = a.snapshot.accounts.get(change.row["username"])
    return held is not None and held[1:] != tuple(change.row[f] for f in PERSON)
