"""A scoring table with every rule and everything that comes after the sum, for the close."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from campaigns.choices import Accumulation, ConditionKind, FactKind, IndicatorKind, Nature, Supplier, TieKind
from campaigns.models import (
    Band,
    BandCondition,
    Campaign,
    Criterion,
    CriterionInput,
    Downgrade,
    Indicator,
    ScoringTable,
    Step,
    TieBreak,
)


@dataclass(frozen=True)
class Leaf:
    """A leaf of the table: its rule, and which kinds of figures its indicators take, by role (see `full_season`)."""

    rule: str
    most: int
    reads: dict[str, str]
    params: dict[str, int | str] = field(default_factory=dict)
    nature: Nature = Nature.BASE
    steps: tuple[tuple[Any, ...], ...] = ()

    @property
    def aim(self) -> str:
        """The kind of target that its figure is held against."""
        return str(self.params.get("target_kind", "registered")) if self.reads["value"] in AIMED else ""


#: Kinds of figures that have a target.
AIMED = ("share", "day")
#: Kinds of figures that add up over the phases.
ADDED = ("share", "count", "few", "part", "whole")
#: The leaves, taken in turn. Amounts in ten-thousandths.
LEAVES = (
    Leaf("proportional", 10, {"value": "share"}),
    Leaf(
        "proportional", 8, {"value": "share"},
        {"cap": 1_200_000, "no_target": "full", "not_applicable": "leaves"},
    ),
    Leaf("leader_relative", 12, {"value": "share"}),
    Leaf("per_object", 6, {"value": "count", "gate": "share"}, {"per_object": 3_000, "gate_least": 500_000}),
    Leaf("judged", 5, {"value": "score"}),
    Leaf("yes_no", 4, {"value": "yes"}, {"missing": "none"}),
    Leaf("rate", 9, {"value": "part", "base": "whole"}, {"zero_base": "full"}),
    Leaf(
        "steps", 6, {"value": "few"}, {"applies_to": "enterprise", "size_from": 500_000},
        steps=((0, 1, 6), (1, 3, 4), (3, 6, 2), (6, None, 0)),
    ),
    Leaf(
        "steps", 8, {"value": "share"}, {"measure": "attained", "target_kind": "assigned"},
        steps=((None, 50, 0), (50, 80, 3), (80, 100, 6), (100, None, 8)),
    ),
    Leaf(
        "proportional", 8, {"value": "share"},
        {"direction": "down", "target_kind": "assigned", "span": "phase", "zero_target": "none"},
    ),
    Leaf(
        "per_percent", 9, {"value": "share"},
        {"at_target": 75_000, "per_over": 1_000, "per_under": 500, "cap_points": 100_000, "floor_points": 10_000},
    ),
    Leaf(
        "by_date", 5, {"value": "day"},
        {"per_early": 1_000, "early_days": 70_000, "per_late": 2_000, "cap_points": 60_000, "floor_points": 5_000},
    ),
    Leaf(
        "sample", 10, {"value": "confirmed", "base": "drawn"},
        {"per_confirmed": 2_000, "sample_size": 500_000, "fewer_drawn": "share", "none_drawn": "none"},
    ),
    Leaf(
        "from_fact", 3, {}, nature=Nature.BONUS,
        steps=((FactKind.AWARD, "", 1), (FactKind.AWARD, "flag", 2), (FactKind.RATING, "", 1)),
    ),
    Leaf("per_object", 2, {"value": "few"}, {"per_object": 2_500, "not_applicable": "full"}, Nature.PENALTY),
)  # fmt: skip
#: Name, lowest points, at most so many percent of the units, and conditions: kind, percent, kind of fact, grade.
BANDS: tuple[tuple[str, int, int | None, tuple[tuple[Any, ...], ...]], ...] = (
    ("Best", 60, 20, ((ConditionKind.NO_ZERO, None, "", ""), (ConditionKind.REGISTERED, None, "", ""))),
    (
        "Good", 50, None,
        ((ConditionKind.STANDARDS, 30, "", ""), (ConditionKind.OR_FACT, None, FactKind.AWARD, "flag")),
    ),
    ("Fair", 40, None, ((ConditionKind.NO_FACT, None, FactKind.DISCIPLINE, "warning"),)),
    ("Passed", 30, None, ()),
    ("Weak", 0, None, ()),
)  # fmt: skip
DOWNGRADES = (("reprimand", 1), ("", 3))


def make_table(campaign: Campaign, *, leaves: int, groups: int) -> ScoringTable:
    """The table with so many leaves, in turn under one of the base groups; bonus and penalty have one of their own."""
    table = ScoringTable.objects.create(
        campaign=campaign, code="T", name="Table", status=20, line_decimals=2, total_decimals=1, rescales=True
    )
    chosen = list(islice(cycle(LEAVES), leaves))
    tops = _make_groups(table, chosen, groups)
    for number, leaf in enumerate(chosen, start=1):
        places = tops.get(leaf.nature)
        criterion = Criterion.objects.create(
            table=table, code=str(number), name=f"Criterion {number}", order=number, rule=leaf.rule,
            max_points=Decimal(leaf.most), nature=leaf.nature, params=leaf.params,
            parent=places[number % len(places)] if places else None,
        )  # fmt: skip
        for at, (role, kind) in enumerate(leaf.reads.items()):
            indicator = _make_indicator(campaign, number * 3 + at, kind)
            CriterionInput.objects.create(criterion=criterion, role=role, indicator=indicator)
        _make_steps(criterion, leaf)
    _make_bands(table)
    _make_ties(table)
    return table


def _make_groups(table: ScoringTable, leaves: list[Leaf], groups: int) -> dict[str, list[Criterion]]:
    """Base groups, the first with another inside it, held within bounds; a bonus and a penalty group."""
    if not groups:
        return {}

    def make(code: str, most: int, order: int, **more: Any) -> Criterion:
        return Criterion.objects.create(
            table=table, code=code, name=f"Group {code}", order=1000 + order, rule="group",
            max_points=Decimal(most), **more,
        )  # fmt: skip

    base = [make(f"G{n}", 100, n, nature=Nature.BASE) for n in range(1, groups + 1)]
    inner = make("G1.1", 20, 100, nature=Nature.BASE, parent=base[0], is_clamped=True, min_points=Decimal(1))
    return {
        Nature.BASE: [inner, *base[1:], base[0]],
        Nature.BONUS: [make("B", 2, 101, nature=Nature.BONUS)],
        Nature.PENALTY: [make("P", 1, 102, nature=Nature.PENALTY)],
    }


def _make_indicator(campaign: Campaign, order: int, kind: str) -> Indicator:
    kinds = {"score": IndicatorKind.SCORE, "yes": IndicatorKind.YES_NO, "day": IndicatorKind.MILESTONE}
    return Indicator.objects.create(
        campaign=campaign, code=f"I{order}", name=f"Indicator {order}", short_name=f"I{order}", decimals=2,
        order=order, kind=kinds.get(kind, IndicatorKind.NUMBER), group=kind,
        accumulation=Accumulation.SUM if kind in ADDED else Accumulation.LATEST,
        supplier=Supplier.FEDERATION if kind == "score" else Supplier.UNION,
    )  # fmt: skip


def _make_steps(criterion: Criterion, leaf: Leaf) -> None:
    for order, (first, second, points) in enumerate(leaf.steps, start=1):
        edges = {"lowest": first, "below": second}
        said = {"fact_kind": first, "fact_grade": second} if leaf.rule == "from_fact" else edges
        Step.objects.create(criterion=criterion, order=order, points=Decimal(points), **said)


def _make_bands(table: ScoringTable) -> None:
    bands = []
    for name, lowest, share, conditions in BANDS:
        band = Band.objects.create(table=table, name=name, lowest=lowest, share=share)
        bands.append(band)
        for kind, percent, fact, grade in conditions:
            BandCondition.objects.create(
                band=band, kind=kind, percent=percent, fact_kind=fact, fact_grade=grade
            )
    for grade, place in DOWNGRADES:
        Downgrade.objects.create(
            table=table, fact_kind=FactKind.DISCIPLINE, fact_grade=grade, band=bands[place]
        )


def _make_ties(table: ScoringTable) -> None:
    """By the first criterion, by the indicator of the last leaf that reads one, women first."""
    first = table.criteria.get(code="1")
    inputs = CriterionInput.objects.filter(criterion__table=table, role="value")
    read = inputs.order_by("-criterion__order")[0].indicator
    TieBreak.objects.create(table=table, order=1, kind=TieKind.CRITERION, criterion=first)
    TieBreak.objects.create(table=table, order=2, kind=TieKind.INDICATOR, indicator=read)
    TieBreak.objects.create(table=table, order=3, kind=TieKind.WOMEN)
