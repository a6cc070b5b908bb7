"""Removing a union or a cluster that was entered by mistake and that nothing rests on."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from common.locks import exclusive_lock
from common.removal import Removal, was
from units.actors import Actor, System
from units.models import Affiliation, Cluster, ClusterMembership, ClusterTerm, Union
from units.permissions import require_keeper
from units.services import audit


def removal_of_union(union: Union) -> Removal:
    """A union with its own places in the tree."""
    return Removal(
        Union.objects.filter(pk=union.pk),
        parts=(Affiliation.union,),
        words={Affiliation.parent.field: _("union below it")},
        otherwise=_(
            "A union that has ever had people, members or a part in something stays on record: "
            "enter the day on which it was dissolved."
        ),
    )


def removal_of_cluster(cluster: Cluster) -> Removal:
    """A cluster with its members and the unions that lead it."""
    return Removal(
        Cluster.objects.filter(pk=cluster.pk),
        parts=(ClusterMembership.cluster, ClusterTerm.cluster),
        otherwise=_("A cluster that has taken part in something stays on record: let its memberships end."),
    )


@transaction.atomic
def remove_union(*, union: Union, by: Actor, now: datetime) -> None:
    """Remove a union that nothing rests on, with its places in the tree.

    Raises Refusal for somebody who keeps neither the union nor one above it; StillUsed for a union that has or had
    people, a cluster, a union below it or a part in a campaign or an award: that one is dissolved and stays on record.
    """
    require_keeper(by, union)
    exclusive_lock("union-tree", 0)  # nobody is placed below it meanwhile
    Union.objects.select_for_update().get(pk=union.pk)
    remove_rows("remove_union", union, removal_of_union(union), by=by, now=now)


@transaction.atomic
def remove_cluster(*, cluster: Cluster, by: Actor, now: datetime) -> None:
    """Remove a cluster that never took part in anything, with its members and leading unions.

    Raises Refusal for anybody but the staff of the union that runs it, or of one above; StillUsed for a cluster that
    takes or took part in a campaign, a pledge or an award.
    """
    require_keeper(by, cluster.owner)
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    remove_rows("remove_cluster", cluster, removal_of_cluster(cluster), by=by, now=now)


def remove_rows(verb: str, row: models.Model, removal: Removal, *, by: Actor, now: datetime) -> None:
    """Remove a row and what goes with it; the event says what it was and how much went. Raises StillUsed."""
    removal.require_unused(None if isinstance(by, System) else by)
    gone = {model._meta.label_lower: rows.count() for model, rows in removal.goes.items()}
    audit.record(
        verb=verb, subject=row, by=by, now=now, was=was(row), gone={name: n for name, n in gone.items() if n}
    )
    removal.carry_out()
