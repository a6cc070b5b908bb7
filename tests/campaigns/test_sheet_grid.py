"""What the grid of a sheet shows, apart from its page: groups, doubts, cumulative figures."""

from decimal import Decimal

import pytest

from campaigns.choices import Accumulation, PhaseStatus, ResultState
from campaigns.models import Indicator, Participant, Phase, Result
from campaigns.queries.sheets import load_grid
from campaigns.rules import doubt
from campaigns.services import sheets
from tests.cast import CLOSES, NOW, OPENS, Season
from units.actors import SYSTEM


def later_phase(season: Season) -> Participant:
    """Ba Dinh's sheet in a second phase."""
    first, world = season.phase, season.world
    second = Phase.objects.create(
        campaign=season.campaign,
        number=2,
        name="Đợt 2",
        period_from=first.period_from,
        period_to=first.period_to,
        entry_opens_at=OPENS,
        entry_closes_at=CLOSES,
        status=PhaseStatus.OPEN,
    )
    sheet = sheets.enrol(
        phase=second, union=world.ba_dinh, cluster=world.cluster_1, table=season.table, by=SYSTEM, now=NOW
    )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    return sheet


def test_lines_are_shown_group_by_group(season: Season) -> None:
    Indicator.objects.filter(code__in=("DV", "KP")).update(group="A")
    Indicator.objects.filter(code__in=("BC", "TD")).update(group="B")
    shown = load_grid(season.sheet(season.world.ba_dinh), editing="", now=NOW)
    assert [(name, [r.result.indicator.code for r in rows]) for name, rows in shown.groups()] == [
        ("A", ["DV", "KP"]),
        ("B", ["BC", "TD"]),
    ]


@pytest.mark.parametrize(
    ("value", "before", "target", "why"),
    [(0, 5, 5, ""), (51, 5, None, "more"), (50, 5, None, ""), (4, 50, None, "less"), (5, 50, None, ""),
     (31, None, 10, "target"), (30, None, 10, ""), (None, 5, 5, "")],
)  # fmt: skip
def test_a_figure_far_from_the_last_one_or_from_the_target_is_doubted(
    value: int | None, before: int | None, target: int | None, why: str
) -> None:
    assert doubt(value=value, before=before, target=target) == why


def test_doubt_is_put_into_figures_with_what_a_slipped_digit_would_make(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="100", kp="100")
    sheet = later_phase(season)
    for code, value in (("DV", 1200), ("KP", 5)):
        Result.objects.filter(participant=sheet, indicator__code=code).update(
            state=ResultState.REPORTED, value=Decimal(value)
        )
    rows = load_grid(sheet, editing="", now=NOW).by_code
    assert [(rows[c].doubt, rows[c].times, rows[c].perhaps) for c in ("DV", "KP")] == [
        ("more", "12,0 times the figure of “Đợt 1”.", "120"),
        ("less", "Less than a tenth of the figure of “Đợt 1” (100).", "50,0"),
    ]


def test_indicator_of_which_the_latest_counts_has_no_figure_where_nothing_was_measured(
    season: Season,
) -> None:
    Indicator.objects.filter(code="DV").update(accumulation=Accumulation.LATEST)
    row = season.result(season.world.ba_dinh, "DV")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING)
    assert load_grid(row.participant, editing="", now=NOW).by_code["DV"].cumulative is None
