"""The lines of the leaves in plain SQL: one statement for the relative ones, one for all others."""

#: The criteria with their parameters and indicators; the share of the targets that is due.
CRITERIA = """c AS MATERIALIZED (SELECT k.id, k.table_id, k.rule, k.max_points AS most, k.nature,
    v.indicator_id AS value_of, b.indicator_id AS base_of, g.indicator_id AS gate_of,
    CASE WHEN i.kind IN ('ratio', 'yes_no', 'score', 'milestone') THEN 1000000
      WHEN k.params->>'span' = 'phase' THEN h.target_share - h.before ELSE h.target_share END AS share,
    CASE WHEN k.rule = 'steps' AND coalesce(k.params->>'measure', 'value') = 'value' THEN ''
      WHEN k.rule IN ('proportional', 'leader_relative', 'rate', 'steps', 'per_percent', 'by_date')
      THEN coalesce(k.params->>'target_kind', 'registered') ELSE '' END AS aim,
    coalesce(k.params->>'span', 'to_date') AS span, coalesce(k.params->>'missing', 'zero') AS missing,
    coalesce(k.params->>'not_applicable', 'zero') AS not_applicable,
    coalesce(k.params->>'no_target', 'zero') AS no_target, k.params->>'zero_target' AS zero_target,
    coalesce(k.params->>'zero_base', 'zero') AS zero_base, coalesce(k.params->>'none_drawn', 'zero') AS none_drawn,
    (k.params->>'gate_least')::bigint AS gate_least, coalesce(k.params->>'applies_to', 'every') AS applies_to,
    coalesce((k.params->>'size_from')::bigint, 0) AS size_from, k.params->>'direction' = 'down' AS is_down,
    coalesce((k.params->>'cap')::bigint, 1000000) AS cap, (k.params->>'cap_points')::bigint AS cap_points,
    (k.params->>'floor_points')::bigint AS floor_points, (k.params->>'per_object')::bigint AS per_object,
    coalesce(k.params->>'measure', 'value') AS measure, (k.params->>'at_target')::bigint AS at_target,
    (k.params->>'per_over')::bigint AS per_over, (k.params->>'per_under')::bigint AS per_under,
    (k.params->>'per_early')::bigint AS per_early, (k.params->>'early_days')::bigint AS early_days,
    (k.params->>'per_late')::bigint AS per_late, (k.params->>'per_confirmed')::bigint AS per_confirmed,
    (k.params->>'sample_size')::bigint AS sample_size
  FROM campaigns_criterion k
    CROSS JOIN (SELECT target_share, coalesce((SELECT max(e.target_share) FROM campaigns_phase e
      WHERE e.campaign_id = f.campaign_id AND e.number < f.number), 0) AS before
      FROM campaigns_phase f WHERE f.id = %(phase)s) h
    LEFT JOIN campaigns_criterioninput v ON v.criterion_id = k.id AND v.role = 'value'
    LEFT JOIN campaigns_criterioninput b ON b.criterion_id = k.id AND b.role = 'base'
    LEFT JOIN campaigns_criterioninput g ON g.criterion_id = k.id AND g.role = 'gate'
    LEFT JOIN campaigns_indicator i ON i.id = v.indicator_id
  WHERE k.rule <> 'group' AND (k.rule = 'leader_relative') = {relative}
    AND k.table_id IN (SELECT table_id FROM campaigns_participant WHERE phase_id = %(phase)s))"""
#: What the earlier phases brought, of figures that add up and count.
CARRIED = """carried AS (SELECT q.union_id, r.indicator_id, sum(r.value)::bigint AS total
  FROM campaigns_phase h JOIN campaigns_phase e ON e.campaign_id = h.campaign_id AND e.number < h.number
    JOIN campaigns_participant q ON q.phase_id = e.id JOIN campaigns_result r ON r.participant_id = q.id
    JOIN campaigns_indicator i ON i.id = r.indicator_id AND i.accumulation = 'sum'
  WHERE h.id = %(phase)s AND r.status >= 30 AND r.stage <> 'planned'
    AND r.indicator_id IN (SELECT unnest(ARRAY[value_of, base_of, gate_of]) FROM c)
  GROUP BY q.union_id, r.indicator_id)"""
#: The figures of the phase in the criteria's second and third role, which few of them have.
FIGURES = """SELECT r.participant_id, r.indicator_id,
    CASE r.state WHEN 'reported' THEN r.value WHEN 'nothing' THEN 0 END
      + CASE c.span WHEN 'phase' THEN 0 ELSE coalesce(e.total, 0) END AS value, c.id AS criterion_id
  FROM c JOIN campaigns_result r ON r.indicator_id = c.{role}_of AND r.status >= 30 AND r.stage <> 'planned'
    JOIN campaigns_participant p ON p.id = r.participant_id AND p.phase_id = %(phase)s
    LEFT JOIN carried e ON e.union_id = p.union_id AND e.indicator_id = r.indicator_id"""
