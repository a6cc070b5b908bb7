"""What the grid of a sheet shows, apart from its page: groups, doubts, cumulative figures."""

from decimal import Decimal

import pytest

from campaigns.choices import Accumulation, PhaseStatus, ResultState
from campaigns.models import Indicator, Participant, Phase, Result
from campaigns.queries.sheets import load_grid
from campaigns.rules import doubt, exceeds, far_off
from campaigns.services import sheets
from tests.cast import CLOSES, NOW, OPENS, Season, make_criterion
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


def test_a_numerator_above_its_denominator_is_asked_about_and_never_refused(season: Season) -> None:
    world, of = season.world, season.indicators
    make_criterion(season.table, "9", "rate", 10, of["DV"], of["KP"], name="Tỷ lệ", order=9)
    sheet = season.sheet(world.ba_dinh)
    season.enter(world.ba_dinh, world.hoa, dv="90", kp="100")
    assert load_grid(sheet, editing="union", now=NOW).by_code["DV"].doubt == ""
    season.enter(world.ba_dinh, world.hoa, dv="101")
    row = load_grid(sheet, editing="union", now=NOW).by_code["DV"]
    assert (row.doubt, row.times) == (
        "share",
        "More than “Thu kinh phí công đoàn” (100), of which it is a part.",
    )
    Result.objects.filter(pk=row.result.pk).update(note="Đã rà soát")
    assert load_grid(sheet, editing="union", now=NOW).by_code["DV"].doubt == ""


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(101, 100, True), (100, 100, False), (5, 0, False), (5, None, False), (None, 5, False), (0, 5, False)],
)
def test_a_part_exceeds_its_whole(numerator: int | None, denominator: int | None, said: bool) -> None:
    part, whole = (None if n is None else Decimal(n) for n in (numerator, denominator))
    assert exceeds(part, whole) == said


@pytest.mark.parametrize(
    ("value", "others", "said"),
    [
        ("0.05", (5, 5), "less"), ("0.5", (5, 5), ""), ("51", (5, 5), "more"), ("50", (5, 5), ""),
        ("51", (5, 900), "more"), ("0.05", (5,), ""), ("0", (5, 5), ""), ("-1", (5, 5), ""), ("9", (0, 0), ""),
        ("0.05", (4, 5, 600), "less"),
    ],
)  # fmt: skip
def test_a_target_is_compared_with_the_median_of_the_cluster(
    value: str, others: tuple[int, ...], said: str
) -> None:
    assert far_off(Decimal(value), [Decimal(n) for n in others]) == said


def test_indicator_of_which_the_latest_counts_has_no_figure_where_nothing_was_measured(
    season: Season,
) -> None:
    Indicator.objects.filter(code="DV").update(accumulation=Accumulation.LATEST)
    row = season.result(season.world.ba_dinh, "DV")
    Result.objects.filter(pk=row.pk).update(state=ResultState.NOTHING)
    assert load_grid(row.participant, editing="", now=NOW).by_code["DV"].cumulative is None
