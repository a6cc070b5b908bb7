"""What the pages between the close and the final ask the database does not grow with what stands on them."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.choices import CorrectionKind, ReopeningState, ResultStatus, StageKind
from campaigns.models import (
    Conference,
    Correction,
    Criterion,
    Opinion,
    Participant,
    ReopenedFigure,
    Reopening,
    Result,
    Stage,
    WindowMove,
)
from campaigns.services import after_close
from tests.campaigns.appraisal.cast import with_officer
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, Season, after
from tests.crowd import crowd
from tests.pages import as_
from units.models import User

NOW = after(CLOSES, days=2)


@pytest.fixture
def heard(season: Season) -> Season:
    """A phase with sixty more unions in cluster 1, closed, which takes opinions and holds conferences."""
    crowd(season, 60, cluster=season.world.cluster_1)
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    Stage.objects.filter(phase=season.phase).delete()
    windows = {StageKind.OPINIONS: 6, StageKind.CONFERENCE: 9, StageKind.FINAL: 12}
    Stage.objects.bulk_create(
        Stage(phase=season.phase, kind=kind, opens_at=CLOSES, closes_at=after(CLOSES, days=days))
        for kind, days in windows.items()
    )
    return season


def happened(season: Season, count: int) -> Reopening:
    """So many corrections, opinions, conferences, moves, and figures of one reopening; returns that."""
    world, phase = season.world, season.phase
    rows = list(
        Result.objects.filter(indicator__code="DV", participant__cluster=world.cluster_1).order_by("pk")[
            :count
        ]
    )
    Correction.objects.bulk_create(
        Correction(
            result=row, kind=CorrectionKind.CORRECTED, state_before="reported", value_before=10,
            status_before=ResultStatus.SUBMITTED, state="reported", value=1, reason="Gõ nhầm",
            corrected_by=world.quang, corrected_at=NOW, explain_until=after(NOW, days=1),
        )
        for row in rows
    )  # fmt: skip
    reopening = Reopening.objects.create(
        phase=phase, reason="Đến muộn", ends_at=after(NOW, days=1), requested_by=world.quang, requested_at=NOW,
        state=ReopeningState.OPEN, answered_by=world.an, answered_at=NOW,
    )  # fmt: skip
    ReopenedFigure.objects.bulk_create(
        ReopenedFigure(reopening=reopening, result=row, is_open=True) for row in rows
    )
    line, places = Criterion.objects.get(table=season.table, code="1"), Participant.objects.order_by("pk")
    Opinion.objects.bulk_create(
        Opinion(
            participant=place, criterion=line, union=world.ba_dinh, text="Chưa tính đủ", raised_by=world.hoa,
            raised_at=NOW, outcome="explained", answer="Đã tính đủ", answered_by=world.quang, answered_at=NOW,
        )
        for place in places.filter(cluster=world.cluster_1)[:count]
    )  # fmt: skip
    Conference.objects.bulk_create(
        Conference(
            phase=phase, cluster=world.cluster_1, held_on=NOW.date(), invited=9, present=9, votes_for=9,
            is_adopted=True, revision=1, recorded_by=world.lan, recorded_at=NOW,
        )
        for _number in range(count)
    )  # fmt: skip
    WindowMove.objects.bulk_create(
        WindowMove(
            phase=phase,
            kind="final",
            before=NOW,
            after=after(NOW, days=1),
            moved_by=world.quang,
            moved_at=NOW,
        )
        for _number in range(count)
    )
    return reopening


def queries(user: User, path: str) -> int:
    """How many queries the page takes; what a first visit alone asks is asked before."""
    browser = as_(user)
    browser.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(path).status_code == 200, path
    return len(taken)


def costs(season: Season, reopening: Reopening) -> dict[str, tuple[int, int]]:
    """By page what it asks for an officer of Ba Dinh and for the federation."""
    paths = {
        name: reverse(name, args=[season.phase.pk])
        for name in ("changes", "opinions", "conference", "stages")
    }
    paths["reopening"] = reverse("reopening", args=[reopening.pk])
    return {
        name: (queries(season.world.hoa, path), queries(season.world.quang, path))
        for name, path in paths.items()
    }


def test_each_page_asks_as_much_of_one_as_of_fifty(heard: Season) -> None:
    with time_machine.travel(NOW, tick=False):
        one = costs(heard, happened(heard, 1))
        for model in (ReopenedFigure, Reopening, Correction, Opinion, Conference, WindowMove):
            model.objects.all().delete()
        many = costs(heard, happened(heard, 50))
    assert one == many
    assert many == {
        "changes": (28, 23), "opinions": (6, 6), "conference": (12, 23), "stages": (37, 32), "reopening": (8, 8),
    }  # fmt: skip


def test_a_reopening_is_asked_and_approved_in_the_same_statements_for_2_and_for_50_unions(
    heard: Season,
) -> None:
    found = Result.objects.filter(indicator__code="DV", participant__union__code__startswith="X")
    rows = list(found.order_by("pk").select_related("participant__union")[:54])
    with_officer(heard, [row.participant.union for row in rows])
    ids = [row.pk for row in rows]

    def statements(chosen: list[int]) -> int:
        with CaptureQueriesContext(connection) as taken:
            asked = after_close.ask_reopening(
                phase=heard.phase, result_ids=chosen, reason="Đến muộn", ends_at=after(NOW, days=1),
                by=heard.world.quang, now=NOW,
            )  # fmt: skip
            after_close.approve_reopening(reopening=asked, by=heard.world.an, now=NOW)
        return len(taken)

    statements(ids[:2])  # what an account may do is known from its first act on
    assert statements(ids[2:4]) == statements(ids[4:54])
