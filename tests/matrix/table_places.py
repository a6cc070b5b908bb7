"""What stands behind the addresses of scoring tables."""

from typing import Any

from campaigns.services import tables
from tests.cast import NOW, Season
from units.actors import SYSTEM


def places_of_tables(season: Season) -> dict[str, int | None]:
    """A scoring table in preparation, with everything that comes after the sum."""
    who: dict[str, Any] = {"by": SYSTEM, "now": NOW}
    table = season.table
    line, other_line = table.criteria.order_by("pk")[:2]
    good = tables.save_band(table=table, name="Tốt", lowest=75, **who)
    other = tables.save_band(table=table, name="Hoàn thành", lowest=0, **who)
    downgrade = tables.save_downgrade(table=table, band=other, fact_kind="discipline", **who)
    tie_break = tables.save_tie_break(table=table, kind="criterion", criterion=other_line, **who)
    whole = ("table", "table-edit", "table-version", "table-compare", "table-cluster", "table-remove", "table-repair",
             "line-new", "table-after", "band-new", "downgrade-new", "tie-break-new", "table-approve")  # fmt: skip
    return {
        **dict.fromkeys(whole, table.pk), **dict.fromkeys(("tables", "table-new"), season.campaign.pk),
        **dict.fromkeys(("line-save", "line-move"), line.pk), "band": good.pk, "band-remove": good.pk,
        "downgrade-remove": downgrade.pk, "tie-break-move": tie_break.pk, "tie-break-remove": tie_break.pk,
    }  # fmt: skip
