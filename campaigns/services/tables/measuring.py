"""The indicator of a criterion's own, made together with it where the campaign does not measure it yet."""

import re
from datetime import datetime

from django.utils.text import Truncator

from campaigns.choices import NEVER_SPLIT, Accumulation, IndicatorKind, Supplier
from campaigns.models import Campaign, Criterion, Indicator, ScoringTable
from campaigns.services.campaigns.indicators import add_indicator
from common.text import searchable
from units.actors import Actor

#: Kinds whose figures have decimals as a rule.
DECIMALS = {IndicatorKind.RATIO: 2, IndicatorKind.SCORE: 2}
#: The longest code and short name, with room for what tells a code from one that is taken.
CODE_LENGTH, SHORT_LENGTH = 36, 60


def add_own_indicator(
    *,
    table: ScoringTable,
    parent: Criterion | None,
    name: str,
    code: str,
    kind: str,
    by: Actor,
    now: datetime,
) -> Indicator:
    """Add an indicator that bears the name of a criterion and stands with those of its standard.

    Its code is made of the table's and the criterion's. Unit of measure and the rest are as most have them; the
    indicator's own page changes them. Raises as `add_indicator` does.
    """
    return add_indicator(
        campaign=table.campaign,
        code=_free_code(table.campaign, f"{table.code}-{code}"),
        name=name[:200],
        short_name=Truncator(name).chars(SHORT_LENGTH),
        kind=kind,
        decimals=DECIMALS.get(IndicatorKind(kind), 0),
        accumulation=Accumulation.LATEST if kind in NEVER_SPLIT else Accumulation.SUM,
        supplier=Supplier.FEDERATION if kind == IndicatorKind.SCORE else Supplier.UNION,
        group=_standard(parent),
        by=by,
        now=now,
    )


def _standard(group: Criterion | None) -> str:
    """The group at the top above a line, as people call it."""
    while group is not None and group.parent is not None:
        group = group.parent
    return f"{group.code}. {group.name}"[:160] if group else ""


def _free_code(campaign: Campaign, wanted: str) -> str:
    """The code, or the next one with a number behind it."""
    stem = re.sub(r"[^0-9A-Z]+", "-", searchable(wanted).upper()).strip("-")[:CODE_LENGTH].strip("-")
    taken = set(campaign.indicators.values_list("code", flat=True))
    return next(
        code for n in range(len(taken) + 1) if (code := f"{stem}-{n + 1}" if n else stem) not in taken
    )
