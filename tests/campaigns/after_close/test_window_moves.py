"""A moved end is told to those whose end it is, and to nobody else; what is inherited stays in the order of stages."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ColumnKind, StageKind
from campaigns.models import Participant, ScoreColumn, Stage, WindowMove
from campaigns.queries.stage_progress import progress_of
from campaigns.services import campaigns, stages
from campaigns.services.campaigns.leaving import take_out
from tests.campaigns.after_close.window_cast import SOON, forget, moves, put, told
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, NOW, Season, after
from units.choices import Sector


# --- Whose end it is --------------------------------------------------------------------------------------------------
def test_a_cluster_with_a_window_of_its_own_is_not_told_of_that_of_all(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 9, cluster=season.world.cluster_1)
    forget()
    put(season, StageKind.OPINIONS, 7, now=SOON)
    assert told() == ["Nga"]


def test_a_sector_with_a_window_of_its_own_is_not_told_of_that_of_all(season: Season) -> None:
    world = season.world
    Participant.objects.filter(union__in=[world.ba_dinh, world.ha_dong]).update(sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 9, sector=Sector.ENTERPRISE)
    assert told() == ["Hoa", "Hung", "Lan", "Mai", "Minh", "Nga"]  # heads of its clusters with them
    put(season, StageKind.OPINIONS, 10, cluster=world.cluster_2)
    forget()
    put(season, StageKind.OPINIONS, 7, now=SOON)
    assert told() == ["Lan", "Mai", "Minh"]
    forget()
    put(season, StageKind.OPINIONS, 8, now=SOON, sector=Sector.ENTERPRISE, reason="Sớm")
    assert told() == ["Hoa", "Hung", "Lan", "Mai", "Minh"]  # not Nga, whose cluster has one of its own


def test_what_is_late_is_counted_where_the_end_moves_alone(season: Season) -> None:
    world = season.world
    put(season, StageKind.APPRAISAL, 5)
    put(season, StageKind.APPRAISAL, 9, cluster=world.cluster_2)
    season.send(world.ba_dinh, world.hoa, dv="800")
    season.send(world.ha_dong, world.nga, dv="800", kp="3")
    put(season, StageKind.APPRAISAL, 6)
    put(season, StageKind.APPRAISAL, 10, cluster=world.cluster_2)
    assert list(WindowMove.objects.order_by("pk").values_list("late", flat=True)[1:]) == [1, 2]
    close(season)
    put(season, StageKind.FINAL, 20, opens=10)
    put(season, StageKind.FINAL, 21, opens=10, cluster=world.cluster_2)
    put(season, StageKind.FINAL, 22, opens=10)
    assert list(WindowMove.objects.order_by("pk").values_list("late", flat=True)[3:]) == [1, 1]


def test_windows_that_are_set_together_are_told_each_to_its_own(season: Season) -> None:
    put(season, StageKind.OPINIONS, 5)
    for_all = stages.StagePlan(StageKind.OPINIONS, CLOSES, after(CLOSES, days=7))
    own = stages.StagePlan(StageKind.OPINIONS, CLOSES, after(CLOSES, days=9), cluster=season.world.cluster_2)
    stages.set_stages(phase=season.phase, plans=[for_all, own], by=season.world.quang, now=NOW)
    assert moves() == [("", "", 5, 7), ("", "C2", 5, 9)]
    assert told() == ["Hoa", "Hung", "Lan", "Mai", "Minh", "Nga"]


def test_a_cluster_of_several_sectors_moves_from_the_window_of_each(season: Season) -> None:
    world = season.world
    Participant.objects.filter(union=world.ba_dinh).update(sector=Sector.ENTERPRISE)
    put(season, StageKind.OPINIONS, 5)
    put(season, StageKind.OPINIONS, 9, sector=Sector.ENTERPRISE)
    forget()
    with pytest.raises(ValidationError) as error:
        put(season, StageKind.OPINIONS, 7, cluster=world.cluster_1)
    assert list(error.value.message_dict) == ["reason"]
    put(season, StageKind.OPINIONS, 7, cluster=world.cluster_1, reason="Họp sớm")
    assert sorted(moves()) == [("", "C1", 5, 7), ("enterprise", "C1", 9, 7)]


def test_a_stage_is_not_switched_on_when_it_is_over(season: Season) -> None:
    close(season)
    for given in ({}, {"reason": "Đã họp"}):
        with pytest.raises(ValidationError) as error:
            put(season, StageKind.OPINIONS, 5, now=after(CLOSES, days=5), **given)
        assert error.value.message_dict == {"closes_at": ["This time has passed. Choose a later one."]}
    assert Stage.objects.count() == 0


def test_who_was_taken_out_is_told_of_no_end(season: Season) -> None:
    world = season.world
    put(season, StageKind.OPINIONS, 5)
    take_out(
        participant=season.sheet(world.ba_dinh), on=NOW.date(), reason="Sáp nhập", by=world.quang, now=NOW
    )
    forget()
    put(season, StageKind.OPINIONS, 7)
    assert told() == ["Lan", "Mai", "Minh", "Nga"]
    campaigns.edit_phase(
        phase=season.phase, by=world.quang, now=SOON, entry_closes_at=after(CLOSES, days=3), reason="x"
    )
    assert told("deadline_moved") == ["Lan", "Mai", "Minh", "Nga"]


def test_a_union_with_both_columns_counts_once(season: Season) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    for kind in ColumnKind.values:
        ScoreColumn.objects.create(participant=sheet, kind=kind, sent_by=season.world.hoa, sent_at=NOW)
    found = progress_of(season.phase, [StageKind.SELF_SCORE])[StageKind.SELF_SCORE][season.world.cluster_1.pk]
    assert (found.done, found.whole) == (1, 3)


# --- The order of the stages ------------------------------------------------------------------------------------------
def test_a_window_of_all_stays_in_order_where_a_cluster_inherits_it(season: Season) -> None:
    put(season, StageKind.APPRAISAL, 5)
    put(season, StageKind.OPINIONS, 20)
    put(season, StageKind.APPRAISAL, 15, cluster=season.world.cluster_1)
    put(season, StageKind.APPRAISAL, 14, sector=Sector.ENTERPRISE)
    with pytest.raises(ValidationError) as error:
        put(season, StageKind.OPINIONS, 10, reason="Họp sớm")
    assert error.value.message_dict == {
        "closes_at": [
            "“Appraisal” of “Cụm thi đua số 1” ends at the end of 15/08/2024: the stages end in their order. "
            "Choose another end, or first give “Cụm thi đua số 1” a window of its own for this stage too."
        ]
    }
    put(season, StageKind.OPINIONS, 20, cluster=season.world.cluster_1)
    with pytest.raises(ValidationError, match="“Appraisal” of “Enterprise"):
        put(season, StageKind.OPINIONS, 10, reason="Họp sớm")
    put(season, StageKind.OPINIONS, 14, reason="Họp sớm")
    with pytest.raises(
        ValidationError, match="“Appraisal” of “Cụm thi đua số 1” ends at the end of 15/08/2024"
    ):
        put(season, StageKind.CONFERENCE, 14, opens=13)
