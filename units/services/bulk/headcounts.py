"""Many headcounts at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from common.db import update_from
from units.actors import Actor, account_of
from units.models import Headcount
from units.permissions import kept_among, require_all
from units.services import audit
from units.services.headcounts import NUMBERS, SAID, take_steps

BATCH = 1000


@transaction.atomic
def write_headcounts(
    *, new: Sequence[Headcount], changed: Mapping[int, Mapping[str, Any]], by: Actor, now: datetime
) -> None:
    """Write new counts, and what stored ones say from now on: id → the whole row.

    The rows have been checked (`headcounts.faults_of`). Raises Refusal as `record_headcount`.
    """
    if not new and not changed:
        return
    stored = list(Headcount.objects.filter(pk__in=list(changed)))
    wanted = {count.union_id for count in (*new, *stored)}
    require_all(wanted, kept_among(by, wanted))
    account = account_of(by)
    for count in new:
        count.recorded_by, count.recorded_at = account, now
    fresh = Headcount.objects.bulk_create(new, batch_size=BATCH)
    told = {"recorded_by": account.pk if account else None, "recorded_at": now}
    payload = [{"id": c.pk, **{name: changed[c.pk][name] for name in SAID}, **told} for c in stored]
    update_from(Headcount, payload)
    rows = [[c.union_id, c.as_of, *(getattr(c, n) for n in NUMBERS)] for c in fresh]
    before = [[c.union_id, c.as_of, *(getattr(c, n) for n in NUMBERS)] for c in stored]
    after = [[c.union_id, c.as_of, *(changed[c.pk][n] for n in NUMBERS)] for c in stored]
    some = next(iter((*fresh, *stored)))
    audit.record(verb="write_headcounts", subject=some, by=by, now=now, new=rows, before=before, after=after)
    first = min(count.as_of for count in (*fresh, *stored))
    take_steps(union_ids=wanted, day=first, by=by, now=now)
