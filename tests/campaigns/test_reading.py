"""What queries tell about lines and figures, apart from any page."""

from decimal import Decimal

import pytest

from campaigns.choices import ResultState
from campaigns.models import Result, ScoreLine, Standing
from campaigns.queries.explanation import Line, explain
from campaigns.rules import running_hash
from campaigns.services import closing
from campaigns.workbook.snapshot import Snapshot
from campaigns.workbook.stored import Known
from tests.cast import CLOSES, Season
from units.services import jobs


def test_a_long_hash_tells_how_far_it_is() -> None:
    told: list[int] = []
    running_hash(([n] for n in range(40_001)), told.append)
    assert told == [20_000, 40_000]


def test_a_line_of_a_group_has_neither_figure_nor_indicator(season: Season) -> None:
    criterion = season.table.criteria.get(code="1")
    criterion.indicator = None
    line = Line(criterion, 0, Decimal(1), Decimal(2))
    assert (line.value, line.target, line.own_value) == ("", "", "")
    with pytest.raises(ValueError, match="A group has no indicator"):
        _ = line._indicator


def test_the_system_itself_reaches_every_union() -> None:
    assert Snapshot(known={}).reaches(Known(1, {})) is True


def test_nothing_to_report_is_said_in_words_and_a_leaf_without_points_is_left_out(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "KP")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    sheet = season.sheet(season.world.ba_dinh)
    ScoreLine.objects.filter(participant=sheet, criterion__code="1")._raw_delete(using="default")
    told = explain(season.phase, sheet, Standing.objects.get(participant=sheet), tied_with=[], user=None)
    assert [(line.criterion.code, line.value) for line in told.lines][:1] == [("2", "Nothing to report")]
