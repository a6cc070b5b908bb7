"""A closed phase that was tampered with is found out."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import (
    Accumulation,
    PhaseStatus,
    ResultState,
    ResultStatus,
)
from campaigns.models import (
    Band,
    Criterion,
    Indicator,
    Participant,
    Phase,
    Result,
    ScoreLine,
    ScoringTable,
    Standing,
    Target,
)
from campaigns.services import closing, finalising, sheets
from campaigns.services.sealing import SEAL_FORMAT
from campaigns.services.verification import Checked, Difference, verify_phase
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM
from units.services import jobs


@pytest.fixture
def closed(season: Season) -> Season:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    return season


def seal(season: Season) -> None:
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=after(CLOSES, days=1))
    jobs.run_all(now=after(CLOSES, days=1))
    season.phase.refresh_from_db()


def test_untouched_phase_is_equal_before_and_after_the_seal(closed: Season) -> None:
    assert verify_phase(closed.phase) == Checked(lines=16, standings=4, revisions=(1,))
    seal(closed)
    checked = verify_phase(closed.phase)
    assert (checked.lines, checked.standings, checked.revisions) == (16, 4, (1,))
    assert [(p.cluster, p.revision, p.format, p.sha256) for p in checked.proofs] == [
        (s.cluster.code, 1, SEAL_FORMAT, s.sha256) for s in closed.phase.seals.order_by("cluster_id")
    ]


def line(season: Season, code: str) -> Any:
    sheet = season.sheet(season.world.ba_dinh)
    return ScoreLine.objects.filter(participant=sheet, criterion__code=code)


def standing(season: Season) -> Any:
    return Standing.objects.filter(participant=season.sheet(season.world.hoang_mai))


TAMPERINGS = {
    "points of a line": lambda s: line(s, "1").update(points=Decimal("32.0001")),
    "figure of a line past its cap": lambda s: line(s, "2").update(value=Decimal("600")),
    "target of a line": lambda s: line(s, "1").update(target=Decimal("1001")),
    "state of a line": lambda s: line(s, "4").update(state=ResultState.NOT_APPLICABLE),
    "a line of no points removed": lambda s: line(s, "4")._raw_delete(using="default"),
    "figure on the sheet": lambda s: Result.objects.filter(
        participant=s.sheet(s.world.ba_dinh), indicator__code="DV"
    ).update(value=Decimal(900)),
    "status on the sheet": lambda s: Result.objects.filter(
        participant=s.sheet(s.world.ba_dinh), indicator__code="DV"
    ).update(status=ResultStatus.RETURNED),
    "status of a line": lambda s: line(s, "1").update(status=ResultStatus.SUBMITTED),
    "base points of a line": lambda s: line(s, "1").update(of_base=0),
    "that a line applies": lambda s: line(s, "1").update(applies=False),
    "maximum that applies": lambda s: standing(s).update(most=1),
    "silence": lambda s: standing(s).update(is_silent=True),
    "band that there is not": lambda s: standing(s).update(
        band=Band.objects.create(table=s.table, name="Tốt", lowest=99)
    ),
    "nominal maximum": lambda s: ScoringTable.objects.update(nominal=50),
    "target registered": lambda s: Target.objects.filter(union=s.world.ba_dinh).update(value=Decimal(900)),
    "total": lambda s: standing(s).update(points=Decimal("72.5")),
    "rank": lambda s: standing(s).update(rank=1),
    "tie": lambda s: standing(s).update(is_tied=True),
    "count of lines": lambda s: standing(s).update(reported=4),
    "cluster": lambda s: standing(s).update(cluster_id=s.world.cluster_2.pk),
    "a standing removed": lambda s: standing(s)._raw_delete(using="default"),
    "maximum of a criterion": lambda s: Criterion.objects.filter(code="1").update(max_points=Decimal(41)),
    "rule of a criterion": lambda s: Criterion.objects.filter(code="3").update(rule="judged"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_with_a_closed_phase_is_found(closed: Season, what: str) -> None:
    TAMPERINGS[what](closed)
    with pytest.raises(Difference):
        verify_phase(closed.phase)


def test_table_changed_after_the_seal_is_found_though_it_changes_no_point(closed: Season) -> None:
    seal(closed)
    Criterion.objects.filter(code="1").update(params={"no_target": "full"})  # changes no point of anybody
    with pytest.raises(Difference, match="1 / params / no_target: sealed zero, today full"):
        verify_phase(closed.phase)


def test_first_difference_names_union_and_criterion(closed: Season) -> None:
    line(closed, "1").update(points=Decimal(33))
    with pytest.raises(Difference, match="BD / 1"):
        verify_phase(closed.phase)


def test_open_phase_has_nothing_to_verify(season: Season) -> None:
    with pytest.raises(ValueError):
        verify_phase(season.phase)


def test_figures_carried_from_a_phase_that_may_still_move_are_not_compared(closed: Season) -> None:
    first = closed.phase
    second = Phase.objects.create(
        campaign=closed.campaign, number=2, name="Đợt 2", period_from=first.period_from, period_to=first.period_to,
        entry_opens_at=first.entry_opens_at, entry_closes_at=first.entry_closes_at, status=PhaseStatus.OPEN,
    )  # fmt: skip
    sheets.enrol(
        phase=second, union=closed.world.ba_dinh, cluster=closed.world.cluster_1, table=closed.table, by=SYSTEM, now=NOW
    )  # fmt: skip
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    second.refresh_from_db()
    Indicator.objects.update(accumulation=Accumulation.SUM)
    assert verify_phase(second) == Checked(lines=4, standings=1, revisions=(1,))


def test_standing_of_somebody_else_in_the_place_of_a_participants_own_is_found(closed: Season) -> None:
    sheet = closed.sheet(closed.world.ba_dinh)
    ScoreLine.objects.filter(participant=sheet)._raw_delete(using="default")
    Participant.objects.filter(pk=sheet.pk).update(table=None)
    standing(closed)._raw_delete(using="default")
    with pytest.raises(Difference, match="there are lines without a standing"):
        verify_phase(closed.phase)
