"""A figure tried on a leaf: which boxes a rule asks for, and what comes of them."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import IndicatorKind
from campaigns.models import Criterion, Indicator
from campaigns.queries.table_trial import try_out
from campaigns.services.tables import Given
from tests.campaigns.tables.cast import line
from tests.cast import Season


def leaf(season: Season, rule: str, **more: Any) -> Criterion:
    """A leaf of 10 points over the indicators of the season."""
    roles = {"value": season.indicators["DV"]} | more.pop("also", {})
    return line(season, season.table, "9", 10, rule, inputs=roles, **more)


def tried(criterion: Criterion, **typed: str) -> tuple[str, str] | None:
    """Points and fault."""
    found = try_out(criterion, {f"try_{name}": text for name, text in typed.items()})
    return None if found is None else (found.points, found.fault)


@pytest.mark.parametrize(
    ("rule", "more", "typed", "points"),
    [
        ("proportional", {}, {"value": "5", "target": "10"}, "5,00"),
        ("proportional", {}, {"value": "5"}, "0,00"),
        ("judged", {}, {"value": "7,5"}, "7,50"),
        ("judged", {"params": {"missing": "none"}}, {"value": "7,5"}, "7,50"),
        ("steps", {"steps": [Given(10, 0, 2), Given(1, 2)]}, {"value": "2"}, "1,00"),
        ("leader_relative", {}, {"value": "12", "target": "10", "best": "15", "goal": "10"}, "7,00"),
        ("leader_relative", {}, {"value": "12", "target": "10"}, "10,00"),
        (
            "judged",
            {"params": {"applies_to": "administration", "size_from": 10_000_000}},
            {"value": "4"},
            "4,00",
        ),
    ],
)
def test_what_a_figure_gives(
    season: Season, rule: str, more: dict[str, Any], typed: dict[str, str], points: str
) -> None:
    assert tried(leaf(season, rule, **more), **typed) == (points, "")


def test_a_rate_asks_for_its_denominator_and_a_gate_stands_open(season: Season) -> None:
    also = {"base": season.indicators["KP"], "gate": season.indicators["BC"]}
    row = leaf(season, "rate", also=also)
    found = try_out(row, {})
    assert found is not None
    assert ([box.name for box in found.boxes], found.points, found.fault) == (
        ["value", "target", "base"], "", "",
    )  # fmt: skip
    assert tried(row, value="1", base="4") == ("2,50", "")


def test_a_milestone_is_tried_with_a_day(season: Season) -> None:
    held = Indicator.objects.create(
        campaign=season.campaign,
        code="HN",
        name="Hội nghị",
        kind=IndicatorKind.MILESTONE,
        decimals=0,
        order=9,
    )
    row = leaf(season, "by_date", also={"value": held}, params={"due_day": 7_388_270_000, "per_late": 10_000})
    assert tried(row, value="31/10/2023") == ("10,00", "")
    assert tried(row, value="lúc nào đó")[0] == ""  # type: ignore[index]


@pytest.mark.parametrize("typed", ["1,234.5", "năm", "9" * 30])
def test_what_cannot_be_read_says_so(season: Season, typed: str) -> None:
    found = tried(leaf(season, "judged"), value=typed)
    assert found is not None
    assert (found[0], bool(found[1])) == ("", True)


def test_a_leaf_that_is_not_whole_says_what_is_wrong(season: Season) -> None:
    row = leaf(season, "proportional")
    row.params = {"cap": -1}
    found = tried(row, value="1")
    assert found is not None
    assert "The cap must be more than 0 %." in found[1]


def test_facts_are_no_figure(season: Season) -> None:
    row = line(season, season.table, "9", 5, "from_fact", steps=[Given(Decimal(5), fact_kind="award")])
    assert try_out(row, {"try_value": "1"}) is None
