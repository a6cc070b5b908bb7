"""Guessing is slowed down; nobody is locked out."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, PASSWORD, World
from units.services import signin


@pytest.fixture(autouse=True)
def clean(time_machine: Any) -> Iterator[None]:
    """No failures from elsewhere; the clock of the cache is that of the pages."""
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    yield
    cache.clear()


def attempt(username: str, password: str, address: str = "10.0.0.1") -> str:
    """What a sign-in comes to: in, wrong or paused."""
    sent = {"username": username, "password": password}
    answer = Client(REMOTE_ADDR=address).post(reverse("login"), sent)
    if answer.status_code == 302:
        return "in"
    (error,) = answer.context["form"].non_field_errors().as_data()
    return {"invalid_login": "wrong"}.get(error.code, error.code)


def fail(times: int, username: str = "hoa", address: str = "10.0.0.1") -> list[str]:
    return [attempt(username, "sai", address) for _n in range(times)]


def test_ten_failures_are_answered_and_the_eleventh_waits(world: World) -> None:
    assert fail(11) == ["wrong"] * 10 + ["paused"]
    assert attempt("hoa", PASSWORD) == "paused"
    assert attempt(" HOA ", PASSWORD) == "paused"


def test_count_that_ends_while_it_is_raised_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_key: str) -> int:
        raise ValueError("the key is gone")

    with monkeypatch.context() as patch:
        patch.setattr(cache, "incr", gone)
        for _n in range(20):
            signin.count_failure(username="hoa", address="10.0.0.1", now=NOW)
    assert signin.pause_left(username="hoa", address="10.0.0.1", now=NOW) == 0


def test_right_password_works_after_the_delay_and_clears_the_count(world: World, time_machine: Any) -> None:
    fail(10)
    time_machine.move_to(NOW + timedelta(seconds=59), tick=False)
    assert attempt("hoa", PASSWORD) == "paused"
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert attempt("hoa", PASSWORD) == "in"
    assert fail(10) == ["wrong"] * 10


def test_after_the_delay_each_further_failure_waits_again(world: World, time_machine: Any) -> None:
    fail(10)
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert fail(2) == ["wrong", "paused"]


def test_failures_are_forgotten_when_their_window_has_ended(
    world: World, time_machine: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(signin, "WINDOW", timedelta(seconds=4))
    fail(10)
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    if settings.REDIS_URL:  # it keeps time by a clock of its own
        time.sleep(4)
    assert fail(11) == ["wrong"] * 10 + ["paused"]


def test_another_address_and_another_name_are_not_affected(world: World) -> None:
    fail(10)
    assert attempt("hoa", PASSWORD, "10.0.0.2") == "in"
    assert attempt("hung", PASSWORD) == "in"


def test_names_that_do_not_exist_are_answered_alike(world: World) -> None:
    assert fail(11, "không ai") == ["wrong"] * 10 + ["paused"]


def test_an_address_pauses_after_a_hundred_failures_whatever_the_names(
    world: World, time_machine: Any
) -> None:
    for n in range(100):
        signin.count_failure(username=f"n{n}", address="10.0.0.1", now=NOW)
    assert attempt("hoa", PASSWORD) == "paused"
    assert attempt("hoa", PASSWORD, "10.0.0.2") == "in"
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert attempt("hoa", "sai") == "wrong"
    assert attempt("hoa", PASSWORD) == "in"


def test_success_does_not_clear_the_address(world: World) -> None:
    for n in range(99):
        signin.count_failure(username=f"n{n}", address="10.0.0.1", now=NOW)
    assert attempt("hoa", PASSWORD) == "in"
    assert [attempt("hoa", "sai"), attempt("hung", PASSWORD)] == ["wrong", "paused"]


def test_the_page_says_how_long_to_wait(world: World) -> None:
    fail(10)
    answer = Client(REMOTE_ADDR="10.0.0.1").post(reverse("login"), {"username": "hoa", "password": "x"})
    assert b"try again in 60 seconds" in answer.content


@pytest.mark.parametrize("username", ["x" * 300, "a b\tc", ""])
def test_whatever_is_typed_as_a_name_is_counted_or_asked_for(world: World, username: str) -> None:
    answer = Client().post(reverse("login"), {"username": username, "password": "x"})
    assert answer.status_code == 200
