"""Past revisions go unless something stands on them; the rest stays whole, whatever is broken off in between."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.choices import RoundKind
from awards.models import AwardRound
from awards.services import rounds
from campaigns.choices import FactKind
from campaigns.models import (
    ClusterRevision,
    ExternalFact,
    Move,
    PastRevision,
    Seal,
    Standing,
)
from campaigns.queries import explanation
from campaigns.services import scoring, superseding
from campaigns.tasks import remove_superseded
from common.locks import lock_number
from tests.campaigns.revised import kept_of, revise, tidy
from tests.campaigns.standings_pages.cast import close, page
from tests.cast import NOW, Season
from tests.crowd import crowd
from units.models import AuditEvent
from units.services import due


@pytest.fixture
def revised(season: Season) -> Season:
    """Cluster 1 computed three times, cluster 2 once; a fact is counted for Ba Dinh."""
    ExternalFact.objects.create(
        union=season.world.ba_dinh, kind=FactKind.AWARD, day=date(2024, 3, 1), number="12/QĐ",
        recorded_by=season.world.quang, recorded_at=NOW,
    )  # fmt: skip
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    season.prove(season.world.ha_dong, season.world.nga, dv="500")
    close(season)
    revise(season, season.world.ba_dinh, "10")
    revise(season, season.world.ba_dinh, "17.5")
    return season


def stand_on(season: Season) -> AwardRound:
    """A round on estimates, which reads the points that are visible now."""
    return rounds.open_round(
        owner=season.world.city, name="Đợt xét", kind=RoundKind.ESTIMATE, phase=season.phase,
        closes_at=timezone.now() + timedelta(days=9), by=season.world.quang, now=timezone.now(),
    )  # fmt: skip


def past(season: Season) -> list[tuple[str, int, bool]]:
    """What is noted of past revisions: cluster, number, whether it is gone."""
    rows = PastRevision.objects.filter(phase=season.phase).order_by("number")
    return [(row.cluster.code if row.cluster else "", row.number, row.is_removed) for row in rows]


def test_past_revisions_of_a_cluster_go_and_the_visible_one_stays(revised: Season) -> None:
    sheet = revised.sheet(revised.world.ba_dinh)
    assert kept_of(sheet) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert tidy() == 2
    assert kept_of(sheet) == [[3], [3], [3]]
    assert past(revised) == [("C1", 1, True), ("C1", 2, True)]
    assert kept_of(revised.sheet(revised.world.ha_dong)) == [[1], [1], []]
    assert tidy() == 0


def test_the_first_computation_supersedes_nothing(season: Season) -> None:
    close(season)
    assert (past(season), Move.objects.count()) == ([], 0)


def test_a_revision_stays_whole_for_an_hour_for_who_reads_it_still(revised: Season) -> None:
    assert tidy(minutes=59) == 0
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert tidy(minutes=61) == 2


def test_what_a_seal_names_stays_and_only_that(revised: Season) -> None:
    given = {"phase": revised.phase, "ordered_at": NOW, "format": 1}
    Seal.objects.create(revision=1, cluster=revised.world.cluster_1, **given)
    Seal.objects.create(revision=2, cluster=revised.world.cluster_2, **given)
    assert tidy() == 1
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[1, 3], [1, 3], [1, 3]]
    Seal.objects.all().delete()
    assert tidy() == 1
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[3], [3], [3]]


def test_what_an_award_round_reads_stays_while_there_is_the_round(revised: Season) -> None:
    round = stand_on(revised)
    revise(revised, revised.world.ba_dinh, "18")
    assert tidy() == 2
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[3, 4], [3, 4], [3, 4]]
    round.revisions.all().delete()
    assert tidy() == 1
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[4], [4], [4]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_round_holds_the_phase_while_it_begins_to_stand_on_it(revised: Season) -> None:
    """Published meanwhile, the next revision would make past, and let go, what the round is about to name."""
    with transaction.atomic():
        stand_on(revised)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ((classid::bigint << 32) | objid::bigint) FROM pg_locks"
                " WHERE locktype = 'advisory' AND mode = 'ShareLock' AND pid = pg_backend_pid()"
            )
            assert cursor.fetchall() == [(lock_number("phase", revised.phase.pk),)]


def test_unions_in_no_cluster_have_their_past_removed_too(season: Season) -> None:
    season.phase.participants.filter(union=season.world.ha_dong).update(cluster=None)
    close(season)
    revise(season, season.world.ha_dong, "3")
    assert tidy() == 1
    assert past(season) == [("", 1, True)]
    assert kept_of(season.sheet(season.world.ha_dong))[:2] == [[2], [2]]
    assert kept_of(season.sheet(season.world.ba_dinh))[:2] == [[1], [1]]


def test_a_removal_that_breaks_off_leaves_the_revision_whole_and_goes_on(
    revised: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = scoring.erase_past

    def dies(**given: Any) -> None:
        right(**given)
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(superseding.scoring, "erase_past", dies)
        assert tidy() == 0
    sheet = revised.sheet(revised.world.ba_dinh)
    assert kept_of(sheet) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert past(revised) == [("C1", 1, False), ("C1", 2, False)]
    assert tidy() == 2
    assert kept_of(sheet) == [[3], [3], [3]]


def test_many_go_in_steps_and_a_later_tick_takes_up_the_rest(
    revised: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(superseding, "BATCH", 2)
    first = PastRevision.objects.get(number=1)
    later = timezone.now() + timedelta(hours=2)
    left = [Standing.objects.filter(revision=1, participant__cluster=revised.world.cluster_1).count()]
    moved = []
    while not moved or moved[-1]:
        moved.append(superseding.remove_some(past_id=first.pk, now=later))
        rows = Standing.objects.filter(revision=1, participant__cluster=revised.world.cluster_1)
        left.append(rows.count())
    assert (left, moved) == ([3, 1, 0, 0], [True, True, False])
    assert past(revised) == [("C1", 1, True), ("C1", 2, False)]


def test_it_is_told_once_in_the_trail(revised: Season) -> None:
    tidy()
    tidy()
    told = AuditEvent.objects.filter(verb="remove_superseded").order_by("pk")
    assert [event.data for event in told] == [
        {"revision": n, "cluster_id": revised.world.cluster_1.pk} for n in (1, 2)
    ]


def test_removing_costs_the_same_for_3_and_for_60_unions(season: Season) -> None:
    def counted(cluster: Any) -> int:
        ClusterRevision.objects.filter(cluster=cluster).update(number=2)
        row = PastRevision.objects.create(phase=season.phase, cluster=cluster, number=1, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert superseding.remove_some(past_id=row.pk, now=timezone.now())
        assert not Standing.objects.filter(participant__cluster=cluster, revision=1).exists()
        return len(queries)

    crowd(season, 60, cluster=season.world.cluster_2)
    close(season)
    assert (counted(season.world.cluster_1), counted(season.world.cluster_2)) == (7, 7)


def test_run_due_does_not_count_it_among_what_was_closed(revised: Season) -> None:
    assert due.run_all(now=timezone.now() + timedelta(hours=2)) == 0
    assert kept_of(revised.sheet(revised.world.ba_dinh)) == [[3], [3], [3]]


def test_the_clock_asks_for_it(revised: Season) -> None:
    PastRevision.objects.update(at=NOW)
    remove_superseded()
    assert past(revised) == [("C1", 1, True), ("C1", 2, True)]


def test_a_page_begun_on_the_older_revision_is_whole(revised: Season, client: Client) -> None:
    """Its standing was read, then a newer revision became visible, and the clock came by."""
    world = revised.world
    sheet = revised.sheet(world.ba_dinh)
    standing = Standing.objects.filter(participant=sheet).visible().get()
    revise(revised, world.ba_dinh, "20")
    superseding.remove_superseded(now=timezone.now())
    told = explanation.explain(revised.phase, sheet, standing, tied_with=[], user=world.hoa)
    assert (standing.revision, len(told.lines), sum(row.points for row in told.lines)) == (
        3,
        4,
        standing.points,
    )


def test_who_looks_by_the_visible_pointer_finds_everybody_before_and_after(
    revised: Season, client: Client
) -> None:
    before = page(client, revised.world.hoa, revised.phase).context["standings"]
    tidy()
    after_it = page(client, revised.world.hoa, revised.phase).context["standings"]
    assert [(row.participant.pk, row.rank) for row in after_it.rows] == [
        (row.participant.pk, row.rank) for row in before.rows
    ]
    assert [row.leaves for row in after_it.rows] == [row.leaves for row in before.rows]
