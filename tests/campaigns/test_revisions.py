"""A revision belongs to a phase and a cluster: a correction moves its own, and whoever carries the figure later."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.choices import ClusterStatus, PhaseStatus, ResultStatus
from campaigns.models import ClusterRevision, Participant, Phase, ScoreLine, Seal, Standing, holding
from campaigns.services import closing, results, sheets
from common.errors import PhaseEnded
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM
from units.models import Cluster, Job, Union
from units.services import jobs

LATER = after(CLOSES, days=1)


def close(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()


@pytest.fixture
def closed(season: Season) -> Season:
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    season.prove(season.world.ha_dong, season.world.nga, dv="500")
    close(season)
    return season


def second_phase(season: Season, *unions: Union, **changes: Any) -> Phase:
    """A second phase whose entry ends with that of the first, of these unions in their clusters of the first."""
    first = season.phase
    fields = {
        "name": "Đợt 2", "period_from": first.period_from, "period_to": first.period_to,
        "entry_opens_at": first.entry_opens_at, "entry_closes_at": first.entry_closes_at, "status": PhaseStatus.OPEN,
    }  # fmt: skip
    phase = Phase.objects.create(campaign=season.campaign, number=2, **{**fields, **changes})
    for union in unions:
        cluster = Participant.objects.get(phase=first, union=union).cluster
        sheets.enrol(phase=phase, union=union, cluster=cluster, table=season.table, by=SYSTEM, now=NOW)
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=NOW)
    return phase


def judge(season: Season, union: Union, points: str) -> None:
    """A judge's points that come a day after the close."""
    results.judge_figures(
        participant=season.sheet(union), figures=[season.figure(union, "TD", points)], by=season.world.quang, now=LATER
    )  # fmt: skip


def numbers(phase: Phase) -> dict[str, int]:
    """The visible revision of each cluster of a phase, by the cluster's code."""
    rows = ClusterRevision.objects.filter(phase=phase)
    return {code or "": number for code, number in rows.values_list("cluster__code", "number")}


def kept(cluster: Cluster) -> list[list[tuple[Any, ...]]]:
    """Everything that a close left of a cluster, every column."""
    inside = {"participant__cluster": cluster}
    return [
        list(
            ScoreLine.objects.filter(**inside)
            .order_by("participant_id", "revision", "criterion_id")
            .values_list()
        ),
        list(Standing.objects.filter(**inside).order_by("participant_id", "revision").values_list()),
        list(ClusterRevision.objects.filter(cluster=cluster).values_list()),
    ]


def printed(phase: str) -> dict[str, tuple[str | None, int | None]]:
    """Points and rank of each union as `standings` prints them."""
    out = StringIO()
    call_command("standings", "HN-2024", phase, stdout=out)
    return {row["union"]: (row["points"], row["rank"]) for row in json.loads(out.getvalue())}


def test_correction_in_one_cluster_leaves_the_other_as_it_was(closed: Season) -> None:
    before = kept(closed.world.cluster_2)
    judge(closed, closed.world.ba_dinh, "17.5")
    jobs.run_all(now=LATER)
    assert kept(closed.world.cluster_2) == before
    assert numbers(closed.phase) == {"C1": 2, "C2": 1}


def test_standings_show_each_cluster_in_its_own_revision(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "17.5")
    jobs.run_all(now=LATER)
    assert printed("1") == {
        "BD": ("49.5000", 1), "LB": (None, None), "HM": (None, None), "HD": ("20.0000", 1),
    }  # fmt: skip


def test_old_revision_of_the_corrected_cluster_stays(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "17.5")
    jobs.run_all(now=LATER)
    rows = Standing.objects.filter(participant=closed.sheet(closed.world.ba_dinh)).order_by("revision")
    assert list(rows.values_list("revision", "points")) == [(1, Decimal(32)), (2, Decimal("49.5"))]


def test_two_corrections_before_the_job_runs_make_one_revision(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "5")
    judge(closed, closed.world.hoang_mai, "6")
    jobs.run_all(now=LATER)
    pointer = ClusterRevision.objects.get(phase=closed.phase, cluster=closed.world.cluster_1)
    assert (pointer.number, pointer.late_inputs, pointer.computed_inputs) == (2, 2, 2)


def test_corrections_in_two_clusters_are_two_jobs_of_their_own(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "5")
    judge(closed, closed.world.ha_dong, "6")
    keys = set(Job.objects.filter(state="queued").values_list("key", flat=True))
    assert keys == {
        f"compute:{closed.phase.pk}:{cluster.pk}:2" for cluster in (closed.world.cluster_1, closed.world.cluster_2)
    }  # fmt: skip
    jobs.run_all(now=LATER)
    assert numbers(closed.phase) == {"C1": 2, "C2": 2}


def test_unions_in_no_cluster_have_a_pointer_of_their_own(season: Season) -> None:
    Participant.objects.filter(union=season.world.ha_dong).update(cluster=None)
    close(season)
    judge(season, season.world.ha_dong, "3")
    jobs.run_all(now=LATER)
    assert numbers(season.phase) == {"C1": 1, "": 2}
    assert printed("1")["HD"] == (None, None)  # the points of judges are no voice of its own
    assert Standing.objects.get(participant__union=season.world.ha_dong, revision=2).points == 3


