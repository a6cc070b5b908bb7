"""What of the organisation somebody's workbook may speak of: no more than the pages show.

What lies out of sight is not known to an import, whether or not it exists, and stands in no export.
"""

from collections.abc import Container, Iterable, Iterator

from django.db.models import Q

from common.workbook.stored import Known
from units.actors import Actor, System
from units.models import Cluster
from units.scope import scope_of, unions_visible_to

#: An empty condition would vanish where others are added to it by “or”.
ALL = ~Q(pk__in=[])


def unions_in_sight(by: Actor) -> Q:
    """Unions that the pages name to `by`; all of them to the system itself."""
    return ALL if isinstance(by, System) else unions_visible_to(by)


def clusters_in_sight(by: Actor) -> Q:
    """Clusters of unions that `by` keeps, and those in which a union of one of the posts is a member."""
    if isinstance(by, System):
        return ALL
    scope = scope_of(by)
    return scope.kept("owner__") | scope.shared_clusters


def within_clusters_in_sight(by: Actor) -> Q:
    """Members and leading unions of the `clusters_in_sight`."""
    return ALL if isinstance(by, System) else Q(cluster__in=Cluster.objects.filter(clusters_in_sight(by)))


def of_kept_unions(by: Actor) -> Q:
    """Rows of unions that `by` keeps: headcounts, facts."""
    return ALL if isinstance(by, System) else scope_of(by).kept("union__")


def posts_kept(by: Actor, prefix: str = "") -> Q:
    """Posts of unions that `by` keeps; `prefix` leads to the post."""
    return ALL if isinstance(by, System) else scope_of(by).kept(f"{prefix}union__")


def people_in_sight(by: Actor) -> Q:
    """Appointments to the `posts_kept`: names, user names and addresses are shown to nobody else."""
    return posts_kept(by, "post__")


def hide_parents(rows: Iterable[Known], seen: Container[int]) -> Iterator[Known]:
    """Stored unions without the codes of parents that are not seen."""
    for known in rows:
        if known.version not in seen:
            known.values["parent"] = ""
        yield known
