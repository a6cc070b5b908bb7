"""The judging grid: all unions of a cluster for one indicator of the federation; what is to be judged in a phase."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, Judges, ResultState, Supplier
from campaigns.explanations import figure_text
from campaigns.models import (
    ClusterRevision,
    Evidence,
    Indicator,
    JudgePoints,
    Participant,
    Phase,
    Result,
    is_settled,
)
from campaigns.queries.figure_words import figure_words
from campaigns.queries.judged import JudgedLine, judged_lines
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.rules.judging import SEVERAL
from campaigns.scoring import registry
from common.templatetags.look import points as as_points
from common.text import format_figure
from units.models import Cluster, User

#: Unions on a page of the grid; lines on a page of the list. A cluster has fewer unions as a rule.
UNIONS, LINES = 100, 50


@dataclass
class JudgingRow:
    """A union in the grid: its figure, the line of its table, its files, and what the judges gave."""

    no: int
    result: Result
    line: JudgedLine | None
    reader: int
    is_settled: bool
    #: What stands in the cell; why it could not be saved.
    text: str = ""
    fault: str = ""
    version: int = 0

    @property
    def union(self) -> Any:
        """The union that is judged."""
        return self.result.participant.union

    @property
    def is_editable(self) -> bool:
        """The reader may give points here."""
        return not self.is_settled and not self.is_full

    @property
    def is_by_several(self) -> bool:
        """Two people give these points."""
        return self.line is not None and self.line.is_by_several

    @property
    def given(self) -> list[JudgePoints]:
        """What each judge gave, in the order of time."""
        return sorted(self.result.judge_points.all(), key=lambda row: (row.given_at, row.pk))

    @property
    def own(self) -> JudgePoints | None:
        """What the reader gave."""
        return next((row for row in self.given if row.judge_id == self.reader), None)

    @property
    def is_full(self) -> bool:
        """Two others have judged."""
        return self.is_by_several and self.own is None and len(self.given) >= SEVERAL

    @property
    def differ(self) -> bool:
        """Two who must agree gave different points, and no agreed value stands."""
        return (
            self.line is not None
            and self.line.judges == Judges.AGREED
            and len({row.points for row in self.given}) > 1
            and self.result.state == ResultState.NOT_REPORTED
        )

    @property
    def shows_both(self) -> bool:
        """Everybody's points may be told: both have judged."""
        return len(self.given) >= SEVERAL

    @property
    def figure(self) -> str:
        """The figure that counts, in words."""
        indicator = self.result.indicator
        value = self.result.value
        places = indicator.decimals
        if value is not None and indicator.kind == IndicatorKind.SCORE:
            places = max(places, -int(value.normalize().as_tuple().exponent))
        return figure_words(
            self.result.state, value, kind=indicator.kind, decimals=places, stage=self.result.stage
        )

    @property
    def is_given(self) -> bool:
        """A figure stands."""
        return self.result.state != ResultState.NOT_REPORTED

    @property
    def most(self) -> str:
        """The maximum of the union's line; "" where its table reads the figure otherwise."""
        return as_points(self.line.most) if self.line else ""


