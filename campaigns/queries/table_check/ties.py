"""The keys that part unions of equal points."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.choices import TieKind
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import REMOVE, Finding, at, fault


def check_ties(drawn: Drawn) -> Iterator[Finding]:
    """Keys of this table and campaign alone, and none behind the one that always decides."""
    decided = False
    for key in drawn.tie_breaks:
        place, number = at(key), {"n": key.order}
        if key.criterion is not None and key.criterion.table_id != drawn.table.pk:
            said = _("Key %(n)s among equals is a criterion of another table. Choose one of this table.")
            yield fault("foreign_criterion", place, said % number)
        if key.indicator is not None and key.indicator.campaign_id != drawn.table.campaign_id:
            said = _(
                "Key %(n)s among equals is an indicator of another campaign. Choose one of this campaign."
            )
            yield fault("foreign_indicator", place, said % number)
        if decided:
            said = _(
                "Key %(n)s among equals is never asked: one before it decides in any case. Remove or move it."
            )
            yield fault("idle_key", place, said % number, REMOVE)
        decided = decided or key.kind == TieKind.DECISION
