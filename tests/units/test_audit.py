"""The audit chain: sealed in batches, verified, and naming the first link that was tampered with."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cast import NOW, World
from units.actors import SYSTEM
from units.models import AuditEvent
from units.services import audit


@pytest.fixture
def chain(world: World) -> list[AuditEvent]:
    """Six sealed events, and nothing else."""
    AuditEvent.objects.all().delete()
    for n in range(6):
        audit.record(verb="test", subject=world.city, by=world.quang, now=NOW, n=n, text="Đợt 1", part=0.1)
    while audit.seal_batch():
        pass
    return list(AuditEvent.objects.order_by("sequence"))


def test_events_are_numbered_in_order_and_the_chain_verifies(chain: list[AuditEvent]) -> None:
    assert [(e.sequence, e.data["n"]) for e in chain] == [(n + 1, n) for n in range(6)]
    assert audit.first_broken_link() is None


def test_sealing_again_changes_nothing(chain: list[AuditEvent]) -> None:
    assert audit.seal_batch() == 0
    assert [e.chain_hash for e in AuditEvent.objects.order_by("sequence")] == [e.chain_hash for e in chain]


def test_sealing_goes_on_where_it_stopped_in_batches(
    chain: list[AuditEvent], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    for n in range(3):
        audit.record(verb="later", subject=world.city, by=SYSTEM, now=NOW, n=n)
    assert [audit.seal_batch() for _n in range(3)] == [2, 1, 0]
    assert list(
        AuditEvent.objects.filter(verb="later").order_by("pk").values_list("sequence", flat=True)
    ) == [7, 8, 9]
    assert audit.first_broken_link() is None


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"n": 99}},
        {"actor_name": "x"},
        {"verb": "x"},
        {"subject_id": 0},
        {"chain_hash": "0" * 64},
        {"actor_id": None},
    ],
)
def test_a_changed_event_is_named(chain: list[AuditEvent], change: dict[str, object]) -> None:
    AuditEvent.objects.filter(sequence=3).update(**change)
    assert audit.first_broken_link() == 3


@pytest.mark.parametrize("gone", [1, 4])
def test_a_deleted_event_is_named(chain: list[AuditEvent], gone: int) -> None:
    AuditEvent.objects.filter(sequence=gone).delete()
    assert audit.first_broken_link() == gone


def test_an_event_pulled_out_of_the_chain_is_named(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence=2).update(sequence=None)
    assert audit.first_broken_link() == 2


def test_command_tells_the_head_of_an_unbroken_chain(chain: list[AuditEvent], capsys: Any) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out == f"unbroken: 6 events, head {chain[-1].chain_hash}\n"


def test_command_names_the_first_broken_event_and_fails(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence=3).update(verb="other")
    with pytest.raises(CommandError, match="broken at event 3") as error:
        call_command("verify_audit")
    assert error.value.returncode == 1


def test_command_has_nothing_to_say_against_an_empty_trail(db: None, capsys: Any) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out == "unbroken: no event yet\n"


def test_events_that_are_not_sealed_yet_do_not_break_it(chain: list[AuditEvent], world: World) -> None:
    audit.record(verb="new", subject=world.city, by=SYSTEM, now=NOW)
    assert audit.first_broken_link() is None
