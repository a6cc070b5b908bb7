"""The starter tables that ship: plausible samples of the kinds of unions, to be corrected before they are agreed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

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
from campaigns.scoring import registry
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.services.campaigns.editing import lock_campaign
from campaigns.services.campaigns.indicators import bring_indicators
from campaigns.services.tables.guard import require_maker
from campaigns.services.tables.making import save_new
from common.db import update_from
from common.errors import fault
from units.actors import Actor
from units.models import Cluster

FOLDER = Path(__file__).resolve().parents[2] / "data" / "tables"
#: The starter tables by their codes: the file of each has the same name.
STARTERS = ("CDCS-DN", "CDCS-HCSN", "CTTT")
Ids = dict[str, int]


@dataclass(frozen=True)
class Starter:
    """A starter table as its file says it: Vietnamese names, amounts as people write them."""

    code: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """The file."""
        found: dict[str, Any] = json.loads((FOLDER / f"{self.code}.json").read_text(encoding="utf-8"))
        return found

    @property
    def name(self) -> str:
        """What the table is called."""
        return str(self.data["name"])


@transaction.atomic
def start_table(
    *, campaign: Campaign, starter: str, by: Actor, now: datetime, code: str = "", name: str = "",
    cluster: Cluster | None = None,
) -> ScoringTable:  # fmt: skip
    """Make a draft from a starter table, marked as a sample; indicators that the campaign lacks are made with it.

    Raises Refusal for who may not make a table for the cluster, or for all; ValidationError for no such starter and for
    a code that is taken.
    """
    require_maker(by, campaign, cluster)
    if starter not in STARTERS:
        raise fault("starter", _("Choose a starter table from the list."))
    lock_campaign(campaign.pk)
    data = Starter(starter).data
    named = {"code": code or starter, "name": name or data["name"]}
    table = ScoringTable(campaign=campaign, cluster=cluster, **named)
    indicators, fresh = _indicators(campaign, data["indicators"], by, now)
    fields = {**_amounts(data["table"]), "is_sample": True}
    save_new(table, fields, verb="start_table", by=by, now=now, starter=starter, indicators=fresh)
    lines = _lines(table, data["criteria"], indicators)
    _after_the_sum(table, data, lines, indicators)
    return table


def _indicators(
    campaign: Campaign, rows: list[dict[str, Any]], by: Actor, now: datetime
) -> tuple[Ids, list[str]]:
    """The campaign's indicators by code, and the codes of those made for the table."""
    held = dict(campaign.indicators.values_list("code", "pk"))
    missing = (Indicator(campaign=campaign, **row) for row in rows if row["code"] not in held)
    made = bring_indicators(campaign, missing, by=by, now=now)
    return held | {indicator.code: indicator.pk for indicator in made}, [i.code for i in made]


def _lines(table: ScoringTable, rows: list[dict[str, Any]], indicators: Ids) -> Ids:
    """The lines of a table, with what they read and their steps; ids by code."""
    made = Criterion.objects.bulk_create(
        Criterion(
            table=table,
            order=n,
            params=_params(row),
            **_amounts({k: v for k, v in row.items() if k not in ("parent", "params", "inputs", "steps")}),
        )
        for n, row in enumerate(rows, start=1)
    )
    lines = {line.code: line.pk for line in made}
    above = [{"id": lines[row["code"]], "parent": lines[row["parent"]]} for row in rows if "parent" in row]
    update_from(Criterion, above)
    CriterionInput.objects.bulk_create(
        CriterionInput(criterion_id=lines[row["code"]], role=role, indicator_id=indicators[code])
        for row in rows
        for role, code in row.get("inputs", {}).items()
    )
    Step.objects.bulk_create(
        Step(criterion_id=lines[row["code"]], order=n, **_amounts(step))
        for row in rows
        for n, step in enumerate(row.get("steps", ()), start=1)
    )
    return lines


def _after_the_sum(table: ScoringTable, data: Mapping[str, Any], lines: Ids, indicators: Ids) -> None:
    bands: Ids = {}
    for row in data["bands"]:
        own = {k: v for k, v in row.items() if k != "conditions"}
        band = Band.objects.create(table=table, **_amounts(own))
        bands[band.name] = band.pk
        for condition in row.get("conditions", ()):
            BandCondition.objects.create(band=band, **_amounts(condition))
    for row in data["downgrades"]:
        fact = {k: v for k, v in row.items() if k != "band"}
        Downgrade.objects.create(table=table, band_id=bands[row["band"]], **fact)
    for n, row in enumerate(data["tie_breaks"], start=1):
        TieBreak.objects.create(
            table=table,
            order=n,
            kind=row["kind"],
            criterion_id=lines.get(row.get("criterion", "")),
            indicator_id=indicators.get(row.get("indicator", "")),
            is_lower_better=row.get("is_lower_better", False),
        )


def _amounts(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same with decimals, which stand as text in a file, as such."""
    texts = ("nominal", "max_points", "min_points", "points", "lowest", "below", "share", "percent")
    return {k: Decimal(v) if k in texts and v is not None else v for k, v in row.items()}


def _params(row: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters in the stored form."""
    given = row.get("params", {})
    if row["rule"] == registry.GROUP:
        return {}
    parts = {p.name: p for p in registry.rule_of(row["rule"]).parameters}
    return {name: _stored(parts[name], value) for name, value in given.items()}


def _stored(part: Parameter, value: str) -> int | str:
    if part.choices is not None:
        return part.stored(value)
    return part.stored(date.fromisoformat(value) if part.unit is Unit.DAY else Decimal(value))
