"""Reads of the organisation's pages: who may see which union and cluster, the tree as of a date, one union's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.pages import PhaseLine
from common.templatetags.look import day as day_of
from common.templatetags.look import vn
from units.choices import Line, Role
from units.models import (
    Affiliation,
    Appointment,
    Cluster,
    ClusterMembership,
    ClusterTerm,
    Headcount,
    Union,
    User,
)
from units.models.headcount import HeadcountQuerySet
from units.models.unions import UnionQuerySet
from units.on_a_day import holding, last_day
from units.rules import ancestors_of
from units.scope import scope_of, unions_visible_to


# --- Who may see what -------------------------------------------------------------------------------------------------
def visible_unions(user: User) -> UnionQuerySet:
    """Unions below and above a person's posts, and the members of shared clusters."""
    return Union.objects.filter(pk__in=Union.objects.filter(unions_visible_to(user)).order_by().values("pk"))


def visible_clusters(user: User) -> QuerySet[Cluster]:
    """Clusters of a person's unions, and those run by a union at, above or below one of the person's posts.

    Of a post that ended, those that had members by then.
    """
    scope = scope_of(user)
    found = Q(pk__in=[])
    for ids, day in scope.spans:
        own = ClusterMembership.objects.begun_by(day).filter(union__in=ids)
        found |= Q(pk__in=own.values("cluster_id"))
    for reach in scope.reaches:
        day = reach.until(scope.day)
        below = Affiliation.objects.begun_by(day).within(reach.path).values("union_id")
        run = Q(owner__in=below) | Q(owner__in=ancestors_of(reach.path))
        if reach.ended:
            run &= Q(pk__in=ClusterMembership.objects.begun_by(day).values("cluster_id"))
        found |= run
    return Cluster.objects.filter(found)


# --- The tree as of a date --------------------------------------------------------------------------------------------
def places_on(user: User, day: date, *, line: str = Line.TERRITORY) -> QuerySet[Affiliation]:
    """Places on a day of the unions that a person may see, with the number of unions directly below each."""
    below = (
        Affiliation.objects.on(day)
        .filter(line=line, parent=OuterRef("union"), union__in=visible_unions(user).values("pk"))
        .order_by()
        .values("parent")
        .annotate(n=Count("pk"))
    )
    return (
        Affiliation.objects.on(day)
        .filter(line=line, union__in=visible_unions(user).values("pk"))
        .select_related("union")
        .annotate(children=Coalesce(Subquery(below.values("n")[:1], output_field=IntegerField()), 0))
        .order_by("union__sort_key", "union_id")
    )


def top_places(user: User, day: date, *, line: str = Line.TERRITORY) -> QuerySet[Affiliation]:
    """Where a person's view of the tree begins: places without a parent, or under one that the person may not see."""
    hidden = ~Q(parent__in=visible_unions(user).values("pk"))
    return places_on(user, day, line=line).filter(Q(parent__isnull=True) | hidden)


def chain_of(user: User, union: Union, day: date, *, line: str = Line.TERRITORY) -> list[Union]:
    """The unions from the top down to this one on a day, those that the person may see; two queries."""
    path = Affiliation.objects.on(day).filter(union=union, line=line).values_list("path", flat=True).first()
    order = ancestors_of(path) if path else [union.pk]
    found = {u.pk: u for u in visible_unions(user).filter(pk__in=order)}
    return [found[i] for i in order if i in found]


def chain_to_open(user: User, wanted: int | None, day: date, *, line: str = Line.TERRITORY) -> list[Union]:
    """The chain that the tree's page opens: to the union asked for; without one, to that of the person's main post,
    or to the one above it where nothing stands below. Empty: begin at the top."""
    main = scope_of(user).main
    sought = wanted or (main.union_id if main else 0)
    target = visible_unions(user).filter(pk=sought).first()
    chain = chain_of(user, target, day, line=line) if target else []
    if wanted or not chain:
        return chain
    below = Affiliation.objects.on(day).filter(line=line, parent=chain[-1])
    return chain if below.exists() else chain[:-1]


def found_unions(user: User, text: str) -> QuerySet[Union]:
    """Visible unions whose name or code holds the text, whatever its diacritics."""
    return visible_unions(user).matching(text).order_by("sort_key", "pk")


def places_by_union(
    unions: Iterable[Union], day: date, *, line: str = Line.TERRITORY
) -> dict[int, Affiliation]:
    """Where each union stood on a day, with its parent; one query."""
    held = Affiliation.objects.on(day).filter(line=line, union__in=[u.pk for u in unions])
    return {a.union_id: a for a in held.select_related("parent")}


# --- One union --------------------------------------------------------------------------------------------------------
def holders_on(union: Union, day: date) -> QuerySet[Appointment]:
    """Who holds the union's posts on a day, the chair first."""
    place = Case(*(When(post__role=role, then=Value(n)) for n, role in enumerate(Role.values)))
    held = Appointment.objects.on(day).filter(post__union=union).select_related("person", "post")
    return held.order_by(place, "valid_from", "pk")


