"""The repairs that the design check offers, each done at one press by the service that the form would call."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from campaigns.models import Band, Criterion, Downgrade, ScoringTable, TieBreak
from campaigns.queries.table_check import Finding, check_table
from campaigns.queries.table_check.findings import (
    BAND,
    DOWNGRADE,
    REMOVE,
    ROUND,
    SET_BELOW,
    SET_MAXIMUM,
    SET_NOMINAL,
    TIE_BREAK,
)
from campaigns.scoring.parameters import STEPS
from campaigns.services.tables.banding import Condition, remove_downgrade, save_band
from campaigns.services.tables.criteria import save_criterion
from campaigns.services.tables.guard import draft
from campaigns.services.tables.making import edit_table
from campaigns.services.tables.steps import Given
from campaigns.services.tables.ties import remove_tie_break
from units.actors import Actor


@transaction.atomic
def repair_table(*, table: ScoringTable, handle: str, by: Actor, now: datetime) -> bool:
    """Do what the check offers for a finding; returns whether it still finds it and had something to offer.

    The table is checked anew under its lock, so that the amount is that of the table as it is now. Raises Refusal,
    ValidationError and StillUsed as the services of lines, bands and keys do.
    """
    fresh = draft(table, by=by, now=now)
    finding = next((found for found in check_table(fresh).findings if found.handle == handle), None)
    if finding is None:
        return False
    key, kind = finding.repair.key, finding.place.kind
    if key == SET_NOMINAL:
        edit_table(table=fresh, nominal=finding.repair.value, by=by, now=now)
    elif key in (SET_BELOW, ROUND) and kind == BAND:
        _repair_band(fresh, finding, by, now)
    elif key in (SET_MAXIMUM, ROUND):
        _repair_line(fresh, finding, by, now)
    elif key == REMOVE and kind == DOWNGRADE:
        remove_downgrade(downgrade=Downgrade.objects.get(pk=finding.place.pk), by=by, now=now)
    elif key == REMOVE and kind == TIE_BREAK:
        remove_tie_break(tie_break=TieBreak.objects.get(pk=finding.place.pk), by=by, now=now)
    else:
        return False
    return True


def _repair_line(table: ScoringTable, finding: Finding, by: Actor, now: datetime) -> None:
    """Give a line the sum of its lines, or an amount of it the decimals that are printed."""
    line = Criterion.objects.get(pk=finding.place.pk)
    if finding.place.field == STEPS:
        steps = [
            step._replace(points=round(Decimal(step.points), table.line_decimals)) for step in _given_of(line)
        ]
        save_criterion(table=table, criterion=line, steps=steps, by=by, now=now)
    else:
        amount: dict[str, Any] = {finding.place.field: finding.repair.value}
        save_criterion(table=table, criterion=line, by=by, now=now, **amount)


def _repair_band(table: ScoringTable, finding: Finding, by: Actor, now: datetime) -> None:
    """Let a band end where it should, or give a bound the decimals that are printed."""
    band = Band.objects.get(pk=finding.place.pk)
    edges = {"lowest": band.lowest, "below": band.below, finding.place.field: finding.repair.value}
    conditions = [
        Condition(c.kind, c.percent, c.fact_kind, c.fact_grade) for c in band.conditions.order_by("pk")
    ]
    save_band(
        table=table, band=band, name=band.name, share=band.share, conditions=conditions, by=by, now=now,
        lowest=edges["lowest"] or Decimal(0), below=edges["below"],
    )  # fmt: skip


def _given_of(line: Criterion) -> list[Given]:
    """The stored steps of a line as they were entered."""
    return [
        Given(step.points, step.lowest, step.below, step.fact_kind, step.fact_grade)
        for step in line.steps.order_by("order")
    ]
