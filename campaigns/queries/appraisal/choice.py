"""Which figures of which phases the appraiser looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models import (
    ClusterRevision,
    FigureQuestion,
    Indicator,
    Participant,
    Phase,
    Result,
    is_settled,
)
from campaigns.queries.questions import with_people
from common.request import id_in
from common.search import matching
from units.models import Cluster, User
from units.scope import scope_of

#: More clusters than these are no list to choose from.
CLUSTERS = 40
#: What is shown: figures that wait, of these those with a question (without an answer, answered), figures appraised.
SHOWS = ("waiting", "asked", "answered", "verified")


@dataclass(frozen=True)
class Choice:
    """What of a phase is shown: one of `SHOWS`; a cluster and an indicator by id, 0 for all; words of a union's or its
    cluster's name or code."""

    show: str = SHOWS[0]
    cluster: int = 0
    indicator: int = 0
    text: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, Any], prefix: str = "") -> "Choice":
        """As a page's address or form says it; what is no choice is left out."""
        show = sent.get(f"{prefix}show", "")
        return cls(
            show=show if show in SHOWS else SHOWS[0],
            cluster=id_in(sent.get(f"{prefix}cluster", "")),
            indicator=id_in(sent.get(f"{prefix}indicator", "")),
            text=sent.get(f"{prefix}q", "")[:100],
        )

    @property
    def is_appraised(self) -> bool:
        """Figures that are appraised already are shown."""
        return self.show == "verified"

    @property
    def is_narrowed(self) -> bool:
        """Not all figures that could be shown are."""
        return bool(self.cluster or self.indicator or self.text)

    @property
    def kept(self) -> dict[str, str]:
        """What an address says of it; nothing of what goes without saying."""
        said = {"show": self.show, "cluster": self.cluster, "indicator": self.indicator, "q": self.text}
        return {name: str(value) for name, value in said.items() if value and value != SHOWS[0]}

    @property
    def query(self) -> str:
        """The same as a query string, ready for one more parameter; "" or with & at its end."""
        return urlencode(self.kept) + "&" if self.kept else ""

    @property
    def widest(self) -> str:
        """The address of all clusters, indicators and unions."""
        return self.to(cluster=0, indicator=0, text="")

    def to(self, **changes: Any) -> str:
        """The address of the same choice with something else, `?` in front."""
        return "?" + urlencode(replace(self, **changes).kept)


@dataclass(frozen=True)
class Counts:
    """Where the unions' figures of a phase stand; of those that wait, how many are asked about, and were answered."""

    waiting: int
    verified: int
    returned: int
    draft: int
    asked: int
    answered: int

    def shown(self, show: str) -> int:
        """How many figures one of `SHOWS` has."""
        return int(getattr(self, show))


def counts(phase: Phase) -> Counts:
    """How many figures of unions wait, are verified, returned, or were never submitted; two queries."""
    own = Result.objects.filter(participant__phase=phase, indicator__supplier=Supplier.UNION)
    questions = FigureQuestion.objects.filter(
        result__participant__phase=phase, result__status=ResultStatus.SUBMITTED
    )
    about = questions.aggregate(
        asked=Count("result", filter=Q(answered_at__isnull=True), distinct=True),
        known=Count("result", distinct=True),
    )
    return Counts(
        asked=about["asked"],
        answered=about["known"] - about["asked"],
        **own.aggregate(
            waiting=Count("pk", filter=Q(status=ResultStatus.SUBMITTED)),
            verified=Count("pk", filter=Q(status=ResultStatus.VERIFIED)),
            returned=Count("pk", filter=Q(status=ResultStatus.RETURNED)),
            draft=Count("pk", filter=Q(status=ResultStatus.DRAFT)),
        ),
    )


def _moving() -> QuerySet[ClusterRevision]:
    """The clusters of the outer phase whose figures may still move."""
    return ClusterRevision.objects.provisional().filter(phase=OuterRef("pk"))


def may_appraise(phase: Phase) -> bool:
    """Figures of the phase may be decided on: it is not cancelled, and some cluster is not final; one query."""
    if phase.is_cancelled:
        return False
    before = phase.status < PhaseStatus.CLOSED
    return before or ClusterRevision.objects.filter(phase=phase).provisional().exists()


def phases_to_appraise(user: User) -> QuerySet[Phase]:
    """Launched phases of own federations with a cluster that is not final, the one due first on top; one query.

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
        .filter(
            Q(status__lt=PhaseStatus.CLOSED) | Exists(_moving()),
            campaign__owner_id__in=scope_of(user).writing_ids,
            status__gte=PhaseStatus.OPEN,
        )
        .not_cancelled()
        .select_related("campaign")
        .annotate(
            waiting=number(own.filter(status=ResultStatus.SUBMITTED)),
            verified=number(own.filter(status=ResultStatus.VERIFIED)),
            returned=number(own.filter(status=ResultStatus.RETURNED)),
            unjudged=number(unjudged),
        )
        .order_by("entry_closes_at", "pk")
    )


def chosen_rows(phase: Phase, choice: Choice) -> QuerySet[Result]:
    """The figures of the choice. Of one indicator those of a cluster stand together.

    Of all indicators, what waits begins with the sheet submitted longest ago, what is appraised with what was last; a
    sheet's figures are together in the order of the indicators.
    """
    status = ResultStatus.VERIFIED if choice.is_appraised else ResultStatus.SUBMITTED
    rows = Result.objects.filter(
        participant__phase=phase, status=status, indicator__supplier=Supplier.UNION
    ).filter(matching(choice.text, "participant__union__search", "participant__cluster__search"))
    if choice.cluster:
        rows = rows.filter(participant__cluster_id=choice.cluster)
    if choice.indicator:
        rows = rows.filter(indicator_id=choice.indicator)
    if choice.show in ("asked", "answered"):
        asked = FigureQuestion.objects.filter(result=OuterRef("pk"))
        is_open = Exists(asked.unanswered())
        rows = rows.filter(is_open) if choice.show == "asked" else rows.filter(~is_open, Exists(asked))
    beside = ("participant__union", "participant__cluster", "indicator", "registered", "assigned")
    return (
        rows.select_related(*beside, "decided_by__person")
        .annotate(is_settled=is_settled("participant__"))
        .prefetch_related("evidence__document", with_people())
        .order_by(*_order(choice))
    )


def _order(choice: Choice) -> list[Any]:
    if choice.indicator:
        cluster = "participant__cluster"
        return [
            F(f"{cluster}__order").asc(nulls_last=True),
            F(f"{cluster}__code").asc(nulls_last=True),
            "participant__union__sort_key",
            "pk",
        ]
    sheet = ["participant_id", "indicator__order", "pk"]
    if choice.is_appraised:
        return [F("decided_at").desc(nulls_last=True), *sheet]
    return ["participant__submitted_at", *sheet]


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
