"""What queries tell about lines and figures, apart from any page."""

from decimal import Decimal

from campaigns.choices import ResultState, ResultStatus
from campaigns.models import Result, ScoreLine, Standing
from campaigns.queries.explanation import Line, explain
from campaigns.services import closing
from tests.cast import CLOSES, Season, make_criterion
from units.services import jobs


def test_a_line_of_a_group_has_neither_figure_nor_indicator(season: Season) -> None:
    group = make_criterion(season.table, "G", "group", 2, name="Nhóm", order=0)
    line = Line(group, 0, ScoreLine(points=Decimal(1)))
    assert (line.points, line.most, line.value, line.target, line.own_value) == (1, 2, "", "", "")


def test_nothing_to_report_is_said_in_words_and_a_leaf_without_points_is_left_out(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "KP")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING, status=ResultStatus.SUBMITTED)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    sheet = season.sheet(season.world.ba_dinh)
    ScoreLine.objects.filter(participant=sheet, criterion__code="1")._raw_delete(using="default")
    told = explain(season.phase, sheet, Standing.objects.get(participant=sheet), tied_with=[], user=None)
    assert [(line.criterion.code, line.value) for line in told.lines][:1] == [("2", "Nothing to report")]
