"""The close: once, at the deadline, frozen, ranked, sealed."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import ClusterRevision, Phase, ScoreLine, Seal, Standing
from campaigns.services import closing, finalising, results
from common.errors import PhaseEnded
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM
from units.models import AuditEvent, Job, Notice
from units.services import jobs


def close(season: Season) -> None:
    assert closing.close_due_phases(now=CLOSES) == 1
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()


def test_phase_closes_with_points_and_ranks_in_each_cluster(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    close(season)
    rows = Standing.objects.filter(revision=1).order_by("participant__union__code")
    found = [
        (s.participant.union.code, s.points, s.rank, s.is_tied, s.reported, s.lines)
        for s in rows.select_related("participant__union")
    ]
    assert season.phase.status == PhaseStatus.CLOSED
    assert season.phase.closed_at == CLOSES
    assert found == [
        ("BD", Decimal(72), 1, False, 3, 4),  # 40×800/1000 + 30 (capped) + 10
        ("HD", Decimal(0), None, False, 0, 4),  # sent nothing: apart, unranked
        ("HM", Decimal(55), 2, False, 3, 4),  # 40 (capped) + 30×250/500
        ("LB", Decimal(0), None, False, 0, 4),
    ]


def test_second_close_changes_nothing(season: Season) -> None:
    close(season)
    assert closing.close_due_phases(now=after(CLOSES, hours=1)) == 0
    assert jobs.run_all(now=after(CLOSES, hours=1)) == 0
    assert ScoreLine.objects.count() == 16


def test_figure_after_the_deadline_is_refused_before_the_job_runs(season: Season) -> None:
    with pytest.raises(PhaseEnded):
        season.prove(season.world.ba_dinh, season.world.hoa, now=CLOSES, dv="1")


def test_judged_figure_after_the_close_makes_a_new_revision(season: Season) -> None:
    world = season.world
    close(season)
    sheet = season.sheet(world.ba_dinh)
    results.judge_figures(
        participant=sheet,
        figures=[season.figure(world.ba_dinh, "TD", "17.5")],
        by=world.quang,
        now=after(CLOSES, days=1),
    )
    own = {"clusters": [world.cluster_1.pk]}
    with pytest.raises(Exception, match="again"):
        finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=after(CLOSES, days=1), **own)
    jobs.run_all(now=after(CLOSES, days=1))
    assert Standing.objects.filter(participant=sheet).visible().get().points == Decimal("17.5")
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=after(CLOSES, days=2))
    jobs.run_all(now=after(CLOSES, days=2))
    season.phase.refresh_from_db()
    assert season.phase.status == PhaseStatus.FINAL
    assert [(s.cluster, s.revision) for s in season.phase.seals.all()] == [
        (world.cluster_1, 2),
        (world.cluster_2, 1),
    ]


def test_figures_are_entered_until_the_last_moment(season: Season) -> None:
    assert season.enter(season.world.ba_dinh, season.world.hoa, now=after(CLOSES, seconds=-1), dv="1") == 1
    assert season.enter(season.world.ba_dinh, season.world.hoa, now=NOW, dv="1") == 0


def test_of_two_who_close_one_phase_the_second_is_told_that_it_did_not(season: Season) -> None:
    closed = [closing.close_phase(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES) for _both in range(2)]
    assert closed == [True, False]


def computing(season: Season) -> jobs.Running:
    """The computation of revision 1 as its worker holds it."""
    closing.close_due_phases(now=CLOSES)
    running = jobs.claim(job_id=Job.objects.get().pk, now=timezone.now())
    assert running is not None
    return running


def test_computation_that_is_run_again_after_it_was_done_changes_nothing(season: Season) -> None:
    running = computing(season)
    told = Notice.objects.filter(kind="phase_closed")
    found = [(closing.compute_phase(running), ScoreLine.objects.count(), told.count()) for _again in range(2)]
    assert found == [({"revision": 1}, 16, told.values("person").distinct().count())] * 2


def test_figure_that_comes_while_the_points_are_computed_asks_for_another_revision(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = closing.scoring.write_standings

    def meanwhile(**given: Any) -> int:
        ClusterRevision.objects.filter(cluster=season.world.cluster_1).update(late_inputs=1)
        return right(**given)

    monkeypatch.setattr(closing.scoring, "write_standings", meanwhile)
    closing.compute_phase(computing(season))
    assert sorted(Job.objects.values_list("key", flat=True)) == [
        f"compute:{season.phase.pk}:1",
        f"compute:{season.phase.pk}:{season.world.cluster_1.pk}:2",
    ]


def test_revision_that_somebody_else_published_meanwhile_is_left_alone(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = closing.scoring.write_standings

    def meanwhile(**given: Any) -> int:
        Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED)
        ClusterRevision.objects.filter(phase=season.phase).update(number=1, late_inputs=9, computed_inputs=9)
        return right(**given)

    monkeypatch.setattr(closing.scoring, "write_standings", meanwhile)
    closing.compute_phase(computing(season))
    assert set(ClusterRevision.objects.values_list("number", "computed_inputs")) == {(1, 9)}
    assert AuditEvent.objects.filter(verb="compute_phase").count() == 0


def test_final_act_is_done_once_whoever_asks_again(season: Season) -> None:
    close(season)
    given = {"phase_id": season.phase.pk, "by": season.world.quang, "now": after(CLOSES, days=1)}
    assert finalising.make_final(**given)
    running = jobs.claim(job_id=Job.objects.get(kind=finalising.SEAL).pk, now=timezone.now())
    assert running is not None
    sealed = [finalising.seal_phase(running) for _again in range(2)]
    assert sealed[0] == sealed[1]
    assert (finalising.make_final(**given), Seal.objects.count()) == (False, 2)
    assert AuditEvent.objects.filter(verb="seal_phase").count() == 1


def test_nothing_is_confirmed_once_the_cluster_is_being_sealed(season: Season) -> None:
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=after(CLOSES, days=1))
    with pytest.raises(PhaseEnded) as ended:
        results.verify_results(
            phase=season.phase,
            result_ids=[season.result(season.world.ba_dinh, "DV").pk],
            by=season.world.quang,
            now=after(CLOSES, days=1),
        )
    assert ended.value.reason == (
        "“Đợt 1” is final for Cụm thi đua số 1: its figures no longer change. If one must, please ask "
        "LĐLĐ thành phố Hà Nội to open a revision."
    )
