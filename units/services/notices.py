"""Messages to people: a row with a unique key first, delivery by a job later."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet, Value
from django.utils import timezone

from common.db import insert_from
from units.models import Appointment, Notice, User


def notify(
    *, people: Iterable[int], kind: str, key: str, title: str, body: str = "", url: str = "", now: datetime
) -> int:
    """Write one notice to each person, by id; returns how many are new.

    A notice of this key to the same person is left as it is.
    """
    notices = [
        Notice(person_id=i, kind=kind, key=key, title=title, body=body, url=url, created_at=now)
        for i in sorted(set(people))
    ]
    before = Notice.objects.filter(key=key).count()
    notify_all(notices)
    return Notice.objects.filter(key=key).count() - before


def one_line(title: str) -> str:
    """A title as the subject of a letter takes it: one line, within its length, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:200]


def notify_all(notices: Iterable[Notice]) -> None:
    """Write many notices, each with its own key, in batches; those already written are left as they are."""
    rows = list(notices)
    for notice in rows:
        notice.title = one_line(notice.title)
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


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
    *, unions: QuerySet, kind: str, key: str, title: str, body: str = "", url: str = "", now: datetime
) -> int:
    """Write one notice to everybody who acts today for one of the unions (a queryset of ids); returns how many are new.

    One INSERT … SELECT, whatever the number of unions: no row comes into memory.
    """
    held = Appointment.objects.acting_on(timezone.localdate(now)).filter(post__union_id__in=unions)
    same = {"kind": kind, "key": key, "title": one_line(title), "body": body, "url": url, "created_at": now}
    rows = held.annotate(**{f"at_{name}": Value(value) for name, value in same.items()})
    columns = {"person": "person_id", **{name: f"at_{name}" for name in same}}
    return insert_from(Notice, columns, rows.distinct(), ignore_conflicts=True)


def deliver(*, now: datetime, limit: int = 200) -> int:
    """E-mail up to `limit` unsent notices; returns how many went out.

    Each is recorded as sent before it is sent, so that none goes out twice. Notices of people without an
    address are recorded in one statement, so that they hold nobody up.
    """
    unsent = Notice.objects.filter(sent_at__isnull=True)
    unsent.filter(person__email="").update(sent_at=now)
    sent = 0
    for notice in unsent.select_related("person").order_by("pk")[:limit]:
        if not unsent.filter(pk=notice.pk).update(sent_at=now):
            continue
        send_mail(
            one_line(
                notice.title
            ),  # a line break would end the header, and here the delivery of all the others
            notice.body or notice.title,
            settings.DEFAULT_FROM_EMAIL,
            [notice.person.email],
            fail_silently=True,
        )
        sent += 1
    return sent


def mark_read(*, notice: Notice, by: User, now: datetime) -> None:
    """A person has read a notice."""
    Notice.objects.filter(pk=notice.pk, person=by.person, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, by: User, now: datetime) -> int:
    """A person has read all notices up to now; returns how many were unread."""
    return Notice.objects.filter(person=by.person, read_at__isnull=True, created_at__lte=now).update(
        read_at=now
    )
