"""What happens between reading a workbook and writing it."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ResultStatus
from campaigns.models import Result
from campaigns.services import bulk
from campaigns.workbook import BY_KEY
from common.errors import Conflict, Refusal
from common.workbook.runs import Run
from tests.campaigns.workbook.cast import Rows, take, told
from tests.cast import NOW, Season
from units.actors import SYSTEM


def test_figures_submitted_or_changed_meanwhile_stop_the_import(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    fields = {"state": "reported", "value": Decimal(5), "as_of": None, "is_estimate": False, "note": ""}
    given = {
        "rows": [((row.participant_id, row.indicator_id), fields)],
        "campaign": season.campaign,
        "by": SYSTEM,
        "now": NOW,
    }
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "update_from", lambda *_a, **_k: 0)
        with pytest.raises(Conflict) as changed:
            bulk.enter_results(**given)
    assert (
        changed.value.reason
        == "Some figures were changed meanwhile. Nothing was imported; please import once more."
    )
    Result.objects.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
    with pytest.raises(Conflict) as submitted:
        bulk.enter_results(**given)
    assert (
        submitted.value.reason
        == "Some figures were submitted meanwhile. Nothing was imported; please import once more."
    )


@pytest.mark.parametrize(
    ("error", "faults"),
    [
        (ValidationError({"file": ["Đã có."]}), [": Đã có."]),
        (Refusal("Không được."), [": Không được."]),
    ],
)
def test_what_a_service_refuses_while_writing_is_told_as_a_fault(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, error: Exception, faults: list[str]
) -> None:
    def refuse(*_a: Any, **_k: Any) -> None:
        raise error

    monkeypatch.setattr(Run, "apply", refuse)
    assert told(take(rows)) == faults


def test_what_became_wrong_between_reading_and_writing_is_told(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, calls = Run.check, []

    def check(run: Run, *more: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            run.faults.add(BY_KEY["unions"].title, "A3", "…")
        right(run, *more)

    monkeypatch.setattr(Run, "check", check)
    outcome = take(rows)
    assert (told(outcome), outcome.campaign) == ([f"{BY_KEY['unions'].title}!A3: …"], None)
