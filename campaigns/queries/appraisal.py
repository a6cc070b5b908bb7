"""Submitted figures that wait for the federation's appraisal."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, MilestoneStage, PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.explanations import figure_text, stage_text, timing
from campaigns.models import Campaign, Indicator, Participant, Phase, Result
from campaigns.rules import attained
from common.fields import from_units, to_units
from common.search import matching
from common.templatetags.look import vn
from common.text import format_figure
from units.models import Cluster, User
from units.scope import scope_of

#: Past this part of the whole campaign's target, in percent, an appraiser is asked to look twice.
HIGH = Decimal(200)
#: More clusters than these are no list to choose from.
CLUSTERS = 40


@dataclass(frozen=True)
class Counts:
    """Where the unions' figures of a phase stand."""

    waiting: int
    verified: int
    returned: int
    draft: int


@dataclass(frozen=True)
class Waiting:
    """A submitted figure with what an appraiser compares it with, and what should be looked at twice.

    `target` is the one for the whole campaign of the kind that its pledges hold; `ratio` is the figure in percent of
    it, None without a figure or target, and of a milestone, which is early or late by days.
    """

    result: Result
    target: Decimal | None
    ratio: Decimal | None
    hints: list[str]

    @property
    def value(self) -> str:
        """The figure as people read it, or its state in words."""
        value = self.result.value
        if value is None:
            return str(ResultState(self.result.state).label)
        if self.result.indicator.kind == IndicatorKind.YES_NO:
            return _("yes") if value >= 1 else _("no")
        places = max(self.result.indicator.decimals, -int(value.as_tuple().exponent))
        return figure_text(value, kind=self.result.indicator.kind, decimals=places)

    @property
    def unit(self) -> str:
        """What stands below the figure: its unit of measure, of a milestone its stage."""
        if self.result.value is None:
            return ""
        return stage_text(self.result.stage) if self.result.stage else self.result.indicator.unit_of_measure

    @property
    def aim(self) -> str:
        """The target as people read it; "" without one."""
        if self.target is None:
            return ""
        is_day = self.result.indicator.kind == IndicatorKind.MILESTONE
        return figure_text(self.target, kind=self.result.indicator.kind) if is_day else vn(self.target, 4)

    @property
    def timing(self) -> str:
        """How a milestone's day lies to its target; "" for other figures, and without one of the two."""
        is_day = self.result.indicator.kind == IndicatorKind.MILESTONE
        if not is_day or self.result.value is None or self.target is None:
            return ""
        return timing(self.result.value, self.target)


def counts(phase: Phase) -> Counts:
    """How many figures of unions wait, are verified, returned, or were never submitted; one query."""
    asked = Result.objects.filter(participant__phase=phase, indicator__supplier=Supplier.UNION)
    return Counts(
        **asked.aggregate(
            waiting=Count("pk", filter=Q(status=ResultStatus.SUBMITTED)),
            verified=Count("pk", filter=Q(status=ResultStatus.VERIFIED)),
            returned=Count("pk", filter=Q(status=ResultStatus.RETURNED)),
            draft=Count("pk", filter=Q(status=ResultStatus.DRAFT)),
        )
    )


def phases_to_appraise(user: User) -> QuerySet[Phase]:
    """Launched phases of own federations that are not being sealed, the one due first on top; one query.

    Each has the number of unions' figures that are `waiting`, `verified` and `returned`, and of figures that the
    federation itself supplies and has not entered, `unjudged`.
    """
    counted = Result.objects.filter(participant__phase=OuterRef("pk")).order_by().values("participant__phase")
    own = counted.filter(indicator__supplier=Supplier.UNION)
    unjudged = counted.filter(indicator__supplier=Supplier.FEDERATION, state=ResultState.NOT_REPORTED)

    def number(rows: QuerySet[Any]) -> Coalesce:
        return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)

    return (
        Phase.objects.with_figures()
        .not_cancelled()
        .filter(
            campaign__owner_id__in=scope_of(user).writing_ids,
            status__gte=PhaseStatus.OPEN,
            status__lt=PhaseStatus.SEALING,
        )
        .select_related("campaign")
        .annotate(
            waiting=number(own.filter(status=ResultStatus.SUBMITTED)),
            verified=number(own.filter(status=ResultStatus.VERIFIED)),
            returned=number(own.filter(status=ResultStatus.RETURNED)),
            unjudged=number(unjudged),
        )
        .order_by("entry_closes_at", "pk")
    )


def waiting(phase: Phase, *, cluster: int | None, indicator: int | None, text: str) -> QuerySet[Result]:
    """Submitted figures, the sheet submitted longest ago first, each sheet's together in the order of the indicators.

    `cluster` and `indicator` are ids, `text` words of a union's or its cluster's name or code; each narrows the list
    where it is given.
    """
    rows = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED)
    if cluster:
        rows = rows.filter(participant__cluster_id=cluster)
    if indicator:
        rows = rows.filter(indicator_id=indicator)
    found = matching(text, "participant__union__search", "participant__cluster__search")
    return (
        rows.filter(found)
        .select_related("participant__union", "participant__cluster", "indicator", "registered", "assigned")
        .prefetch_related("evidence__document")
        .order_by("participant__submitted_at", "participant_id", "indicator__order", "pk")
    )


def looked_at(rows: Iterable[Result], campaign: Campaign) -> list[Waiting]:
    """Each figure of the campaign with its target and hints; no further query."""
    found = []
    for row in rows:
        target = row.pledged_target(campaign)
        goal = target.value if target else None
        share = None
        if row.value is not None and goal is not None and row.indicator.kind != IndicatorKind.MILESTONE:
            share = attained(to_units(row.value), to_units(goal))
        ratio = None if share is None else from_units(share)
        found.append(Waiting(result=row, target=goal, ratio=ratio, hints=_hints(row, ratio)))
    return found


def _hints(row: Result, ratio: Decimal | None) -> list[str]:
    """What an appraiser should look at twice, in words; `ratio` is the figure in percent of the target."""
    hints = []
    is_planned = row.stage == MilestoneStage.PLANNED
    if row.indicator.needs_evidence and row.value and not is_planned and not row.evidence.all():
        hints.append(_("no evidence attached"))
    if is_planned:
        hints.append(_("planned, does not count yet"))
    if row.is_estimate:
        hints.append(_("an estimate"))
    if ratio is not None and ratio > HIGH:
        hints.append(_("more than %(bound)s%% of the target") % {"bound": format_figure(HIGH)})
    if ratio is not None and row.state == ResultState.REPORTED and not row.value:
        hints.append(_("0 against a target"))
    if row.return_reason:
        hints.append(_("returned before: %(reason)s") % {"reason": row.return_reason})
    return hints


def clusters_of(phase: Phase, chosen: int) -> list[Cluster]:
    """Clusters that take part in the phase, for the filter of the queue; one query, two where there are many.

    Only the chosen one where there are too many for a list: they are found by words then.
    """
    rows = Cluster.objects.filter(pk__in=Participant.objects.filter(phase=phase).values("cluster_id"))
    few = list(rows[: CLUSTERS + 1])
    return few if len(few) <= CLUSTERS else list(rows.filter(pk=chosen))


def indicators_of(phase: Phase) -> QuerySet[Indicator]:
    """Indicators whose figures unions submit, for the filter of the queue."""
    return Indicator.objects.filter(campaign_id=phase.campaign_id, supplier=Supplier.UNION)