def test_later_phase_recomputes_the_cluster_of_the_union_alone(season: Season) -> None:
    world = season.world
    second = second_phase(season, world.ba_dinh, world.hoang_mai, world.ha_dong)
    close(season)
    judge(season, world.ba_dinh, "4")
    jobs.run_all(now=LATER)
    assert (numbers(season.phase), numbers(second)) == ({"C1": 2, "C2": 1}, {"C1": 2, "C2": 1})


def test_later_phase_of_another_sector_is_left_alone(season: Season) -> None:
    season.phase.sector = "enterprise"
    season.phase.save(update_fields=["sector"])
    second = second_phase(season, season.world.ba_dinh, sector="public_service")
    close(season)
    judge(season, season.world.ba_dinh, "4")
    jobs.run_all(now=LATER)
    assert numbers(second) == {"C1": 1}


def test_later_phase_that_closed_first_is_computed_anew_when_the_earlier_one_closes(season: Season) -> None:
    world = season.world
    second = second_phase(season, world.ba_dinh, entry_closes_at=after(CLOSES, days=-2))
    row = second.participants.get().results.get(indicator__code="DV")
    figure = results.Figure(result_id=row.pk, state="reported", value=Decimal(100), version=0)
    results.save_figures(participant=row.participant, figures=[figure], by=world.hoa, now=NOW)
    row.participant.results.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
    closing.close_due_phases(now=after(CLOSES, days=-2))
    jobs.run_all(now=after(CLOSES, days=-2))
    assert printed("2") == {"BD": ("4.0000", 1)}
    season.prove(world.ba_dinh, world.hoa, now=after(CLOSES, days=-1), dv="400")
    close(season)
    assert printed("2") == {"BD": ("20.0000", 1)}  # 40 × (100 + 400) ÷ 1000


def test_half_written_revision_of_a_killed_worker_is_written_anew(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "17.5")
    ScoreLine.objects.bulk_create(
        ScoreLine(participant=sheet, revision=2, criterion=closed.table.criteria.all()[0], state="nothing", points=99)
        for sheet in closed.phase.participants.filter(cluster=closed.world.cluster_1)
    )  # fmt: skip
    jobs.run_all(now=LATER)
    assert ScoreLine.objects.filter(revision=2).count() == 12
    assert printed("1")["BD"] == ("49.5000", 1)


def test_pointer_that_another_worker_moved_on_stays(closed: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(closed, closed.world.ba_dinh, "17.5")
    right = closing.scoring.write_standings

    def meanwhile(**given: Any) -> int:
        ClusterRevision.objects.filter(cluster=closed.world.cluster_1).update(number=2, computed_inputs=1)
        return right(**given)

    monkeypatch.setattr(closing.scoring, "write_standings", meanwhile)
    running = jobs.claim(job_id=Job.objects.get(state="queued").pk, now=timezone.now())
    assert running is not None
    assert closing.compute_phase(running) == {"revision": 2}
    assert numbers(closed.phase) == {"C1": 2, "C2": 1}


def test_phase_without_anybody_closes(season: Season) -> None:
    empty = second_phase(season)
    close(season)
    empty.refresh_from_db()
    assert (empty.status, numbers(empty)) == (PhaseStatus.CLOSED, {})


def test_figures_wait_for_nobody_once_a_later_phase_that_carries_them_is_final(season: Season) -> None:
    """A phase without a scoring table is never ranked, and need not be made final."""
    Participant.objects.filter(phase=season.phase).update(table=None)
    second = second_phase(season, season.world.ba_dinh)
    close(season)
    second.revisions.update(status=ClusterStatus.SEALING)
    with pytest.raises(PhaseEnded) as ended:
        judge(season, season.world.ba_dinh, "4")
    assert ended.value.reason == (
        "“Đợt 2” is final for Cụm thi đua số 1: its figures no longer change. If one must, please ask "
        "LĐLĐ thành phố Hà Nội to open a revision."
    )


def test_last_sealed_revision_holds_until_the_next_is_sealed(closed: Season) -> None:
    given = {"phase": closed.phase, "cluster": closed.world.cluster_1, "ordered_at": NOW, "format": 1}
    whole = {"sealed_at": NOW, "sha256": "00", "document": b"x"}
    Seal.objects.create(revision=1, **given, **whole)
    Seal.objects.create(revision=3, **given, **whole)
    Seal.objects.create(revision=4, **given)
    assert [(s.cluster_id, s.number) for s in holding(sealed=True)] == [(closed.world.cluster_1.pk, 3)]


def test_cells_judged_one_after_the_other_are_one_recomputation_of_their_cluster(closed: Season) -> None:
    before = set(Job.objects.values_list("pk", flat=True))
    for n in range(12):
        results.judge_figures(
            participant=closed.sheet(closed.world.ba_dinh),
            figures=[closed.figure(closed.world.ba_dinh, "TD", str(n + 1))],
            by=closed.world.quang,
            now=after(CLOSES, days=1, seconds=10 * n),
        )
        assert (
            jobs.sweep(now=after(CLOSES, days=1, seconds=10 * n + 9)) == 0
        )  # nobody is woken between two cells
    asked = Job.objects.exclude(pk__in=before)
    assert [job.key for job in asked] == [f"compute:{closed.phase.pk}:{closed.world.cluster_1.pk}:2"]
    assert asked.get().due_at == after(CLOSES, days=1, seconds=110 + 30)
    jobs.run_all(now=after(CLOSES, days=2))
    pointer = closed.phase.revisions.get(cluster=closed.world.cluster_1)
    assert (pointer.number, pointer.late_inputs, pointer.computed_inputs) == (2, 12, 12)
