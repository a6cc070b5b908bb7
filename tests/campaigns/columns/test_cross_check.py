"""Unions check each other: drawn from the figures at the close, entered or named; written and sent by the checker."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CheckBy, ResultStatus, StageKind
from campaigns.models import CrossCheck, LineScore, Participant, ScoreColumn, ScoreLine, Stage
from campaigns.queries.columns.checks import figures_at_close
from campaigns.queries.finality import clusters_to_finalise
from campaigns.queries.standings_clusters import clusters_shown_to
from campaigns.rules.checking import drawn
from campaigns.services import after_close, columns, finalising
from campaigns.services.results import Figure
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.columns.cast import (
    APPRAISAL_ENDS,
    CHECKS_END,
    LATER,
    entry,
    send,
    stage,
    with_self_score,
)
from tests.campaigns.judging.cast import cell, judge
from tests.campaigns.test_revisions import close, numbers
from tests.cast import CLOSES, Season, after
from tests.crowd import crowd
from units.models import Notice
from units.services import due, jobs


@pytest.fixture
def small(season: Season) -> Season:
    """Cluster 1 of three unions, closed, with figures of Ba Dinh; unions check each other."""
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    with_self_score(season)
    close(season)
    stage(season, StageKind.CROSS_CHECK, CLOSES, CHECKS_END)
    return season


@pytest.fixture
def large(small: Season) -> Season:
    """Ha Dong joins cluster 1, so that it has four unions."""
    Participant.objects.filter(union=small.world.ha_dong).update(cluster=small.world.cluster_1)
    return small


def draw(season: Season, **more: Any) -> str:
    given = {
        "phase": season.phase,
        "cluster_id": season.world.cluster_1.pk,
        "by": season.world.quang,
        "now": LATER,
    }
    return columns.draw_checks(**given | more)


def enter(season: Season, pairs: dict[str, str], **more: Any) -> list[CrossCheck]:
    """Enter the checkers by the codes of whom they check."""
    ids = {place.union.code: place.pk for place in season.phase.participants.select_related("union")}
    checkers = {ids[checked]: ids[checker] for checked, checker in pairs.items()}
    given = {
        "phase": season.phase,
        "cluster_id": season.world.cluster_1.pk,
        "by": season.world.quang,
        "now": LATER,
    }
    return columns.enter_checks(**given | {"checkers": checkers} | more)


def pairs() -> dict[str, str]:
    rows = CrossCheck.objects.select_related("checked__union", "checker__union")
    return {row.checker.union.code: row.checked.union.code for row in rows}


RING = {"BD": "HM", "HM": "LB", "LB": "BD"}


# --- Who checks whom -------------------------------------------------------------------------------------------------
def test_the_draw_is_made_from_the_figures_and_can_be_repeated(large: Season) -> None:
    seed = draw(large)
    assert pairs() == drawn(["BD", "LB", "HM", "HD"], seed)
    assert {row.seed for row in CrossCheck.objects.all()} == {seed}
    assert Notice.objects.filter(kind="cross_check_drawn").count() == 6  # all who act for the four unions
    assert draw(large, by=large.world.lan) == seed  # the head of the cluster draws the same


def test_the_seed_is_of_the_figures_at_the_close_whatever_was_corrected_since(large: Season) -> None:
    seed, row = draw(large), large.result(large.world.ba_dinh, "DV")
    after_close.correct_figure(
        figure=Figure(row.pk, "reported", Decimal(700), row.version), reason="Sai", explain_until=after(LATER, days=1),
        by=large.world.quang, now=LATER,
    )  # fmt: skip
    assert ["BD", "DV", "reported", 8_000_000] in figures_at_close(large.phase, large.world.cluster_1.pk)
    assert draw(large) == seed


def test_a_cluster_of_three_is_not_drawn_and_the_federation_names_the_checkers(small: Season) -> None:
    with pytest.raises(ValidationError, match="the federation names who checks whom"):
        draw(small)
    with pytest.raises(Refusal, match="the federation names who checks whom"):
        enter(small, RING, by=small.world.lan)
    enter(small, RING)
    assert {row.how for row in CrossCheck.objects.all()} == {CheckBy.NAMED}
    enter(small, {**RING, "BD": "HD"})  # of another cluster
    assert pairs()["HD"] == "BD"


@pytest.mark.parametrize(
    ("changed", "code", "told"),
    [
        ({"BD": "BD"}, "BD", "A union does not check itself. Choose another one."),
        ({"HM": "BD"}, "BD", "These two would check each other. Choose another one for one of them."),
    ],
)
def test_what_is_wrong_is_said_at_the_union(
    small: Season, changed: dict[str, str], code: str, told: str
) -> None:
    with pytest.raises(ValidationError) as error:
        enter(small, RING | changed)
    place = small.phase.participants.get(union__code=code)
    assert error.value.message_dict[f"checker-{place.pk}"] == [told]
    assert CrossCheck.objects.count() == 0


def test_a_draw_made_at_the_meeting_is_entered_by_the_head(large: Season) -> None:
    enter(large, {"BD": "HM", "HM": "LB", "LB": "HD", "HD": "BD"}, by=large.world.lan)
    assert {(row.how, row.seed) for row in CrossCheck.objects.all()} == {(CheckBy.MEETING, "")}


def test_others_do_not_draw_nor_before_the_close_nor_where_it_is_off(large: Season) -> None:
    for user in (large.world.hoa, large.world.minh, large.world.nga):
        with pytest.raises(Refusal):
            draw(large, by=user)
    Stage.objects.filter(kind=StageKind.CROSS_CHECK).delete()
    with pytest.raises(PhaseEnded, match="asks for no cross-check"):
        draw(large)


# --- The checker -----------------------------------------------------------------------------------------------------
def check(season: Season, *entries: Any, **more: Any) -> ScoreColumn:
    """Minh of Hoang Mai checks Ba Dinh."""
    given = {"participant": season.sheet(season.world.ba_dinh), "by": season.world.minh, "now": LATER}
    columns.save_cross_check(**given | {"entries": entries} | more)
    return columns.send_cross_check(**given | more)


def test_the_checker_starts_from_the_self_scored_points_and_says_why_it_differs(small: Season) -> None:
    enter(small, RING)
    send(small, small.world.ba_dinh, small.world.hoa, LATER, judged="15")
    with pytest.raises(ValidationError, match=r"These are not the points that stand there \(15\)"):
        check(small, entry(small, "4", "12"))
    column = check(small, entry(small, "4", "12", "Thiếu minh chứng"))
    rows = LineScore.objects.filter(column=column).select_related("criterion")
    assert {row.criterion.code: (row.points, row.reason) for row in rows} == {
        "1": (32, ""), "2": (0, ""), "3": (0, ""), "4": (12, "Thiếu minh chứng"),
    }  # fmt: skip
    with pytest.raises(Conflict, match="was sent already"):
        enter(small, RING)


def test_only_the_drawn_union_checks_and_never_its_own_sheet(small: Season) -> None:
    with pytest.raises(Refusal, match="Nobody was drawn"):
        check(small, entry(small, "4", "12"))
    enter(small, RING)
    with pytest.raises(Refusal, match="nobody checks the own union"):
        check(small, entry(small, "4", "12"), by=small.world.hoa)
    for user in (small.world.lan, small.world.quang):
        with pytest.raises(Refusal, match="Please ask its officers"):
            check(small, entry(small, "4", "12"), by=user)


def test_after_its_window_a_cross_check_is_refused(small: Season) -> None:
    enter(small, RING)
    with pytest.raises(PhaseEnded, match="The time for cross-checks of “Đợt 1” ended"):
        check(small, entry(small, "4", "12"), now=CHECKS_END)


def test_the_checker_reads_the_sheet_and_nothing_else_of_another_cluster(small: Season) -> None:
    world = small.world
    own = small.sheet(world.ba_dinh)
    assert not Participant.objects.visible_to(world.nga).filter(pk=own.pk).exists()
    enter(small, {**RING, "BD": "HD"})
    assert Participant.objects.visible_to(world.nga).filter(pk=own.pk).count() == 1
    assert [link.pk for link in clusters_shown_to(world.nga, small.phase)] == [world.cluster_2.pk]


# --- At the end of the appraisal -------------------------------------------------------------------------------------
def fill(season: Season) -> None:
    """The clock comes after the end of the appraisal, then the points are computed."""
    columns.end_due_appraisals(now=APPRAISAL_ENDS)
    jobs.run_all(now=after(APPRAISAL_ENDS, minutes=2))


def test_an_empty_judged_line_takes_the_cross_checked_points_once(small: Season) -> None:
    world, row = small.world, stage(small, StageKind.APPRAISAL, CLOSES, APPRAISAL_ENDS, fills_empty=True)
    enter(small, RING)
    check(small, entry(small, "4", "12"))
    judge(small, world.quang, cell(small, world.long_bien, "9"), now=LATER)
    jobs.run_all(now=after(LATER, minutes=2))
    assert columns.end_due_appraisals(now=after(APPRAISAL_ENDS, seconds=-1)) == 0
    before = numbers(small.phase)
    fill(small)
    figure = small.result(world.ba_dinh, "TD")
    assert (figure.value, figure.status, figure.entered_by) == (12, ResultStatus.VERIFIED, world.minh)
    assert small.result(world.long_bien, "TD").value == 9
    assert small.result(world.hoang_mai, "TD").value is None  # nobody has sent a cross-check
    assert numbers(small.phase) == {"C1": before["C1"] + 1, "C2": before["C2"]}
    line = ScoreLine.objects.filter(participant=figure.participant, criterion__code="4").visible().get()
    row.refresh_from_db()
    assert (line.points, row.ended_at, columns.end_due_appraisals(now=APPRAISAL_ENDS)) == (
        12,
        APPRAISAL_ENDS,
        0,
    )
    assert "appraisals" in due.LOOPS


def test_a_cluster_with_a_window_of_its_own_is_filled_at_its_own_end(small: Season) -> None:
    stage(small, StageKind.APPRAISAL, CLOSES, APPRAISAL_ENDS, fills_empty=True)
    own = {"cluster": small.world.cluster_1, "fills_empty": True}
    stage(small, StageKind.APPRAISAL, CLOSES, after(APPRAISAL_ENDS, days=1), **own)
    enter(small, RING)
    check(small, entry(small, "4", "12"))
    fill(small)
    assert small.result(small.world.ba_dinh, "TD").value is None
    assert columns.end_due_appraisals(now=after(APPRAISAL_ENDS, days=1)) == 1
    assert small.result(small.world.ba_dinh, "TD").value == 12


def test_the_final_waits_for_judged_lines_where_unions_check_each_other(small: Season) -> None:
    waits = {s.name: [w.words for w in s.waits] for s in clusters_to_finalise(small.phase, LATER)}
    assert waits["Cụm thi đua số 1"] == ["3 judged lines have no points yet."]
    stage(small, StageKind.APPRAISAL, CLOSES, APPRAISAL_ENDS, fills_empty=True)
    waits = {s.name: [w.words for w in s.waits] for s in clusters_to_finalise(small.phase, LATER)}
    assert waits["Cụm thi đua số 2"] == [
        "1 judged line has no points yet. At 21/08/2024, 00:00 it takes the cross-checked points."
    ]
    world = small.world
    judge(
        small,
        world.quang,
        *(cell(small, u, "9") for u in (world.ba_dinh, world.long_bien, world.hoang_mai)),
        now=LATER,
    )
    jobs.run_all(now=after(LATER, minutes=2))
    assert finalising.make_final(
        phase_id=small.phase.pk, by=world.quang, now=after(LATER, minutes=3), clusters=[world.cluster_1.pk]
    )


def test_who_checks_whom_is_read_in_a_constant_number_of_queries(
    large: Season, django_assert_num_queries: Any
) -> None:
    for count in (0, 297):
        crowd(large, count, cluster=large.world.cluster_1)
        with django_assert_num_queries(3):
            figures_at_close(large.phase, large.world.cluster_1.pk)
