"""The lines and totals of a year: those of its phases, joined as the year says. Mirrors `rules.joining`.

A union's parts are the phases of its own calendar: those for its sector where the year has any (schools count from
September to May), else those for all. A part counts where the union is ranked in it. Lines meet by the codes of their
criteria, so that the phases may use several versions of a table.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, Case, CharField, F, Q, Value, When

from campaigns.choices import Joining, Rounding
from campaigns.models import Phase, ScoreLine, YearPart
from campaigns.queries.line_tables import YearLine
from campaigns.scoring.sql import BIG, whole
from campaigns.services.scoring.sums import one_if, step_of
from common.db import Given, given_query, given_rows, insert_from
from common.fields import to_units
from common.quotient import Rounded

Clusters = Iterable[int | None] | None
#: What a part weighs in the sum, and whether the sum is divided by the weights.
FACTORS = {
    Joining.MEAN: ("weight", True),
    Joining.SUM: ("1", False),
    Joining.LATEST: ("CASE WHEN place = last THEN 1 ELSE 0 END", False),
}
#: A union × each of its parts; `ranked` is null where it is not ranked there.
PARTS = """year_own AS (SELECT u.participant_id, u.table_id, u.on_missing, u.step, u.is_cut, w.weight, w.place,
    q.id AS own_id, q.table_id AS own_table, s.revision AS ranked, s.points, s.rescaled, s.most
  FROM year_union u LEFT JOIN year_part w ON w.sector = u.calendar
    LEFT JOIN campaigns_participant q ON q.phase_id = w.phase_id AND q.union_id = u.union_id
    LEFT JOIN campaigns_clusterrevision r
      ON r.phase_id = q.phase_id AND coalesce(r.cluster_id, 0) = coalesce(q.cluster_id, 0) AND r.number >= 1
    LEFT JOIN campaigns_standing s ON s.participant_id = q.id AND s.revision = r.number AND s.rank IS NOT NULL),
  year_last AS (SELECT o.*, max(CASE WHEN on_missing <> 'rest' OR ranked IS NOT NULL THEN place END)
    OVER (PARTITION BY participant_id) AS last FROM year_own o),
  year_share AS (SELECT l.*, {factor} AS factor FROM year_last l)"""
#: Each line of the year's table, with the sum over the parts and what to divide it by.
LINES = """year_line AS (SELECT p.participant_id, c.id AS criterion_id,
    max(CASE WHEN c.rule = 'group' THEN 1 ELSE 0 END) AS is_group, max(p.step) AS step, max(p.is_cut) AS is_cut,
    CAST(sum(CASE WHEN l.applies THEN p.factor * coalesce(l.points, 0) ELSE 0 END) AS bigint) AS points,
    CAST(sum(CASE WHEN l.applies THEN p.factor * l.of_base ELSE 0 END) AS bigint) AS of_base,
    CAST(sum(CASE WHEN l.applies OR (p.ranked IS NULL AND p.on_missing = 'zero') THEN p.factor ELSE 0 END) AS bigint)
      AS weights,
    max(CASE WHEN l.participant_id IS NOT NULL AND NOT l.applies THEN 1 ELSE 0 END) AS is_away,
    max(CASE WHEN l.applies THEN 1 ELSE 0 END) AS is_here,
    max(CASE WHEN l.state <> 'not_reported' THEN 1 ELSE 0 END) AS is_reported
  FROM year_share p JOIN campaigns_criterion c ON c.table_id = p.table_id
    LEFT JOIN campaigns_criterion d ON d.table_id = p.own_table AND d.code = c.code
    LEFT JOIN campaigns_scoreline l
      ON l.participant_id = p.own_id AND l.revision = p.ranked AND l.criterion_id = d.id AND p.factor > 0
  GROUP BY p.participant_id, c.id)"""
#: Each participant's printed totals of its parts, summed with their weights.
TOTALS = """year_total AS (SELECT participant_id,
    CAST(sum(CASE WHEN ranked IS NOT NULL THEN factor * points ELSE 0 END) AS bigint) AS points,
    CAST(sum(CASE WHEN ranked IS NOT NULL THEN factor * rescaled ELSE 0 END) AS bigint) AS rescaled,
    CAST(sum(CASE WHEN ranked IS NOT NULL THEN most ELSE 0 END) AS bigint) AS most,
    CAST(sum(CASE WHEN ranked IS NOT NULL OR on_missing = 'zero' THEN factor ELSE 0 END) AS bigint) AS weights,
    max(CASE WHEN ranked IS NULL AND factor > 0 AND on_missing = 'unranked' THEN 1 ELSE 0 END) AS is_lacking,
    max(CASE WHEN ranked IS NOT NULL THEN 1 ELSE 0 END) AS has_any
  FROM year_share GROUP BY participant_id)"""


def parts_of(year: Phase, clusters: Clusters) -> list[Given]:
    """The tables that join the unions of a year with their parts."""
    rows_of_year = YearPart.objects.filter(year=year).select_related("phase")
    parts = list(rows_of_year.order_by("phase__period_to", "phase_id"))
    types = {"phase_id": "bigint", "weight": "bigint", "sector": "text", "place": "bigint"}
    rows = [[p.phase_id, to_units(p.weight), p.phase.sector, place] for place, p in enumerate(parts, start=1)]
    own = sorted({part.phase.sector for part in parts} - {""})
    unions = (
        year.participants.in_clusters(clusters)
        .filter(table__isnull=False)
        .annotate(
            calendar=Case(
                When(sector__in=own, then=F("sector")), default=Value(""), output_field=CharField()
            ),
            step=step_of("table__line_decimals"),
            is_cut=one_if(Q(table__rounding=Rounding.TRUNCATE)),
        )
    )
    columns = {"participant_id": "pk", "on_missing": "table__part_missing"}
    columns |= {name: name for name in ("union_id", "table_id", "calendar", "step", "is_cut")}
    factor, _divides = FACTORS[Joining(year.joins)]
    return [
        given_rows("year_part", types, rows),
        given_query("year_union", columns, unions),
        Given("year_share", PARTS.format(factor=factor)),
    ]


def write_year_lines(*, year: Phase, revision: int, clusters: Clusters = None) -> int:
    """A line for every participant with a table and each criterion of it, leaf or group, joined by itself."""
    rows = YearLine.objects.annotate(
        at_revision=Value(revision),
        held=joined("points", year),
        base_held=joined("of_base", year),
        applies=Case(When(is_away=1, is_here=0, then=False), default=True, output_field=BooleanField()),
        state=Case(
            When(is_group=1, then=None),
            When(is_reported=1, then=Value("reported")),
            default=Value("not_reported"),
            output_field=CharField(),
        ),
    )
    columns = {"participant": "participant_id", "revision": "at_revision", "criterion": "criterion_id"}
    columns |= {"applies": "applies", "points": "held", "of_base": "base_held", "state": "state"}
    return insert_from(ScoreLine, columns, rows, given=[*parts_of(year, clusters), Given("year_line", LINES)])


def joined(column: str, year: Phase, *, weights: str = "weights", step: str = "step") -> Case:
    """The sum over the parts, divided by their weights for a mean; 0 where no part counts."""
    _factor, divides = FACTORS[Joining(year.joins)]
    mean = Rounded(F(column), whole(1), F(weights), F(step), F("is_cut"))
    counted = When(**{f"{weights}__gt": 0}, then=mean if divides else F(column))
    return Case(counted, default=whole(0), output_field=BIG)


def year_totals(year: Phase, clusters: Clusters) -> list[Given]:
    """The tables up to `year_total`, from which a year's totals are read instead of from its lines."""
    return [*parts_of(year, clusters), Given("year_total", TOTALS)]
