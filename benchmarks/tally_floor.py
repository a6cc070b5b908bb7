"""The floor of the tally: the same work, tables and transactions in a careful engineer's plain SQL."""

from typing import Any

from django.db import connection, transaction

LOCK = "SELECT pg_advisory_xact_lock(4712)"
END = (
    "UPDATE awards_councilsession SET status = 30, ended_at = ends_at WHERE id = %(session)s AND status = 20"
)
SHUFFLE = """
INSERT INTO awards_ballot (id, session_id, nomination_id, choice, is_shuffled)
SELECT gen_random_uuid() AS fresh, session_id, nomination_id, choice, true
FROM awards_ballot WHERE session_id = %(session)s AND NOT is_shuffled ORDER BY fresh"""
FORGET = "DELETE FROM awards_ballot WHERE session_id = %(session)s AND NOT is_shuffled"
TURNOUT = """
WITH old AS (DELETE FROM awards_turnout WHERE session_id = %(session)s RETURNING *)
INSERT INTO awards_turnout SELECT * FROM old ORDER BY "order" """
VACUUM = "VACUUM awards_ballot, awards_turnout"
TALLY = """
INSERT INTO awards_tally (session_id, nomination_id, votes_for, votes_against, votes_invalid, members, needed, place,
  outcome, settled_because)
SELECT %(session)s, id, yes, no, void, members, needed, CASE WHEN yes >= needed THEN place END,
  CASE WHEN yes < needed THEN 'failed' WHEN places IS NULL OR place + same - 1 <= places THEN 'passed'
    WHEN place > places THEN 'over_quota' ELSE 'tied' END, ''
FROM (SELECT b.*, rank() OVER (PARTITION BY award_id, pool ORDER BY yes DESC) AS place,
    count(*) OVER (PARTITION BY award_id, pool, yes) AS same
  FROM (SELECT n.id, n.award_id, coalesce(v.yes, 0) AS yes, coalesce(v.no, 0) AS no, coalesce(v.void, 0) AS void,
      s.members, (a.threshold * s.members + 99) / 100 AS needed, q.cluster_id AS pool,
      CASE WHEN q.id IS NULL THEN r.places ELSE q.places END AS places
    FROM awards_nomination n JOIN awards_award a ON a.id = n.award_id
      CROSS JOIN (SELECT count(*)::int AS members FROM awards_turnout WHERE session_id = %(session)s) s
      LEFT JOIN awards_quota q ON q.round_id = n.round_id AND q.award_id = n.award_id AND q.cluster_id = n.cluster_id
      LEFT JOIN awards_quota r ON r.round_id = n.round_id AND r.award_id = n.award_id AND r.cluster_id IS NULL
      LEFT JOIN (SELECT nomination_id, count(*) FILTER (WHERE choice = 1) AS yes,
          count(*) FILTER (WHERE choice = 2) AS no, count(*) FILTER (WHERE choice = 3) AS void
        FROM awards_ballot WHERE session_id = %(session)s GROUP BY nomination_id) v ON v.nomination_id = n.id
    WHERE n.round_id = (SELECT round_id FROM awards_councilsession WHERE id = %(session)s) AND n.status = 10) b) c"""
MINUTES = """
UPDATE awards_councilsession
SET status = 40, minutes = m.document, sha256 = encode(sha256(m.document::text::bytea), 'hex')
FROM (SELECT jsonb_build_object('awards', jsonb_agg(lines ORDER BY award_id)) AS document
  FROM (SELECT n.award_id, jsonb_agg(jsonb_build_object('nomination', n.id, 'name', n.name, 'union', u.name,
        'cluster', c.name, 'for', t.votes_for, 'against', t.votes_against, 'invalid', t.votes_invalid,
        'needed', t.needed, 'place', t.place, 'outcome', t.outcome) ORDER BY t.place, n.id) AS lines
    FROM awards_tally t JOIN awards_nomination n ON n.id = t.nomination_id JOIN units_union u ON u.id = n.union_id
      LEFT JOIN units_cluster c ON c.id = n.cluster_id
    WHERE t.session_id = %(session)s GROUP BY n.award_id) a) m
WHERE id = %(session)s AND status = 30"""
NOTICES = """
INSERT INTO units_notice (person_id, kind, key, "values", url, by_mail, created_at)
SELECT person_id, 'session_counted', 'counted:' || %(session)s, '{"council": "C", "sender": "U"}',
  '/sessions/' || %(session)s || '/', 'pending', now()
FROM awards_turnout WHERE session_id = %(session)s ON CONFLICT DO NOTHING"""
STEPS = ((LOCK, END), (SHUFFLE, FORGET, TURNOUT), (TALLY,), (LOCK, MINUTES), (NOTICES,))


def tally(session_id: int) -> None:
    """End and count a session in plain SQL, one transaction a step, each committed to disk."""
    numbers: dict[str, Any] = {"session": session_id}
    for step in STEPS:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in step:
                cursor.execute(statement, numbers)
        if SHUFFLE in step and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(VACUUM)
