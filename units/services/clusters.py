"""Clusters: members and leading unions."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import check_dates
from common.errors import fault
from units.actors import Actor
from units.models import Cluster, ClusterMembership, ClusterTerm, Union
from units.on_a_day import last_day
from units.permissions import require_keeper
from units.rules import periods_overlap
from units.services import audit


@transaction.atomic
def found_cluster(*, code: str, name: str, owner: Union, by: Actor, now: datetime, **fields: Any) -> Cluster:
    """Set up a cluster by a federation's decision.

    Raises ValidationError for a code in use or a fact that does not fit, Refusal for anybody but the owner's staff.
    """
    require_keeper(by, owner)
    if Cluster.objects.filter(code=code).exists():
        raise fault(
            "code", _("The code “%(code)s” belongs to another cluster. Choose another.") % {"code": code}
        )
    cluster = Cluster(code=code, name=name, owner=owner, **fields)
    cluster.clean_fields()
    cluster.save()
    audit.record(verb="found_cluster", subject=cluster, by=by, now=now, code=code)
    return cluster


def _exclusive(cluster: Cluster, by: Actor) -> None:
    """Changes of one cluster wait for each other; only the owner's staff make them."""
    fresh = (
        Cluster.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner")
        .get(pk=cluster.pk)
    )
    require_keeper(by, fresh.owner)


@transaction.atomic
def join_cluster(
    *, cluster: Cluster, union: Union, since: date, by: Actor, now: datetime, until: date | None = None
) -> ClusterMembership:
    """A union becomes a member from `since` on, up to but not on `until`; past dates are welcome.

    Raises ValidationError when it ends before it begins, or the union is a member on one of these days already.
    """
    _exclusive(cluster, by)
    require_keeper(by, union)  # members of a cluster see each other
    check_dates(since=since, until=until)
    if until is not None and until <= since:
        raise fault(
            "until",
            _("The membership must end after %(day)s, when it begins.") % {"day": f"{since:%d/%m/%Y}"},
        )
    for held in ClusterMembership.objects.filter(cluster=cluster, union=union):
        if periods_overlap(held.valid_from, held.valid_to, since, until):
            raise fault(
                "union",
                _("“%(union)s” is already a member of this cluster from %(day)s on. Choose other days.")
                % {"union": union, "day": f"{held.valid_from:%d/%m/%Y}"},
            )
    membership = ClusterMembership.objects.create(
        cluster=cluster, union=union, valid_from=since, valid_to=until
    )
    audit.record(
        verb="join_cluster", subject=cluster, by=by, now=now, union=union.code, since=since, until=until
    )
    return membership


@transaction.atomic
def leave_cluster(*, cluster: Cluster, union: Union, on: date, by: Actor, now: datetime) -> None:
    """A union's membership ends: `on` is the first day without it; an end that was named for later is brought forward.

    Raises ValidationError when it is no member before.
    """
    _exclusive(cluster, by)
    check_dates(on=on)
    memberships = ClusterMembership.objects.filter(cluster=cluster, union=union).order_by("valid_from")
    held = memberships.lasting(last_day(on)).first()  # another one may be dated ahead
    if held is None:
        raise fault("union", _("“%(union)s” is no member of this cluster.") % {"union": union})
    if on <= held.valid_from:
        raise fault(
            "on",
            _("The membership began on %(day)s. Choose a later day for its end.")
            % {"day": f"{held.valid_from:%d/%m/%Y}"},
        )
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    audit.record(verb="leave_cluster", subject=cluster, by=by, now=now, union=union.code, on=on)


@transaction.atomic
def name_leader(
    *, cluster: Cluster, year: int, leader: Union, by: Actor, now: datetime, deputy: Union | None = None
) -> ClusterTerm:
    """Record the unions that lead and deputise in a year (chosen at the year-end review).

    Raises ValidationError when another union leads that year already, when leader and deputy are the same, or when one
    of them is no member in that year.
    """
    _exclusive(cluster, by)
    ClusterTerm(year=year).clean_fields(exclude=["cluster", "leader", "deputy"])
    existing = ClusterTerm.objects.filter(cluster=cluster, year=year).select_related("leader").first()
    if existing and existing.leader_id != leader.pk:
        raise fault(
            "leader",
            _(
                "“%(union)s” leads this cluster in %(year)s already; a cluster has one leading union at a time."
            )
            % {"union": existing.leader, "year": year},
        )
    if deputy and deputy.pk == leader.pk:
        raise fault("deputy", _("The deputy must be another union than the leader."))
    for field, union in (("leader", leader), ("deputy", deputy)):
        if union and not member_in(cluster, union, year):
            raise fault(
                field,
                _("“%(union)s” is no member of this cluster in %(year)s.") % {"union": union, "year": year},
            )
    return _set_term(cluster, year, leader, deputy, by=by, now=now)


@transaction.atomic
def name_heads(
    *,
    cluster: Cluster,
    year: int,
    heads: Mapping[str, Union],
    instead_of: Collection[tuple[str, int]],
    by: Actor,
    now: datetime,
) -> None:
    """Name whom the cluster wishes to lead and deputise in a year, by "leader" and "deputy", where the place is free.

    A place is free that nobody has, and before the year begins one that is held by whom this comes `instead_of`
    (place and union). Nothing is refused: whoever else holds a place keeps it, and nobody is named who is no member in
    that year; the term says who is named.
    """
    _exclusive(cluster, by)
    ClusterTerm(year=year).clean_fields(exclude=["cluster", "leader", "deputy"])
    terms = ClusterTerm.objects.filter(cluster=cluster, year=year)
    term = terms.select_related("leader", "deputy").first()
    to_come = timezone.localdate(now).year < year
    held = {place: getattr(term, place, None) for place in ("leader", "deputy")}
    before = dict(held)
    for place, union in heads.items():
        holder = held[place]
        gives_way = holder is None or (to_come and (place, holder.pk) in instead_of)
        if gives_way and member_in(cluster, union, year):
            held[place] = union
    leader, deputy = held["leader"], held["deputy"]
    if deputy == leader:  # who deputised leads now, or who leads was wished as a deputy besides
        deputy = None if before["deputy"] == leader else before["deputy"]
    if leader is not None and (leader, deputy) != (before["leader"], before["deputy"]):
        _set_term(cluster, year, leader, deputy, by=by, now=now)


def _set_term(
    cluster: Cluster, year: int, leader: Union, deputy: Union | None, *, by: Actor, now: datetime
) -> ClusterTerm:
    term, _created = ClusterTerm.objects.update_or_create(
        cluster=cluster, year=year, defaults={"leader": leader, "deputy": deputy}
    )
    audit.record(
        verb="name_leader",
        subject=cluster,
        by=by,
        now=now,
        year=year,
        leader=leader.code,
        deputy=deputy.code if deputy else None,
    )
    return term


def member_in(cluster: Cluster, union: Union, year: int) -> bool:
    """The union is a member on at least one day of the year."""
    memberships = ClusterMembership.objects.filter(cluster=cluster, union=union)
    return memberships.touching(date(year, 1, 1), date(year + 1, 1, 1)).exists()
