"""Every change of a table that is no draft is refused, with the remedy."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import TableStatus
from campaigns.models import ScoringTable
from campaigns.services import tables
from common.errors import StillUsed
from tests.campaigns.tables.cast import WHO, line, whole_table
from tests.cast import CLOSES, Season
from units.actors import SYSTEM

EDITS: dict[str, Any] = {
    "edit_table": lambda t, s: tables.edit_table(table=t, name="Khác", **WHO),
    "save_criterion": lambda t, s: tables.save_criterion(table=t, criterion=t.criteria.first(), name="Khác", **WHO),
    "new line": lambda t, s: line(s, t, "X", 5),
    "move_criterion": lambda t, s: tables.move_criterion(criterion=t.criteria.first(), up=False, **WHO),
    "place_criterion": lambda t, s: tables.place_criterion(criterion=t.criteria.last(), parent=None, **WHO),
    "save_band": lambda t, s: tables.save_band(table=t, name="Khá", lowest=60, **WHO),
    "remove_band": lambda t, s: tables.remove_band(band=t.bands.last(), **WHO),
    "save_downgrade": lambda t, s: tables.save_downgrade(table=t, band=t.bands.last(), fact_kind="other", **WHO),
    "remove_downgrade": lambda t, s: tables.remove_downgrade(downgrade=t.downgrades.get(), **WHO),
    "save_tie_break": lambda t, s: tables.save_tie_break(table=t, kind="women", **WHO),
    "move_tie_break": lambda t, s: tables.move_tie_break(tie_break=t.tie_breaks.first(), up=False, **WHO),
    "remove_tie_break": lambda t, s: tables.remove_tie_break(tie_break=t.tie_breaks.first(), **WHO),
    "remove_table": lambda t, s: tables.remove_table(table=t, **WHO),
    "remove_criterion": lambda t, s: tables.remove_criterion(criterion=t.criteria.first(), **WHO),
}  # fmt: skip
SAID = {
    TableStatus.AGREED: "“Bảng mẫu” is agreed and no longer changes.",
    TableStatus.APPROVED: "“Bảng mẫu” is agreed and no longer changes.",
    TableStatus.LOCKED: "A closed phase is scored by this table, which no longer changes.",
    TableStatus.SUPERSEDED: "A newer version has taken the place of this table, which no longer changes.",
}


@pytest.mark.parametrize("name", EDITS)
def test_a_table_that_is_no_draft_refuses_every_change_with_the_remedy(season: Season, name: str) -> None:
    table = whole_table(season)
    for state, said in SAID.items():
        ScoringTable.objects.filter(pk=table.pk).update(status=state)
        with pytest.raises((ValidationError, StillUsed)) as error:
            EDITS[name](table, season)
        words = getattr(error.value, "reason", None) or error.value.messages[0]  # type: ignore[union-attr]
        assert words == f"{said} Make a new version of it, and change that."


def test_a_draft_that_scores_a_phase_past_its_deadline_counts_as_locked(season: Season) -> None:
    for attempt in (
        lambda: tables.edit_table(table=season.table, name="Khác", by=SYSTEM, now=CLOSES),
        lambda: tables.save_criterion(
            table=season.table, criterion=season.table.criteria.first(), name="Khác", by=SYSTEM, now=CLOSES
        ),
    ):
        with pytest.raises(ValidationError, match="A closed phase is scored by this table"):
            attempt()
