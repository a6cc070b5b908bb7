"""/healthz and /readyz, the banner of administrators, and the page of the state."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from emulation_tracker import health
from emulation_tracker.health import LOOKOUT, Check, Lookout, State, look
from tests.cast import Season, World
from tests.poison import poison
from units.actors import SYSTEM
from units.choices import ByMail, JobState
from units.models import ClockTick, Job, Notice
from units.services import clock, due, jobs


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every request looks for itself, as the tests of other pages do not."""
    monkeypatch.setattr(LOOKOUT, "state", lambda _seconds: look(timezone.now()))
    return


def ago(**delta: float) -> datetime:
    return timezone.now() - timedelta(**delta)


def verdicts() -> dict[str, str]:
    return {check.name: check.verdict for check in look(timezone.now()).faults}


@pytest.fixture
def at_work(season: Season) -> Season:
    """The clock has just struck, nothing is due, nothing waits."""
    clock.tick(now=timezone.now())
    Phase.objects.update(entry_closes_at=timezone.now() + timedelta(days=1))
    Notice.objects.update(by_mail=ByMail.UNREACHABLE)
    Job.objects.all().delete()
    return season


def test_everything_is_at_work(at_work: Season) -> None:
    assert verdicts() == {}


def clock_stood_still(_season: Season) -> None:
    ClockTick.objects.update(at=ago(seconds=62))


def clock_never_ran(_season: Season) -> None:
    ClockTick.objects.all().delete()


def phase_not_closed(season: Season) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(entry_closes_at=ago(seconds=62))


def poisoned_phase_not_closed(season: Season) -> None:
    poison(season.phase, "entry_closes_at")


def job_not_begun(_season: Season) -> None:
    jobs.enqueue(kind="k", key="k", by=SYSTEM, now=ago(seconds=302))


def job_whose_worker_was_lost(_season: Season) -> None:
    job_not_begun(_season)
    Job.objects.update(state=JobState.RUNNING, lease_until=ago(seconds=1))


def failed_job_of_a_federation(season: Season) -> None:
    Job.objects.create(
        kind="k", key="k", state=JobState.FAILED, created_at=ago(days=1), owner=season.world.city
    )


def row_that_failed_twice(season: Season) -> None:
    failed_job_of_a_federation(season)
    Job.objects.update(kind=due.KIND, attempts=2)


def letter_not_sent(season: Season) -> None:
    Notice.objects.create(
        person=season.world.hoa.person, kind="phase_closed", key="k", created_at=ago(minutes=16)
    )


@pytest.mark.parametrize(
    ("happens", "found"),
    [
        (clock_stood_still, {"clock": "late"}),
        (clock_never_ran, {"clock": "late"}),
        (phase_not_closed, {"due_phase": "late"}),
        (poisoned_phase_not_closed, {"due_phase": "late"}),
        (job_not_begun, {"waiting_job": "late"}),
        (job_whose_worker_was_lost, {"waiting_job": "late"}),
        (failed_job_of_a_federation, {"failed_job": "late"}),
        (row_that_failed_twice, {"failed_job": "late"}),
        (letter_not_sent, {"unsent_mail": "late"}),
    ],
)
@pytest.mark.usefixtures("looking")
def test_somebody_notices(
    at_work: Season, client: Client, happens: Callable[[Season], None], found: dict[str, str]
) -> None:
    well = client.get("/readyz")
    happens(at_work)
    answer = client.get("/readyz")
    said = {name: check["verdict"] for name, check in answer.json()["checks"].items()}
    assert (well.status_code, answer.status_code) == (200, 503)
    assert {name: verdict for name, verdict in said.items() if verdict != "ok"} == found
    client.force_login(at_work.world.an)
    assert "Work of the system stands still." in client.get("/units/").content.decode()
    assert "Something needs looking after" in client.get("/system/").content.decode()


def busy_job(_season: Season) -> None:
    jobs.enqueue(kind="k", key="k", by=SYSTEM, now=ago(days=1))
    Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now() + timedelta(seconds=60))


def job_that_waits_for_quiet(_season: Season) -> None:
    jobs.enqueue(kind="k", key="k", by=SYSTEM, now=timezone.now(), quiet=timedelta(seconds=30))
    Job.objects.update(created_at=ago(days=1))


def failed_import_of_somebody(season: Season) -> None:
    jobs.enqueue(kind="k", key="k", by=season.world.hoa, now=ago(days=1))
    Job.objects.update(state=JobState.FAILED)


def row_that_failed_once(season: Season) -> None:
    failed_job_of_a_federation(season)
    Job.objects.update(kind=due.KIND, attempts=1)


@pytest.mark.parametrize(
    "happens", [busy_job, job_that_waits_for_quiet, failed_import_of_somebody, row_that_failed_once]
)
def test_nobody_is_called_for_what_goes_its_way(at_work: Season, happens: Callable[[Season], None]) -> None:
    happens(at_work)
    assert verdicts() == {}


