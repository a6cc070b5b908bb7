"""Steps and bands side by side: gaps and overlaps are seen."""

from decimal import Decimal

import pytest

from campaigns.models import Band, Criterion, ScoringTable
from campaigns.queries.table_rulers import RulerPart, band_ruler, ruler
from campaigns.services.tables import Given
from tests.campaigns.tables.cast import line
from tests.cast import Season


def parts(found: list[RulerPart]) -> list[tuple[str, str, str]]:
    """What is seen, in short."""
    return [(part.points, part.edge, part.css) for part in found]


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ([Given(5, 0, 1), Given(0, 1)], [("5,00", "0 to below 1", ""), ("0,00", "from 1", "")]),
        ([Given(5, 0, 4)], [("5,00", "0 to below 4", ""), ("no points yet", "from 4", "is-gap")]),
        ([Given(5, 1)], [("no points yet", "0 to below 1", "is-gap"), ("5,00", "from 1", "")]),
        (
            [Given(0, None, 1), Given(5, 2)],
            [("0,00", "below 1", ""), ("no points yet", "1 to below 2", "is-gap"), ("5,00", "from 2", "")],
        ),
        (
            [Given(0, 0, 3), Given(5, 2)],
            [("0,00", "0 to below 3", ""), ("twice", "2 to below 3", "is-double"), ("5,00", "from 2", "")],
        ),
        (
            [Given(0, 0), Given(5, 2, 3)],
            [("0,00", "from 0", ""), ("twice", "2 to below 3", "is-double"), ("5,00", "2 to below 3", "")],
        ),
        ([], []),
    ],
)
def test_the_ruler_of_steps(season: Season, steps: list[Given], seen: list[tuple[str, str, str]]) -> None:
    inputs = {"value": season.indicators["DV"]}
    row = line(season, season.table, "9", 5, "steps", inputs=inputs, steps=steps)
    assert parts(ruler(row)) == seen


def test_a_gap_says_which_step_would_fill_it(season: Season) -> None:
    steps = [Given(5, 0, Decimal("1.5")), Given(3, 2, 4)]
    row = line(season, season.table, "9", 5, "steps", inputs={"value": season.indicators["DV"]}, steps=steps)
    assert [part.fills for part in ruler(row)] == ["", "1,5|2", "", "4|"]


def test_facts_and_groups_have_no_ruler(season: Season) -> None:
    facts = line(season, season.table, "9", 5, "from_fact", steps=[Given(5, fact_kind="award")])
    assert (ruler(facts), ruler(Criterion(rule="group")), ruler(season.table.criteria.get(code="1"))) == (
        [],
        [],
        [],
    )


def band(name: str, lowest: int, below: int | None = None) -> Band:
    return Band(
        table=ScoringTable(),
        name=name,
        lowest=Decimal(lowest),
        below=None if below is None else Decimal(below),
    )


@pytest.mark.parametrize(
    ("bands", "seen"),
    [
        (
            [band("A", 90), band("B", 50), band("C", 0)],
            [("C", "0 to below 50", ""), ("B", "50 to below 90", ""), ("A", "from 90", "")],
        ),
        (
            [band("A", 90), band("B", 50, 80)],
            [("B", "50 to below 80", ""), ("no band", "80 to below 90", "is-gap"), ("A", "from 90", "")],
        ),
        (
            [band("A", 90, 100), band("B", 50, 95)],
            [
                ("B", "50 to below 95", ""), ("twice", "90 to below 95", "is-double"), ("A", "90 to below 100", ""),
                ("no band", "from 100", "is-gap"),
            ],
        ),
        ([], []),
    ],
)  # fmt: skip
def test_the_ruler_of_bands(bands: list[Band], seen: list[tuple[str, str, str]]) -> None:
    assert parts(band_ruler(bands)) == seen