#: Points by facts: of each document the most, added up.
OF_FACTS = """SELECT participant_id, criterion_id, sum(best)::bigint AS points
  FROM (SELECT t.participant_id, s.criterion_id, f.document_key, max(s.points) AS best
    FROM c JOIN campaigns_step s ON s.criterion_id = c.id
      JOIN campaigns_externalfact f ON f.kind = s.fact_kind AND s.fact_grade IN ('', f.grade_key)
      JOIN campaigns_countedfact t ON t.fact_id = f.id AND t.revision = 1
      JOIN campaigns_participant p ON p.id = t.participant_id AND p.phase_id = %(phase)s
    WHERE c.rule = 'from_fact' GROUP BY t.participant_id, s.criterion_id, f.document_key) d
  GROUP BY participant_id, criterion_id"""
#: Participant × leaf with the figures that count and the target due; what the leaf says is joined last, for it is wide.
ROWS = """SELECT n.participant_id, n.cluster_id, n.sector, n.members, c.*, n.status,
    CASE WHEN c.rule = 'from_fact' THEN CASE WHEN n.of_facts > 0 THEN 'reported' ELSE 'nothing' END
      WHEN n.is_counted THEN n.state ELSE 'not_reported' END AS state,
    CASE WHEN c.rule = 'from_fact' THEN coalesce(n.of_facts, 0)
      WHEN n.is_counted THEN CASE n.state WHEN 'reported' THEN n.value WHEN 'nothing' THEN 0
      END + CASE c.span WHEN 'phase' THEN 0 ELSE coalesce(n.total, 0) END END AS value,
    CASE c.span WHEN 'phase' THEN NULL ELSE n.total END AS carried, n.base, n.gate,
    round(n.target::numeric * c.share / 1000000)::bigint AS due
  FROM (SELECT p.id AS participant_id, p.cluster_id, p.sector, p.members, k.id AS leaf_id, r.status, r.state, r.value,
      r.status >= 30 AND r.stage <> 'planned' AS is_counted, e.total, b.value AS base, g.value AS gate,
      o.points AS of_facts, t.value AS target
    FROM (SELECT q.*, m.members FROM campaigns_participant q JOIN campaigns_phase h ON h.id = q.phase_id
        LEFT JOIN (SELECT DISTINCT ON (n.union_id) n.union_id, n.members FROM campaigns_phase h
          JOIN units_headcount n ON n.as_of <= h.period_to
          WHERE h.id = %(phase)s ORDER BY n.union_id, n.as_of DESC, n.id DESC) m ON m.union_id = q.union_id
        WHERE h.id = %(phase)s) p
      JOIN (SELECT id, table_id, value_of, aim FROM c) k ON k.table_id = p.table_id
      LEFT JOIN campaigns_result r ON r.participant_id = p.id AND r.indicator_id = k.value_of
      LEFT JOIN carried e ON e.union_id = p.union_id AND e.indicator_id = k.value_of
      LEFT JOIN base b ON b.participant_id = p.id AND b.criterion_id = k.id
      LEFT JOIN gate g ON g.participant_id = p.id AND g.criterion_id = k.id
      LEFT JOIN fact_points o ON o.participant_id = p.id AND o.criterion_id = k.id
      LEFT JOIN campaigns_target t
        ON t.id = CASE k.aim WHEN 'registered' THEN r.registered_id WHEN 'assigned' THEN r.assigned_id END
    OFFSET 0) n JOIN c ON c.id = n.leaf_id"""
WORD = """CASE
    WHEN (applies_to <> 'every' AND applies_to <> sector
      AND NOT (applies_to = 'enterprise' AND sector LIKE '%%_enterprise')) OR size_from > members * 10000 THEN 'leaves'
    WHEN state = 'not_applicable' AND (not_applicable <> 'leaves' OR status >= 40) THEN not_applicable
    WHEN gate_of IS NOT NULL AND coalesce(gate < gate_least, true) THEN 'zero'
    WHEN value IS NULL THEN missing
    WHEN rule IN ('rate', 'sample') AND base IS NULL THEN missing
    WHEN rule = 'rate' AND base = 0 THEN zero_base
    WHEN rule = 'sample' AND base = 0 THEN none_drawn
    WHEN rule = 'proportional' AND is_down AND value = 0 AND due IS NOT NULL THEN 'full'
    WHEN rule = 'by_date' AND value = 0 THEN missing
    WHEN aim <> '' AND rule <> 'rate' AND due IS NULL THEN no_target
    WHEN aim <> '' AND rule NOT IN ('rate', 'leader_relative') AND due = 0 THEN coalesce(zero_target, no_target)
  END"""
