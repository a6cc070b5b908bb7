"""The lines: one INSERT … SELECT for most rules, one for each that looks at a cluster, one for each level of groups."""

from collections.abc import Iterable

from django.db.models import BooleanField, Case, F, FilteredRelation, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest, Least

from campaigns.choices import Fallback, Nature, PhaseKind
from campaigns.models import Criterion, Participant, Phase, ScoreLine
from campaigns.queries.line_figures import CRITERION
from campaigns.queries.line_inputs import line_inputs, scored_criteria, statements
from campaigns.queries.line_tables import GroupSum
from campaigns.rules import group_levels
from campaigns.scoring.sql import BIG, whole
from campaigns.services.scoring.facts import write_facts
from campaigns.services.scoring.sums import total_of
from campaigns.services.scoring.years import write_year_lines
from common.db import Given, given_query, given_rows, insert_from
from common.fields import LARGEST, to_units
from common.upkeep import work_in_memory

Clusters = Iterable[int | None] | None
INPUTS = ("state", "value", "carried", "base", "gate", "target", "status")
LEAD = ("lead_value", "lead_target")


def write_lines(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Freeze and score: a line for every participant with a table and each criterion of it. Returns how many lines.

    The facts that count are written before them.
    """
    work_in_memory(on_all_rows=clusters is None)
    write_facts(phase=phase, revision=revision, clusters=clusters)
    if phase.kind == PhaseKind.YEAR:
        return write_year_lines(year=phase, revision=revision, clusters=clusters)
    criteria = scored_criteria(phase)
    written = 0
    for rules, leaves in statements(criteria):
        tables, rows = line_inputs(phase, rules, leaves, clusters, revision)
        columns = {name: name for name in (*INPUTS, *(LEAD if rules.lead_sql() else ()))}
        columns |= {"participant": "participant_id", "criterion": "criterion_id", "revision": "revision"}
        found = rows.annotate(
            applies=Case(When(word=Fallback.LEAVES, then=False), default=True, output_field=BooleanField()),
            of_base=Case(
                When(is_base=1, then=Coalesce("points", whole(0))), default=whole(0), output_field=BIG
            ),
        )
        columns |= {name: name for name in ("points", "applies", "of_base")}
        written += insert_from(ScoreLine, columns, found, given=tables)
    groups = {c.pk: c for c in criteria if c.is_group}
    for level in group_levels((c.pk, c.parent_id, c.is_group) for c in criteria):
        written += _write_level(phase, revision, clusters, [groups[pk] for pk in level])
    return written


def bounds_of(group: Criterion) -> tuple[int, int]:
    """What a group's points are held within: bonus and penalty groups always, base groups where they say so."""
    most = to_units(group.max_points)
    least = -LARGEST if group.min_points is None else to_units(group.min_points)
    if group.nature == Nature.PENALTY:
        return -most, LARGEST
    if group.nature == Nature.BONUS:
        return least, most
    return (least, most) if group.is_clamped else (-LARGEST, LARGEST)


def _write_level(phase: Phase, revision: int, clusters: Clusters, groups: list[Criterion]) -> int:
    """Lines of groups whose children have theirs: the sum of these inside the group's bounds, 0 without children."""
    types = {"criterion_id": "bigint", "is_base": "bigint", "least": "bigint", "most": "bigint"}
    rows_of_level = [[g.pk, int(g.nature == Nature.BASE), *bounds_of(g)] for g in groups]
    bounds = given_rows("group_of_level", types, rows_of_level)
    of_level = RawSQL("SELECT criterion_id FROM group_of_level", ())
    of_child = Q(lines__revision=revision, lines__criterion=F("child"))
    sums = (
        Participant.objects.filter(phase=phase, **{f"{CRITERION}__pk__in": of_level})
        .in_clusters(clusters)
        .alias(child=F(f"{CRITERION}__children"))
        .alias(child_line=FilteredRelation("lines", condition=of_child))
        .values("pk", group=F(f"{CRITERION}__pk"))
        .annotate(points=total_of("child_line__points"), of_base=total_of("child_line__of_base"))
    )
    tables = [
        bounds,
        given_query(
            "child_sum",
            {"participant_id": "pk", "criterion_id": "group", "points": "points", "of_base": "of_base"},
            sums,
        ),
        Given("group_sum", "group_sum AS (SELECT * FROM child_sum JOIN group_of_level USING (criterion_id))"),
    ]
    rows = GroupSum.objects.annotate(
        at_revision=Value(revision),
        applies=Value(True),
        held=Least(Greatest(F("points"), F("least")), F("most")),
        base_held=F("is_base") * Least(Greatest(F("of_base"), F("least")), F("most")),
    )
    columns = {"participant": "participant_id", "revision": "at_revision", "criterion": "criterion_id"}
    columns |= {"applies": "applies", "points": "held", "of_base": "base_held"}
    return insert_from(ScoreLine, columns, rows, given=tables)
