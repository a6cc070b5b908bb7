"""Jobs: claimed once, fenced, tried again, swept, and shown to those whom they concern."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from common.errors import Refusal
from tests.cast import NOW, World, after
from units.actors import SYSTEM
from units.choices import JobState
from units.models import AuditEvent, Job
from units.services import jobs

KIND = "tests.work"


@pytest.fixture
def handler() -> Iterator[Callable[[jobs.Handler], None]]:
    """Sets what the jobs of these tests do."""

    def do(function: jobs.Handler) -> None:
        jobs.HANDLERS[KIND] = function

    do(lambda _running: {"n": 1})
    yield do
    del jobs.HANDLERS[KIND]


def ask(key: str = "k", **args: object) -> Job:
    return jobs.enqueue(kind=KIND, key=key, by=SYSTEM, now=NOW, **args)


def state(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempts


def test_the_same_key_is_one_job(db: None) -> None:
    assert ask(a=1) == ask(a=2)
    assert Job.objects.get().args == {"a": 1}


def test_a_job_is_woken_when_its_transaction_commits_and_not_when_it_fails(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda _name, job_id: sent.append(job_id) or True)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        with transaction.atomic():
            ask("other")
            transaction.set_rollback(True)
    assert sent == [job.pk]
    assert Job.objects.count() == 1


def test_only_one_worker_claims(db: None) -> None:
    job = ask()
    assert [bool(jobs.claim(job_id=job.pk, now=NOW)) for _n in range(2)] == [True, False]


def test_a_lost_lease_is_claimed_by_another_and_the_first_writes_no_more(db: None) -> None:
    job = ask()
    first = jobs.claim(job_id=job.pk, now=NOW)
    later = NOW + jobs.lease() + timedelta(seconds=1)
    second = jobs.claim(job_id=job.pk, now=later)
    assert first
    assert second
    with pytest.raises(jobs.LostLease):
        first.step(1, 2)
    with pytest.raises(jobs.LostLease):
        first.hold()
    second.step(1, 2, "Bước 1")
    assert state(job) == (JobState.RUNNING, 2)
    assert (job.progress_done, job.progress_total, job.percent, job.message) == (1, 2, 50, "Bước 1")


def test_the_outcome_of_a_worker_that_was_taken_over_is_not_written(
    db: None, handler: Callable[[jobs.Handler], None]
) -> None:
    job = ask()

    def work(_running: jobs.Running) -> dict[str, int]:
        jobs.claim(job_id=job.pk, now=after(NOW, days=3650))  # the lease ran out meanwhile
        return {"mine": 1}

    handler(work)
    jobs.run(job_id=job.pk)
    assert (state(job), job.result) == ((JobState.RUNNING, 2), {})


def test_a_done_job_runs_no_second_time(db: None, handler: Callable[[jobs.Handler], None]) -> None:
    ran: list[int] = []
    handler(lambda running: ran.append(1) or {"args": running.args})
    job = ask(n=7)
    assert [bool(jobs.run(job_id=job.pk)) for _n in range(2)] == [True, False]
    assert (state(job), job.result, ran) == ((JobState.DONE, 1), {"args": {"n": 7}}, [1])


def test_a_fault_is_tried_again_and_after_five_attempts_kept_for_a_person(
    db: None, handler: Callable[[jobs.Handler], None]
) -> None:
    def work(_running: jobs.Running) -> dict[str, int]:
        raise RuntimeError("the disk is full")

    handler(work)
    job, seen = ask(), []
    for _n in range(6):
        jobs.run(job_id=job.pk)
        seen.append(state(job))
    assert seen == [*((JobState.QUEUED, n) for n in (1, 2, 3, 4)), (JobState.FAILED, 5), (JobState.FAILED, 5)]
    assert (job.message, job.finished_at is not None) == ("RuntimeError: the disk is full", True)


@pytest.mark.parametrize(
    "error", [ValidationError({"file": ["Thiếu trang tính."]}), Refusal("Thiếu trang tính.")]
)
def test_a_fault_of_the_data_fails_at_once_in_plain_words(
    db: None, handler: Callable[[jobs.Handler], None], error: Exception
) -> None:
    def work(_running: jobs.Running) -> dict[str, int]:
        raise error

    handler(work)
    job = ask()
    jobs.run(job_id=job.pk)
    assert (state(job), job.message) == ((JobState.FAILED, 1), "Thiếu trang tính.")


def test_a_result_that_cannot_be_kept_is_a_fault_and_not_a_loop(
    db: None, handler: Callable[[jobs.Handler], None]
) -> None:
    handler(lambda _running: {"when": object()})
    job = ask()
    assert (jobs.run_all(now=NOW), state(job)) == (5, (JobState.FAILED, 5))


def test_an_unknown_kind_fails_and_is_kept(db: None) -> None:
    job = jobs.enqueue(kind="tests.unknown", key="k", by=SYSTEM, now=NOW)
    jobs.run_all(now=NOW)
    assert state(job) == (JobState.FAILED, 5)


def test_a_worker_lost_five_times_is_not_followed_by_a_sixth(db: None) -> None:
    job, moment = ask(), NOW
    for _n in range(5):
        assert jobs.claim(job_id=job.pk, now=moment)
        moment += jobs.lease() + timedelta(seconds=1)
    assert jobs.claim(job_id=job.pk, now=moment) is None
    assert (state(job), bool(job.message)) == ((JobState.FAILED, 5), True)


def test_asking_again_for_a_failed_job_queues_it_and_for_a_done_one_does_not(
    db: None, handler: Callable[[jobs.Handler], None]
) -> None:
    failed, done = ask("failed"), ask("done")
    jobs.run(job_id=done.pk)
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, attempts=5, message="x", finished_at=NOW)
    ask("failed"), ask("done")
    assert (state(failed), failed.message, failed.finished_at) == ((JobState.QUEUED, 0), "", None)
    assert state(done) == (JobState.DONE, 1)


def test_the_sweep_wakes_the_forgotten_and_the_lost_once_in_a_while(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda _name, job_id: sent.append(job_id) or True)
    forgotten, fresh, lost, held, done = (ask(k) for k in ("forgotten", "fresh", "lost", "held", "done"))
    Job.objects.filter(pk=fresh.pk).update(woken_at=NOW - timedelta(seconds=14))
    jobs.claim(job_id=lost.pk, now=NOW - jobs.lease() - timedelta(seconds=1))
    jobs.claim(job_id=held.pk, now=NOW)
    Job.objects.filter(pk=done.pk).update(state=JobState.DONE)
    assert (jobs.sweep(now=NOW), sent) == (2, [forgotten.pk, lost.pk])
    Job.objects.update(woken_at=NOW)
    assert jobs.sweep(now=NOW) == 0  # woken just now


def test_run_all_leaves_alone_what_another_worker_holds(db: None, handler: object) -> None:
    job = ask()
    jobs.claim(job_id=job.pk, now=after(NOW, days=36500))
    assert jobs.run_all(now=NOW) == 0


@pytest.mark.parametrize(
    ("name", "sees"),
    [("hoa", 200), ("quang", 200), ("hung", 404), ("lan", 404), ("kim", 404), ("vy", 404)],
)
def test_a_job_is_shown_to_who_asked_and_to_the_federation(
    world: World, client: Client, name: str, sees: int
) -> None:
    job = jobs.enqueue(kind=KIND, key="k", by=world.hoa, now=NOW)
    client.force_login(getattr(world, name))
    assert client.get(reverse("job", args=[job.pk])).status_code == sees
    assert client.post(reverse("job-retry", args=[job.pk])).status_code == (302 if sees == 200 else 404)


def test_the_page_of_a_failed_job_offers_to_try_once_more(world: World, client: Client) -> None:
    job = jobs.enqueue(kind=KIND, key="k", by=world.hoa, now=NOW)
    Job.objects.update(state=JobState.FAILED, attempts=5, message="Thiếu trang tính.", finished_at=NOW)
    client.force_login(world.hoa)
    assert "Thiếu trang tính." in client.get(reverse("job", args=[job.pk])).content.decode()
    client.post(reverse("job-retry", args=[job.pk]))
    client.post(reverse("job-retry", args=[job.pk]))
    assert state(job) == (JobState.QUEUED, 0)
    assert AuditEvent.objects.filter(verb="retry_job", subject_id=job.pk).count() == 1


def test_htmx_gets_the_bar_and_then_the_whole_page(world: World, client: Client) -> None:
    job = jobs.enqueue(kind=KIND, key="k", by=world.hoa, now=NOW)
    client.force_login(world.hoa)
    headers = {"HX-Request": "true"}
    under_way = client.get(reverse("job", args=[job.pk]), headers=headers)
    Job.objects.update(state=JobState.DONE)
    over = client.get(reverse("job", args=[job.pk]), headers=headers)
    assert ("<html" in under_way.content.decode(), under_way.has_header("HX-Refresh")) == (False, False)
    assert over["HX-Refresh"] == "true"


@pytest.mark.parametrize(("url", "onward"), [("/units/", "/units/"), ("https://example.com/", ""), ("", "")])
def test_a_done_job_leads_on_inside_the_site(world: World, client: Client, url: str, onward: str) -> None:
    job = jobs.enqueue(kind=KIND, key="k", by=world.hoa, now=NOW)
    Job.objects.update(state=JobState.DONE, result={"url": url})
    client.force_login(world.hoa)
    assert client.get(reverse("job", args=[job.pk])).context["onward"] == onward


def test_job_whose_broker_is_down_waits_for_the_sweep(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda *_a, **_k: False)
    job = jobs.enqueue(kind=KIND, key="down", by=SYSTEM, now=NOW)
    jobs.wake(job.pk)
    job.refresh_from_db()
    assert (job.state, job.woken_at is None, jobs.sweep(now=after(job.woken_at, hours=1))) == (
        JobState.QUEUED,
        False,
        1,
    )


def test_job_taken_over_while_it_ran_keeps_the_others_outcome(
    db: None, handler: Callable[[jobs.Handler], None]
) -> None:
    def lose(running: jobs.Running) -> dict[str, int]:
        raise jobs.LostLease

    handler(lose)
    job = jobs.enqueue(kind=KIND, key="lost", by=SYSTEM, now=NOW)
    assert jobs.run(job_id=job.pk) is None
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_job_that_somebody_else_has_is_left_to_them(
    db: None, handler: Callable[[jobs.Handler], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.enqueue(kind=KIND, key="theirs", by=SYSTEM, now=NOW)
    monkeypatch.setattr(jobs, "claim", lambda **_given: None)
    assert jobs.run_all(now=NOW) == 0
