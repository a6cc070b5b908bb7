"""The floor of the close: the same work, into the same tables, in a careful engineer's plain SQL.

It takes as many transactions as the product does.
"""

from typing import Any

from django.db import connection, transaction

LOCK = "SELECT pg_advisory_xact_lock(4711)"
FLIP = (
    "UPDATE campaigns_phase SET status = 30, closed_at = entry_closes_at WHERE id = %(phase)s AND status = 20"
)
TABLES = (
    "UPDATE campaigns_scoringtable SET status = 30"
    " WHERE id IN (SELECT table_id FROM campaigns_participant WHERE phase_id = %(phase)s)"
)
LINES = """
INSERT INTO campaigns_scoreline
  (participant_id, revision, criterion_id, state, value, carried, base, target, points)
SELECT participant_id, 1, criterion_id, state, counted, NULL, NULL, due, CASE
  WHEN state = 'not_applicable' THEN CASE WHEN not_applicable = 'full' THEN max_points ELSE 0 END
  WHEN counted IS NULL THEN 0
  WHEN rule = 'judged' THEN least(max_points, counted)
  WHEN rule = 'yes_no' THEN CASE WHEN counted >= 10000 THEN max_points ELSE 0 END
  WHEN rule = 'per_object' THEN least(max_points, round(counted::numeric * per_object / 10000)::bigint)
  WHEN due IS NULL OR due = 0 THEN CASE WHEN no_target = 'full' THEN max_points ELSE 0 END
  ELSE round(max_points::numeric * least(counted, round(due::numeric * cap / 1000000)::bigint) / due)::bigint
END
FROM (SELECT p.id AS participant_id, c.id AS criterion_id, coalesce(r.state, 'not_reported') AS state,
    c.rule, c.max_points, c.cap, c.per_object, c.no_target, c.not_applicable,
    CASE r.state WHEN 'reported' THEN r.value WHEN 'nothing' THEN 0 END AS counted,
    CASE WHEN c.rule = 'proportional' THEN round(t.value::numeric * h.target_share / 1000000)::bigint END AS due
  FROM campaigns_phase h JOIN campaigns_participant p ON p.phase_id = h.id
    JOIN (SELECT k.id, k.table_id, k.rule, k.max_points, n.indicator_id,
        coalesce(k.params->>'cap', '1000000')::bigint AS cap, (k.params->>'per_object')::bigint AS per_object,
        k.params->>'no_target' AS no_target, k.params->>'not_applicable' AS not_applicable
      FROM campaigns_criterion k JOIN campaigns_criterioninput n ON n.criterion_id = k.id AND n.role = 'value'
      OFFSET 0) c ON c.table_id = p.table_id
    LEFT JOIN campaigns_result r ON r.participant_id = p.id AND r.indicator_id = c.indicator_id
    LEFT JOIN campaigns_target t ON t.id = r.registered_id
  WHERE h.id = %(phase)s OFFSET 0) s"""
#: Where the criteria stand in groups, these are of one level.
GROUPS = """
INSERT INTO campaigns_scoreline (participant_id, revision, criterion_id, points)
SELECT l.participant_id, 1, c.parent_id, sum(l.points)::bigint
FROM campaigns_scoreline l JOIN campaigns_participant p ON p.id = l.participant_id
  JOIN campaigns_criterion c ON c.id = l.criterion_id
WHERE p.phase_id = %(phase)s AND l.revision = 1 AND c.parent_id IS NOT NULL
GROUP BY l.participant_id, c.parent_id"""
STANDINGS = """
INSERT INTO campaigns_standing (participant_id, revision, cluster_id, points, rank, is_tied, reported, lines)
SELECT participant_id, 1, cluster_id, total, rank() OVER (PARTITION BY cluster_id ORDER BY total DESC),
  count(*) OVER (PARTITION BY cluster_id, total) > 1, reported, lines
FROM (SELECT l.participant_id, p.cluster_id, sum(l.points) FILTER (WHERE l.state IS NOT NULL)::bigint AS total,
    count(l.state) AS lines, count(*) FILTER (WHERE l.state <> 'not_reported') AS reported
  FROM campaigns_scoreline l JOIN campaigns_participant p ON p.id = l.participant_id
  WHERE p.phase_id = %(phase)s AND l.revision = 1 GROUP BY l.participant_id, p.cluster_id) s"""
POINTERS = """
INSERT INTO campaigns_clusterrevision (phase_id, cluster_id, number, late_inputs, computed_inputs)
SELECT DISTINCT phase_id, cluster_id, 0, 0, 0 FROM campaigns_participant WHERE phase_id = %(phase)s"""
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


def close(phase_id: int, *, groups: bool = False) -> None:
    """Close and compute a phase in plain SQL, one transaction a step, each committed to disk."""
    numbers: dict[str, Any] = {"phase": phase_id}
    lines = (LINES, GROUPS) if groups else (LINES,)
    for step in ((LOCK, FLIP, TABLES, POINTERS), lines, (STANDINGS,), (LOCK, SHOW, MOVE), (NOTICES,)):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in step:
                cursor.execute(statement, numbers)
