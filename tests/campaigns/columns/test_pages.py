"""The pages of the columns: a self-score with the figures, a cross-check, who checks whom, three columns explained."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from campaigns.choices import StageKind
from campaigns.models import CrossCheck, Evidence, LineScore, Participant, ScoreColumn
from campaigns.queries.asked import asked_of
from campaigns.services import columns
from tests.campaigns.columns.cast import CHECKS_END, LATER, entry, line, send, stage, with_self_score
from tests.campaigns.judging.cast import cell, judge
from tests.campaigns.test_evidence import pdf
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, NOW, Season, after
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.services import jobs
from units.services.documents import keep_document

RING = {"ba_dinh": "hoang_mai", "hoang_mai": "long_bien", "long_bien": "ba_dinh"}


@pytest.fixture
def scoring(season: Season) -> Season:
    """Ba Dinh has entered its figures; self-scores are taken."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800", kp="250", bc="1")
    return with_self_score(season)


@pytest.fixture
def checking(scoring: Season) -> Season:
    """Closed; Ba Dinh has scored itself, and Hoang Mai checks it."""
    world = scoring.world
    scoring.mark(world.ba_dinh, "DV", "KP", "BC", status=40)
    close(scoring)
    stage(scoring, StageKind.CROSS_CHECK, CLOSES, CHECKS_END)
    send(scoring, world.ba_dinh, world.hoa, LATER)
    pairs = {
        scoring.sheet(getattr(world, a)).pk: scoring.sheet(getattr(world, b)).pk for a, b in RING.items()
    }
    columns.enter_checks(
        phase=scoring.phase, cluster_id=world.cluster_1.pk, checkers=pairs, by=world.quang, now=LATER
    )
    return scoring


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def typed(season: Season, **lines: tuple[str, str]) -> dict[str, str]:
    """Boxes by the code of the criterion: points and reason."""
    found = {}
    for code, (points, reason) in lines.items():
        pk = line(season, code[1:]).pk
        found |= {f"points-{pk}": points, f"reason-{pk}": reason}
    return found


def place(season: Season, name: str = "ba_dinh") -> int:
    return season.sheet(getattr(season.world, name)).pk


# --- The self-score --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("in_july")
def test_boxes_are_prefilled_and_the_judged_line_is_empty(scoring: Season) -> None:
    page = get(scoring.world.hoa, "self-score", place(scoring))
    assert {row.criterion.code: row.text for row in page.context["page"].leaves} == {
        "1": "32", "2": "15", "3": "10", "4": "",
    }  # fmt: skip
    assert "tried on what is entered now" in text_of(page)


@pytest.mark.usefixtures("in_july")
def test_it_is_saved_confirmed_and_sent(scoring: Season) -> None:
    world, pk = scoring.world, place(scoring)
    boxes = typed(scoring, _1=("32", ""), _2=("16", "Thu thêm"), _4=("15,5", ""))
    answer = post(world.hoa, "self-score", pk, **boxes, then="send")
    assert (answer.status_code, answer["Location"]) == (302, f"/sheets/{pk}/self-score/?confirm=1#confirm")
    said = text_of(as_(world.hoa).get(answer["Location"]))
    assert ("4 lines, 73,50 points in all" in said, "2 lines written by you" in said) == (True, True)
    assert post(world.hoa, "self-score-send", pk).status_code == 302
    assert ScoreColumn.objects.get(participant=pk).sent_by == world.hoa
    said = text_of(get(world.lan, "self-score", pk))  # the head reads it
    assert ("Thu thêm" in said, 'name="points-' in said) == (True, False)


@pytest.mark.usefixtures("in_july")
def test_a_difference_without_a_reason_stays_in_its_box_with_the_fault(scoring: Season) -> None:
    answer = post(
        scoring.world.hoa, "self-score", place(scoring), **typed(scoring, _1=("33", ""), _4=("x", ""))
    )
    assert (answer.status_code, "“x” is not a number" in text_of(answer)) == (422, True)
    answer = post(scoring.world.hoa, "self-score", place(scoring), **typed(scoring, _1=("33", "")))
    said = text_of(answer)
    assert ("please say why" in said, 'value="33"' in said, LineScore.objects.count()) == (True, True, 0)


@pytest.mark.usefixtures("in_july")
def test_it_may_be_sent_with_the_figures(scoring: Season) -> None:
    world, pk = scoring.world, place(scoring)
    said = text_of(as_(world.hoa).get(f"/sheets/{pk}/?confirm=1"))
    assert ("Submit, then score ourselves" in said, "until the end of 05/08/2024" in said) == (True, True)
    answer = post(world.hoa, "sheet-submit", pk, then="self-score")
    assert answer["Location"] == f"/sheets/{pk}/self-score/"


def test_after_the_window_the_page_says_so_and_whom_to_ask(scoring: Season) -> None:
    close(scoring)
    with time_machine.travel(after(CHECKS_END, days=1), tick=False):
        said = text_of(get(scoring.world.hoa, "self-score", place(scoring)))
        answer = post(scoring.world.hoa, "self-score", place(scoring), **typed(scoring, _4=("3", "")))
    assert ("The time for self-scores of “Đợt 1” ended" in said, answer.status_code) == (True, 409)


