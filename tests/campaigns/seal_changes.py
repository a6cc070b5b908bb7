"""What may be another today beside a sealed document: what is found, and what is allowed."""

from collections.abc import Callable
from typing import Any

from campaigns.choices import ResultState, ResultStatus
from campaigns.models import (
    Band,
    Campaign,
    Criterion,
    Downgrade,
    Evidence,
    ExternalFact,
    Indicator,
    Participant,
    Phase,
    Placing,
    Result,
    ScoreLine,
    ScoringTable,
    Standing,
    Step,
    Target,
    TieBreak,
)
from tests.campaigns.test_revisions import LATER
from tests.cast import Season
from units.models import Cluster, Document, Headcount, Union


def result(season: Season, code: str = "DV") -> Any:
    return Result.objects.filter(participant=season.sheet(season.world.ba_dinh), indicator__code=code)


def proves(season: Season) -> None:
    """A document that nobody had when the phase was sealed."""
    paper = Document.objects.create(
        union=season.world.ba_dinh, file="x", name="x", size=1, sha256="ab", uploaded_by=season.world.hoa,
        uploaded_at=LATER,
    )  # fmt: skip
    Evidence.objects.create(result=result(season).get(), document=paper)


def criterion(code: str) -> Any:
    return Criterion.objects.filter(code=code)


def line(code: str) -> Any:
    return ScoreLine.objects.filter(criterion__code=code, participant__union__code="BD")


def standing(code: str) -> Any:
    return Standing.objects.filter(participant__union__code=code)


#: What is another today, and where it is found.
CHANGES: dict[str, tuple[Callable[[Season], Any], str]] = {
    "points": (lambda s: line("4").update(points=1), "BD / lines / 4 / points"),
    "no points": (lambda s: line("4").update(points=None), "BD / lines / 4 / points"),
    "base points": (lambda s: line("4").update(of_base=0), "BD / lines / 4 / of_base"),
    "that a line applies": (lambda s: line("4").update(applies=False), "BD / lines / 4 / applies"),
    "status of a line": (lambda s: line("4").update(status=30), "BD / lines / 4 / status"),
    "gate of a line": (lambda s: line("4").update(gate=1), "BD / lines / 4 / gate"),
    "leader of a line": (lambda s: line("2").update(lead_value=1), "BD / lines / 2 / lead_value"),
    "rank": (lambda s: standing("HM").update(rank=3), "HM / standing / rank"),
    "what was rescaled": (lambda s: standing("LB").update(rescaled=0), "LB / standing / rescaled"),
    "silence": (lambda s: standing("SS").update(is_silent=False), "SS / standing / is_silent"),
    "band": (lambda s: standing("HM").update(band=None), "HM / standing / band"),
    "headcount that was read": (lambda s: standing("BD").update(women=1), "BD / headcount / women"),
    "value": (lambda s: result(s).update(value=900), "BD / results / DV / value"),
    "status": (lambda s: result(s).update(status=ResultStatus.SUBMITTED), "BD / results / DV / status"),
    "stage": (lambda s: result(s, "DH").update(stage="pilot"), "BD / results / DH / stage"),
    "note": (lambda s: result(s).update(note="Sửa"), "BD / results / DV / note"),
    "state": (
        lambda s: result(s).update(state=ResultState.NOTHING, value=None),
        "BD / results / DV / state",
    ),
    "target": (
        lambda s: Target.objects.filter(union=s.world.ba_dinh, indicator__code="DV").update(value=1),
        "BD / results / DV / registered / value",
    ),
    "evidence": (proves, "BD / results / DV / evidence / ab"),
    "earlier figure": (
        lambda s: Result.objects.filter(participant__phase__number=1).update(value=1),
        "BD / carried / DV",
    ),
    "status of an earlier figure": (
        lambda s: Result.objects.filter(participant__phase__number=1).update(status=ResultStatus.RETURNED),
        "BD / carried / DV",
    ),
    "fact": (
        lambda s: ExternalFact.objects.filter(kind="award").update(grade_key="x"),
        "BD / facts / 15/QĐ-TLĐ / grade_key",
    ),
    "placing": (
        lambda s: Placing.objects.filter(participant__union__code="LB").update(place=3),
        "LB / placing / place",
    ),
    "table": (lambda s: ScoringTable.objects.update(rounding="truncate"), "table / rounding"),
    "parameter": (lambda s: criterion("1").update(params={"no_target": "full"}), "1 / params / cap"),
    "nature": (lambda s: criterion("1").update(nature="bonus"), "1 / nature"),
    "minimum": (lambda s: criterion("A").update(min_points=None), "A / min_points"),
    "step": (lambda s: Step.objects.filter(order=2).update(below=2), "5 / steps / below"),
    "edge of a band": (lambda s: Band.objects.filter(lowest=40).update(below=50), "band / below"),
    "condition": (lambda s: Band.objects.get(lowest=40).conditions.update(percent=1), "band / conditions / percent"),
    "downgrade": (lambda s: Downgrade.objects.update(fact_grade="Cảnh cáo"), "downgrade / fact_grade"),
    "key": (lambda s: TieBreak.objects.filter(order=2).update(is_lower_better=False), "VM / is_lower_better"),
    "what counts": (lambda s: Campaign.objects.update(counts_from=40), "phase / campaign / counts_from"),
    "share due": (lambda s: Phase.objects.filter(number=2).update(target_share=50), "phase / target_share"),
    "share before": (
        lambda s: Phase.objects.filter(number=1).update(target_share=50),
        "phase / earlier / 1 / target_share",
    ),
    "review day": (lambda s: Phase.objects.update(review_day="2024-07-30"), "phase / review_day"),
    "indicator": (lambda s: Indicator.objects.filter(code="KP").update(accumulation="latest"), "KP / accumulation"),
    "sector": (lambda s: Participant.objects.filter(union=s.world.ba_dinh).update(sector=""), "BD / sector"),
    "a participant taken out": (
        lambda s: Participant.objects.filter(union=s.world.ba_dinh).update(cluster=s.world.cluster_2),
        "BD",
    ),
}  # fmt: skip
#: What may be another today: names, and what was recorded or corrected after the close.
ALLOWED: dict[str, Callable[[Season], Any]] = {
    "a union": lambda s: Union.objects.filter(code="BD").update(name="LĐLĐ phường Ba Đình", short_name="Ba Đình"),
    "a cluster": lambda s: Cluster.objects.filter(code="C1").update(name="Cụm 1"),
    "a criterion": lambda s: criterion("1").update(name="Phát triển đoàn viên"),
    "an indicator": lambda s: Indicator.objects.filter(code="DV").update(name="Đoàn viên", unit_of_measure="người"),
    "the phase": lambda s: Phase.objects.update(name="Sơ kết"),
    "a table": lambda s: ScoringTable.objects.update(name="Bảng"),
    "a day of founding": lambda s: Union.objects.filter(code="TX").update(founded_on="2010-01-01"),
    "a headcount": lambda s: Headcount.objects.update(members=7, women=7),
    "a fact": lambda s: ExternalFact.objects.create(
        union=s.world.ba_dinh, kind="discipline", day="2024-06-01", number="9", document_key="9", recorded_at=LATER
    ),
    "a fact withdrawn": lambda s: ExternalFact.objects.filter(kind="award").update(
        withdrawn_at=LATER, withdrawal_reason="Nhầm"
    ),
    "ranks across clusters": lambda s: Standing.objects.update(rank_across=1, rank_in_sector=1),
}  # fmt: skip
