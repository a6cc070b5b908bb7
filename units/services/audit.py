"""The audit trail: appended in the caller's transaction, sealed into the hash chain in batches."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from common.db import insert_rows
from common.formats import form_of
from common.locks import exclusive_lock
from units.actors import Actor
from units.models import AuditEvent

BATCH = 2000


def event(*, verb: str, subject: models.Model, by: Actor, now: datetime, **data: Any) -> AuditEvent:
    """An unsaved audit event; `data` is what changed, before and after."""
    return AuditEvent(
        at=now,
        actor_id=by.pk,
        actor_name=by.username,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
    )


def record(*, verb: str, subject: models.Model, by: Actor, now: datetime, **data: Any) -> None:
    """Append one audit event in the caller's transaction."""
    event(verb=verb, subject=subject, by=by, now=now, **data).save(force_insert=True)


def record_all(events: Sequence[AuditEvent]) -> None:
    """Append many events, as `event` makes them, in the caller's transaction and in one statement."""
    insert_rows(events)


def _text_1(item: AuditEvent) -> str:
    """The event's place in the chain and all that it says: a JSON list with sorted keys inside and no spaces."""
    body = [
        item.sequence,
        item.pk,
        item.at.isoformat(),
        item.actor_id,
        item.actor_name,
        item.verb,
        item.subject_type,
        item.subject_id,
        item.data,
    ]
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


#: The format in which events are chained from now on, and every form that there ever was.
LINK_FORMAT = 1
LINK_FORMS: dict[int, Callable[[AuditEvent], str]] = {1: _text_1}


def link_hash(previous: str, item: AuditEvent) -> str:
    """The chain's next hash: SHA-256 over the one before and the event's text in its format. Raises UnknownFormat."""
    text = form_of(LINK_FORMS, item.format)(item)
    return hashlib.sha256((previous + text).encode()).hexdigest()


def seal_batch() -> int:
    """Chain up to a batch of unsealed events, oldest first; return how many. One sealer at a time."""
    with transaction.atomic():
        exclusive_lock("audit-chain", 0)
        items = list(AuditEvent.objects.filter(sequence__isnull=True).order_by("pk")[:BATCH])
        last = AuditEvent.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        sequence, previous = (last.sequence or 0, last.chain_hash) if last else (0, "")
        for item in items:
            sequence += 1
            item.sequence, item.format = sequence, LINK_FORMAT
            item.chain_hash = previous = link_hash(previous, item)
        AuditEvent.objects.bulk_update(items, ["sequence", "chain_hash", "format"], batch_size=500)
    return len(items)


def first_broken_link() -> int | None:
    """Recompute the chain; return the sequence number of the first event that does not fit, None when all do."""
    previous, expected = "", 1
    chained: Iterable[AuditEvent] = (
        AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence").iterator(2000)
    )
    for item in chained:
        if item.sequence != expected or link_hash(previous, item) != item.chain_hash:
            return expected
        previous, expected = item.chain_hash, expected + 1
    return None
