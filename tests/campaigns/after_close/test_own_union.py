"""Who acts for a union appraises, corrects, judges and reopens none of its figures: somebody else does (issue 6)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from campaigns.choices import ResultStatus
from campaigns.queries.appraisal import missed_words
from campaigns.services import after_close, results
from campaigns.services.results import Figure
from common.errors import Refusal
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, NOW, START, Season, after, at
from units.actors import SYSTEM
from units.choices import Role
from units.models import Appointment
from units.services import people

LATER, ENDS = after(CLOSES, days=1), after(CLOSES, days=2)


@pytest.fixture
def both(season: Season) -> Season:
    """Quang of the federation chairs Ba Dinh besides; it and Long Bien have sent a figure, and entry is closed."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800")
    season.enter(world.long_bien, world.lan, dv="700")
    season.mark(world.long_bien, "DV", status=ResultStatus.SUBMITTED)
    close(season)
    people.appoint(
        person=world.quang.person, union=world.ba_dinh, title="Chủ tịch", role=Role.CHAIR, since=START, by=SYSTEM,
        now=at(2020, 1, 1),
    )  # fmt: skip
    assert Appointment.objects.filter(person=world.quang.person).count() == 2
    return season


def verify(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    results.verify_results(phase=season.phase, result_ids=[row.pk], by=season.world.quang, now=LATER)


def take_back(season: Season) -> None:
    season.mark(season.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    row = season.result(season.world.ba_dinh, "DV")
    results.take_back_results(
        phase=season.phase, result_ids=[row.pk], reason="x", by=season.world.quang, now=LATER
    )


def correct(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    figure = Figure(row.pk, "reported", Decimal(9999), row.version)
    after_close.correct_figure(
        figure=figure, reason="x", explain_until=ENDS, by=season.world.quang, now=LATER
    )


def put_aside(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    after_close.set_aside(
        result=row, version=row.version, reason="x", explain_until=ENDS, by=season.world.quang, now=LATER
    )


def judge(season: Season) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    figure = season.figure(season.world.ba_dinh, "TD", "20")
    results.judge_figures(participant=sheet, figures=[figure], by=season.world.quang, now=LATER)


def approve(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    asked = after_close.ask_reopening(
        phase=season.phase, result_ids=[row.pk], reason="x", ends_at=ENDS, by=season.world.hoa, now=LATER
    )
    after_close.approve_reopening(reopening=asked, by=season.world.quang, now=LATER)


@pytest.mark.parametrize("act", [verify, take_back, correct, put_aside, judge, approve])
def test_figures_of_ones_own_union_are_left_to_somebody_else(
    both: Season, act: Callable[[Season], None]
) -> None:
    with pytest.raises(Refusal) as error:
        act(both)
    assert error.value.reason == (
        "You act for LĐLĐ quận Ba Đình yourself: somebody else appraises its figures."
    )


def test_an_act_over_many_figures_without_doubts_leaves_those_of_ones_own_union(both: Season) -> None:
    world = both.world
    rows = [both.result(union, "DV") for union in (world.ba_dinh, world.long_bien)]
    done = results.verify_results(
        phase=both.phase, result_ids=[row.pk for row in rows], by=world.quang, now=LATER, spares=True
    )
    assert ([row.pk for row in done.figures], [row.pk for row in done.missed]) == (
        [rows[1].pk], [rows[0].pk],
    )  # fmt: skip
    assert missed_words(done.missed[0]) == (
        "“Kết nạp đoàn viên mới” of LĐLĐ quận Ba Đình: you act for this union, so somebody else appraises it."
    )


def test_returning_while_entry_is_open_is_left_to_somebody_else_too(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800")
    people.appoint(
        person=world.quang.person, union=world.ba_dinh, title="Chủ tịch", role=Role.CHAIR, since=START, by=SYSTEM,
        now=at(2020, 1, 1),
    )  # fmt: skip
    with pytest.raises(Refusal, match="somebody else appraises its figures"):
        results.return_result(
            result=season.result(world.ba_dinh, "DV"), reason="x", by=world.quang, now=after(NOW, hours=1)
        )
