"""One judge gives one criterion to a whole cluster, all or none; two judges make the exact mean or agree."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from campaigns.choices import Judges, ResultStatus
from campaigns.models import JudgePoints, ScoreLine
from campaigns.rules.judging import figure_of_judges
from campaigns.services import finalising, judging, results
from campaigns.services.results import FiguresConflict
from campaigns.services.verification import verify_phase
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.judging.cast import by_two, cell, figure, judge
from tests.campaigns.test_revisions import LATER, close, numbers
from tests.cast import START, Season, add_person, after
from units.actors import SYSTEM
from units.models import AuditEvent
from units.services import jobs, people


# --- One judge -------------------------------------------------------------------------------------------------------
def test_a_whole_cluster_is_judged_at_once(season: Season) -> None:
    world = season.world
    figures = [
        cell(season, world.ba_dinh, "17.25"),
        cell(season, world.long_bien, "20"),
        cell(season, world.hoang_mai, "0"),
    ]
    assert judge(season, world.quang, *figures) == 3
    assert [figure(season, u) for u in (world.ba_dinh, world.long_bien, world.hoang_mai)] == [
        ("reported", Decimal("17.25")), ("reported", Decimal(20)), ("reported", Decimal(0)),
    ]  # fmt: skip
    assert season.result(world.ba_dinh, "TD").status == ResultStatus.VERIFIED
    assert judge(season, world.quang, cell(season, world.ba_dinh, "17.25")) == 0  # as it was
    told = AuditEvent.objects.get(verb="judge_cluster")
    assert told.data["figures"] == {
        "BD": ["not_reported", "17,25"],
        "LB": ["not_reported", "20"],
        "HM": ["not_reported", "0"],
    }


def test_it_is_written_in_one_statement_whatever_the_number_of_unions(season: Season) -> None:
    world = season.world
    cells = [cell(season, union, "5") for union in (world.ba_dinh, world.long_bien, world.hoang_mai)]
    found = []
    judge(season, world.quang, cell(season, world.ha_dong, "5"))  # who judges is known from here on
    for chosen in (cells[:1], cells[1:]):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            judge(season, world.quang, *chosen)
        found.append((len(caught), sum(q["sql"].startswith("UPDATE") for q in caught)))
    assert found[0] == found[1]
    assert found[0][1] == 1


def test_one_wrong_cell_saves_nothing_and_names_the_criterion(season: Season) -> None:
    world = season.world
    wrong = cell(season, world.long_bien, "20.01")
    with pytest.raises(ValidationError) as error:
        judge(season, world.quang, cell(season, world.ba_dinh, "3"), wrong)
    assert error.value.message_dict == {
        str(wrong.result_id): ["“Điểm thẩm định phong trào” gives at most 20 points. Enter 20 or fewer."]
    }
    assert figure(season, world.ba_dinh) == ("not_reported", None)


def test_two_judges_at_once_are_told_of_each_other_by_union(season: Season) -> None:
    world = season.world
    add_person(world, "binh", world.city)
    seen = [cell(season, world.ba_dinh, "5"), cell(season, world.long_bien, "6")]
    judge(season, world.binh, cell(season, world.ba_dinh, "7"))
    with pytest.raises(FiguresConflict) as conflict:
        judge(season, world.quang, *seen)
    assert conflict.value.reason == (
        "“LĐLĐ quận Ba Đình”: Binh has saved 7 meanwhile, you entered 5. Nothing was saved. Look at both figures, then"
        " save again."
    )
    assert (figure(season, world.ba_dinh), figure(season, world.long_bien)) == (
        ("reported", Decimal(7)), ("not_reported", None),
    )  # fmt: skip


def test_only_staff_of_the_federation_judge_and_never_their_own_union(season: Season) -> None:
    world = season.world
    for user in (world.hoa, world.lan, world.kim):
        with pytest.raises(Refusal):
            judge(season, user, cell(season, world.ba_dinh, "5"))
    both = add_person(world, "dung", world.city)
    from tests.cast import at

    people.appoint(
        person=both.person,
        union=world.ba_dinh,
        title="Cán bộ",
        role="officer",
        since=START,
        by=SYSTEM,
        now=at(2020, 1, 1),
    )
    with pytest.raises(Refusal, match="You act for LĐLĐ quận Ba Đình yourself"):
        judge(season, both, cell(season, world.ba_dinh, "5"))
    assert judge(season, both, cell(season, world.long_bien, "5")) == 1


def test_figures_of_another_indicator_or_phase_are_refused(season: Season) -> None:
    world = season.world
    with pytest.raises(Refusal, match="not yours to enter"):
        judge(season, world.quang, season.figure(world.ba_dinh, "DV", "5"))
    with pytest.raises(Refusal, match="not yours to enter"):
        judge(season, world.quang, season.figure(world.ba_dinh, "DV", "5"), indicator=season.indicators["DV"])


def test_after_the_close_each_cluster_gets_new_points_once_and_a_final_one_moves_no_more(
    season: Season,
) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    close(season)
    judge(
        season, world.quang, cell(season, world.ba_dinh, "5"), cell(season, world.long_bien, "6"), now=LATER
    )
    jobs.run_all(now=after(LATER, minutes=2))
    assert numbers(season.phase) == {"C1": 2, "C2": 1}
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=after(LATER, minutes=3))
    with pytest.raises(PhaseEnded, match="is final for Cụm thi đua số 1"):
        judge(season, world.quang, cell(season, world.hoang_mai, "6"), now=after(LATER, minutes=4))


# --- Two judges ------------------------------------------------------------------------------------------------------
def test_the_mean_of_two_is_exact_and_counts_once_both_have_judged(season: Season) -> None:
    by_two(season)
    world = season.world
    assert judge(season, world.quang, cell(season, world.ba_dinh, "17.25")) == 1
    assert figure(season, world.ba_dinh) == ("not_reported", None)
    assert judge(season, world.binh, cell(season, world.ba_dinh, "18")) == 1
    assert figure(season, world.ba_dinh) == ("reported", Decimal("17.625"))
    judge(season, world.quang, cell(season, world.ba_dinh, "17.75"))
    assert figure(season, world.ba_dinh) == ("reported", Decimal("17.875"))
    judge(season, world.binh, cell(season, world.ba_dinh, None))
    assert figure(season, world.ba_dinh) == ("not_reported", None)


def test_the_mean_is_rounded_once_with_the_line_and_its_seal_verifies(season: Season) -> None:
    by_two(season)
    world = season.world
    season.indicators["TD"].decimals = 3
    season.indicators["TD"].save()
    type(season.table).objects.filter(pk=season.table.pk).update(line_decimals=2)
    for by, points in ((world.quang, "7.001"), (world.binh, "7.008")):
        judge(season, by, cell(season, world.ba_dinh, points))
    assert figure(season, world.ba_dinh) == ("reported", Decimal("7.0045"))
    close(season)
    line = ScoreLine.objects.get(participant=season.sheet(world.ba_dinh), criterion__code="4")
    assert line.points == Decimal("7.00")
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=LATER)
    jobs.run_all(now=LATER)
    season.phase.refresh_from_db()
    assert len(verify_phase(season.phase).proofs) == 2


def test_a_fourth_decimal_has_no_exact_mean(season: Season) -> None:
    by_two(season)
    season.indicators["TD"].decimals = 4
    season.indicators["TD"].save()
    with pytest.raises(ValidationError, match="At most 3 decimals are kept here"):
        judge(season, season.world.quang, cell(season, season.world.ba_dinh, "7.0001"))
    assert JudgePoints.objects.count() == 0


def test_a_third_judge_is_told_who_has_judged(season: Season) -> None:
    by_two(season)
    world = season.world
    for by in (world.quang, world.binh):
        judge(season, by, cell(season, world.ba_dinh, "7"))
    with pytest.raises(Conflict, match="LĐLĐ quận Ba Đình is judged already by Quang, Binh"):
        judge(season, world.cuc, cell(season, world.ba_dinh, "9"), cell(season, world.long_bien, "9"))
    assert JudgePoints.objects.filter(judge=world.cuc).count() == 0


def test_words_do_not_stand_for_the_points_of_two(season: Season) -> None:
    by_two(season)
    with pytest.raises(ValidationError, match="Two people give these points"):
        judge(season, season.world.quang, cell(season, season.world.ba_dinh, None, state="not_applicable"))


def test_the_sheet_sends_whoever_would_enter_them_alone_to_the_grid(season: Season) -> None:
    by_two(season)
    world = season.world
    with pytest.raises(ValidationError) as error:
        results.judge_figures(
            participant=season.sheet(world.ba_dinh), figures=[season.figure(world.ba_dinh, "TD", "5")], by=world.quang,
            now=LATER,
        )  # fmt: skip
    assert error.value.message_dict == {
        "TD": [
            "Two people give the points of “Điểm thẩm định phong trào”. Please enter yours on the judging page."
        ]
    }


# --- Two who agree ---------------------------------------------------------------------------------------------------
def test_two_who_agree_give_the_same_points_or_an_agreed_value_with_a_reason(season: Season) -> None:
    by_two(season, "agreed")
    world = season.world
    judge(season, world.quang, cell(season, world.ba_dinh, "15"))
    judge(season, world.binh, cell(season, world.ba_dinh, "16"))
    assert figure(season, world.ba_dinh) == ("not_reported", None)
    row = season.result(world.ba_dinh, "TD")
    who: dict[str, Any] = {"result": row, "by": world.quang, "now": LATER}
    with pytest.raises(ValidationError) as error:
        judging.agree_points(figure=cell(season, world.ba_dinh, "15.5"), reason=" ", **who)
    assert list(error.value.message_dict) == ["reason"]
    judging.agree_points(figure=cell(season, world.ba_dinh, "15.5"), reason="Thống nhất tại cuộc họp", **who)
    fresh = season.result(world.ba_dinh, "TD")
    assert (fresh.value, fresh.note, JudgePoints.objects.count()) == (
        Decimal("15.5"),
        "Thống nhất tại cuộc họp",
        2,
    )
    judge(season, world.binh, cell(season, world.ba_dinh, "15"))
    assert figure(season, world.ba_dinh) == ("reported", Decimal(15))


def test_an_agreed_value_waits_for_both(season: Season) -> None:
    by_two(season, "agreed")
    world = season.world
    judge(season, world.quang, cell(season, world.ba_dinh, "15"))
    with pytest.raises(ValidationError, match="Both judges give their points first"):
        judging.agree_points(
            result=season.result(world.ba_dinh, "TD"), figure=cell(season, world.ba_dinh, "15"), reason="x",
            by=world.quang, now=LATER,
        )  # fmt: skip


POINTS = st.integers(0, 20_000).map(lambda n: Decimal(n) / 1000)


@given(st.lists(POINTS, max_size=2), st.sampled_from(Judges))
def test_what_judges_make_is_exact(points: list[Decimal], judges: Judges) -> None:
    found = figure_of_judges(points, judges)
    if len(points) < (1 if judges == Judges.ONE else 2):
        assert found is None
    elif judges == Judges.MEAN:
        assert found is not None
        assert (found * len(points), found * 10_000 % 1) == (sum(points), 0)
    else:
        assert found == (points[0] if len(set(points)) == 1 else None)