LEADERS = """first_value(CASE WHEN value > due THEN value END) OVER leads AS lead_value,
  first_value(CASE WHEN value > due THEN due END) OVER leads AS lead_due"""
LEADS = """WINDOW leads AS (PARTITION BY cluster_id, id, due > 0
  ORDER BY CASE WHEN value > due THEN CASE due WHEN 0 THEN 0
    ELSE round((value - due)::numeric * 1000000 / due) END END DESC NULLS LAST,
  CASE WHEN value > due THEN value END DESC NULLS LAST, CASE WHEN value > due THEN due END DESC NULLS LAST)"""
NO_LEADERS = "NULL::bigint AS lead_value, NULL::bigint AS lead_due"
POINTS = """CASE rule
    WHEN 'judged' THEN least(most, value)
    WHEN 'yes_no' THEN CASE WHEN value >= 10000 THEN most ELSE 0 END
    WHEN 'per_object' THEN least(most, value::numeric * per_object / 10000)
    WHEN 'proportional' THEN least(coalesce(cap_points, most::numeric * cap / 1000000),
      CASE WHEN is_down THEN most::numeric * due / nullif(value, 0) ELSE most::numeric * value / due END)
    WHEN 'rate' THEN least(most, most::numeric * value / base)
    WHEN 'steps' THEN (SELECT max(s.points) FROM campaigns_step s WHERE s.criterion_id = l.id AND CASE measure
      WHEN 'value' THEN coalesce(value >= s.lowest, true) AND coalesce(value < s.below, true)
      ELSE coalesce(value::numeric * 1000000 >= s.lowest::numeric * due, true)
        AND coalesce(value::numeric * 1000000 < s.below::numeric * due, true) END)
    WHEN 'per_percent' THEN least(coalesce(cap_points, most), greatest(floor_points, CASE WHEN value >= due
      THEN at_target + trunc((value - due)::numeric * 100 / due) * per_over
      ELSE at_target - trunc((due - value)::numeric * 100 / due) * per_under END))
    WHEN 'by_date' THEN least(coalesce(cap_points, most), CASE WHEN value <= due
      THEN most + (due - value) / early_days * per_early
      ELSE greatest(floor_points, most - (value - due) / 10000 * per_late) END)
    WHEN 'sample' THEN least(most, CASE WHEN base < sample_size THEN most::numeric * least(value, base) / base
      ELSE least(value, base)::numeric * per_confirmed / 10000 END)
    WHEN 'from_fact' THEN least(most, value)
    WHEN 'leader_relative' THEN CASE WHEN value = 0 AND due = 0 THEN 0
      WHEN due = 0 THEN CASE WHEN lead_value > value THEN most::numeric * value / lead_value ELSE most END
      WHEN value <= due THEN most::numeric * value / (2 * due)
      WHEN lead_value > lead_due AND lead_due > 0 THEN least(most, most::numeric / 2
        * (1 + (value - due)::numeric * lead_due / (due::numeric * (lead_value - lead_due))))
      ELSE most END
  END"""
INSERT = """
INSERT INTO campaigns_scoreline (participant_id, revision, criterion_id, state, value, carried, base, gate, target,
  lead_value, lead_target, status, applies, points, of_base)
WITH {criteria}, {carried}, base AS ({base}), gate AS ({gate}), fact_points AS ({facts})
SELECT participant_id, 1, id, state, value, carried, base, gate, due, lead_value, lead_due, status,
  word IS DISTINCT FROM 'leaves', points, CASE WHEN nature = 'base' THEN coalesce(points, 0) ELSE 0 END
FROM (SELECT l.*, CASE nature WHEN 'penalty' THEN -1 ELSE 1 END * CASE WHEN word IN ('none', 'leaves') THEN NULL
    WHEN word = 'zero' THEN 0 WHEN word = 'full' THEN most ELSE round(({points}) / 100)::bigint * 100 END AS points
  FROM (SELECT x.*, {word} AS word, {leaders} FROM ({rows} OFFSET 0) x {leads} OFFSET 0) l OFFSET 0) s"""


def _lines(*, relative: bool) -> str:
    return INSERT.format(
        criteria=CRITERIA.format(relative=relative),
        carried=CARRIED,
        base=FIGURES.format(role="base"),
        gate=FIGURES.format(role="gate"),
        facts=OF_FACTS,
        rows=ROWS,
        word=WORD,
        points=POINTS,
        leaders=LEADERS if relative else NO_LEADERS,
        leads=LEADS if relative else "",
    )


LINES = (_lines(relative=False), _lines(relative=True))
