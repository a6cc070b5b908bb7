"""Past revisions: noted when the next one takes their place, removed later unless something stands on them.

Nobody waits for the removal: it is no part of publishing. It comes an hour later, since a page, a file or a command
reads by the number of the revision that it found visible, and must find all of it. Only then has everybody turned over.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy

from campaigns.models import ClusterRevision, CountedFact, Participant, PastRevision, Seal, Standing
from campaigns.services import scoring
from common.db import OrZero, insert_from
from units.actors import SYSTEM
from units.services import audit, due

#: How long a revision stays whole after another took its place.
GRACE = timedelta(hours=1)
#: So many participants are freed of a revision at a time; the clock comes again for the rest.
BATCH = 1000

#: Who stands on revisions: each gives rows that name them by `phase`, `cluster` and `number`. Apps above add theirs in
#: `AppConfig.ready`. Who begins to stand on the visible revision holds its phase while it does (`guard.hold_together`):
#: it then cannot be superseded before that is written.
stands_on: list[Callable[[], QuerySet[Any]]] = [lambda: Seal.objects.annotate(number=F("revision"))]


def note_superseded(*, pointers: Collection[int], now: datetime) -> None:
    """The revisions before those to which these pointers have moved are past. One statement, and noted once."""
    if not pointers:
        return
    moved = ClusterRevision.objects.filter(pk__in=pointers, number__gt=1)
    facts = {"past": F("number") - 1, "since": Value(now, DateTimeField()), "gone": Value(False)}
    columns = {"phase": "phase_id", "cluster": "cluster_id"}
    columns |= {"number": "past", "at": "since", "is_removed": "gone"}
    insert_from(PastRevision, columns, moved.annotate(**facts), ignore_conflicts=True)


def remove_superseded(*, now: datetime, seconds: float | None = None) -> int:
    """Free the database of revisions that nothing stands on; return how many steps this took."""
    return due.run(DUE, now=now, seconds=seconds)


def superfluous(now: datetime) -> QuerySet[PastRevision]:
    """Past revisions that go: long enough past, and nothing stands on them."""
    rows = PastRevision.objects.filter(is_removed=False, at__lte=now - GRACE)
    for holders in stands_on:
        same = {"phase": OuterRef("phase"), "number": OuterRef("number")}
        held = holders().alias(its_cluster=OrZero("cluster"))
        rows = rows.exclude(Exists(held.filter(**same, its_cluster=OrZero(OuterRef("cluster_id")))))
    return rows.order_by("at", "pk")


def remove_some(*, past_id: int, now: datetime) -> bool:
    """Remove a past revision of up to `BATCH` participants; it is gone once there are no more. Re-runnable.

    Returns whether there was anything to do. Who stands on it by now keeps it.
    """
    past = superfluous(now).select_related("phase").filter(pk=past_id).first()
    if past is None:
        return False
    inside = Participant.objects.filter(phase=past.phase_id).in_clusters([past.cluster_id])
    left = inside.filter(_has_rows_of(past.number)).order_by("pk")
    some = list(left.values_list("pk", flat=True)[:BATCH])
    scoring.erase_past(participants=some, revision=past.number)
    if len(some) == BATCH:
        return True
    if PastRevision.objects.filter(pk=past_id, is_removed=False).update(is_removed=True):
        told = {"revision": past.number, "cluster_id": past.cluster_id}
        audit.record(verb="remove_superseded", subject=past.phase, by=SYSTEM, now=now, **told)
    return True


def _has_rows_of(revision: int) -> Q:
    """A condition for participants of which a revision still keeps something; lines have a standing beside them."""
    own = {"participant": OuterRef("pk"), "revision": revision}
    return Q(Exists(Standing.objects.filter(**own))) | Q(Exists(CountedFact.objects.filter(**own)))


DUE = due.Loop(
    key="past_revisions",
    due=superfluous,
    act=lambda pk, now: remove_some(past_id=pk, now=now),
    name="phase__name",
    owner="phase__campaign__owner_id",
    fault=gettext_lazy("Past points of “%(row)s” could not be removed; the system goes on trying."),
    told=False,
)
