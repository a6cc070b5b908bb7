"""Award rounds: what they stand on, and when they take nominations."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from awards import tasks
from awards.choices import RoundKind, RoundStatus
from awards.models import Award, AwardRound
from awards.queries.rounds import standings_read
from awards.services import rounds
from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from campaigns.services import finalising, results
from common.errors import Refusal
from tests.awards.cast import ENDS, OPENS, open_with
from tests.awards.round_cast import close, opened, quota_of, said
from tests.cast import CLOSES, Season, World, after
from units.actors import SYSTEM
from units.models import AuditEvent, Notice, Union
from units.services import jobs


def test_a_spot_round_stands_on_no_phase(world: World) -> None:
    round = opened(world, name="  Round 1 ")
    assert (round.name, round.status, round.revision) == ("Round 1", RoundStatus.DRAFT, 0)
    event = AuditEvent.objects.get(verb="open_round")
    assert event.data == {"name": "Round 1", "kind": "spot", "revision": 0}


def test_a_round_on_estimates_remembers_the_revision(season: Season) -> None:
    phase = close(season)
    round = opened(season.world, kind=RoundKind.ESTIMATE, phase=phase)
    assert (round.campaign, round.revision) == (season.campaign, 1)


def correct(season: Season, union: Union, points: str) -> None:
    """A judge's points come after the close, and the union's cluster is computed anew."""
    results.judge_figures(
        participant=season.sheet(union), figures=[season.figure(union, "TD", points)], by=season.world.quang, now=CLOSES
    )  # fmt: skip
    jobs.run_all(now=CLOSES)


def read_by(round: AwardRound) -> dict[str, int]:
    """The revision that a round reads, by cluster."""
    return dict(round.revisions.values_list("cluster__code", "number"))


def test_a_round_reads_of_each_cluster_what_was_visible_when_it_was_opened(season: Season) -> None:
    phase, world = close(season), season.world
    before = opened(world, name="Before", kind=RoundKind.ESTIMATE, phase=phase)
    correct(season, world.ba_dinh, "17.5")
    after = opened(world, name="After", kind=RoundKind.ESTIMATE, phase=phase)
    assert (read_by(before), before.revision) == ({"C1": 1, "C2": 1}, 1)
    assert (read_by(after), after.revision) == ({"C1": 2, "C2": 1}, 2)
    points = [standings_read(r).get(participant__union=world.ba_dinh).points for r in (before, after)]
    assert points == [0, Decimal("17.5")]
    assert [standings_read(r).count() for r in (before, after)] == [4, 4]


def test_a_round_on_a_final_phase_reads_what_was_sealed_of_each_cluster(season: Season) -> None:
    phase, world = close(season), season.world
    correct(season, world.ba_dinh, "17.5")
    finalising.make_final(phase_id=phase.pk, by=SYSTEM, now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert read_by(opened(world, kind=RoundKind.FINAL, phase=phase)) == {"C1": 2, "C2": 1}


def test_a_spot_round_reads_no_standing(season: Season) -> None:
    close(season)
    round = opened(season.world)
    assert (read_by(round), standings_read(round).count()) == ({}, 0)


def test_a_round_on_a_final_phase(season: Season) -> None:
    phase = close(season)
    finalising.make_final(phase_id=phase.pk, by=SYSTEM, now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert opened(season.world, kind=RoundKind.FINAL, phase=phase).revision == 1
    with pytest.raises(ValidationError) as error:
        opened(season.world, kind=RoundKind.ESTIMATE, phase=phase)
    assert said(error) == {"phase": ["“Đợt 1” is final already. Open the round on it as final."]}


def test_a_round_needs_a_phase_that_is_far_enough(season: Season) -> None:
    for kind, message in (
        (RoundKind.FINAL, "“Đợt 1” is not final yet. Make it final first, or open the round on estimates."),
        (RoundKind.ESTIMATE, "“Đợt 1” has no points yet. Wait until its entry is closed."),
        (RoundKind.SPOT, "A spot round stands on no phase. Leave the phase empty."),
    ):
        with pytest.raises(ValidationError) as error:
            opened(season.world, kind=kind, phase=season.phase)
        assert said(error) == {"phase": [message]}


def test_a_phase_that_nobody_sees_cannot_be_chosen(season: Season) -> None:
    Phase.objects.update(status=PhaseStatus.DRAFT)
    season.campaign.__class__.objects.update(status=10, launched_at=None)
    with pytest.raises(ValidationError) as error:
        rounds.open_round(
            owner=season.world.ba_dinh,
            name="R",
            kind=RoundKind.FINAL,
            closes_at=ENDS,
            phase=season.phase,
            by=season.world.hoa,
            now=OPENS,
        )
    assert said(error) == {"phase": ["Choose the phase that this round stands on."]}
    with pytest.raises(ValidationError):
        opened(season.world, kind=RoundKind.FINAL, by=SYSTEM)


def test_a_round_needs_a_name_and_an_end_to_come(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        opened(world, name=" ")
    assert list(said(error)) == ["name"]
    with pytest.raises(ValidationError) as error:
        opened(world, closes_at=OPENS)
    assert said(error) == {"closes_at": ["Nominations cannot close in the past. Choose a later time."]}


def test_only_staff_of_the_federation_opens_a_round(world: World) -> None:
    for user in (world.hoa, world.kim, world.vy):
        with pytest.raises(Refusal) as error:
            opened(world, by=user)
        assert error.value.reason == "Only staff of LĐLĐ thành phố Hà Nội may do this. Please ask them."


def test_a_round_is_opened_once_and_tells_those_who_nominate(world: World, award: Award) -> None:
    round = opened(world)
    quota_of(round, award)
    for _twice in range(2):
        assert rounds.start_nominations(round=round, by=world.quang, now=OPENS).status == RoundStatus.OPEN
    assert AuditEvent.objects.filter(verb="start_nominations").count() == 1
    told = set(Notice.objects.filter(kind="round_opened").values_list("person__full_name", flat=True))
    assert told == {"Hoa", "Hung", "Lan", "Minh", "Mai", "Nga", "Quang", "An"}


def test_a_round_on_a_phase_tells_its_participants(season: Season, award: Award) -> None:
    round = opened(season.world, kind=RoundKind.ESTIMATE, phase=close(season))
    Notice.objects.all().delete()
    open_with(round, award)
    told = set(Notice.objects.values_list("person__full_name", flat=True))
    assert told == {"Hoa", "Hung", "Lan", "Minh", "Mai", "Nga"}  # not Quang and An of the city itself


def test_a_round_opens_with_a_quota_and_before_its_end(world: World, award: Award) -> None:
    round = opened(world)
    with pytest.raises(ValidationError) as error:
        rounds.start_nominations(round=round, by=SYSTEM, now=OPENS)
    assert said(error) == {"quotas": ["This round considers no award yet. Set a quota for at least one."]}
    quota_of(round, award)
    with pytest.raises(ValidationError) as error:
        rounds.start_nominations(round=round, by=SYSTEM, now=ENDS)
    assert said(error) == {"closes_at": ["The end of this round has passed. Open a new one."]}


def test_a_round_is_closed_once_by_a_person(world: World, award: Award) -> None:
    round = open_with(opened(world), award)
    moment = OPENS + timedelta(days=1)
    assert [rounds.close_nominations(round=round, by=world.quang, now=moment) for _ in range(2)] == [
        True,
        False,
    ]
    round.refresh_from_db()
    assert (round.status, round.closes_at) == (RoundStatus.CLOSED, moment)
    assert AuditEvent.objects.filter(verb="close_nominations").count() == 1


def test_the_clock_closes_what_is_due(world: World, award: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    round = open_with(opened(world), award)
    opened(world, name="Draft")
    assert rounds.close_due_rounds(now=after(ENDS, seconds=-1)) == 0
    monkeypatch.setattr("awards.tasks.timezone.now", lambda: after(ENDS, hours=1))
    tasks.close_due_rounds()
    round.refresh_from_db()
    assert (round.status, round.closes_at) == (RoundStatus.CLOSED, ENDS)
    assert rounds.close_due_rounds(now=after(ENDS, hours=1)) == 0
