"""Who takes part next year: last year's participants as the tree and the clusters will be. Four queries, whatever the
number of unions and phases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Participant, Phase
from common.templatetags.look import day as day_as_written
from units.models import Affiliation, Cluster, ClusterMembership
from units.rules import ancestors_of, holds_on


@dataclass(frozen=True)
class Place:
    """A union that is to take part, with its cluster, its sector, and the earlier campaign's table or None."""

    union: int
    name: str
    cluster: int | None
    sector: str
    table: int | None


@dataclass(frozen=True)
class Said:
    """A union, and what is to be known of it."""

    name: str
    why: str


@dataclass
class PhaseUnions:
    """Who takes part in one phase, who does not and why, whose cluster is another, and who is new in its clusters."""

    places: list[Place] = field(default_factory=list)
    left: list[Said] = field(default_factory=list)
    moved: list[Said] = field(default_factory=list)
    newcomers: list[Place] = field(default_factory=list)


#: (cluster or path, first day, end) of a union, each by its own days.
Dated = dict[int, list[tuple[Any, date, date | None]]]


@dataclass
class Organisation:
    """The unions and clusters that the plan speaks of, with their days."""

    owner: int
    clusters: dict[int, Cluster]
    memberships: Dated
    places: Dated

    def clusters_on(self, union: int, day: date) -> list[Cluster]:
        """The federation's clusters that a union belongs to on a day, in their order."""
        found = {pk for pk, first, end in self.memberships.get(union, ()) if holds_on(first, end, day)}
        return sorted((self.clusters[pk] for pk in found), key=lambda c: (c.order, c.code))

    def why_not(self, union: int, dissolved: date | None, day: date) -> str:
        """Why a union takes no part on a day: dissolved, or no longer below the federation; "" where it does."""
        if dissolved is not None and dissolved <= day:
            return _("dissolved on %(day)s") % {"day": day_as_written(dissolved)}
        held = [path for path, first, end in self.places.get(union, ()) if holds_on(first, end, day)]
        if not held:
            ends = [
                end for _path, _first, end in self.places.get(union, ()) if end is not None and end <= day
            ]
            since = day_as_written(max(ends)) if ends else ""
            return (
                _("left the organisation on %(day)s") % {"day": since}
                if since
                else _("has no place in the tree")
            )
        if not any(self.owner in ancestors_of(path) for path in held):
            return _("no longer belongs to this federation on %(day)s") % {"day": day_as_written(day)}
        return ""

    def cluster_of(self, union: int, held: int | None, used: set[int], day: date) -> tuple[int | None, str]:
        """The cluster that ranks a union on a day, and what is to be said where it is another than `held`."""
        today = self.clusters_on(union, day)
        if held in {cluster.pk for cluster in today}:
            return held, ""
        was_member = any(pk == held for pk, _first, _end in self.memberships.get(union, ()))
        if held is not None and not today:
            if not was_member:
                return held, ""  # placed there by the campaign alone
            return None, _("no longer in “%(cluster)s”, and in no other") % {
                "cluster": self.clusters[held].name
            }
        near = [cluster for cluster in today if cluster.pk in used] or (today if held is not None else [])
        if not near:
            return None, ""
        if held is None:
            return near[0].pk, _("joins “%(cluster)s”") % {"cluster": near[0].name}
        told = {"before": self.clusters[held].name, "after": near[0].name}
        return near[0].pk, _("moves from “%(before)s” to “%(after)s”") % told


def unions_of(
    campaign: Campaign, phases: Iterable[Phase], days: Mapping[int, date]
) -> dict[int, PhaseUnions]:
    """Who takes part in each phase with figures, by the phase's id; `days` are the first days of the new phases."""
    rows = _participants(campaign)
    here = {phase.pk: phase for phase in phases}
    found = {pk: PhaseUnions() for pk in here}
    used: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row["cluster_id"]:
            used[row["phase_id"]].add(row["cluster_id"])
    organisation, members = _organisation(campaign, {pk for some in used.values() for pk in some})
    for row in rows:
        phase, union, name = row["phase_id"], row["union_id"], row["union__short_name"]
        unions, day = found[phase], days[phase]
        if why := organisation.why_not(union, row["union__dissolved_on"], day):
            unions.left.append(Said(name, why))
            continue
        cluster, said = organisation.cluster_of(union, row["cluster_id"], used[phase], day)
        if said:
            unions.moved.append(Said(name, said))
        own = row["table__cluster_id"]  # a cluster's own table stays with its cluster
        table = row["table_id"] if own in (None, cluster) else None
        unions.places.append(Place(union, name, cluster, row["sector"], table))
    taking = {row["union_id"] for row in rows}
    for union, facts in members.items():
        if union not in taking:
            _add_newcomer(organisation, here, found, used, days, union, facts)
    return found


def _add_newcomer(
    organisation: Organisation,
    phases: Mapping[int, Phase],
    found: Mapping[int, PhaseUnions],
    used: Mapping[int, set[int]],
    days: Mapping[int, date],
    union: int,
    facts: Mapping[str, Any],
) -> None:
    """A member of the campaign's clusters that took no part: in the phases of its sector, else in those for all."""
    sector = facts["union__sector"]
    own = [pk for pk, phase in phases.items() if phase.sector and phase.sector == sector]
    for pk in own or [pk for pk, phase in phases.items() if not phase.sector]:
        if organisation.why_not(union, facts["union__dissolved_on"], days[pk]):
            continue
        near = [c for c in organisation.clusters_on(union, days[pk]) if c.pk in used[pk]]
        if near:
            place = Place(union, facts["union__short_name"], near[0].pk, sector, None)
            found[pk].newcomers.append(place)


def _participants(campaign: Campaign) -> list[dict[str, Any]]:
    rows: Any = Participant.objects.with_figures().filter(phase__campaign=campaign)
    return list(
        rows.order_by("union__sort_key", "union_id", "phase_id").values(
            "phase_id", "union_id", "union__short_name", "union__dissolved_on", "cluster_id", "sector", "table_id",
            "table__cluster_id",
        )
    )  # fmt: skip


def _organisation(campaign: Campaign, used: set[int]) -> tuple[Organisation, dict[int, dict[str, Any]]]:
    """What the plan asks of the organisation, and the members of the used clusters."""
    taking = Participant.objects.with_figures().filter(phase__campaign=campaign).order_by().values("union")
    of_owner = Q(cluster__owner=campaign.owner_id) | Q(cluster__in=used)
    inside = ClusterMembership.objects.filter(of_owner, Q(union__in=taking) | Q(cluster__in=used))
    memberships: Dated = defaultdict(list)
    members: dict[int, dict[str, Any]] = {}
    facts = ("union__short_name", "union__sector", "union__dissolved_on")
    named = inside.order_by("union__sort_key", "union_id", "pk")
    for row in named.values("union_id", "cluster_id", "valid_from", "valid_to", *facts):
        memberships[row["union_id"]].append((row["cluster_id"], row["valid_from"], row["valid_to"]))
        if row["cluster_id"] in used:
            members[row["union_id"]] = {name: row[name] for name in facts}
    named_clusters = Cluster.objects.filter(Q(owner=campaign.owner_id) | Q(pk__in=used))
    placed = Affiliation.objects.filter(Q(union__in=taking) | Q(union__in=inside.order_by().values("union")))
    places: Dated = defaultdict(list)
    for union, path, first, end in placed.values_list("union_id", "path", "valid_from", "valid_to"):
        places[union].append((path, first, end))
    clusters = {cluster.pk: cluster for cluster in named_clusters}
    return Organisation(campaign.owner_id, clusters, memberships, places), members
