"""A rule invented in one file goes the whole way: workbook, close, explanation, pages, export, verification, seal."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from campaigns.choices import ResultStatus
from campaigns.models import Criterion, ScoreLine, Standing
from campaigns.queries.explanation import explain
from campaigns.scoring import registry
from campaigns.scoring.base import Rule
from campaigns.scoring.parameters import MAIN, Parameter, Role, Unit
from campaigns.services import closing, finalising
from campaigns.services.verification import verify_phase
from campaigns.workbook import BY_KEY
from common.fields import UNIT
from tests.campaigns.scoring.invented import Ratio
from tests.campaigns.workbook.cast import cell, rows_of, take, told
from tests.cast import CLOSES, Season, after
from units.actors import SYSTEM
from units.services import jobs

CELLS = {
    "rule": "ratio",
    "indicator": "DV",
    "base_indicator": "KP",
    "floor_percent": Decimal(50),
    "penalty": Decimal("3.5"),
}


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "RULES", dict(registry.RULES))
    registry.register(Ratio())


@pytest.fixture
def imported(season: Season) -> Season:
    """Criterion 4 of the season takes the invented rule, by workbook."""
    rows = rows_of(season.campaign)
    rows["criteria"][3].update(CELLS)
    outcome = take(rows)
    assert (told(outcome), outcome.counts) == ([], {"criteria": {"new": 0, "changed": 1}})
    return season


@pytest.fixture
def closed(imported: Season) -> Season:
    """Ba Dinh reaches 80 % of its base, Hoang Mai 25 %, Long Bien says nothing."""
    world = imported.world
    imported.send(world.ba_dinh, world.hoa, dv="400", kp="500")
    imported.send(world.hoang_mai, world.minh, dv="100", kp="400")
    imported.mark(world.ba_dinh, status=ResultStatus.VERIFIED)
    imported.mark(world.hoang_mai, status=ResultStatus.VERIFIED)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    imported.phase.refresh_from_db()
    return imported


def test_the_workbook_has_its_columns_behind_those_it_had() -> None:
    keys = [column.key for column in BY_KEY["criteria"].columns]
    before = ["target_kind", "cap", "per_object", "no_target", "not_applicable"]
    place = keys.index(before[0])
    assert keys[place : place + 5] == before
    assert keys[-3:] == ["floor_percent", "penalty", "judges"]
    assert len(keys) == len(set(keys))


def test_the_import_stores_parameters_and_both_indicators(imported: Season) -> None:
    criterion = Criterion.objects.get(code="4")
    inputs = criterion.inputs.order_by("role").values_list("role", "indicator__code")
    assert (criterion.rule, criterion.params, list(inputs)) == (
        "ratio",
        {
            "floor_percent": 50 * UNIT,
            "penalty": 35_000,
            "not_applicable": "zero",
            "missing": "zero",
            "span": "to_date",
            "gate_least": UNIT,
            "applies_to": "every",
            "size_from": 0,
            "size_below": 0,
        },
        [("base", "KP"), ("value", "DV")],
    )


def test_the_export_gives_the_cells_back(imported: Season) -> None:
    row = rows_of(imported.campaign)["criteria"][3]
    assert {key: row[key] for key in CELLS} == CELLS
    assert take(rows_of(imported.campaign)).counts == {}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"base_indicator": ""}, "base_indicator",
     "This criterion's rule also reads “Mã chỉ tiêu mẫu số”. Name an indicator."),
    ({"base_indicator": "KQ"}, "base_indicator", "“KQ” is not known. Did you mean “KP”?"),
    ({"floor_percent": Decimal(101)}, "floor_percent", "“Tỷ lệ tối thiểu, %” must lie between 0,0001 and 100."),
    ({"penalty": Decimal(21)}, "penalty", "The penalty must not be more than the maximum. Lower it."),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "fault"), REFUSED)
def test_its_faults_name_the_cell(season: Season, cells: dict[str, Any], column: str, fault: str) -> None:
    rows = rows_of(season.campaign)
    rows["criteria"][3].update(CELLS | cells)
    assert told(take(rows)) == [f"{cell('criteria', column, 6)}: {fault}"]


def test_the_close_scores_it_with_points_below_zero(closed: Season) -> None:
    lines = ScoreLine.objects.filter(criterion__code="4").order_by("participant__union__code")
    assert list(lines.values_list("participant__union__code", "state", "value", "base", "points")) == [
        ("BD", "reported", 400, 500, 16),
        ("HD", "not_reported", None, None, 0),
        ("HM", "reported", 100, 400, Decimal("-3.5")),
        ("LB", "not_reported", None, None, 0),
    ]
    standing = Standing.objects.get(participant=closed.sheet(closed.world.hoang_mai))
    assert (standing.points, standing.rank) == (Decimal("24.5"), 2)  # 4 + 24 − 3,5


def test_the_explanation_tells_it(closed: Season) -> None:
    sheet = closed.sheet(closed.world.hoang_mai)
    shown = explain(closed.phase, sheet, Standing.objects.get(participant=sheet), tied_with=[], user=None)
    assert [(row.value, row.how, row.points) for row in shown.lines if row.criterion.code == "4"] == [
        ("100", "100 ÷ 400: below 50 %, 3,5 points off", Decimal("-3.5"))
    ]


def test_pages_show_the_rule_and_a_true_minus_sign(closed: Season) -> None:
    client = Client()
    client.force_login(closed.world.quang)
    with translation.override("en"):
        campaign = client.get(reverse("campaign", args=[closed.campaign.pk])).content.decode()
        sheet = closed.sheet(closed.world.hoang_mai)
        place = reverse("standings", args=[closed.phase.pk])
        page = client.get(place, {"cluster": sheet.cluster_id, "open": sheet.pk}).content.decode()
    assert "Ratio, at least 50 %" in campaign
    assert "−3,50" in page


def test_verification_and_seal_recompute_it(closed: Season, capsys: pytest.CaptureFixture[str]) -> None:
    assert (verify_phase(closed.phase).lines, verify_phase(closed.phase).standings) == (16, 4)
    finalising.make_final(phase_id=closed.phase.pk, by=SYSTEM, now=after(CLOSES, days=1))
    jobs.run_all(now=after(CLOSES, days=1))
    call_command("verify_seal", "HN-2024", "1")
    assert "equal" in capsys.readouterr().out


class OtherCap(Ratio):
    code = "other_cap"
    own = (Parameter("cap", "Mức khác", Unit.POINTS, 0),)


class Reserved(Ratio):
    code = "reserved"
    own = (Parameter("value", "Số", Unit.FIGURE, 0),)


class Third(Ratio):
    code = "third"
    roles = (MAIN, Role("third", "third_indicator", "Chỉ tiêu khác"))


REJECTED: list[tuple[Rule, str]] = [
    (Ratio(), "There is a rule ratio already."),
    (OtherCap(), "The column cap of other_cap means something else already."),
    (Reserved(), "The column value of reserved means something else already."),
    (Third(), "A line keeps the figures of"),
]


@pytest.mark.parametrize(("rule", "why"), REJECTED)
def test_a_rule_that_means_something_else_by_a_name_in_use_is_not_registered(rule: Rule, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        registry.register(rule)
