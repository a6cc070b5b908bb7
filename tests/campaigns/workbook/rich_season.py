"""A season with something in every column of its workbook."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from campaigns.choices import ContentKind
from campaigns.models import Result, ScoringTable
from campaigns.services import campaigns, sheets, stages, targets
from campaigns.services.facts import record_fact
from campaigns.services.stages import StagePlan
from tests.campaigns.workbook.rich_table import rich_table
from tests.cast import CLOSES, NOW, Season, at
from units.actors import SYSTEM
from units.services.clusters import join_cluster
from units.services.headcounts import record_headcount
from units.services.unions import edit_union


def rich_season(season: Season) -> Season:
    """A season with something in every column."""
    world, campaign = season.world, season.campaign
    early = at(2020, 1, 1)
    edit_union(
        union=world.ba_dinh,
        by=SYSTEM,
        now=early,
        founded_on=date(1954, 10, 10),
        dissolved_on=date(2025, 6, 30),
    )
    parent = campaigns.create_campaign(
        code="TLD-2024", name="TLĐ 2024", year=2024, owner=world.confederation, by=SYSTEM, now=early
    )
    campaigns.edit_campaign(
        campaign=campaign, by=SYSTEM, now=early, theme="Dòng một\r\nDòng hai", legal_basis="=KH 05", parent=parent,
        source="KH 05", source_date=date(2020, 1, 1), is_extract=True, is_sample=True,
        pledged_targets="assigned",
    )  # fmt: skip
    second = campaigns.add_phase(
        campaign=campaign, number=2, name="Đợt 2", theme="Chủ đề", sector="union_body", period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31), entry_opens_at=at(2024, 12, 1), entry_closes_at=at(2025, 1, 6, 17, 30),
        target_share=Decimal("58.3333"), review_day=date(2025, 1, 31), by=SYSTEM, now=early,
    )  # fmt: skip
    campaigns.add_content(
        campaign=campaign, text="Ngày thành lập", kind=ContentKind.OCCASION, sector="enterprise", subject="collective",
        day=date(2024, 7, 28), by=SYSTEM, now=early,
    )  # fmt: skip
    own = rich_table(season)
    sheets.enrol(
        phase=season.phase, union=world.ha_dong, cluster=world.cluster_2, table=own, by=SYSTEM, now=early
    )
    common = ScoringTable.objects.create(campaign=campaign, code="B8", name="Bảng chung", version=2)
    campaigns.make_year(
        campaign=campaign, number=7, name="Cả năm 2024", parts=[(season.phase, Decimal("1.5")), (second, Decimal(2))],
        joins="sum", table=common, closes_at=at(2025, 1, 15, 9, 30), review_day=date(2024, 11, 30), by=SYSTEM,
        now=early,
    )  # fmt: skip
    everywhere = StagePlan("appraisal", CLOSES, at(2024, 8, 20))
    stages.set_stages(
        phase=season.phase, by=SYSTEM, now=early,
        plans=[
            everywhere, replace(everywhere, closes_at=at(2024, 8, 19), sector="enterprise", fills_empty=True),
            replace(everywhere, closes_at=at(2024, 8, 21, 17), cluster=world.cluster_2, person=world.quang),
        ],
    )  # fmt: skip
    targets.set_targets(
        campaign=campaign, union=world.ha_dong, kind="assigned", reason="Giao bổ sung", by=SYSTEM, now=early,
        values={season.indicators["KP"]: Decimal("123456789012.5")},
    )  # fmt: skip
    join_cluster(
        cluster=world.cluster_2,
        union=world.ba_dinh,
        since=date(2018, 1, 1),
        until=date(2019, 1, 1),
        by=SYSTEM,
        now=early,
    )
    record_headcount(
        union=world.ba_dinh, as_of=date(2023, 12, 31), members=41_250, women=20_000, direct_workers=0, source="BC 12",
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    record_headcount(union=world.city, as_of=date(2024, 6, 30), members=7, source="=1+1", by=SYSTEM, now=NOW)
    record_fact(
        union=world.ba_dinh, kind="discipline", grade="Khiển trách", day=date(2023, 3, 1), number="0012/QĐ-LĐLĐ",
        issued_by="LĐLĐ TP", note="Quý I", by=SYSTEM, now=NOW,
    )  # fmt: skip
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.enter(world.hoang_mai, world.minh, dv="0")
    Result.objects.filter(participant__union=world.ba_dinh, indicator__code="DV").update(
        as_of=date(2024, 7, 15), is_estimate=True, note="=cmd|' /C calc'!A0"
    )
    Result.objects.filter(participant__union=world.long_bien, indicator__code="KP").update(state="nothing")
    campaign.refresh_from_db()
    return season
