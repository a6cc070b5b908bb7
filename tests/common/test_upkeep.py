"""What large steps ask of the database itself."""

import pytest
from django.db import connection, transaction

from campaigns.models import Participant, Result
from common import upkeep
from tests.common.spy import Spy
from units.models import Union


def test_postgresql_clears_dead_rows_away_outside_of_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy()
    monkeypatch.setattr(upkeep, "connections", {"default": spy})
    upkeep.forget_deleted(Union)
    assert spy.sent == []
    monkeypatch.setattr(spy, "in_atomic_block", False, raising=False)
    upkeep.forget_deleted(Union, Result)
    upkeep.overwrite_deleted()
    assert spy.sent == [('VACUUM "units_union", "campaigns_result"', None)]


def test_sqlite_overwrites_what_is_deleted_and_empties_its_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy()
    spy.__dict__.update(vendor="sqlite", in_atomic_block=False)
    monkeypatch.setattr(upkeep, "connections", {"default": spy})
    upkeep.overwrite_deleted()
    upkeep.forget_deleted(Union)
    assert spy.sent == [("PRAGMA secure_delete = ON", None), ("PRAGMA wal_checkpoint(TRUNCATE)", None)]


def test_a_step_over_all_rows_gets_memory_and_joins_no_table_row_by_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spy = Spy()
    monkeypatch.setattr(upkeep, "connections", {"default": spy})
    upkeep.work_in_memory()
    upkeep.work_in_memory(on_all_rows=True)
    upkeep.count_tables(Participant, Result)
    memory = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
    assert spy.sent == [
        (memory, None),
        (f"{memory}; SET LOCAL enable_nestloop = off", None),
        ('ANALYZE "campaigns_participant", "campaigns_result"', None),
    ]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has nothing of the kind to set")
def test_the_settings_of_a_step_end_with_its_transaction() -> None:
    def now() -> list[str]:
        with connection.cursor() as cursor:
            found = []
            for name in ("jit", "enable_nestloop"):
                cursor.execute(f"SHOW {name}")
                found.append(cursor.fetchone()[0])
            return found

    before = now()
    with transaction.atomic():
        upkeep.work_in_memory(on_all_rows=True)
        assert now() == ["off", "off"]
        transaction.set_rollback(True)
    assert now() == before
