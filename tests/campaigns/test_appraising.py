"""Appraising after the close: new points of the clusters that it touches, after the usual pause, and of no others."""

from typing import Any

import pytest

from campaigns.choices import Counting, Fallback, ResultState, ResultStatus
from campaigns.models import Campaign, Criterion, Phase, Result, ScoreLine, Standing
from campaigns.rules import counting_fields
from campaigns.services import results
from campaigns.services.recomputing import COMPUTE, QUIET
from tests.campaigns.test_revisions import close, numbers, second_phase
from tests.cast import CLOSES, Season, after
from units.models import Job
from units.services import jobs

LATER = after(CLOSES, days=1)


def appraise(season: Season, *codes: str, now: Any = LATER, phase: Phase | None = None) -> int:
    """Quang confirms Ba Dinh's figures."""
    rows = Result.objects.filter(
        participant__phase=phase or season.phase,
        participant__union=season.world.ba_dinh,
        indicator__code__in=codes,
    )
    ids = list(rows.values_list("pk", flat=True))
    return results.verify_results(
        phase=phase or season.phase, result_ids=ids, by=season.world.quang, now=now
    ).count


def line(season: Season, code: str = "1") -> tuple[Any, ...]:
    """Points, state and status of Ba Dinh's visible line."""
    rows = ScoreLine.objects.filter(
        participant=season.sheet(season.world.ba_dinh), criterion__code=code
    ).visible()
    return rows.values_list("points", "state", "status").get()


@pytest.fixture
def closed(season: Season) -> Season:
    """Ba Dinh and Ha Dong sent a figure each, in two clusters."""
    season.send(season.world.ba_dinh, season.world.hoa, dv="800")
    season.send(season.world.ha_dong, season.world.nga, dv="500")
    close(season)
    return season


def test_the_line_says_how_far_its_figure_was_appraised_and_the_points_stay(closed: Season) -> None:
    assert line(closed) == (32, "reported", ResultStatus.SUBMITTED)
    assert appraise(closed, "DV") == 1
    jobs.run_all(now=after(LATER, minutes=5))
    assert line(closed) == (32, "reported", ResultStatus.VERIFIED)
    assert numbers(closed.phase) == {"C1": 2, "C2": 1}


def test_many_appraisals_in_a_row_make_one_revision(closed: Season) -> None:
    closed.mark(closed.world.ba_dinh, "KP", "BC", status=ResultStatus.SUBMITTED)
    for code in ("DV", "KP", "BC"):
        appraise(closed, code)
    job = Job.objects.get(kind=COMPUTE, state="queued")
    assert (job.key, job.due_at) == (
        f"compute:{closed.phase.pk}:{closed.world.cluster_1.pk}:2",
        LATER + QUIET,
    )
    jobs.run_all(now=after(LATER, minutes=5))
    assert numbers(closed.phase) == {"C1": 2, "C2": 1}


def test_where_appraised_figures_alone_count_the_appraisal_brings_the_points(season: Season) -> None:
    Campaign.objects.update(**counting_fields(Counting.VERIFIED))
    season.send(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    assert line(season) == (0, "not_reported", ResultStatus.SUBMITTED)
    appraise(season, "DV")
    jobs.run_all(now=after(LATER, minutes=5))
    assert line(season) == (32, "reported", ResultStatus.VERIFIED)


def test_not_applicable_leaves_the_maximum_once_it_is_confirmed(season: Season) -> None:
    first = Criterion.objects.get(table=season.table, code="1")
    first.params = {**first.params, "not_applicable": Fallback.LEAVES.value}
    first.save(update_fields=["params"])
    row = season.result(season.world.ba_dinh, "DV")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOT_APPLICABLE, status=ResultStatus.SUBMITTED)
    close(season)
    most = (
        Standing.objects.filter(participant=row.participant)
        .order_by("revision")
        .values_list("most", flat=True)
    )
    assert list(most.all()) == [100]
    appraise(season, "DV")
    jobs.run_all(now=after(LATER, minutes=5))
    assert list(most.all()) == [100, 60]


def test_a_later_phase_that_carries_the_figure_is_computed_too(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800")
    second = second_phase(season, world.ba_dinh, world.hoang_mai, world.ha_dong)
    close(season)
    appraise(season, "DV")
    jobs.run_all(now=after(LATER, minutes=5))
    assert (numbers(season.phase), numbers(second)) == ({"C1": 2, "C2": 1}, {"C1": 2, "C2": 1})


def test_appraising_before_the_close_computes_nothing(season: Season) -> None:
    season.send(season.world.ba_dinh, season.world.hoa, dv="800")
    appraise(season, "DV", now=after(CLOSES, days=-1))
    assert not Job.objects.filter(kind=COMPUTE).exists()
