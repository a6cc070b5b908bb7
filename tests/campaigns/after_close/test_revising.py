"""A final on estimates, and its revision in January: the one door after a final."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ClusterStatus, PhaseStatus, ReopeningState, ResultStatus, StageKind
from campaigns.models import OpenedFinal, Phase, Result, Seal, Stage, Standing, holding
from campaigns.services import after_close, campaigns, finalising
from campaigns.services.results import Figure
from campaigns.services.verification import verify_phase
from common.errors import PhaseEnded, Refusal
from tests.campaigns.test_revisions import close, numbers, second_phase
from tests.cast import CLOSES, Season, after
from tests.held import statuses
from units.models import Notice
from units.services import jobs

LATER, JANUARY = after(CLOSES, days=1), after(CLOSES, days=40)


def make_final(season: Season, phase: Phase | None = None) -> None:
    finalising.make_final(phase_id=(phase or season.phase).pk, by=season.world.quang, now=LATER)
    jobs.run_all(now=LATER)


@pytest.fixture
def estimated(season: Season) -> Season:
    """Final on an estimate of Ba Dinh's."""
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    Result.objects.filter(pk=season.result(season.world.ba_dinh, "DV").pk).update(is_estimate=True)
    close(season)
    make_final(season)
    return season


def revise(season: Season, phase: Phase | None = None) -> list[OpenedFinal]:
    return after_close.open_final(
        phase_id=(phase or season.phase).pk, clusters=[season.world.cluster_1.pk],
        reason="Số liệu thực đến 31/12", by=season.world.quang, now=JANUARY,
    )  # fmt: skip


def correct(season: Season, value: str) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    after_close.correct_figure(
        figure=Figure(row.pk, "reported", Decimal(value), row.version, is_estimate=False),
        reason="Số thực", explain_until=after(JANUARY, days=1), by=season.world.quang, now=JANUARY,
    )  # fmt: skip
    jobs.run_all(now=after(JANUARY, minutes=5))


def test_the_window_for_opinions_of_the_final_binds_nobody_in_its_revision(estimated: Season) -> None:
    """It ended months ago: both a correction and a reopening are possible all the same."""
    world = estimated.world
    Stage.objects.create(
        phase=estimated.phase, kind=StageKind.OPINIONS, opens_at=CLOSES, closes_at=after(CLOSES, hours=5)
    )
    revise(estimated)
    correct(estimated, "750")
    row = estimated.result(world.ba_dinh, "DV")
    asked = after_close.ask_reopening(
        phase=estimated.phase, result_ids=[row.pk], reason="Số thực", ends_at=after(JANUARY, days=2),
        by=world.hoa, now=JANUARY,
    )  # fmt: skip
    assert (row.value, asked.state) == (Decimal(750), ReopeningState.ASKED)


def test_a_final_of_a_cancelled_campaign_stays(season: Season) -> None:
    """Nothing of it could be made final again."""
    world = season.world
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=LATER, clusters=[world.cluster_1.pk])
    jobs.run_all(now=LATER)
    season.campaign.refresh_from_db()
    campaigns.cancel_campaign(campaign=season.campaign, reason="Dừng", by=world.quang, now=LATER)
    with pytest.raises(PhaseEnded):
        revise(season)
    assert statuses(season.phase)["C1"] == ClusterStatus.FINAL


def test_a_final_is_not_opened_while_one_that_carries_it_is_being_sealed(season: Season) -> None:
    """That one would become final in a minute, on figures that move again."""
    world = season.world
    second = second_phase(season, world.ba_dinh, world.ha_dong)
    close(season)
    make_final(season)
    finalising.make_final(phase_id=second.pk, by=world.quang, now=LATER)  # ordered; its job has not come
    with pytest.raises(ValidationError) as error:
        revise(season)
    assert error.value.message_dict == {
        "clusters": [
            f"“{second.name}”, which carries these figures, is being sealed now. Please try in a minute."
        ]
    }
    jobs.run_all(now=LATER)
    assert [opened.phase_id for opened in revise(season)] == [season.phase.pk, second.pk]


def test_the_seal_says_that_it_stands_on_estimates(estimated: Season) -> None:
    seals = {seal.cluster.code: seal for seal in estimated.phase.seals.all()}
    assert [(seals[code].is_on_estimates, seals[code].noted.get("estimates")) for code in ("C1", "C2")] == [
        (True, 1), (False, None),
    ]  # fmt: skip