@pytest.mark.usefixtures("looking")
def test_an_anonymous_reader_gets_figures_and_no_names(at_work: Season, client: Client) -> None:
    phase_not_closed(at_work)
    letter_not_sent(at_work)
    body = client.get("/readyz").json()
    assert set(body) == {"status", "at", "checks"}
    figures = {name: set(check) - {"verdict"} for name, check in body["checks"].items()}
    assert figures == {
        "database": set(), "broker": set(), "cache": set(), "clock": {"seconds"}, "due_phase": {"seconds", "count"},
        "waiting_job": {"count"}, "failed_job": {"count"}, "unsent_mail": {"seconds", "count"},
    }  # fmt: skip
    assert {type(v) for check in body["checks"].values() for n, v in check.items() if n != "verdict"} == {int}


def test_a_server_that_does_not_answer_is_down_and_the_rest_is_looked_at(
    at_work: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_now: datetime) -> Check:
        raise OSError("no route to 10.0.0.7")

    monkeypatch.setitem(health.LOOKS, "broker", away)
    monkeypatch.setitem(health.LOOKS, "cache", away)
    state = look(timezone.now())
    assert [(c.name, c.figures()) for c in state.faults] == [
        ("broker", {"verdict": "down"}),
        ("cache", {"verdict": "down"}),
    ]
    assert len(state.checks) == 8


def test_the_web_process_lives_though_the_database_is_away(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(world.hoa)  # even with the cookie of a session that nobody can look up

    def away(*_args: Any, **_given: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(LOOKOUT, "state", lambda _seconds: look(timezone.now()))
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", away)
        alive, answer = client.get("/healthz"), client.get("/readyz")
    assert alive.json() == {"status": "alive"}
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, {"verdict": "down"})


@pytest.mark.usefixtures("looking")
def test_the_banner_is_for_administrators_alone_and_costs_nobody_else_a_look(
    at_work: Season, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_stood_still(at_work)
    looks: list[float] = []
    monkeypatch.setattr(LOOKOUT, "state", lambda seconds: looks.append(seconds) or look(timezone.now()))
    shown = {}
    for name in ("an", "quang", "hoa", "kim", "vy"):
        client.force_login(getattr(at_work.world, name))
        page = client.get(reverse("units")).content.decode()
        shown[name] = ("stands still" in page, "/system/" in page)
    assert shown == {"an": (True, True)} | dict.fromkeys(("quang", "hoa", "kim", "vy"), (False, False))
    assert looks == [health.RECENT]


@pytest.mark.usefixtures("looking")
def test_the_page_shows_the_jobs_of_ones_own_federation(at_work: Season, client: Client) -> None:
    failed_job_of_a_federation(at_work)
    Job.objects.update(kind="campaigns.seal_phase", message="Thiếu tệp")
    Job.objects.create(
        kind="k",
        key="other",
        state=JobState.FAILED,
        created_at=ago(days=1),
        owner=at_work.world.confederation,
    )
    client.force_login(at_work.world.an)
    answer = client.get("/system/")
    assert [(str(job), kind) for job, kind in answer.context["jobs"]] == [
        ("campaigns.seal_phase k: failed", "Making a phase final")
    ]
    assert "Thiếu tệp" in answer.content.decode()


def test_a_look_is_kept_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [State(timezone.now(), (Check(str(n), "ok"),)) for n in range(3)]
    monkeypatch.setattr(health, "look", lambda _now: found.pop(0))
    lookout = Lookout()
    names = [lookout.state(seconds).checks[0].name for seconds in (15, 15, 0, 15)]
    assert names == ["0", "0", "1", "1"]


def test_while_one_request_looks_the_others_take_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    lookout, begun, go = Lookout(), threading.Event(), threading.Event()
    monkeypatch.setattr(health, "look", lambda now: State(now, (Check("first", "ok"),)))
    lookout.state(0)

    def slow(now: datetime) -> State:
        begun.set()
        go.wait(10)
        return State(now, (Check("second", "ok"),))

    monkeypatch.setattr(health, "look", slow)
    other = threading.Thread(target=lookout.state, args=[0])
    other.start()
    begun.wait(10)
    meanwhile = lookout.state(0).checks[0].name
    go.set()
    other.join()
    assert (meanwhile, lookout.state(60).checks[0].name) == ("first", "second")


def test_a_tick_is_one_row_however_often_it_strikes(db: None) -> None:
    for n in (3, 2, 1):
        clock.tick(now=ago(seconds=n))
    assert ClockTick.objects.count() == 1
    assert timezone.now() - ClockTick.objects.get().at < timedelta(seconds=30)


@pytest.mark.usefixtures("looking")
def test_the_page_takes_the_same_queries_for_3_and_for_300_jobs(
    at_work: Season, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(at_work.world.an)
    client.get("/system/")
    for size in (3, 300):
        Job.objects.bulk_create(
            Job(
                kind="k",
                key=f"{size}.{n}",
                state=JobState.FAILED,
                created_at=ago(days=1),
                owner=at_work.world.city,
            )
            for n in range(size)
        )
        with django_assert_num_queries(QUERIES):
            client.get("/system/")
    assert Phase.objects.get(pk=at_work.phase.pk).status == PhaseStatus.OPEN


#: Session, account, posts; the look twice (banner and page), seven queries each; federation, jobs, their number.
QUERIES = 19
