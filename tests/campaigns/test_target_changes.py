"""A signed target changes by one act alone: asked with reason and document, answered by the federation."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.choices import ChangeState, TargetKind
from campaigns.imports import import_workbook
from campaigns.models import Target, TargetChange
from campaigns.services import bulk, target_changes, targets
from campaigns.workbook.exporting import write_workbook
from common.errors import PhaseEnded, Refusal
from tests.campaigns.pledge_cast import ask, circulated, signed_target
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent, Notice


def put(season: Season, value: str, **changes: Any) -> int:
    given = {
        "kind": TargetKind.REGISTERED, "by": season.world.hoa, "now": NOW, "reason": "Vì sao",
        "campaign": season.campaign, "union": season.world.ba_dinh, "values": {season.indicators["DV"]: Decimal(value)},
    }  # fmt: skip
    return targets.set_targets(**{**given, **changes})


def values(season: Season) -> list[tuple[Decimal, bool]]:
    held = Target.objects.filter(
        union=season.world.ba_dinh, indicator=season.indicators["DV"], kind=TargetKind.REGISTERED
    )
    return list(held.order_by("version").values_list("value", "is_current"))


def test_a_signed_target_changes_by_no_other_way(season: Season) -> None:
    target = signed_target(season)
    for by in (season.world.hoa, season.world.hung, SYSTEM):
        with pytest.raises(ValidationError) as error:
            put(season, "900", by=by)
        assert list(error.value.message_dict) == ["DV"]
    row = (
        target.indicator_id,
        target.union_id,
        TargetKind.REGISTERED,
        Decimal(900),
        "Vì sao",
        target.version,
    )
    with pytest.raises(ValidationError):
        bulk.set_targets_of_many(rows=[row], campaign=season.campaign, by=season.world.quang, now=NOW)
    assert values(season) == [(Decimal(1000), True)]


def test_before_the_signature_the_same_attacks_succeed(season: Season) -> None:
    """The control: it is the signature that stops them."""
    circulated(season)
    assert put(season, "900") == 1
    target = Target.objects.get(
        union=season.world.ba_dinh, indicator=season.indicators["DV"], is_current=True
    )
    row = (
        target.indicator_id,
        target.union_id,
        TargetKind.REGISTERED,
        Decimal(800),
        "Vì sao",
        target.version,
    )
    bulk.set_targets_of_many(rows=[row], campaign=season.campaign, by=season.world.quang, now=NOW)
    assert values(season)[-1] == (Decimal(800), True)


def test_targets_of_others_and_assigned_ones_stay_open(season: Season) -> None:
    signed_target(season)
    world = season.world
    assert put(season, "950", kind=TargetKind.ASSIGNED, by=world.quang) == 1
    assert put(season, "700", union=world.hoang_mai, by=world.minh) == 1


def test_an_approved_change_is_in_force_and_both_figures_stay(season: Season) -> None:
    world, target = season.world, signed_target(season)
    change = ask(season, target)
    assert values(season) == [(Decimal(1000), True)]
    new = target_changes.approve_target_change(change=change, by=world.quang, now=NOW)
    assert values(season) == [(Decimal(1000), False), (Decimal(900), True)]
    assert season.result(world.ba_dinh, "DV").registered == new
    change.refresh_from_db()
    assert (change.state, change.answered_by, change.result) == (ChangeState.APPROVED, world.quang, new)
    assert (change.target.value, new.change.target.value, new.reason) == (1000, 1000, change.reason)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["ask_target_change", "approve_target_change"]
    event = AuditEvent.objects.get(verb="approve_target_change")
    assert (event.data["before"], event.data["after"], event.data["document"]) == (
        "1000",
        "900",
        "45/CV-LĐLĐ",
    )


def test_a_declined_change_leaves_the_target_and_says_why(season: Season) -> None:
    world, target = season.world, signed_target(season)
    change = ask(season, target)
    with pytest.raises(ValidationError) as error:
        target_changes.decline_target_change(change=change, answer=" ", by=world.quang, now=NOW)
    assert list(error.value.message_dict) == ["answer"]
    target_changes.decline_target_change(change=change, answer="Chưa đủ căn cứ", by=world.quang, now=NOW)
    change.refresh_from_db()
    assert (change.state, change.answer, change.result) == (ChangeState.DECLINED, "Chưa đủ căn cứ", None)
    assert values(season) == [(Decimal(1000), True)]
    assert ask(season, target).state == ChangeState.WAITING  # asked again, with better grounds


def test_twice_is_once(season: Season) -> None:
    world, target = season.world, signed_target(season)
    change = ask(season, target)
    with pytest.raises(ValidationError):
        ask(season, target, "800")
    target_changes.approve_target_change(change=change, by=world.quang, now=NOW)
    for answer in (
        lambda: target_changes.approve_target_change(change=change, by=world.quang, now=NOW),
        lambda: target_changes.decline_target_change(change=change, answer="x", by=world.quang, now=NOW),
        lambda: ask(season, target, "800"),
    ):
        with pytest.raises(ValidationError):
            answer()
    assert values(season) == [(Decimal(1000), False), (Decimal(900), True)]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("value", {"value": "-1"}),
        ("value", {"value": "1000"}),
        ("value", {"value": "900.5"}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 301}),
        ("document", {"document": " "}),
        ("document", {"document": "x" * 121}),
        ("document_date", {"document_date": NOW.date() + timedelta(days=1)}),
        ("document_date", {"document_date": date(1, 1, 1)}),
    ],
)
def test_a_request_says_what_why_and_by_which_document(
    season: Season, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as error:
        ask(season, signed_target(season), **given)
    assert list(error.value.message_dict) == [field]
    assert not TargetChange.objects.exists()


def test_an_unsigned_target_is_not_asked_about(season: Season) -> None:
    circulated(season)
    target = Target.objects.get(
        union=season.world.ba_dinh, indicator=season.indicators["DV"], is_current=True
    )
    with pytest.raises(ValidationError) as error:
        ask(season, target)
    assert list(error.value.message_dict) == ["target"]


def test_the_union_asks_and_the_federation_answers(season: Season) -> None:
    world, target = season.world, signed_target(season)
    for name in ("minh", "lan", "nga", "quang", "kim", "vy", "an"):
        with pytest.raises(Refusal):
            ask(season, target, by=world.users[name])
    change = ask(season, target)
    for name in ("hoa", "hung", "minh", "lan", "nga", "kim", "vy"):
        with pytest.raises(Refusal):
            target_changes.approve_target_change(change=change, by=world.users[name], now=NOW)
        with pytest.raises(Refusal):
            target_changes.decline_target_change(change=change, answer="x", by=world.users[name], now=NOW)


def test_after_the_last_phase_nothing_changes(season: Season) -> None:
    target = signed_target(season)
    change = ask(season, target)
    with pytest.raises(PhaseEnded):
        ask(season, target, now=CLOSES)
    with pytest.raises(PhaseEnded):
        target_changes.approve_target_change(change=change, by=season.world.quang, now=CLOSES)


def test_who_asks_does_not_answer(season: Season) -> None:
    change = ask(season, signed_target(season))
    TargetChange.objects.filter(pk=change.pk).update(asked_by=season.world.quang)
    change.refresh_from_db()
    with pytest.raises(Refusal):
        target_changes.approve_target_change(change=change, by=season.world.quang, now=NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": ChangeState.APPROVED},
        {"answer": "x"},
        {"reason": ""},
        {"document": ""},
        {"value": Decimal(-1)},
    ],
)
def test_the_database_keeps_a_change_whole(season: Season, broken: dict[str, Any]) -> None:
    change = ask(season, signed_target(season))
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetChange.objects.filter(pk=change.pk).update(**broken)


def test_the_database_knows_one_waiting_change_and_another_to_answer(season: Season) -> None:
    change = ask(season, signed_target(season))
    again = TargetChange.objects.get(pk=change.pk)
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetChange.objects.filter(pk=change.pk).update(
            state=ChangeState.DECLINED, answer="x", answered_at=NOW, answered_by=change.asked_by
        )


def test_both_sides_are_told_with_both_figures(season: Season) -> None:
    world = season.world
    change = ask(season, signed_target(season))
    told = Notice.objects.filter(kind__startswith="target_change")
    assert world.quang.person_id in told.values_list("person_id", flat=True)
    assert {told.first().values[name] for name in ("signed", "new")} == {"1.000", "900"}
    target_changes.approve_target_change(change=change, by=world.quang, now=NOW)
    assert {world.hoa.person_id, world.hung.person_id} <= set(told.values_list("person_id", flat=True))


def imported(season: Season, value: int) -> list[tuple[str, str]]:
    """What a workbook of the federation with one registered target of Ba Dinh is told: (column, words)."""
    file, campaign = BytesIO(), season.campaign
    row = {"code": campaign.code, "name": campaign.name, "year": campaign.year, "owner": "HN"}
    target = {"union": "BD", "indicator": "DV", "kind": "registered", "value": value, "reason": "Số mới"}
    write_workbook(file, {"campaign": [row], "targets": [target]})
    found = import_workbook(file=file, by=season.world.quang, now=NOW).faults
    return [(fault.sheet, fault.message) for fault in found.shown]


def test_a_workbook_is_told_the_act_for_a_signed_target(season: Season) -> None:
    signed_target(season)
    said = imported(season, 900)
    assert [words for _sheet, words in said] == [targets.signed_fault()]
    assert values(season) == [(Decimal(1000), True)]


def test_a_workbook_changes_a_target_that_is_not_signed(season: Season) -> None:
    """The control: the same workbook before the signature."""
    circulated(season)
    assert imported(season, 900) == []
    assert values(season) == [(Decimal(1000), False), (Decimal(900), True)]
