"""Targets: versions with reasons, who sets which, what the sheets point at."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import PhaseStatus, TargetKind
from campaigns.models import Phase, Target
from campaigns.services import campaigns, targets
from common.errors import Refusal
from tests.campaigns.pledge_cast import circulated
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM, Actor


def put(
    season: Season,
    by: Actor,
    value: str,
    kind: str = TargetKind.REGISTERED,
    code: str = "DV",
    reason: str = "",
) -> int:
    return targets.set_targets(
        campaign=season.campaign,
        union=season.world.ba_dinh,
        kind=kind,
        values={season.indicators[code]: Decimal(value)},
        by=by,
        now=NOW,
        reason=reason,
    )


def versions(season: Season) -> list[tuple[int, Decimal, bool]]:
    held = Target.objects.filter(union=season.world.ba_dinh, indicator=season.indicators["DV"])
    return list(held.order_by("kind", "version").values_list("version", "value", "is_current"))


def test_change_is_a_new_version_and_the_sheet_points_at_it(season: Season) -> None:
    assert put(season, season.world.hoa, "1200") == 1
    assert versions(season) == [(1, Decimal(1000), False), (2, Decimal(1200), True)]
    assert season.result(season.world.ba_dinh, "DV").registered.value == Decimal(1200)


def test_same_value_changes_nothing(season: Season) -> None:
    assert put(season, season.world.hoa, "1000") == 0
    assert versions(season) == [(1, Decimal(1000), True)]


def test_federation_assigns_and_union_registers(season: Season) -> None:
    world = season.world
    put(season, world.quang, "900", TargetKind.ASSIGNED)
    assert season.result(world.ba_dinh, "DV").assigned.value == Decimal(900)
    for name, kind in (
        ("hoa", TargetKind.ASSIGNED),
        ("quang", TargetKind.REGISTERED),
        ("lan", TargetKind.REGISTERED),
        ("kim", TargetKind.ASSIGNED),
        ("vy", TargetKind.REGISTERED),
    ):
        with pytest.raises(Refusal):
            put(season, world.users[name], "5", kind)


def test_values_that_do_not_fit_name_their_indicator(season: Season) -> None:
    for value, code in (("-1", "DV"), ("1.5", "DV"), ("1.25", "KP"), ("9999999999999999", "KP")):
        with pytest.raises(ValidationError) as error:
            put(season, season.world.hoa, value, code=code)
        assert list(error.value.message_dict) == [code]
    assert versions(season) == [(1, Decimal(1000), True)]


def test_all_or_none(season: Season) -> None:
    values = {season.indicators["DV"]: Decimal(1200), season.indicators["KP"]: Decimal(-1)}
    with pytest.raises(ValidationError):
        targets.set_targets(
            campaign=season.campaign,
            union=season.world.ba_dinh,
            kind=TargetKind.REGISTERED,
            values=values,
            by=season.world.hoa,
            now=NOW,
        )
    assert versions(season) == [(1, Decimal(1000), True)]


def test_target_in_the_pledge_changes_only_with_a_reason(season: Season) -> None:
    circulated(season)
    with pytest.raises(ValidationError) as error:
        put(season, season.world.hoa, "1200", reason="  ")
    assert list(error.value.message_dict) == ["reason"]
    assert put(season, season.world.hoa, "1200", reason="Sáp nhập hai phường") == 1
    assert Target.objects.get(version=2).reason == "Sáp nhập hai phường"
    assert put(season, season.world.quang, "900", TargetKind.ASSIGNED) == 1


def test_reason_has_an_end(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        put(season, season.world.hoa, "1200", reason="x" * 301)
    assert list(error.value.message_dict) == ["reason"]


def test_sheet_of_a_closed_phase_keeps_its_target(season: Season) -> None:
    campaigns.add_phase(
        campaign=season.campaign,
        number=2,
        name="Đợt 2",
        period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31),
        entry_opens_at=CLOSES,
        entry_closes_at=after(CLOSES, days=30),
        by=SYSTEM,
        now=NOW,
    )
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED, closed_at=NOW)
    put(season, season.world.hoa, "1200")
    assert season.result(season.world.ba_dinh, "DV").registered.value == Decimal(1000)


def test_target_of_another_campaigns_indicator_is_a_programmers_fault(season: Season) -> None:
    other = campaigns.create_campaign(
        code="K", name="Khác", year=2024, owner=season.world.city, by=SYSTEM, now=NOW
    )
    season.indicators["DV"].campaign = other
    with pytest.raises(ValueError, match="An indicator of another campaign"):
        put(season, SYSTEM, "1")
