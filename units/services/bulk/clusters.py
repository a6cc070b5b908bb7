"""A cluster's own facts, and many memberships at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from common.db import update_from
from units.actors import Actor
from units.models import Cluster, ClusterMembership
from units.permissions import kept_among, require_all, require_keeper
from units.services import audit

BATCH = 1000


@transaction.atomic
def edit_cluster(*, cluster: Cluster, by: Actor, now: datetime, **changes: Any) -> None:
    """Correct a cluster's own facts. Raises Refusal for somebody who does not keep its owner, the old one and a new
    one."""
    require_keeper(by, cluster.owner)
    before = {field: str(getattr(cluster, field)) for field in changes}
    for field, value in changes.items():
        setattr(cluster, field, value)
    require_keeper(by, cluster.owner)
    cluster.clean_fields()
    cluster.save(update_fields=list(changes))
    after = {field: str(value) for field, value in changes.items()}
    audit.record(verb="edit_cluster", subject=cluster, by=by, now=now, before=before, after=after)


@transaction.atomic
def write_memberships(
    *, new: Sequence[ClusterMembership], ends: Mapping[int, date | None], by: Actor, now: datetime
) -> None:
    """Write new memberships, and the ends of stored ones: id → the first day without it, None: it lasts.

    Raises Refusal as `join_cluster` and `leave_cluster`: the owner's staff decide, and they keep who joins.
    """
    if not new and not ends:
        return
    held = dict(ClusterMembership.objects.filter(pk__in=list(ends)).values_list("pk", "cluster_id"))
    clusters = {*held.values(), *(membership.cluster_id for membership in new)}
    owners = set(Cluster.objects.filter(pk__in=clusters).values_list("owner_id", flat=True))
    wanted = owners | {membership.union_id for membership in new}
    require_all(wanted, kept_among(by, wanted))
    fresh = ClusterMembership.objects.bulk_create(new, batch_size=BATCH)
    update_from(ClusterMembership, [{"id": pk, "valid_to": day} for pk, day in ends.items()])
    joined = [[m.cluster_id, m.union_id, m.valid_from, m.valid_to] for m in fresh]
    told = {str(k): v for k, v in ends.items()}
    some = Cluster(pk=next(iter(clusters)))
    audit.record(verb="write_memberships", subject=some, by=by, now=now, joined=joined, ends=told)