@dataclass
class JudgingGrid:
    """The grid with what is said above it."""

    page: Page[Any]
    rows: list[JudgingRow]
    lines: list[JudgedLine]
    whole: int
    given: int
    by_id: dict[int, JudgingRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {row.result.pk: row for row in self.rows}

    @property
    def is_by_several(self) -> bool:
        """Some line is judged by two."""
        return any(line.is_by_several for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Somebody may still be judged here."""
        return any(row.is_editable for row in self.rows)

    @property
    def versions(self) -> str:
        """The version of each row that may be written, as one field."""
        return " ".join(f"{row.result.pk}:{row.version}" for row in self.rows if row.is_editable)

    @property
    def words(self) -> list[tuple[JudgedLine, str]]:
        """The criteria that are judged here, each with its rule in a sentence."""
        return [(line, _words(line)) for line in self.lines]


def _words(line: JudgedLine) -> str:
    criterion = line.criterion
    return registry.words(
        criterion.rule, registry.leaf_of(criterion.rule, criterion.params, int(line.most * 10_000))
    )


def _of_cluster(cluster: int) -> Q:
    return Q(participant__cluster=cluster) if cluster else Q(participant__cluster__isnull=True)


def judging_grid(
    phase: Phase, cluster: int, indicator: Indicator, user: User, *, number: str = "1"
) -> JudgingGrid:
    """All unions of a cluster (NO_CLUSTER for those in none) for an indicator of the federation.

    A constant number of queries, whatever the number of unions.
    """
    files = Evidence.objects.filter(result__participant=OuterRef("participant")).order_by()
    counted = files.values("result__participant").annotate(n=Count("pk"))
    rows = (
        Result.objects.filter(_of_cluster(cluster), participant__phase=phase, indicator=indicator)
        .select_related("indicator", "participant__union", "entered_by__person")
        .prefetch_related(
            Prefetch("evidence", Evidence.objects.select_related("document").order_by("pk")),
            Prefetch("judge_points", JudgePoints.objects.select_related("judge__person")),
        )
        .annotate(in_sheet=Coalesce(Subquery(counted.values("n")), 0), settled=is_settled("participant__"))
        .order_by("participant__union__sort_key", "participant_id")
    )
    told = Result.objects.filter(_of_cluster(cluster), participant__phase=phase, indicator=indicator)
    sums = told.aggregate(whole=Count("pk"), given=Count("pk", filter=~Q(state=ResultState.NOT_REPORTED)))
    page = Paginator(rows, UNIONS).get_page(number)
    lines = judged_lines(indicator.pk, _tables_of(phase, cluster))
    start = page.start_index() if page.object_list else 1
    found = [_row(no, result, lines, user) for no, result in enumerate(page.object_list, start=start)]
    return JudgingGrid(page, found, sorted(lines.values(), key=lambda line: line.criterion.pk), **sums)


def _tables_of(phase: Phase, cluster: int) -> Iterable[int | None]:
    places = Participant.objects.filter(phase=phase).order_by()
    inside = places.filter(cluster=cluster) if cluster else places.filter(cluster__isnull=True)
    return inside.values_list("table_id", flat=True).distinct()


def _row(no: int, result: Any, lines: dict[int, JudgedLine], user: User) -> JudgingRow:
    line = lines.get(result.participant.table_id or 0)
    row = JudgingRow(no, result, line, user.pk, result.settled, version=result.version)
    if row.is_by_several:
        row.text = format_figure(row.own.points) if row.own else ""
    else:
        row.text = _cell(result)
    return row


def _cell(result: Result) -> str:
    """The figure as it is typed."""
    words = {ResultState.NOTHING: _("nothing to report"), ResultState.NOT_APPLICABLE: _("n/a")}
    if result.state in words:
        return words[ResultState(result.state)]
    if result.value is not None and result.indicator.kind == IndicatorKind.MILESTONE:
        return figure_text(result.value, kind=result.indicator.kind)
    return format_figure(result.value)


@dataclass(frozen=True)
class ToJudge:
    """A line of the list: an indicator in a cluster, with how many unions have their figure."""

    cluster_id: int
    cluster: str
    indicator: Indicator
    whole: int
    given: int
    is_settled: bool

    @property
    def query(self) -> str:
        """What its grid's address asks for."""
        return f"?cluster={self.cluster_id}&indicator={self.indicator.pk}"

    @property
    def left(self) -> int:
        """Unions without a figure."""
        return self.whole - self.given

    @property
    def share(self) -> Decimal:
        """How much is given, in percent."""
        return Decimal(100 * self.given) / self.whole if self.whole else Decimal(0)


def to_judge(phase: Phase, *, cluster: int | None, number: str) -> Page[ToJudge]:
    """What the federation gives in a phase, a line for each cluster and indicator; six queries at most.

    Of one cluster where it is named (NO_CLUSTER for the unions in none).
    """
    rows = given_of(phase)
    if cluster is not None:
        rows = rows.filter(_of_cluster(cluster))
    counted = (
        rows.order_by()
        .values("participant__cluster", "indicator")
        .annotate(whole=Count("pk"), given=Count("pk", filter=~Q(state=ResultState.NOT_REPORTED)))
        .order_by(
            F("participant__cluster__order").asc(nulls_last=True),
            "participant__cluster__code",
            "participant__cluster",
            "indicator__order",
            "indicator",
        )
    )
    page: Page[Any] = Paginator(counted, LINES).get_page(number)
    found = list(page.object_list)
    clusters = Cluster.objects.in_bulk({row["participant__cluster"] for row in found} - {None})
    indicators = Indicator.objects.in_bulk({row["indicator"] for row in found})
    settled = set(ClusterRevision.objects.filter(phase=phase).settled().values_list("cluster", flat=True))
    page.object_list = [
        ToJudge(
            row["participant__cluster"] or NO_CLUSTER,
            clusters[row["participant__cluster"]].name if row["participant__cluster"] else _("In no cluster"),
            indicators[row["indicator"]],
            row["whole"],
            row["given"],
            row["participant__cluster"] in settled,
        )
        for row in found
    ]
    return page


def given_of(phase: Phase) -> QuerySet[Result]:
    """The figures that the federation gives in a phase."""
    return Result.objects.filter(participant__phase=phase, indicator__supplier=Supplier.FEDERATION)