# --- The cross-check -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("later")
def test_the_checker_reads_figures_files_and_the_self_score_and_sends_its_own(checking: Season) -> None:
    world, pk = checking.world, place(checking)
    page = get(world.minh, "cross-check", pk)
    assert {row.criterion.code: (row.figure, row.text) for row in page.context["page"].leaves}["4"] == (
        "not yet",
        "15",
    )
    boxes = typed(checking, _4=("12", "Thiếu minh chứng"))
    assert post(world.minh, "cross-check", pk, **boxes, then="send").status_code == 302
    assert post(world.minh, "cross-check-send", pk).status_code == 302
    assert ScoreColumn.objects.get(participant=pk, kind="cross").sent_by == world.minh
    assert 'name="points-' not in text_of(get(world.hoa, "cross-check", pk))
    assert post(world.hoa, "cross-check", pk, **boxes).status_code == 403


@pytest.mark.usefixtures("later")
def test_three_columns_stand_side_by_side_with_who_when_and_why(checking: Season) -> None:
    world = checking.world
    given = {"participant": checking.sheet(world.ba_dinh), "by": world.minh, "now": LATER}
    columns.save_cross_check(entries=[entry(checking, "4", "12", "Thiếu minh chứng")], **given)
    columns.send_cross_check(**given)
    judge(checking, world.quang, cell(checking, world.ba_dinh, "13"), now=LATER)
    jobs.run_all(now=after(LATER, minutes=2))
    said = text_of(get(world.hoa, "standings", checking.phase.pk, open=place(checking)))
    for words in (
        "Self-scored",
        "Cross-checked",
        "Appraised",
        "Thiếu minh chứng",
        "Minh, 2/8",
        "Quang, 2/8",
    ):
        assert words in said, words
    assert said.count("Hoa, 2/8") == 1  # in the head of the column
    assert ("72,00" in said, "69,00" in said, "70,00" in said) == (True, True, True)


@pytest.mark.usefixtures("later")
def test_a_checker_of_another_cluster_reads_the_sheet_and_its_evidence_alone(checking: Season) -> None:
    world, pk = checking.world, place(checking)
    row = checking.result(world.ba_dinh, "DV")
    file = Evidence.objects.create(
        result=row, document=keep_document(union=world.ba_dinh, upload=pdf(), by=world.hoa, now=NOW)
    )
    asked = [("sheet", pk), ("evidence", row.pk), ("document", file.document_id), ("cross-check", pk)]
    assert [get(world.nga, *one).status_code for one in asked] == [404] * 4
    CrossCheck.objects.filter(checked=pk).update(checker=place(checking, "ha_dong"))
    assert [get(world.nga, *one).status_code for one in asked] == [200] * 4
    assert get(world.nga, "sheet", place(checking, "long_bien")).status_code == 404
    assert get(world.nga, "standings", checking.phase.pk, cluster=world.cluster_1.pk).status_code == 404


# --- Who checks whom -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("later")
def test_the_head_draws_and_everybody_of_the_cluster_sees_the_seed(checking: Season) -> None:
    world, pk = checking.world, checking.phase.pk
    Participant.objects.filter(union=world.ha_dong).update(cluster=world.cluster_1)
    where = f"?cluster={world.cluster_1.pk}"
    assert post(world.lan, "cross-checks-draw", pk, query=where).status_code == 302
    seed = CrossCheck.objects.values_list("seed", flat=True).distinct().get()
    said = text_of(get(world.hoa, "cross-checks", pk, cluster=world.cluster_1.pk))
    assert (seed in said, "Anybody can repeat the draw" in said, "Draw who checks whom" in said) == (
        True,
        True,
        False,
    )
    assert post(world.hoa, "cross-checks-draw", pk, query=where).status_code == 403


@pytest.mark.usefixtures("later")
def test_in_a_small_cluster_the_federation_names_and_faults_stand_at_the_union(checking: Season) -> None:
    world, pk = checking.world, checking.phase.pk
    where = f"?cluster={world.cluster_1.pk}"
    boxes = {f"checker-{place(checking, a)}": place(checking, b) for a, b in RING.items()}
    wrong = {**boxes, f"checker-{place(checking)}": place(checking)}
    answer = post(world.quang, "cross-checks-enter", pk, query=where, **wrong)
    assert (answer.status_code, "A union does not check itself" in text_of(answer)) == (422, True)
    assert post(world.quang, "cross-checks-enter", pk, query=where, **boxes).status_code == 302
    assert "Name the checkers" not in text_of(get(world.lan, "cross-checks", pk, cluster=world.cluster_1.pk))


def test_what_is_asked_of_whom(checking: Season) -> None:
    world = checking.world
    found = {
        name: [one.words for one in asked_of(getattr(world, name), LATER)]
        for name in ("hoa", "minh", "quang")
    }
    assert found == {
        "hoa": ["Cross-check LĐLĐ quận Long Biên"],
        "minh": ["Send the self-score of LĐLĐ quận Hoàng Mai", "Cross-check LĐLĐ quận Ba Đình"],
        "quang": ["4 figures are to be judged"],
    }


@pytest.mark.usefixtures("later")
def test_pages_ask_as_often_in_a_cluster_of_4_as_of_300(
    checking: Season, django_assert_num_queries: Any
) -> None:
    client, pk = as_(checking.world.quang), place(checking)
    where = f"/phases/{checking.phase.pk}/cross-checks/?cluster={checking.world.cluster_1.pk}"
    asked = {f"/sheets/{pk}/self-score/": 14, f"/sheets/{pk}/cross-check/": 16, where: 10}
    Participant.objects.filter(union=checking.world.ha_dong).update(cluster=checking.world.cluster_1)
    for more in (0, 296):
        crowd(checking, more, cluster=checking.world.cluster_1)
        client.get(where)
        for address, count in asked.items():
            with django_assert_num_queries(count):
                client.get(address)
