"""What the check has found on the editor: where it leads, and the repair that one press does."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import Band, Criterion, ScoringTable
from campaigns.queries.table_check import check_table
from campaigns.queries.table_found import Found, found_of, in_order
from campaigns.services import tables
from campaigns.services.tables import Given, repair_table
from common.errors import Refusal
from tests.campaigns.tables.cast import WHO
from tests.cast import NOW, Season
from units.models import AuditEvent


def found(table: ScoringTable) -> list[Found]:
    """The findings of a table as the editor shows them."""
    by_id = {criterion.pk: criterion for criterion in table.criteria.all()}
    return [found_of(finding, table, by_id) for finding in check_table(table).findings]


def mend(table: ScoringTable, season: Season) -> list[str]:
    """Press the first button as long as there is one; what each said."""
    said: list[str] = []
    table = ScoringTable.objects.get(pk=table.pk)
    while offered := [one for one in found(table) if one.repair]:
        assert repair_table(table=table, handle=offered[0].finding.handle, by=season.world.quang, now=NOW)
        said.append(offered[0].repair)
        table = ScoringTable.objects.get(pk=table.pk)
        assert len(said) < 9
    return said


def change(draft: ScoringTable, code: str, **fields: Any) -> Criterion:
    """Another amount of a line."""
    return tables.save_criterion(table=draft, criterion=draft.criteria.get(code=code), **WHO, **fields)


def test_a_table_without_a_fault_says_what_is_in_order(draft: ScoringTable) -> None:
    assert [one.finding.said for one in found(draft)] == []
    assert len(in_order(check_table(draft))) == 5


def test_a_group_takes_the_sum_of_its_lines_and_then_the_table_its_maximum(
    draft: ScoringTable, season: Season
) -> None:
    change(draft, "I.2", max_points=Decimal("20.5"))
    assert mend(draft, season) == ["Set the maximum to 60,5", "Set the nominal maximum to 100,5"]
    assert draft.criteria.get(code="I").max_points == Decimal("60.5")
    assert ScoringTable.objects.get(pk=draft.pk).nominal == Decimal("100.5")
    assert check_table(ScoringTable.objects.get(pk=draft.pk)).faults == []
    assert AuditEvent.objects.filter(verb__in=("save_criterion", "edit_table")).last() is not None


def test_a_band_ends_where_the_next_one_begins(draft: ScoringTable, season: Season) -> None:
    good = Band.objects.get(table=draft, name="Tốt")
    tables.save_band(table=draft, band=good, name="Tốt", lowest=75, below=80, **WHO)
    assert mend(draft, season) == ["Let it end at 90"]
    top = Band.objects.get(table=draft, name="Xuất sắc")
    before = list(top.conditions.values_list("kind", "percent"))
    tables.save_band(
        table=draft, band=top, name="Xuất sắc", lowest=90, below=95,
        conditions=[tables.Condition(kind, percent) for kind, percent in before], **WHO,
    )  # fmt: skip
    assert mend(draft, season) == ["Without an upper end"]
    top.refresh_from_db()
    assert (top.below, list(top.conditions.values_list("kind", "percent"))) == (None, before)


def test_amounts_are_rounded_to_what_is_printed(draft: ScoringTable, season: Season) -> None:
    tables.edit_table(table=draft, line_decimals=1, total_decimals=0, **WHO)
    change(draft, "III", max_points=Decimal("5.25"))
    steps = [Given(Decimal("40"), 0, 5), Given(Decimal("1.25"), 5)]
    inputs = {"value": season.indicators["DV"]}
    change(draft, "II.1", rule="steps", params={}, inputs=inputs, steps=steps)
    good = Band.objects.get(table=draft, name="Hoàn thành")
    tables.save_band(table=draft, band=good, name="Hoàn thành", lowest=Decimal("0.5"), **WHO)
    said = mend(draft, season)
    assert sorted(said) == ["Round the points of the steps", "Round to 0", "Round to 5,2"]
    line = draft.criteria.get(code="II.1")
    assert [step.points for step in line.steps.order_by("order")] == [40, Decimal("1.2")]


def test_a_key_that_is_never_asked_is_taken_out(draft: ScoringTable, season: Season) -> None:
    tables.save_tie_break(table=draft, kind="decision", **WHO)
    tables.save_tie_break(table=draft, kind="women", **WHO)
    said = mend(draft, season)
    assert set(said) == {"Take it out"}
    assert [key.kind for key in draft.tie_breaks.order_by("order")][:3] == [
        "criterion",
        "indicator",
        "ballot",
    ]


def test_what_is_not_found_any_more_is_left_alone(draft: ScoringTable, season: Season) -> None:
    for handle in ("", "band:1:below:set_below", "x" * 400):
        assert not repair_table(table=draft, handle=handle, by=season.world.quang, now=NOW)


def test_what_only_a_person_can_put_right_has_no_button(draft: ScoringTable, season: Season) -> None:
    change(draft, "I.2", judged_by="")
    (one,) = found(draft)
    assert (one.repair, one.route, one.at) == (
        "", "table", f"?line={draft.criteria.get(code='I.2').pk}#id_judged_by",
    )  # fmt: skip
    assert not repair_table(table=draft, handle=one.finding.handle, by=season.world.quang, now=NOW)


def test_others_repair_nothing(draft: ScoringTable, season: Season) -> None:
    with pytest.raises(Refusal):
        repair_table(table=draft, handle="", by=season.world.lan, now=NOW)
