"""Stages are rows: what a phase starts with, windows by sector and cluster, moves by a named act, the board."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from campaigns.choices import ClusterStatus, PhaseStatus, StageKind
from campaigns.models import ClusterRevision, Phase, Stage, WindowMove
from campaigns.queries.stage_board import Board, board_of
from campaigns.queries.windows import Windows, is_open
from campaigns.rules.stages import first_windows, out_of_order
from campaigns.services import campaigns, stages
from common.errors import Refusal
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, NOW, Season, after, at
from tests.pages import as_, post, text_of
from units.actors import SYSTEM
from units.models import Cluster, Notice

LATER = after(CLOSES, days=1)


@pytest.fixture
def staged(season: Season) -> Season:
    """The phase with the stages that a new one starts with."""
    stages.prepare_stages(season.phase)
    return season


def put(
    season: Season, kind: str = StageKind.OPINIONS, *, opens: int = 21, closes: int = 26, **given: Any
) -> Stage:
    fields = {"by": season.world.quang, "now": NOW, **given}
    window = {"opens_at": after(CLOSES, days=opens), "closes_at": after(CLOSES, days=closes)}
    return stages.set_stage(phase=season.phase, kind=kind, **window, **fields)


def windows(phase: Phase) -> list[tuple[str, int, int]]:
    """Each stage with the days from the end of entry on which it begins and ends."""
    return [
        (row.kind, (row.opens_at - CLOSES).days, (row.closes_at - CLOSES).days) for row in phase.stages.all()
    ]


def test_a_new_phase_starts_with_appraisal_opinions_and_final(season: Season) -> None:
    phase = campaigns.add_phase(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 12, 1), entry_closes_at=CLOSES + timedelta(days=150), by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert windows(phase) == [("appraisal", 150, 171), ("opinions", 171, 176), ("final", 176, 183)]


def test_an_extract_has_no_stages(season: Season) -> None:
    season.campaign.is_extract = True
    season.phase.campaign = season.campaign
    stages.prepare_stages(season.phase)
    assert season.phase.stages.count() == 0


def test_windows_lie_one_after_the_other_and_end_in_their_order() -> None:
    found = first_windows(CLOSES, [StageKind.FINAL, StageKind.SELF_SCORE, StageKind.CONFERENCE])
    assert [(kind, (ends - CLOSES).days) for kind, (_opens, ends) in found.items()] == [
        ("self_score", 5), ("conference", 12), ("final", 19),
    ]  # fmt: skip
    assert out_of_order(found, "conference") == ""
    assert out_of_order({**found, "conference": (CLOSES, after(CLOSES, days=20))}, "conference") == "final"
    assert (
        out_of_order({**found, "conference": (CLOSES, after(CLOSES, days=1))}, "conference") == "self_score"
    )


def test_a_cluster_goes_before_a_sector_and_this_before_all(staged: Season) -> None:
    cluster = staged.world.cluster_1
    put(staged, sector="administration", opens=21, closes=25, reason="Khối trường học")
    put(staged, cluster=cluster, closes=27)
    found = Windows(staged.phase.pk)
    ends = [
        found.of(StageKind.OPINIONS, *place).closes_at - CLOSES
        for place in ((None, ""), (None, "administration"), (cluster.pk, "administration"))
    ]
    assert [end.days for end in ends] == [26, 25, 27]
    assert found.of(StageKind.CONFERENCE, cluster.pk) is None
    whole = found.of_cluster(StageKind.OPINIONS, None, {"", "administration"})
    assert whole is not None
    assert (whole.closes_at - CLOSES).days == 26
    assert [is_open(whole, moment) for moment in (after(CLOSES, days=21), whole.closes_at)] == [True, False]


def test_an_end_that_comes_forward_has_a_reason_and_everybody_concerned_is_told(staged: Season) -> None:
    with pytest.raises(ValidationError) as error:
        put(staged, closes=24)
    assert list(error.value.message_dict) == ["reason"]
    put(staged, closes=24, reason="Hội nghị sớm")
    move = WindowMove.objects.get()
    assert (move.kind, move.reason, (move.before - move.after).days) == ("opinions", "Hội nghị sớm", 2)
    told = Notice.objects.filter(kind="window_moved").values_list("person__full_name", flat=True)
    assert sorted(told) == ["Hoa", "Hung", "Lan", "Mai", "Minh", "Nga"]
    put(staged, closes=25)  # putting it off needs none
    assert WindowMove.objects.count() == 2


def test_only_a_cluster_is_told_of_its_own_window(staged: Season) -> None:
    put(staged, cluster=staged.world.cluster_2, closes=28)
    told = Notice.objects.filter(kind="window_moved").values_list("person__full_name", flat=True)
    assert list(told) == ["Nga"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"opens": 25, "closes": 25}, "closes_at"),
        ({"opens": -1}, "opens_at"),
        ({"closes": 20, "opens": 1, "reason": "x"}, "closes_at"),
        ({"closes": 40}, "closes_at"),
        ({"kind": StageKind.CONFERENCE, "sector": "administration"}, "kind"),
        ({"closes": 23, "now": after(CLOSES, days=24), "reason": "x"}, "closes_at"),
        ({"closes": 24, "reason": "x" * 301}, "reason"),
    ],
)
def test_windows_that_do_not_fit_are_refused_at_their_field(staged: Season, given: Any, field: str) -> None:
    with pytest.raises(ValidationError) as error:
        put(staged, **given)
    assert list(error.value.message_dict) == [field]
    assert WindowMove.objects.count() == 0


def test_a_stage_is_taken_away_until_it_has_begun(staged: Season) -> None:
    drop = {"phase": staged.phase, "kind": StageKind.OPINIONS, "by": staged.world.quang}
    with pytest.raises(Refusal):
        stages.drop_stage(**drop | {"by": staged.world.hoa}, now=NOW)
    with pytest.raises(ValidationError):
        stages.drop_stage(**drop, now=after(CLOSES, days=22))
    stages.drop_stage(**drop, now=NOW)
    assert [kind for kind, *_days in windows(staged.phase)] == ["appraisal", "final"]


def test_its_page_offers_to_take_away_what_has_not_begun_alone(staged: Season) -> None:
    put(staged, cluster=staged.world.cluster_1, opens=23, closes=27)

    def offered(now: Any) -> list[str | None]:
        with time_machine.travel(now, tick=False):
            page = as_(staged.world.quang).get(f"/phases/{staged.phase.pk}/stages/opinions/")
        return [row.stage.cluster and row.stage.cluster.code for row in page.context["droppable"]]

    assert [offered(now) for now in (NOW, after(CLOSES, days=22), after(CLOSES, days=24))] == [
        [None, "C1"], ["C1"], [],
    ]  # fmt: skip


def test_stages_are_carried_into_another_phase(staged: Season) -> None:
    put(staged, cluster=staged.world.cluster_1, closes=27)
    later = Phase.objects.create(
        campaign=staged.campaign, number=5, name="Năm sau", period_from=date(2025, 1, 1), period_to=date(2025, 7, 31),
        entry_opens_at=after(CLOSES, days=300), entry_closes_at=after(CLOSES, days=365), status=PhaseStatus.DRAFT,
    )  # fmt: skip
    stages.carry_stages(staged.phase, later)
    assert windows(later) == [("appraisal", 365, 386), ("opinions", 386, 391), ("final", 391, 398)]


# --- The board and its pages ------------------------------------------------------------------------------------------
def board(season: Season, now: Any = LATER) -> Board:
    return board_of(Phase.objects.select_related("campaign__owner").get(pk=season.phase.pk), now)


def test_the_board_says_where_each_cluster_is_and_who_is_late(staged: Season) -> None:
    staged.send(staged.world.ba_dinh, staged.world.hoa, dv="800")
    close(staged)
    rows = {row.state.name: row for row in board(staged).rows}
    cells = [cell.badge.words for cell in rows["Cụm thi đua số 1"].cells]
    assert (cells, rows["Cụm thi đua số 1"].cells[0].count) == (
        ["20 days left", "from 22/8", "from 27/8"],
        "0/1",
    )
    assert rows["Cụm thi đua số 1"].cells[2].count == ""  # final once: the badge says it
    late = board(staged, after(CLOSES, days=22))
    assert (late.late, [cell.is_late for cell in late.rows[0].cells]) == (1, [True, False, False])


def test_a_cluster_that_is_final_is_late_in_no_stage(staged: Season) -> None:
    staged.send(staged.world.ba_dinh, staged.world.hoa, dv="800")
    close(staged)
    ClusterRevision.objects.filter(phase=staged.phase).update(status=ClusterStatus.FINAL)
    after_all = board(staged, after(CLOSES, days=22))
    assert (after_all.late, [cell.badge.words for cell in after_all.rows[0].cells]) == (
        0, ["over", "none", "done"],
    )  # fmt: skip


@pytest.mark.parametrize("more", [0, 60])
def test_the_board_takes_the_same_queries_whatever_the_number_of_clusters(
    staged: Season, django_assert_num_queries: Any, more: int
) -> None:
    close(staged)
    for number in range(more):
        cluster = Cluster.objects.create(
            owner=staged.world.city, code=f"X{number}", name=f"Cụm {number}", kind="area"
        )
        staged.phase.revisions.create(cluster=cluster, number=1)
    phase = Phase.objects.select_related("campaign__owner").get(pk=staged.phase.pk)
    with django_assert_num_queries(15):
        board_of(phase, LATER)


def test_staff_set_a_window_on_its_page_and_others_read_the_board(staged: Season) -> None:
    close(staged)
    world, pk = staged.world, staged.phase.pk
    page = text_of(as_(world.hoa).get(f"/phases/{pk}/stages/"))
    assert ("Where each cluster is" in page, "stages/opinions/" in page) == (True, False)
    assert post(world.hoa, "stage-set", pk, "opinions").status_code == 403
    bad = post(world.quang, "stage-set", pk, "opinions", opens_at="22/08/2024", closes_at="1/1/2024")
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["closes_at"])
    good = {"opens_at": "22/08/2024", "closes_at": "27/08/2024", "closes_time": "17:00"}
    with time_machine.travel(LATER, tick=False):
        assert post(world.quang, "stage-set", pk, "opinions", **good).status_code == 302
    assert staged.phase.stages.get(kind="opinions").closes_at == at(2024, 8, 27, 17)
    assert "The end of “Opinions” was moved" in text_of(as_(world.hoa).get(f"/phases/{pk}/changes/"))
    stage = staged.phase.stages.get(kind="opinions")
    with time_machine.travel(LATER, tick=False):
        assert post(world.quang, "stage-drop", stage.pk).status_code == 302
    assert not staged.phase.stages.filter(kind="opinions").exists()
