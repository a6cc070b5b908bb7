"""A window of its own that a sector or cluster loses moves its end: by a named act, or not at all."""

from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Participant, Phase, Stage, WindowMove
from campaigns.queries.stage_drops import droppable
from campaigns.services import stages
from tests.campaigns.after_close.window_cast import SOON, forget, moves, put, told
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import as_, post, text_of
from units.choices import Sector
from units.models import AuditEvent, Cluster


def dropped(season: Season, now: Any = SOON, **given: Any) -> None:
    """The opinions of cluster 1 are taken away."""
    part = {"phase": season.phase, "kind": StageKind.OPINIONS, "by": season.world.quang, "now": now}
    stages.drop_stage(**{**part, "cluster": season.world.cluster_1, **given})


def test_an_own_window_that_is_taken_away_moves_its_end_by_a_named_act(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 20, opens=4, cluster=season.world.cluster_1)
    forget()
    with pytest.raises(ValidationError) as error:
        dropped(season, reason=" ")
    assert (list(error.value.message_dict), Stage.objects.count()) == (["reason"], 2)
    dropped(season, reason="Họp sớm")
    move = WindowMove.objects.get()
    assert (moves(), move.reason, move.moved_by) == ([("", "C1", 20, 5)], "Họp sớm", season.world.quang)
    assert told() == ["Hoa", "Hung", "Lan", "Mai", "Minh"]
    data = AuditEvent.objects.get(verb="drop_stage").data
    assert (data["cluster"], data["reason"]) == ("C1", "Họp sớm")


def test_an_end_that_is_put_off_by_it_needs_no_reason(season: Season) -> None:
    put(season, StageKind.OPINIONS, 9)
    put(season, StageKind.OPINIONS, 5, opens=4, cluster=season.world.cluster_1, reason="Sớm")
    forget()
    dropped(season)
    assert (moves(), len(told())) == ([("", "C1", 5, 9)], 5)


def test_a_sector_moves_to_the_window_of_all(season: Season) -> None:
    Participant.objects.update(sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 9, sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 12, cluster=season.world.cluster_1)
    forget()
    dropped(season, cluster=None, sector=Sector.ENTERPRISE, reason="Họp chung")
    assert (moves(), told()) == ([("enterprise", "", 9, 5)], ["Nga"])


def test_a_cluster_of_several_sectors_moves_to_the_window_of_each(season: Season) -> None:
    Participant.objects.filter(union=season.world.ba_dinh).update(sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 9, sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 7, cluster=season.world.cluster_1, reason="Sớm")
    forget()
    dropped(season, reason="Họp chung")
    assert sorted(moves()) == [("", "C1", 7, 5), ("enterprise", "C1", 7, 9)]


def test_no_window_is_taken_away_for_one_that_has_ended(season: Season) -> None:
    close(season)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 20, opens=8, cluster=season.world.cluster_1)
    forget()
    with pytest.raises(ValidationError) as error:
        dropped(season, now=after(CLOSES, days=6), reason="Họp sớm")
    assert error.value.messages == [
        "Without a window of its own “Cụm thi đua số 1” would have the one that ended at the end of 05/08/2024. "
        "Move the end of its own window instead."
    ]
    assert (Stage.objects.count(), moves(), told()) == (2, [], [])


def test_no_window_is_taken_away_where_the_other_is_out_of_order(season: Season) -> None:
    put(season, StageKind.APPRAISAL, 5)
    put(season, StageKind.OPINIONS, 10)
    put(season, StageKind.OPINIONS, 20, cluster=season.world.cluster_1)
    put(season, StageKind.APPRAISAL, 15, cluster=season.world.cluster_1)
    with pytest.raises(ValidationError) as error:
        dropped(season, reason="Họp sớm")
    assert error.value.messages == [
        "“Appraisal” of “Cụm thi đua số 1” ends at the end of 15/08/2024: the stages end in their order. "
        "Take that window away first, or move its end."
    ]


def test_a_stage_that_is_switched_off_or_prepared_moves_no_end(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 20, cluster=season.world.cluster_1)
    forget()
    dropped(season, cluster=None)
    assert (Stage.objects.count(), moves(), told()) == (0, [], [])
    Phase.objects.update(status=PhaseStatus.DRAFT)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 20, cluster=season.world.cluster_1)
    dropped(season)
    assert (Stage.objects.count(), moves(), told()) == (1, [], [])


# --- Its page ---------------------------------------------------------------------------------------------------------
def page(season: Season, now: Any) -> Any:
    with time_machine.travel(now, tick=False):
        return as_(season.world.quang).get(f"/phases/{season.phase.pk}/stages/opinions/")


def test_the_page_says_what_becomes_of_an_end_and_asks_why_where_it_comes_forward(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5, opens=1)
    own = put(season, StageKind.OPINIONS, 20, opens=4, cluster=season.world.cluster_1)
    put(season, StageKind.OPINIONS, 4, opens=1, cluster=season.world.cluster_2, reason="Sớm")
    rows = {row.name: row for row in page(season, SOON).context["droppable"]}
    assert [(name, row.asks, row.words) for name, row in rows.items()] == [
        ("The whole stage", False, ""),
        (
            "Cụm thi đua số 2",
            False,
            "Now until the end of 04/08/2024; without it until the end of 05/08/2024.",
        ),
        (
            "Cụm thi đua số 1",
            True,
            "Now until the end of 20/08/2024; without it until the end of 05/08/2024.",
        ),
    ]
    assert text_of(page(season, SOON)).count('name="reason" maxlength="300"') == 1
    with time_machine.travel(SOON, tick=False):
        answer = post(season.world.quang, "stage-drop", own.pk, reason=" ")
        assert (answer.status_code, answer.url) == (302, f"/phases/{season.phase.pk}/stages/opinions/")
        assert Stage.objects.filter(pk=own.pk).exists()
        answer = post(season.world.quang, "stage-drop", own.pk, reason="Họp sớm")
    assert (answer.url, WindowMove.objects.latest("pk").reason) == (
        f"/phases/{season.phase.pk}/stages/", "Họp sớm",
    )  # fmt: skip


def test_the_page_offers_nothing_that_would_end_in_the_past(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5)
    own = put(season, StageKind.OPINIONS, 20, opens=8, cluster=season.world.cluster_1)
    found = page(season, after(CLOSES, days=6))
    assert [(row.stage.pk, row.is_over) for row in found.context["droppable"]] == [(own.pk, True)]
    assert (f"/stages/{own.pk}/drop/" in text_of(found), "which has passed" in text_of(found)) == (
        False,
        True,
    )


@pytest.mark.parametrize("more", [0, 30])
def test_what_may_be_taken_away_costs_two_queries(
    season: Season, django_assert_num_queries: Any, more: int
) -> None:
    put(season, StageKind.OPINIONS, 5)
    for number in range(more):
        cluster = Cluster.objects.create(
            owner=season.world.city, code=f"X{number}", name=f"Cụm {number}", kind="area"
        )
        Stage.objects.create(
            phase=season.phase,
            kind="opinions",
            cluster=cluster,
            opens_at=CLOSES,
            closes_at=after(CLOSES, days=9),
        )
    with django_assert_num_queries(2):
        assert len(droppable(season.phase, season.phase.stages.all(), NOW)) == more + 1
