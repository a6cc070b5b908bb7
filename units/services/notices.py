"""Messages to people: a row with a unique key first; letters are made of them later (`services/letters.py`)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import JSONField, QuerySet, Value
from django.utils import timezone

from common.db import insert_from, insert_rows
from units.choices import ByMail
from units.models import Appointment, Notice, User
from units.notices import Values, words_of


def notify(
    *, people: Iterable[int], kind: str, key: str, values: Values, url: str = "", now: datetime
) -> int:
    """Write one notice to each person, by id; returns how many are new.

    `values` are what its words are made of (`units/notices.py`). A notice of this key to the same person is left as it
    is. Raises UnknownKind, and KeyError for a value that the words want.
    """
    rows = [
        Notice(person_id=i, kind=kind, key=key, values=dict(values), url=url, created_at=now)
        for i in sorted(set(people))
    ]
    before = Notice.objects.filter(key=key).count()
    notify_all(rows)
    return Notice.objects.filter(key=key).count() - before


def notify_all(rows: Iterable[Notice]) -> None:
    """Write many notices, each with its own key, in one statement; those already written are left as they are.

    Raises UnknownKind, and KeyError for a value that the words want.
    """
    found = list(rows)
    for notice in found:
        words_of(notice.kind, notice.values)
    insert_rows(found, ignore_conflicts=True)


def writers_of(union_ids: Iterable[int], *, now: datetime) -> dict[int, list[int]]:
    """Ids of the people who act for each union today: union id → person ids.

    `union_ids` may be a queryset of ids; it is then evaluated in the database only.
    """
    ids = union_ids if isinstance(union_ids, QuerySet) else list(union_ids)
    day = timezone.localdate(now)
    held = Appointment.objects.acting_on(day).filter(post__union_id__in=ids)
    people: dict[int, list[int]] = {}
    for union_id, person_id in held.values_list("post__union_id", "person_id").distinct():
        people.setdefault(union_id, []).append(person_id)
    return people


def notify_writers(
    *, unions: QuerySet, kind: str, key: str, values: Values, url: str = "", now: datetime
) -> int:
    """Write one notice to everybody who acts today for one of the unions (a queryset of ids); returns how many are new.

    One INSERT … SELECT, whatever the number of unions: no row comes into memory. Raises UnknownKind, and KeyError for a
    value that the words want.
    """
    words_of(kind, values)
    held = Appointment.objects.acting_on(timezone.localdate(now)).filter(post__union_id__in=unions)
    same = {"kind": kind, "key": key, "url": url, "created_at": now, "by_mail": ByMail.PENDING.value}
    given = {f"at_{name}": Value(value) for name, value in same.items()}
    given["at_values"] = Value(dict(values), output_field=JSONField())
    columns = {"person": "person_id", "values": "at_values", **{name: f"at_{name}" for name in same}}
    return insert_from(Notice, columns, held.annotate(**given).distinct(), ignore_conflicts=True)


def mark_read(*, notice: Notice, by: User, now: datetime) -> None:
    """A person has read a notice."""
    Notice.objects.filter(pk=notice.pk, person=by.person, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, by: User, now: datetime) -> int:
    """A person has read all notices up to now; returns how many were unread."""
    return Notice.objects.filter(person=by.person, read_at__isnull=True, created_at__lte=now).update(
        read_at=now
    )
