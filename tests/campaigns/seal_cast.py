"""A cluster that has everything which a seal must hold, in the second phase of its campaign; not closed yet."""

from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.choices import (
    ConditionKind,
    FactKind,
    IndicatorKind,
    PhaseStatus,
    ResultState,
    ResultStatus,
    TargetKind,
    TieKind,
)
from campaigns.models import (
    Band,
    BandCondition,
    Criterion,
    Downgrade,
    ExternalFact,
    Indicator,
    Participant,
    Phase,
    Placing,
    Result,
    ScoringTable,
    Step,
    Target,
    TieBreak,
)
from campaigns.services import sheets
from common.fields import UNIT
from common.search import as_written
from tests.cast import NOW, OPENS, Season, make_criterion
from units.actors import SYSTEM
from units.models import Headcount, Union

#: Unions of the cluster beside those of the cast: one that is equal to Long Bien, a young one, a silent one.
OTHERS = {"CG": "LĐLĐ quận Cầu Giấy", "TX": "LĐLĐ quận Thanh Xuân", "SS": "LĐLĐ huyện Sóc Sơn"}
#: Indicators beside those of the season.
MORE = (
    ("LD", "Lao động có việc làm", "người", IndicatorKind.NUMBER),
    ("DH", "Tổ chức đại hội", "", IndicatorKind.MILESTONE),
    ("VM", "Vắng mặt", "lần", IndicatorKind.NUMBER),
)
HELD = Decimal(date(2024, 5, 10).toordinal())
DUE = date(2024, 5, 15).toordinal() * UNIT
#: Figures of each union by indicator; None is "not applicable", a missing one was not reported.
EQUAL = {"DV": 420, "KP": "250.5", "LD": 600, "BC": None, "TD": 12, "DH": HELD, "VM": 1}
FIGURES: dict[str, dict[str, Any]] = {
    "BD": {"DV": 800, "KP": "500.5", "LD": 700, "BC": 1, "TD": "17.25", "DH": HELD - 10, "VM": 0},
    "HM": {"DV": 1200, "KP": 250, "LD": 600, "BC": 0, "TD": 15, "DH": HELD + 20, "VM": 3},
    "LB": EQUAL,
    "CG": EQUAL,
    "TX": {"DV": 600, "KP": 300, "LD": 400, "BC": 1, "TD": 9, "VM": 2},
    "HD": {"DV": 100},
}  # fmt: skip
#: What the first phase brought; the last is a draft, which is not carried.
BEFORE = (
    ("BD", "DV", 100, ResultStatus.VERIFIED),
    ("HM", "DV", 60, ResultStatus.VERIFIED),
    ("HM", "KP", 9, 10),
)


def everything(season: Season) -> Season:
    """The season with a table of all kinds of lines, figures, facts, headcounts and decisions; not closed yet."""
    second(season)
    enrolled(season)
    table(season)
    figures(season)
    outside(season)
    return season


def second(season: Season) -> None:
    """The phase becomes the second one, with 60 % of the target due after 25 %; nobody ranks the first."""
    Phase.objects.filter(pk=season.phase.pk).update(number=2, name="Đợt 2", target_share=60)
    season.phase.refresh_from_db()
    Phase.objects.create(
        campaign=season.campaign, number=1, name="Đợt 1", period_from=date(2023, 7, 1), period_to=date(2023, 12, 31),
        entry_opens_at=OPENS, entry_closes_at=season.phase.entry_closes_at, target_share=25,
        status=PhaseStatus.CLOSED, closed_at=OPENS,
    )  # fmt: skip


def enrolled(season: Season) -> None:
    """More unions and indicators, with rows and targets as the others have them."""
    phase, table = season.phase, season.table
    for code, name, unit, kind in MORE:
        season.indicators[code] = Indicator.objects.create(
            campaign=season.campaign, code=code, name=name, short_name=name, unit_of_measure=unit, kind=kind,
            order=len(season.indicators) + 1,
        )  # fmt: skip
    for code, name in OTHERS.items():
        union = Union.objects.create(
            code=code, name=name, short_name=name, level="district", sector="union_body"
        )
        sheets.enrol(
            phase=phase, union=union, cluster=season.world.cluster_1, table=table, by=SYSTEM, now=NOW
        )
        for indicator, goal in (("DV", 1000), ("KP", 500)):
            Target.objects.create(
                indicator=season.indicators[indicator], union=union, kind=TargetKind.REGISTERED, value=goal, set_at=NOW
            )  # fmt: skip
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=NOW)
    Union.objects.filter(code="TX").update(founded_on=date(2024, 3, 1))
    first = Phase.objects.get(campaign=season.campaign, number=1)
    for code, indicator, value, status in BEFORE:
        person, _new = Participant.objects.get_or_create(phase=first, union=Union.objects.get(code=code))
        Result.objects.create(
            participant=person, indicator=season.indicators[indicator], state=ResultState.REPORTED, value=value,
            status=status,
        )  # fmt: skip


