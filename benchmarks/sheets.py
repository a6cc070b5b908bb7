"""The sheets that `benchmarks.entry` saves, each with an officer who has signed in."""

import os
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass
class Sheet:
    """A sheet, its officer's session and the ids of its rows."""

    pk: int
    session: str
    rows: list[int]
    version: int = 0
    saved: list[str] = field(default_factory=list)

    def fields(self, values: list[str]) -> dict[str, str]:
        """The form as the officer's page posts it."""
        posted: dict[str, str] = {}
        for row, value in zip(self.rows, values, strict=True):
            posted |= {f"value-{row}": value, f"state-{row}": "", f"version-{row}": str(self.version)}
        return posted


def figures(number: int, count: int) -> list[str]:
    """Figures of a sheet as typed, different for each number: 1.234,5 is a number here."""
    return [f"{(number * 7 + n * 131) % 900 + 100},{n % 10}" for n in range(count)]


def make_sheets(phase_id: int) -> list[Sheet]:
    """Every participant's sheet, each with an officer who has signed in: sessions in the database and in the cache."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.contrib.sessions.models import Session
    from django.core.cache import cache
    from django.utils import timezone

    from campaigns.models import Participant, Result
    from units.models import Appointment, User

    officer = {}
    for union_id, person_id in Appointment.objects.values_list("post__union_id", "person_id"):
        officer[union_id] = person_id
    persons = set(officer.values())
    User.objects.bulk_create(
        (User(username=f"officer{i}", person_id=i, password="!") for i in sorted(persons)), batch_size=5000
    )
    users = {u.person_id: u for u in User.objects.all()}
    proof = User(password="!").get_session_auth_hash()
    rows: dict[int, list[int]] = {}
    for pk, sheet in (
        Result.objects.filter(participant__phase=phase_id).order_by("pk").values_list("pk", "participant_id")
    ):
        rows.setdefault(sheet, []).append(pk)
    sheets, sessions, cached = [], [], {}
    store = SessionStore()
    until = timezone.now() + timedelta(hours=12)
    for pk, union_id in (
        Participant.objects.filter(phase=phase_id).order_by("pk").values_list("pk", "union_id")
    ):
        key = f"bench{os.getpid()}x{pk:020d}"
        data = {
            SESSION_KEY: str(users[officer[union_id]].pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: proof,
        }
        sessions.append(Session(session_key=key, session_data=store.encode(data), expire_date=until))
        cached["django.contrib.sessions.cached_db" + key] = data
        sheets.append(Sheet(pk, key, rows[pk]))
    Session.objects.bulk_create(sessions, batch_size=5000)
    cache.set_many(cached, timeout=3600)
    return sheets
