"""Whose standings a person may open: the clusters of a phase, and the few of them that a page offers at once."""

from dataclasses import dataclass

from campaigns.models import Participant, Phase, Seal
from common.search import holds
from units.models import Cluster, User
from units.scope import scope_of

#: Stands for "in no cluster" in addresses, where 0 is no cluster's id.
NO_CLUSTER = 0
#: As many clusters are offered at once.
OFFERED = 12


@dataclass(frozen=True)
class ClusterLink:
    """A cluster whose standings a person may open; `pk` is NO_CLUSTER for unions that are in none."""

    pk: int
    name: str
    is_own: bool
    search: str = ""
    #: The person has a union in it, or may read a sheet there.
    is_read: bool = False

    @property
    def query(self) -> str:
        """What the addresses of its pages have in common."""
        return f"cluster={self.pk}&"


def clusters_shown_to(user: User, phase: Phase) -> list[ClusterLink]:
    """Clusters of the phase whose standings a person may read, in their order.

    Those in which the person's unions, unions below, or unions of a cluster that they lead take part. Final means
    published: every cluster that is final, and has been since, whatever is revised.
    """
    mine, reached = _own(user, phase), _reached(user, phase)
    return _links(reached | _sealed(phase), mine, reached)


def clusters_to_check(user: User, phase: Phase) -> list[ClusterLink]:
    """Sealed clusters of the phase whose lines a person may check by hand, in their order.

    Those in which the person's unions take part, and those with a sheet that the person may read.
    """
    mine, reached = _own(user, phase), _reached(user, phase)
    return _links((reached | mine) & _sealed(phase), mine, reached)


def _own(user: User, phase: Phase) -> set[int | None]:
    """The clusters in which the person's unions take part."""
    own = Participant.objects.filter(phase=phase, union_id__in=scope_of(user).ids_when(phase.began_at))
    return set(own.values_list("cluster_id", flat=True))


def _reached(user: User, phase: Phase) -> set[int | None]:
    rows = Participant.objects.filter(phase=phase).reached_by(user)
    return set(rows.order_by().values_list("cluster_id", flat=True).distinct())


def _sealed(phase: Phase) -> set[int | None]:
    rows = Seal.objects.filter(phase=phase, sealed_at__isnull=False)
    return set(rows.order_by().values_list("cluster_id", flat=True).distinct())


def _links(ids: set[int | None], mine: set[int | None], reached: set[int | None]) -> list[ClusterLink]:
    read, named = mine | reached, [pk for pk in ids if pk is not None]
    clusters = Cluster.objects.filter(pk__in=named)
    links = [ClusterLink(c.pk, c.name, c.pk in mine, c.search, c.pk in read) for c in clusters]
    return links + ([ClusterLink(NO_CLUSTER, "", None in mine, "", None in read)] if None in ids else [])


@dataclass(frozen=True)
class ClusterChoice:
    """The clusters that a page offers: all when they are few; else those found by words, one's own before the others.

    `chosen` is among them whatever was looked for.
    """

    links: list[ClusterLink]
    is_searched: bool
    text: str
    #: How many there are besides those offered.
    others: int


def cluster_choice(clusters: list[ClusterLink], chosen: ClusterLink | None, text: str) -> ClusterChoice:
    """Offer a few of these clusters."""
    if len(clusters) <= OFFERED:
        return ClusterChoice(clusters, False, "", 0)
    found = [c for c in clusters if holds(c.search, text)]
    first = sorted(found, key=lambda c: not c.is_own)[:OFFERED]  # stable: the others in their order
    links = first if chosen is None or chosen in first else [chosen, *first]
    return ClusterChoice(links, True, text, len(found) - len(first))
