"""A scoring table with something in every column of its sheets."""

from datetime import date
from decimal import Decimal

from campaigns.models import Band, BandCondition, Criterion, Downgrade, ScoringTable, Step, TieBreak
from tests.cast import Season, make_criterion


def rich_table(season: Season) -> ScoringTable:
    """A cluster's table of a second version, made from the season's."""
    world, campaign = season.world, season.campaign
    own = ScoringTable.objects.create(
        campaign=campaign, code="B2", name="Bảng riêng", version=2, cluster=world.cluster_2, base=season.table,
        sector="enterprise", level="grassroots", size_from=50_000, size_to=60_000, nominal=Decimal("20.5"),
        line_decimals=1, total_decimals=2, rounding="truncate", may_exceed=True, may_sink=True, rescales=True,
        silent_gets_lowest=True, min_months=0, min_months_merged=3, part_missing="rest", is_sample=True,
    )  # fmt: skip
    group = make_criterion(own, "I", "group", 20, name="Nhóm", order=1)
    make_criterion(
        own, "I.1", "proportional", 12, season.indicators["DV"], parent=group, name="Lá", order=2,
        params={"cap": 1_205_000, "no_target": "full", "not_applicable": "full", "target_kind": "assigned"},
    )  # fmt: skip
    make_criterion(
        own, "I.2", "per_object", 8, season.indicators["DV"], parent=group, name="Lá", order=3,
        params={"per_object": 5_000}, evidence="Quyết định", judged_by="Ban Tổ chức", seen_by="own", is_open=True,
    )  # fmt: skip
    what_follows(season, own, group)
    return own


def what_follows(season: Season, own: ScoringTable, group: Criterion) -> None:
    """Steps, a held group of penalties, bands with all that they ask, downgrades and keys."""
    penalty = make_criterion(
        own, "II", "group", 4, name="Điểm trừ", order=4, nature="penalty", min_points=Decimal("-2.5"), is_clamped=True
    )  # fmt: skip
    stepped = make_criterion(
        own, "II.1", "steps", 4, season.indicators["DV"], parent=penalty, name="Lá", order=5, nature="penalty",
        params={"measure": "value"},
    )  # fmt: skip
    make_criterion(
        own, "II.2", "by_date", 1, season.indicators["DV"], parent=penalty, name="Lá", order=6, nature="penalty",
        params={"due_day": date(2024, 3, 31).toordinal() * 10_000},
    )  # fmt: skip
    by_fact = make_criterion(
        own, "II.3", "from_fact", 1, parent=penalty, name="Lá", order=7, nature="penalty"
    )
    for n, (lowest, below, points) in enumerate(
        ((None, "-1.5", 0), ("-1.5", 3, "2.5"), (3, None, 4)), start=1
    ):
        edges = [None if edge is None else Decimal(edge) for edge in (lowest, below)]
        Step.objects.create(
            criterion=stepped, order=n, lowest=edges[0], below=edges[1], points=Decimal(points)
        )
    Step.objects.create(criterion=by_fact, order=1, fact_kind="award", fact_grade="Cờ", points=Decimal(1))
    top = Band.objects.create(table=own, name="Xuất sắc", lowest=Decimal("18.25"), share=Decimal("20.5"))
    low = Band.objects.create(table=own, name="Yếu", lowest=Decimal("-1.5"), below=Decimal("18.25"))
    for fields in (
        {"kind": "no_zero"}, {"kind": "standards", "percent": Decimal(50)},
        {"kind": "no_fact", "fact_kind": "discipline", "fact_grade": "Khiển trách"},
        {"kind": "no_fact", "fact_kind": "discipline"},
    ):  # fmt: skip
        BandCondition.objects.create(band=top, **fields)
    BandCondition.objects.create(band=low, kind="or_fact", fact_kind="rating", fact_grade="Yếu")
    Downgrade.objects.create(table=own, band=low, fact_kind="discipline", fact_grade="Cảnh cáo")
    Downgrade.objects.create(table=own, band=low, fact_kind="other")
    TieBreak.objects.create(table=own, order=1, kind="criterion", criterion=group)
    TieBreak.objects.create(
        table=own, order=2, kind="indicator", indicator=season.indicators["KP"], is_lower_better=True
    )
    TieBreak.objects.create(table=own, order=4, kind="decision")
