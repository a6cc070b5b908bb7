"""Sending tasks, hashing passwords, and the SQL that only PostgreSQL is sent."""

from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models import BigIntegerField, Value
from kombu.exceptions import OperationalError

from campaigns.models import Result
from common import db, locks
from common.db import RandomUUID
from common.quotient import Quotient, register_sqlite_functions
from common.tasks import job, send
from tests.cast import Season
from tests.common.spy import Spy
from units.models import Union


def test_a_task_is_sent_by_name_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda *a, **k: sent.append((a, k)))
    assert send("units.run_job", job_id=7) is True
    assert sent == [(("units.run_job",), {"kwargs": {"job_id": 7}, "retry": False})]


@pytest.mark.parametrize("error", [OperationalError("down"), OSError("refused")])
def test_a_broker_that_cannot_be_reached_is_told_not_raised(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_a: Any, **_k: Any) -> None:
        raise error

    monkeypatch.setattr(current_app, "send_task", fail)
    assert send("units.run_job", job_id=7) is False


def test_a_job_is_acknowledged_only_when_it_is_done() -> None:
    def nothing() -> None: ...

    task = job("tests.nothing")(nothing)
    assert (task.name, task.acks_late, task.reject_on_worker_lost, task.ignore_result) == (
        "tests.nothing",
        True,
        True,
        True,
    )


def test_passwords_are_hashed_at_the_recommended_cost(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["common.hashers.OwaspArgon2Hasher"]
    hashed = make_password("Mot-mat-khau-dai")
    assert hashed.split("$")[1:4] == ["argon2id", "v=19", "m=19456,t=2,p=1"]
    assert check_password("Mot-mat-khau-dai", hashed) is True


@pytest.mark.parametrize(
    ("take", "function"),
    [
        (locks.shared_lock, "pg_advisory_xact_lock_shared"),
        (locks.exclusive_lock, "pg_advisory_xact_lock"),
    ],
)
def test_postgresql_is_asked_for_the_lock_by_its_number(
    monkeypatch: pytest.MonkeyPatch, take: Any, function: str
) -> None:
    monkeypatch.setattr(locks, "connection", spy := Spy())
    take("phase", 1)
    assert spy.sent == [(f"SELECT {function}(%s)", [locks.lock_number("phase", 1)])]


def test_postgresql_is_sent_one_update_for_many_rows(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy()
    monkeypatch.setattr(db, "connections", {"default": spy})
    rows = [{"id": 1, "note": "a", "entered_by": 5}, {"id": 2, "note": "b", "entered_by": None}]
    assert db.update_from(Result, rows) == 2
    by = db.concrete(Result, "entered_by").rel_db_type(connection)
    text = db.concrete(Result, "note").db_type(connection)
    assert spy.sent == [
        (
            'UPDATE "campaigns_result" SET "note" = s.c1, "entered_by_id" = s.c2 FROM (SELECT (d.v->>0)::bigint AS c0, '
            f"(d.v->>1)::{text} AS c1, (d.v->>2)::{by} AS c2 FROM jsonb_array_elements(%s::jsonb) AS d(v)) AS s "
            'WHERE "campaigns_result"."id" = s.c0',
            ['[[1, "a", 5], [2, "b", null]]'],
        )
    ]


def test_a_random_id_comes_from_the_database(db: None) -> None:
    query = Union.objects.annotate(q=RandomUUID()).query
    compiler = query.get_compiler(connection=connection)
    assert RandomUUID().as_sql(compiler, connection) == ("gen_random_uuid()", [])
    assert RandomUUID().as_sqlite(compiler, connection) == ("lower(hex(randomblob(16)))", [])


def test_postgresql_divides_bigints_where_they_fit_and_numerics_elsewhere(db: None) -> None:
    whole = [Value(n, output_field=BigIntegerField()) for n in (2, 3, 4)]
    query = Union.objects.annotate(q=Quotient(*whole)).query
    compiler = query.get_compiler(connection=connection)
    sql, params = query.annotations["q"].as_postgresql(compiler, connection)
    assert sql.count("::numeric") == 5
    assert (sql.count("%s"), set(params)) == (len(params), {0, 1, 2, 3, 4})


def test_only_sqlite_is_taught_to_divide() -> None:
    other = Spy()
    register_sqlite_functions(other)
    assert other.sent == []
