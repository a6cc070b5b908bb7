"""A season with everything that is carried to the next year, and all that is not."""

from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.models import Campaign
from campaigns.queries.cloning import ClonePlan, Dates
from campaigns.services import campaigns, tables
from campaigns.services.cloning import clone_campaign, plan_for
from campaigns.services.facts import record_fact
from tests.campaigns.years.cast import whole_year
from tests.cast import NOW, Season, at
from units.actors import SYSTEM

#: A moment after the season's deadlines, in autumn: next year's plan is being written.
AUTUMN = at(2024, 11, 15, 9)
WHO: dict[str, Any] = {"by": SYSTEM, "now": NOW}


def full(season: Season) -> Season:
    """Two phases, the year over both, a launch plan, bands with all that hangs on them, figures, a fact."""
    world = season.world
    whole_year(season)
    campaigns.add_content(campaign=season.campaign, text="Thi đua lao động giỏi năm 2024", **WHO)
    campaigns.add_content(
        campaign=season.campaign, kind="occasion", text="95 năm Công đoàn Việt Nam (28/7/2024)",
        day=date(2024, 2, 29), **WHO,
    )  # fmt: skip
    good = tables.save_band(table=season.table, name="Tốt", lowest=75, **WHO)
    rest = tables.save_band(table=season.table, name="Hoàn thành", lowest=0, **WHO)
    tables.save_downgrade(table=season.table, band=rest, fact_kind="discipline", **WHO)
    line = season.table.criteria.order_by("pk")[0]
    tables.save_tie_break(table=season.table, kind="criterion", criterion=line, **WHO)
    assert good.pk
    season.enter(world.ba_dinh, world.hoa, dv="800")
    record_fact(union=world.ba_dinh, kind="discipline", day=date(2024, 3, 1), number="12/QĐ", **WHO)
    Campaign.objects.filter(pk=season.campaign.pk).update(
        theme="Đoàn kết, sáng tạo năm 2024", legal_basis="Kế hoạch 12/KH-LĐLĐ ngày 15/01/2024",
        final_waits=False, pledged_targets="assigned", ranks_across=True,
    )  # fmt: skip
    season.campaign.refresh_from_db()
    season.campaign.phases.filter(number=1).update(target_share=Decimal(50), theme="Chào mừng năm 2024")
    return season


def make(season: Season, **more: Any) -> Campaign:
    """The campaign of 2025, made by Quang in autumn."""
    given: dict[str, Any] = {
        "code": "HN-2025", "name": "Thi đua năm 2025", "year": 2025, "by": season.world.quang, "now": AUTUMN,
    }  # fmt: skip
    return clone_campaign(source=season.campaign, **(given | more))


def planned(season: Season, year: int = 2025, dates: Dates | None = None) -> ClonePlan:
    """What Quang would make in autumn."""
    return plan_for(season.campaign, year=year, by=season.world.quang, now=AUTUMN, dates=dates)
