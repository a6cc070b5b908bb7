"""A table of the tests, entered by the services as an editor would."""

from typing import Any

from campaigns.choices import TableStatus
from campaigns.models import Band, Criterion, ScoringTable
from campaigns.queries.table_check import check_table
from campaigns.services import tables
from campaigns.services.tables import Condition
from tests.cast import NOW, Season
from units.actors import SYSTEM

WHO: dict[str, Any] = {"by": SYSTEM, "now": NOW}


def line(
    season: Season, table: ScoringTable, code: str, most: Any, rule: str = "judged", **more: Any
) -> Criterion:
    """A line of a table; a judged leaf over the judge's indicator where nothing else is said."""
    facts: dict[str, Any] = {"code": code, "name": f"Tiêu chí {code}", "rule": rule, "max_points": most}
    if rule == "judged":
        facts |= {"judged_by": "Ban Tổ chức", "inputs": {"value": season.indicators["TD"]}}
    return tables.save_criterion(table=table, **{**WHO, **facts, **more})


def whole_table(season: Season, code: str = "B9", **fields: Any) -> ScoringTable:
    """A draft without a fault or a warning: two standards, a bonus group, a penalty group, bands, a downgrade, keys."""
    table = tables.make_table(campaign=season.campaign, code=code, name="Bảng mẫu", **WHO, **fields)
    first = line(season, table, "I", 60, "group")
    value = season.indicators
    line(season, table, "I.1", 40, "proportional", parent=first, inputs={"value": value["DV"]})
    line(season, table, "I.2", 20, parent=first)
    second = line(season, table, "II", 40, "group", is_open=True)
    line(season, table, "II.1", 40, "yes_no", parent=second, inputs={"value": value["BC"]})
    bonus = line(season, table, "III", 5, "group", nature="bonus")
    line(season, table, "III.1", 3, "per_object", parent=bonus, nature="bonus", inputs={"value": value["KP"]},
         params={"per_object": 5_000})  # fmt: skip
    penalty = line(season, table, "IV", 2, "group", nature="penalty")
    line(season, table, "IV.1", 6, "per_object", parent=penalty, nature="penalty", inputs={"value": value["KP"]},
         params={"per_object": 10_000})  # fmt: skip
    band(table, "Xuất sắc", 90, conditions=[Condition("no_zero"), Condition("standards", 50)])
    good = band(table, "Tốt", 75, below=90)
    band(table, "Hoàn thành", 0)
    tables.save_downgrade(table=table, band=good, fact_kind="discipline", fact_grade="Khiển trách", **WHO)
    tables.save_tie_break(table=table, kind="criterion", criterion=first, **WHO)
    tables.save_tie_break(table=table, kind="indicator", indicator=value["DV"], **WHO)
    tables.save_tie_break(table=table, kind="ballot", **WHO)
    return table


def band(table: ScoringTable, name: str, lowest: Any, **more: Any) -> Band:
    """A band of a table."""
    return tables.save_band(table=table, name=name, lowest=lowest, **WHO, **more)


def agree(table: ScoringTable, **who: Any) -> ScoringTable:
    """Agree a table with every warning signed."""
    signed = [finding.said for finding in check_table(table).warnings]
    return tables.agree_table(table=table, signed=signed, **WHO | who)


def status(table: ScoringTable) -> TableStatus:
    """Where a table stands now."""
    return TableStatus(ScoringTable.objects.get(pk=table.pk).status)


def words_of(table: ScoringTable) -> Any:
    """Everything that a table says, without ids: for comparing a copy with what it was made from."""
    lines = [
        (
            c.code, c.name, c.parent.code if c.parent else "", c.order, c.rule, c.nature, c.max_points, c.min_points,
            c.is_clamped, c.is_open, c.evidence, c.judged_by, c.seen_by, c.params,
            sorted((read.role, read.indicator.code) for read in c.inputs.all()),
            [(s.order, s.lowest, s.below, s.points, s.fact_kind, s.fact_grade) for s in c.steps.all()],
        )
        for c in table.criteria.order_by("order", "pk")
    ]  # fmt: skip
    bands = [
        (
            b.name, b.lowest, b.below, b.share,
            list(b.conditions.values_list("kind", "percent", "fact_kind", "fact_grade")),
        )
        for b in table.bands.all()
    ]  # fmt: skip
    downgrades = [(d.fact_kind, d.fact_grade, d.band.name) for d in table.downgrades.all()]
    keys = [
        (k.order, k.kind, k.criterion.code if k.criterion else "", k.indicator.code if k.indicator else "")
        for k in table.tie_breaks.all()
    ]
    return lines, bands, downgrades, keys
