"""What an appraiser sees beside each figure, in a query for each kind, however many figures there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from campaigns import rules
from campaigns.choices import IndicatorKind, ResultState, ResultStatus
from campaigns.models import CriterionInput, Phase, Result
from campaigns.models.participation import SAME_UNION
from campaigns.scoring.parameters import BASE, MAIN
from units.models import AuditEvent

#: A cluster (None: the unions that have none) and an indicator.
Place = tuple[int | None, int]
#: Kinds whose figures and targets can be far from the others'.
COMPARED = (IndicatorKind.NUMBER, IndicatorKind.RATIO, IndicatorKind.MONEY)


@dataclass(frozen=True)
class Before:
    """What the union reported for the same indicator in an earlier phase."""

    phase: str
    state: str
    value: Decimal | None
    stage: str


@dataclass(frozen=True)
class Middle:
    """Where the middle of `count` figures in order lies: number `count` ÷ 2, rounded down, and the one after it."""

    count: int
    lower: Decimal
    upper: Decimal

    @property
    def of_all(self) -> Decimal:
        """The lower median."""
        return self.upper if self.count % 2 else self.lower

    def of_others(self, value: Decimal) -> Decimal | None:
        """The lower median without one of them; None beside too few others."""
        return rules.middle_of_others(value, count=self.count, lower=self.lower, upper=self.upper)


@dataclass(frozen=True)
class Beside:
    """By a figure's id: earlier phases, the latest last; the figure of which it is a part, with its name; why
    its confirmation was taken back. By place: the middle of the cluster's figures and of its targets."""

    before: Mapping[int, list[Before]]
    wholes: Mapping[int, tuple[str, Decimal]]
    taken_back: Mapping[int, str]
    figures: Mapping[Place, Middle]
    targets: Mapping[Place, Middle]


def place_of(row: Result) -> Place:
    """Where a figure is compared."""
    return row.participant.cluster_id, row.indicator_id


def beside(rows: Sequence[Result], phase: Phase) -> Beside:
    """All of it for these figures of one phase, which come with their participant; six queries."""
    campaign = phase.campaign
    return Beside(
        before=_before(rows, phase),
        wholes=_wholes(rows),
        taken_back=_taken_back(rows),
        figures=_middles(
            rows, phase, "value", state=ResultState.REPORTED, status__gte=ResultStatus.SUBMITTED
        ),
        targets=_middles(rows, phase, f"{campaign.pledged_targets}__value"),
    )


def _before(rows: Sequence[Result], phase: Phase) -> dict[int, list[Before]]:
    earlier = f"participant__{SAME_UNION}"
    found = (
        Result.objects.filter(
            **{
                f"{earlier}__phase__in": Phase.objects.earlier_than(phase).order_by().values("pk"),
                f"{earlier}__results__indicator": F("indicator"),
            },
            pk__in=[row.pk for row in rows],
        )
        .order_by(f"{earlier}__phase__number", f"{earlier}__phase__pk")
        .values_list(
            "pk",
            f"{earlier}__phase__name",
            f"{earlier}__results__state",
            f"{earlier}__results__value",
            f"{earlier}__results__stage",
        )
    )
    before: dict[int, list[Before]] = {}
    for pk, *told in found:
        before.setdefault(pk, []).append(Before(*told))
    return before


def _middles(rows: Sequence[Result], phase: Phase, field: str, **where: object) -> dict[Place, Middle]:
    """The middle of a field in the clusters of these figures, for their indicators; one query, two rows a place.

    Counted in the database: a cluster, and the unions that have none, may have thousands.
    """
    place = ["participant__cluster_id", "indicator_id"]
    found = (
        Result.objects.filter(
            participant__in=phase.participants.in_clusters({row.participant.cluster_id for row in rows}),
            indicator__in={row.indicator_id for row in rows},
            indicator__kind__in=COMPARED,
            **{f"{field}__isnull": False},
            **where,
        )
        .annotate(
            number=Window(Count("pk"), partition_by=place),
            # twice, so that nothing is divided
            twice=Window(RowNumber(), partition_by=place, order_by=[field, "pk"]) * 2,
        )
        .filter(twice__gte=F("number") - 1, twice__lte=F("number") + 2)
        .order_by("participant__cluster_id", "indicator_id", "twice")
        .values_list("participant__cluster_id", "indicator_id", "number", field)
    )
    middles: dict[Place, Middle] = {}
    for cluster, indicator, number, value in found:
        known = middles.get((cluster, indicator))
        middles[cluster, indicator] = Middle(number, known.lower if known else value, value)
    return middles


def _wholes(rows: Sequence[Result]) -> dict[int, tuple[str, Decimal]]:
    """Of the numerators of rates in the tables that score these sheets, the denominator's figure; two queries."""
    rates = CriterionInput.objects.filter(
        role=BASE,
        criterion__table__in={row.participant.table_id for row in rows},
        criterion__inputs__role=MAIN.name,
    ).order_by("-pk")
    pairs = rates.values_list("criterion__table_id", "criterion__inputs__indicator_id", "indicator_id")
    whole = {(table, part): of for table, part, of in pairs}
    wanted = {row.pk: whole.get((row.participant.table_id or 0, row.indicator_id)) for row in rows}
    figures = Result.objects.filter(
        participant__in={row.participant_id for row in rows},
        indicator__in={of for of in wanted.values() if of},
    ).values_list("participant_id", "indicator_id", "indicator__name", "value")
    held = {(sheet, of): (name, value) for sheet, of, name, value in figures if value is not None}
    found = {row.pk: held.get((row.participant_id, wanted[row.pk] or 0)) for row in rows}
    return {pk: told for pk, told in found.items() if told is not None}


def _taken_back(rows: Sequence[Result]) -> dict[int, str]:
    """Why the confirmation of each was taken back last; one query."""
    events = AuditEvent.objects.filter(
        subject_type=Result._meta.label_lower,
        subject_id__in=[row.pk for row in rows],
        verb="take_back_result",
    ).order_by("pk")
    return {pk: data.get("reason", "") for pk, data in events.values_list("subject_id", "data")}