def places_of(union: Union, today: date) -> QuerySet[Affiliation]:
    """All places that a union has had or is to have, latest first; `is_present` marks those of today."""
    return (
        Affiliation.objects.filter(union=union)
        .select_related("parent")
        .annotate(is_present=Case(When(holding(today), then=Value(True)), default=Value(False)))
        .order_by("-valid_from", "line", "-pk")
    )


def memberships_of(union: Union) -> QuerySet[ClusterMembership]:
    """The clusters that a union belongs or belonged to, latest first."""
    return (
        ClusterMembership.objects.filter(union=union)
        .select_related("cluster__owner")
        .order_by("-valid_from", "-pk")
    )


# --- Headcounts -------------------------------------------------------------------------------------------------------
def headcounts_read(user: User) -> HeadcountQuerySet:
    """Headcounts of unions at or below a post; to an ended post those that were recorded by then."""
    return Headcount.objects.filter(scope_of(user).reads(Headcount, "union", "recorded_at"))


def counted_unions(user: User) -> UnionQuerySet:
    """Unions whose headcounts a person may read, though there may be none yet: the unions themselves and those above
    read them, other members of a cluster do not."""
    scope = scope_of(user)
    some = headcounts_read(user).filter(union=OuterRef("pk"))
    return Union.objects.filter(scope.below() | Q(pk__in=scope.current_ids) | Q(Exists(some)))


@dataclass(frozen=True)
class HeadcountCard:
    """What a union's page says of its headcount: the one that holds on the day of the page, if any is known."""

    held: Headcount | None


def headcount_card(user: User, union: Union, day: date) -> HeadcountCard | None:
    """None for who may not read headcounts of this union; two queries."""
    if not counted_unions(user).filter(pk=union.pk).exists():
        return None
    return HeadcountCard(headcounts_read(user).filter(union=union).up_to(day).first())


def headcount_rows(user: User, union: Union) -> HeadcountQuerySet:
    """Every headcount of the union that a person may read, the latest first, with who recorded it."""
    return (
        headcounts_read(user)
        .filter(union=union)
        .select_related("recorded_by__person", "union")
        .order_by("-as_of", "-pk")
    )


def headcount_line(held: Headcount | None, *, keeps: bool) -> PhaseLine:
    """The line below the head of the page of headcounts: what holds today, and who records."""
    if held is None:
        asked = _("please record them in the form") if keeps else _("recorded by the union or a level above")
        return PhaseLine(_("No numbers are recorded yet"), facts=(asked,))
    told = _("%(members)s members as of %(day)s") % {
        "members": vn(held.members, 0),
        "day": day_of(held.as_of),
    }
    women = [] if held.women is None else [_("%(women)s women") % {"women": vn(held.women, 0)}]
    return PhaseLine(told, facts=(*women, held.source))


# --- Clusters ---------------------------------------------------------------------------------------------------------
def cluster_rows(user: User, day: date) -> QuerySet[Cluster]:
    """Visible clusters with the number of members on a day and the leading and deputy unions of the latest term."""
    members = (
        ClusterMembership.objects.on(day)
        .filter(cluster=OuterRef("pk"))
        .order_by()
        .values("cluster")
        .annotate(n=Count("pk"))
    )
    term = ClusterTerm.objects.begun_by(day).filter(cluster=OuterRef("pk"))
    return (
        visible_clusters(user)
        .select_related("owner")
        .annotate(
            members=Coalesce(Subquery(members.values("n")[:1], output_field=IntegerField()), 0),
            leader=Subquery(term.values("leader__short_name")[:1]),
            term_year=Subquery(term.values("year")[:1]),
            deputy=Subquery(term.values("deputy__short_name")[:1]),
        )
        .order_by("owner__sort_key", "order", "code")
    )


@dataclass(frozen=True)
class Members:
    """A cluster's members as of a day."""

    day: date
    rows: list[ClusterMembership]


def members_on(cluster: Cluster, day: date) -> Members:
    """The members on a day."""
    rows = ClusterMembership.objects.on(day).filter(cluster=cluster).select_related("union")
    return Members(day, list(rows.order_by("union__sort_key", "union_id")))


def last_members(cluster: Cluster, today: date) -> Members:
    """The members today; of a cluster without any now, those of the last day on which it had some, or of the first."""
    now = members_on(cluster, today)
    if now.rows:
        return now
    ended = cluster.memberships.over_by(today).values_list("valid_to", flat=True).first()
    begins = cluster.memberships.to_come(today).values_list("valid_from", flat=True).first()
    if ended is not None:
        return members_on(cluster, last_day(ended))
    return members_on(cluster, begins) if begins else now
