"""Each line of the log says which request, whose, which job; an unexpected fault shows its number."""

import logging
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from common.logs import AboutFilter, about, request_id
from emulation_tracker import health_views, views
from tests.cast import NOW, World
from units.actors import SYSTEM
from units.services import jobs


class Lines(logging.Handler):
    """Keeps what is logged as (about, message), as the console's handler would print it."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(AboutFilter())
        self.kept: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append((record.about, record.getMessage()))  # type: ignore[attr-defined]


@pytest.fixture
def lines() -> Any:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler.kept
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The home page fails."""

    def fail(_scope: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views.read, "pledges_to_sign", fail)


@pytest.mark.usefixtures("stumbling")
def test_a_fault_is_logged_with_request_and_user_and_the_page_shows_its_number(
    world: World, lines: list[tuple[str, str]]
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.hoa)
    answer = client.get("/")
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert (f"request={number} user=hoa", "Internal Server Error: /") in lines
    assert number in answer.content.decode()


def test_the_page_of_a_fault_asks_the_database_nothing(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert health_views.server_error(RequestFactory().get("/")).status_code == 500


def test_a_refused_request_is_logged_with_its_number(
    world: World, client: Client, lines: list[tuple[str, str]]
) -> None:
    client.force_login(world.hoa)
    number = client.get("/jobs/7/").headers["X-Request-ID"]
    assert lines == [(f"request={number} user=hoa", "Not Found: /jobs/7/")]


@pytest.mark.parametrize(
    ("proxies", "sent", "is_taken"),
    [
        (1, "0f3c9a7be1d24c55", True),
        (0, "0f3c9a7be1d24c55", False),  # nobody in front of us that we trust
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "12345678 user=quang", False),
        (1, "12345678\nforged", False),
    ],
)
def test_the_id_of_a_trusted_proxy_is_taken(settings: Any, proxies: int, sent: str, is_taken: bool) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = HttpRequest()
    request.META["HTTP_X_REQUEST_ID"] = sent
    number = request_id(request)
    assert (number == sent, request_id(request)) == (is_taken, number)


def test_every_answer_has_an_id_of_its_own(db: None, client: Client) -> None:
    numbers = {client.get(url).headers["X-Request-ID"] for url in ("/login/", "/healthz", "/no-such-page/")}
    assert len(numbers) == 3


def test_the_log_of_a_job_says_which(
    db: None, lines: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs.HANDLERS, "tests.log", lambda _running: 1 / 0)
    job = jobs.enqueue(kind="tests.log", key="k", by=SYSTEM, now=NOW)
    jobs.run(job_id=job.pk)
    assert (f"job={job.pk} kind=tests.log", f"job {job.pk} failed") in lines


def test_facts_end_with_their_block(lines: list[tuple[str, str]]) -> None:
    with about(job=1), about(due="phases:7"):
        logging.getLogger("t").warning("inside")
    logging.getLogger("t").warning("outside")
    assert lines == [("job=1 due=phases:7", "inside"), ("-", "outside")]
