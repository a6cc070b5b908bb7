"""A window of its own that a sector or cluster loses moves its end: by a named act, or not at all."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Participant, Phase, Stage, WindowMove
from campaigns.services import stages
from tests.campaigns.after_close.window_cast import SOON, forget, moves, put, told
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, Season, after
from units.choices import Sector
from units.models import AuditEvent


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
        "Without a window of its own “Cụm thi đua số 1” would have the one that ended at 06/08/2024, 00:00. "
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
        "“Appraisal” of “Cụm thi đua số 1” ends at 16/08/2024, 00:00: the stages end in their order. "
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