def table(season: Season) -> None:
    """A tree of groups with bounds over leaves of most rules, bands with conditions, a downgrade, tie-breaks."""
    own, by = season.table, season.indicators
    ScoringTable.objects.filter(pk=own.pk).update(
        line_decimals=2, total_decimals=1, rescales=True, silent_gets_lowest=True
    )
    own.criteria.all().delete()
    a = group(own, "A", 40, order=1, is_clamped=True, min_points=2)
    b = group(own, "B", 40, order=2)
    bonus, penalty = (
        group(own, "T", 3, order=7, nature="bonus"),
        group(own, "P", 1, order=8, nature="penalty"),
    )
    make_criterion(
        own,
        "1",
        "proportional",
        25,
        by["DV"],
        name="Đoàn viên",
        order=3,
        parent=a,
        params={"cap": 120 * UNIT},
    )
    make_criterion(
        own,
        "2",
        "leader_relative",
        15,
        by["KP"],
        name="Kinh phí",
        order=4,
        parent=a,
        params={"span": "phase"},
    )
    make_criterion(own, "3", "rate", 15, by["KP"], by["LD"], name="Tỷ lệ", order=5, parent=b)
    gated = make_criterion(
        own, "4", "yes_no", 10, by["BC"], name="Báo cáo", order=6, parent=b, params={"not_applicable": "leaves"}
    )  # fmt: skip
    gated.inputs.create(role="gate", indicator=by["LD"])
    steps = make_criterion(own, "5", "steps", 15, by["VM"], name="Họp", order=9, parent=b)
    for order, (lowest, below, points) in enumerate(((None, 1, 15), (1, 3, 6), (3, None, 0)), start=1):
        Step.objects.create(criterion=steps, order=order, lowest=lowest, below=below, points=points)
    make_criterion(
        own, "6", "judged", 20, by["TD"], name="Thẩm định", order=10, params={"applies_to": "union_body"}
    )
    flags = make_criterion(own, "7", "from_fact", 3, name="Cờ", order=11, nature="bonus", parent=bonus)
    Step.objects.create(criterion=flags, order=1, fact_kind=FactKind.AWARD, fact_grade="Cờ thi đua", points=2)
    make_criterion(
        own,
        "8",
        "per_object",
        2,
        by["VM"],
        name="Vắng",
        order=12,
        nature="penalty",
        parent=penalty,
        params={"per_object": 5000},
    )
    make_criterion(
        own,
        "9",
        "by_date",
        1,
        by["DH"],
        name="Đại hội",
        order=13,
        nature="bonus",
        parent=bonus,
        params={"due_day": DUE, "per_late": 500},
    )
    bands(season)


def group(table: ScoringTable, code: str, most: int, **said: Any) -> Criterion:
    """A group of the table."""
    return make_criterion(table, code, "group", most, name=f"Nhóm {code}", **said)


def bands(season: Season) -> None:
    """Three bands, the first limited and under conditions; a downgrade; four keys."""
    own, by = season.table, season.indicators
    best, good, done = (
        Band.objects.create(table=own, name=name, lowest=lowest, share=share)
        for name, lowest, share in (("Xuất sắc", 60, 40), ("Tốt", 40, None), ("Hoàn thành", 0, None))
    )
    BandCondition.objects.create(band=best, kind=ConditionKind.NO_ZERO)
    BandCondition.objects.create(
        band=best, kind=ConditionKind.NO_FACT, fact_kind=FactKind.DISCIPLINE, fact_grade="Khiển trách"
    )
    BandCondition.objects.create(band=good, kind=ConditionKind.STANDARDS, percent=15)
    Downgrade.objects.create(table=own, fact_kind=FactKind.DISCIPLINE, fact_grade="Khiển trách", band=done)
    criterion = own.criteria.get(code="1")
    TieBreak.objects.create(table=own, order=1, kind=TieKind.CRITERION, criterion=criterion)
    TieBreak.objects.create(
        table=own, order=2, kind=TieKind.INDICATOR, indicator=by["VM"], is_lower_better=True
    )
    TieBreak.objects.create(table=own, order=3, kind=TieKind.WOMEN)
    TieBreak.objects.create(table=own, order=4, kind=TieKind.DECISION)


def figures(season: Season) -> None:
    """All verified; Thanh Xuân's money alone is a draft."""
    for code, row in FIGURES.items():
        for indicator, value in row.items():
            stage = "held" if indicator == "DH" else ""
            said = (
                {"state": ResultState.NOT_APPLICABLE}
                if value is None
                else {"state": "reported", "value": Decimal(value)}
            )
            Result.objects.filter(
                participant__phase=season.phase, participant__union__code=code, indicator__code=indicator
            ).update(**said, stage=stage, status=ResultStatus.VERIFIED, version=1)
    Result.objects.filter(participant__union__code="TX", indicator__code="KP").update(
        status=ResultStatus.DRAFT
    )


def outside(season: Season) -> None:
    """Facts, headcounts, and what was decided between two equals."""
    facts = (
        ("BD", FactKind.AWARD, "Cờ thi đua", date(2024, 3, 3), "15/QĐ-TLĐ"),
        ("HM", FactKind.DISCIPLINE, "Khiển trách", date(2024, 5, 2), "12/QĐ-LĐLĐ"),
        ("TX", FactKind.REGISTRATION, "", date(2023, 12, 1), "3/ĐK"),
    )
    for code, kind, grade, day, number in facts:
        ExternalFact.objects.create(
            union=Union.objects.get(code=code), kind=kind, grade=grade, grade_key=as_written(grade), day=day,
            number=number, document_key=as_written(number), recorded_at=NOW,
        )  # fmt: skip
    for code, members, women in (("BD", 500, 400), ("LB", 90, 70), ("CG", 120, 100)):
        Headcount.objects.create(
            union=Union.objects.get(code=code), as_of=date(2024, 6, 30), members=members, women=women, source="BC 5",
            recorded_at=NOW,
        )  # fmt: skip
    for place, code in enumerate(("CG", "LB"), start=1):
        person = season.phase.participants.get(union__code=code)
        Placing.objects.create(
            participant=person, place=place, reason="Bình xét", decided_by=season.world.quang, decided_at=NOW
        )
