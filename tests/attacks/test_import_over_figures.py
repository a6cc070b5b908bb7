"""Staff of the federation change by a workbook what a union entered or registered only for a reason that is kept."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from campaigns.imports import Outcome, import_workbook
from campaigns.models import Result, Target
from campaigns.services import bulk
from campaigns.workbook.exporting import write_workbook
from common.errors import Refusal
from tests.attacks.import_cast import told
from tests.cast import NOW, Season
from units.models import AuditEvent

OWN = "The union's own figure stands here already. Please say why it changes."
CAMPAIGN = {"code": "HN-2024", "name": "Thi đua năm 2024", "year": 2024, "owner": "HN"}
FIGURE = {"phase_number": 1, "union": "BD", "indicator": "DV", "state": "reported", "value": 1}
TARGET = {"union": "BD", "indicator": "DV", "kind": "registered", "value": 1}


def bring(season: Season, *, reason: str | None = "", check_only: bool = False, **sheets: Any) -> Outcome:
    file = BytesIO()
    write_workbook(file, {"campaign": [CAMPAIGN], **sheets})
    by = season.world.quang
    return import_workbook(file=file, by=by, now=NOW, reason=reason, check_only=check_only)


def test_a_unions_draft_is_not_overwritten_without_a_reason(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    assert told(bring(season, results=[FIGURE])) == [OWN]
    assert told(bring(season, results=[FIGURE], reason="   ")) == [OWN]
    assert season.result(season.world.ba_dinh, "DV").value == 800
    assert told(bring(season, results=[FIGURE], reason="Theo biên bản 12")) == []
    assert season.result(season.world.ba_dinh, "DV").value == 1
    event = AuditEvent.objects.get(verb="enter_results")
    assert (event.actor_name, event.data["reason"]) == ("quang", "Theo biên bản 12")


def test_a_figure_that_nobody_has_entered_needs_none(season: Season) -> None:
    assert told(bring(season, results=[FIGURE])) == []


def test_figures_that_the_federation_supplies_are_its_own(season: Season) -> None:
    judged = {**FIGURE, "indicator": "TD"}
    assert told(bring(season, results=[{**judged, "value": 15}])) == []
    assert told(bring(season, results=[{**judged, "value": 16}])) == []


def registered(season: Season) -> Target:
    return Target.objects.get(
        indicator=season.indicators["DV"], union=season.world.ba_dinh, kind="registered", is_current=True
    )


def test_a_registered_target_is_not_overwritten_without_a_reason(season: Season) -> None:
    before = registered(season).value
    assert told(bring(season, targets=[TARGET])) == [OWN]
    assert registered(season).value == before
    assert told(bring(season, targets=[{**TARGET, "reason": "Sáp nhập"}])) == []
    assert (registered(season).value, registered(season).reason) == (1, "Sáp nhập")
    again = {**TARGET, "value": 2, "reason": "Sáp nhập"}  # the old reason is no reason for another change
    assert told(bring(season, targets=[again])) == [OWN]
    assert told(bring(season, targets=[again], reason="Theo công văn 7")) == []
    assert (registered(season).value, registered(season).reason) == (2, "Theo công văn 7")


def test_an_assigned_target_is_the_federations(season: Season) -> None:
    assert told(bring(season, targets=[{**TARGET, "kind": "assigned"}])) == []
    assert told(bring(season, targets=[{**TARGET, "kind": "assigned", "value": 2}])) == []


def test_a_plan_tells_how_many_changes_ask_for_a_reason(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    outcome = bring(season, results=[FIGURE], targets=[TARGET], reason=None, check_only=True)
    assert (told(outcome), len(outcome.asks)) == ([], 2)


def test_the_services_ask_once_more(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    row = season.result(season.world.ba_dinh, "DV")
    fields = {"state": "reported", "value": Decimal(5), "as_of": None, "is_estimate": False, "note": ""}
    who: dict[str, Any] = {"campaign": season.campaign, "by": season.world.quang, "now": NOW}
    target = registered(season)
    given = (target.indicator_id, target.union_id, "registered", Decimal(5), "", target.version)
    with pytest.raises(Refusal):
        bulk.enter_results(rows=[((row.participant_id, row.indicator_id), fields)], **who)
    with pytest.raises(Refusal):
        bulk.set_targets_of_many(rows=[given], **who)
    assert Result.objects.get(pk=row.pk).value == 800
