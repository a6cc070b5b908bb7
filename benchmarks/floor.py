"""The floor of the close: the same work, into the same tables, in a careful engineer's plain SQL.

It takes as many transactions as the product does, and the same settings for joins and sorts. It reads the results once,
adds up what earlier phases brought once, and computes no column that the benchmark's table does not ask for.
"""

from typing import Any

from django.db import connection, transaction

from benchmarks.floor_lines import LINES
from benchmarks.floor_ranks import STANDINGS

LOCK = "SELECT pg_advisory_xact_lock(4711)"
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off"
#: So that the database plans the next statement by what the one before wrote.
COUNT = "ANALYZE campaigns_countedfact, campaigns_scoreline"
FLIP = (
    "UPDATE campaigns_phase SET status = 30, closed_at = entry_closes_at WHERE id = %(phase)s AND status = 20"
)
TABLES = (
    "UPDATE campaigns_scoringtable SET status = 30"
    " WHERE id IN (SELECT table_id FROM campaigns_participant WHERE phase_id = %(phase)s)"
)
POINTERS = """
INSERT INTO campaigns_clusterrevision (phase_id, cluster_id, number, status, late_inputs, computed_inputs)
SELECT DISTINCT phase_id, cluster_id, 0, 10, 0, 0 FROM campaigns_participant WHERE phase_id = %(phase)s"""
FACTS = """
INSERT INTO campaigns_countedfact (participant_id, revision, fact_id, is_of_period)
SELECT p.id, 1, f.id, f.day BETWEEN h.period_from AND h.period_to
FROM campaigns_phase h JOIN campaigns_participant p ON p.phase_id = h.id
  JOIN campaigns_externalfact f ON f.union_id = p.union_id
WHERE h.id = %(phase)s AND f.withdrawn_at IS NULL AND f.day <= h.period_to"""
#: The groups with no group inside them, then those with one.
GROUPS = """
INSERT INTO campaigns_scoreline (participant_id, revision, criterion_id, applies, points, of_base)
SELECT participant_id, 1, id, true, greatest(least, least(most, points)),
  CASE WHEN nature = 'base' THEN greatest(least, least(most, of_base)) ELSE 0 END
FROM (SELECT l.participant_id, g.id, g.nature, coalesce(sum(l.points), 0)::bigint AS points,
    sum(l.of_base)::bigint AS of_base,
    CASE WHEN g.nature = 'penalty' THEN -g.max_points WHEN g.is_clamped OR g.nature = 'bonus' THEN g.min_points END
      AS least,
    CASE WHEN g.is_clamped OR g.nature = 'bonus' THEN g.max_points END AS most
  FROM campaigns_participant p JOIN campaigns_scoreline l ON l.participant_id = p.id
    JOIN campaigns_criterion c ON c.id = l.criterion_id JOIN campaigns_criterion g ON g.id = c.parent_id
  WHERE p.phase_id = %(phase)s AND l.revision = 1 AND {inner} EXISTS (SELECT FROM campaigns_criterion k
    WHERE k.parent_id = g.id AND k.rule = 'group')
  GROUP BY l.participant_id, g.id) s"""
SHOW = "UPDATE campaigns_phase SET status = 40 WHERE id = %(phase)s AND status = 30"
MOVE = "UPDATE campaigns_clusterrevision SET number = 1 WHERE phase_id = %(phase)s AND number = 0"
NOTICES = """
INSERT INTO units_notice (person_id, kind, key, "values", url, by_mail, created_at)
SELECT DISTINCT a.person_id, 'phase_closed', 'closed:' || %(phase)s,
  '{"phase": "Phase 1", "sender": "U"}'::jsonb, '/phases/' || %(phase)s || '/standings/', 'pending', now()
FROM campaigns_participant p JOIN units_post o ON o.union_id = p.union_id
  AND o.role IN ('chair', 'vice_chair', 'officer', 'administrator')
  JOIN units_appointment a ON a.post_id = o.id AND a.valid_from <= current_date
  AND (a.valid_to IS NULL OR a.valid_to > current_date)
WHERE p.phase_id = %(phase)s ON CONFLICT DO NOTHING"""


def close(phase_id: int, *, groups: bool = True) -> None:
    """Close and compute a phase in plain SQL, one transaction a step, each committed to disk."""
    numbers: dict[str, Any] = {"phase": phase_id}
    sums = [GROUPS.format(inner=inner) for inner in ("NOT", "")] if groups else []
    for step in (
        (LOCK, FLIP, TABLES, POINTERS),
        (SETTINGS, FACTS, *LINES, *sums),
        (COUNT,),
        (SETTINGS, STANDINGS),
        (LOCK, SHOW, MOVE),
        (NOTICES,),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in step:
                cursor.execute(statement, numbers)
