"""Jobs that the clock asked for: their own federation's, put off until it is quiet, and woken one by one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, START, World, add_person, after
from units.actors import SYSTEM
from units.choices import Level
from units.models import Job
from units.services import jobs, unions

KIND = "tests.work"


def ask(key: str) -> Job:
    return jobs.enqueue(kind=KIND, key=key, by=SYSTEM, now=NOW)


def test_a_job_of_the_clock_is_shown_to_its_own_federation_alone(world: World, client: Client) -> None:
    other = unions.found_union(
        code="HCM", name="LĐLĐ Thành phố Hồ Chí Minh", short_name="HCM", level=Level.CITY, sector="union_body",
        parent=world.confederation, by=SYSTEM, now=NOW, since=START,
    )  # fmt: skip
    tam = add_person(world, "tam", other)
    job = jobs.enqueue(kind=KIND, key="k", by=SYSTEM, now=NOW, owner_id=world.city.pk)
    nobodys = ask("nobodys")
    found = {}
    for user in (world.quang, world.an, world.hoa, tam):
        client.force_login(user)
        found[user.username] = [
            client.get(reverse("job", args=[one.pk])).status_code for one in (job, nobodys)
        ]
    assert found == {"quang": [200, 404], "an": [200, 404], "hoa": [404, 404], "tam": [404, 404]}


def test_a_job_that_waits_for_quiet_is_put_off_by_each_asking_and_woken_once_it_is_quiet(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda _name, job_id: sent.append(job_id) or True)
    given = {"kind": KIND, "key": "k", "by": SYSTEM, "quiet": timedelta(seconds=30)}
    with django_capture_on_commit_callbacks(execute=True):
        for seconds in (0, 20, 40, 10):
            job = jobs.enqueue(**given, now=after(NOW, seconds=seconds))
    job.refresh_from_db()
    assert (job.due_at, sent) == (after(NOW, seconds=70), [])
    assert [jobs.sweep(now=after(NOW, seconds=s)) for s in (69, 70)] == [0, 1]
    for seconds in (100, 290, 400):  # never longer than five minutes, whoever goes on asking
        jobs.enqueue(**given, now=after(NOW, seconds=seconds))
    job.refresh_from_db()
    assert job.due_at == after(NOW, minutes=5)


def test_a_job_that_cannot_be_woken_does_not_stop_the_sweep(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = ask("first"), ask("second")
    woken: list[int] = []
    monkeypatch.setattr(jobs, "wake", lambda job_id: 1 / 0 if job_id == first.pk else woken.append(job_id))
    jobs.sweep(now=NOW)
    assert woken == [second.pk]
    assert f"job {first.pk} was not woken, the others go on" in caplog.text
