"""Sample figures of Hanoi's 2024 campaign, the same at every build."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from campaigns.choices import IndicatorKind, ResultState, Supplier, TargetKind
from campaigns.models import Participant, Target
from campaigns.services.results import Figure

#: How far each union is, relative to what is due by the end of the phase.
PACE = {
    "HN-DD": "1.06", "HN-HM": "1.04", "HN-LB": "1.04", "HN-HBT": "0.97", "HN-HK": "0.91", "HN-BD": "0.78",
    "HN-HD": "1.02", "HN-SS": "0.95", "HN-UH": "0.88", "HN-PX": "0.80",
}  # fmt: skip
#: Single indicators that fall out of a union's pace.
ODD = {
    ("HN-BD", "DV"): "0.76", ("HN-BD", "KP"): "0.72", ("HN-HK", "MACD"): "0.5", ("HN-HBT", "SK"): "0.88",
    ("HN-HK", "TULDTT"): "1.34", ("HN-HBT", "CDCS"): "1.26", ("HN-SS", "KT"): "0.8", ("HN-UH", "ATVSLD"): "1.1",
}  # fmt: skip
#: Points of the federation's judges for the quality of the movement.
JUDGED = {
    "HN-DD": "5", "HN-HM": "4.25", "HN-LB": "4.25", "HN-HBT": "4.5", "HN-HK": "4", "HN-BD": "3.5",
    "HN-HD": "4.75", "HN-SS": "4.25", "HN-UH": "4", "HN-PX": "3",
}  # fmt: skip


def figures(sheet: Participant, *, only: int | None = None) -> Iterator[Figure]:
    """What the union's officer enters for the phase; `only` the first so many indicators."""
    goals = {
        t.indicator_id: t.value
        for t in Target.objects.filter(
            union=sheet.union,
            kind=TargetKind.REGISTERED,
            is_current=True,
            indicator__campaign=sheet.phase.campaign,
        )
    }
    rows = sheet.results.select_related("indicator").filter(indicator__supplier=Supplier.UNION)
    for row in list(rows.order_by("indicator__order"))[:only]:
        indicator, value, state = row.indicator, None, ResultState.REPORTED
        if (sheet.union.code, indicator.code) == ("HN-LB", "MACD"):
            state = ResultState.NOT_APPLICABLE
        elif indicator.kind == IndicatorKind.YES_NO:
            value = Decimal(0 if sheet.union.code == "HN-BD" else 1)
        else:
            value = _value(sheet.union.code, indicator.code, goals[indicator.pk], indicator.decimals)
        yield Figure(result_id=row.pk, state=state, value=value, version=row.version)


def _value(union: str, code: str, goal: Decimal, decimals: int) -> Decimal:
    factor = Decimal(ODD.get((union, code), PACE[union]))
    share = {"TET": Decimal(1), "HN": Decimal("0.86")}.get(code, Decimal("0.5"))
    return (goal * share * factor).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def judged(sheet: Participant) -> list[Figure]:
    """The points of the federation's judges."""
    row = sheet.results.get(indicator__code="TD")
    value = Decimal(JUDGED[sheet.union.code])
    return [Figure(result_id=row.pk, state=ResultState.REPORTED, value=value, version=row.version)]