def test_a_revision_moves_its_cluster_alone_and_the_seal_stays_in_force(estimated: Season) -> None:
    opened = revise(estimated)
    assert [(one.cluster, one.sealed, one.reason) for one in opened] == [
        (estimated.world.cluster_1, 1, "Số liệu thực đến 31/12")
    ]
    assert statuses(estimated.phase) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}
    correct(estimated, "900")
    assert numbers(estimated.phase) == {"C1": 2, "C2": 1}
    in_force = {seal.cluster.code: seal.number for seal in holding(sealed=True)}
    assert (in_force, Phase.objects.get().status) == ({"C1": 1, "C2": 1}, PhaseStatus.FINAL)
    assert verify_phase(Phase.objects.get()).standings == 4


def test_the_next_final_seals_the_revision(estimated: Season) -> None:
    revise(estimated)
    correct(estimated, "900")
    finalising.make_final(phase_id=estimated.phase.pk, by=estimated.world.quang, now=after(JANUARY, hours=1))
    jobs.run_all(now=after(JANUARY, hours=1))
    assert statuses(estimated.phase) == {"C1": ClusterStatus.FINAL, "C2": ClusterStatus.FINAL}
    cluster = estimated.world.cluster_1
    seals = Seal.objects.filter(cluster=cluster).order_by("revision")
    assert [(seal.revision, seal.is_on_estimates) for seal in seals] == [(1, True), (2, False)]
    place = estimated.sheet(estimated.world.ba_dinh)
    assert Standing.objects.filter(participant=place).visible().get().points == 36
    proofs = verify_phase(Phase.objects.get()).proofs
    assert {(proof.cluster, proof.revision) for proof in proofs} == {("C1", 2), ("C2", 1)}


def test_revision_without_a_change_is_sealed_as_it_was(estimated: Season) -> None:
    """Nobody need find an error: the same revision cannot be sealed twice, so the seal that there is holds again."""
    revise(estimated)
    assert finalising.make_final(phase_id=estimated.phase.pk, by=estimated.world.quang, now=JANUARY)
    jobs.run_all(now=JANUARY)
    assert statuses(estimated.phase) == {"C1": ClusterStatus.FINAL, "C2": ClusterStatus.FINAL}
    assert Seal.objects.filter(cluster=estimated.world.cluster_1).count() == 1


def test_finals_of_later_phases_that_carry_its_figures_are_opened_with_it(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    second = second_phase(season, world.ba_dinh, world.ha_dong)
    close(season)
    make_final(season)
    make_final(season, second)
    opened = revise(season)
    assert [(one.phase.number, one.cluster, one.because_of) for one in opened] == [
        (1, world.cluster_1, None), (2, world.cluster_1, opened[0]),
    ]  # fmt: skip
    correct(season, "900")
    assert numbers(second) == {"C1": 2, "C2": 1}
    with pytest.raises(ValidationError, match="Make “Đợt 1” final first"):
        finalising.make_final(phase_id=second.pk, by=world.quang, now=JANUARY)


def test_everybody_ranked_there_is_told_once_a_phase(estimated: Season) -> None:
    revise(estimated)
    told = Notice.objects.filter(kind="final_opened")
    assert {notice.person.full_name for notice in told} == {"Hoa", "Hung", "Lan", "Minh", "Mai"}


def test_only_a_final_cluster_is_opened_with_a_reason_by_staff(estimated: Season) -> None:
    given = {"phase_id": estimated.phase.pk, "clusters": [estimated.world.cluster_1.pk], "now": JANUARY}
    with pytest.raises(ValidationError):
        after_close.open_final(**given, reason=" ", by=estimated.world.quang)
    with pytest.raises(Refusal):
        after_close.open_final(**given, reason="x", by=estimated.world.hoa)
    after_close.open_final(**given, reason="x", by=estimated.world.quang)
    with pytest.raises(ValidationError, match="Choose a cluster that is final"):
        after_close.open_final(**given, reason="x", by=estimated.world.quang)


def test_without_a_revision_nothing_moves(estimated: Season) -> None:
    with pytest.raises(PhaseEnded):
        correct(estimated, "900")
    row = estimated.result(estimated.world.ba_dinh, "DV")
    assert (row.value, row.status) == (Decimal(800), ResultStatus.VERIFIED)
