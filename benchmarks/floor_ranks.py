"""Totals, ranks and bands in plain SQL: one statement, a table after the other."""

#: What the lines sum to, and what each union brings beside them.
SUMS = """sums AS (SELECT l.participant_id,
    coalesce(sum(l.points) FILTER (WHERE c.parent_id IS NULL), 0)::bigint AS summed,
    coalesce(sum(l.of_base) FILTER (WHERE c.parent_id IS NULL), 0)::bigint AS of_base,
    coalesce(sum(c.max_points) FILTER (WHERE l.state IS NOT NULL AND c.nature = 'base' AND l.applies), 0)::bigint
      AS most,
    count(*) FILTER (WHERE l.state IS NOT NULL AND c.nature = 'base' AND l.applies AND coalesce(l.points, 0) <= 0)
      AS zeros,
    count(*) FILTER (WHERE l.state <> 'not_reported') AS reported, count(l.state) AS lines,
    max(l.points) FILTER (WHERE k.criterion_id IS NOT NULL) AS key_points
  FROM campaigns_participant p JOIN campaigns_scoreline l ON l.participant_id = p.id AND l.revision = 1
    JOIN campaigns_criterion c ON c.id = l.criterion_id
    LEFT JOIN campaigns_tiebreak k ON k.criterion_id = c.id AND k."order" = 1
  WHERE p.phase_id = %(phase)s GROUP BY l.participant_id),
counts AS (SELECT DISTINCT ON (n.union_id) n.union_id, n.members, n.women
  FROM campaigns_phase h JOIN units_headcount n ON n.as_of <= h.period_to
  WHERE h.id = %(phase)s ORDER BY n.union_id, n.as_of DESC, n.id DESC),
voices AS (SELECT r.participant_id, bool_or(r.status >= 20 AND r.state <> 'not_reported') AS is_heard
  FROM campaigns_result r JOIN campaigns_participant p ON p.id = r.participant_id AND p.phase_id = %(phase)s
    JOIN campaigns_indicator i ON i.id = r.indicator_id AND i.supplier = 'union'
  GROUP BY r.participant_id),
told AS MATERIALIZED (SELECT t.participant_id, f.kind, f.grade_key AS grade, t.is_of_period, f.day
  FROM campaigns_countedfact t JOIN campaigns_participant p ON p.id = t.participant_id AND p.phase_id = %(phase)s
    JOIN campaigns_externalfact f ON f.id = t.fact_id WHERE t.revision = 1),
mergers AS (SELECT t.participant_id, max(t.day) AS day
  FROM told t JOIN campaigns_phase h ON h.id = %(phase)s AND t.day <= coalesce(h.review_day, h.period_to)
  WHERE t.kind = 'reorganised' GROUP BY t.participant_id),
key_figures AS (SELECT r.participant_id,
    CASE r.state WHEN 'reported' THEN r.value WHEN 'nothing' THEN 0 END + coalesce(e.total, 0) AS figure
  FROM campaigns_tiebreak k JOIN campaigns_result r ON r.indicator_id = k.indicator_id
    JOIN campaigns_participant p ON p.id = r.participant_id AND p.phase_id = %(phase)s AND p.table_id = k.table_id
    LEFT JOIN (SELECT q.union_id, o.indicator_id, sum(o.value)::bigint AS total
      FROM campaigns_phase h JOIN campaigns_phase e ON e.campaign_id = h.campaign_id AND e.number < h.number
        JOIN campaigns_participant q ON q.phase_id = e.id JOIN campaigns_result o ON o.participant_id = q.id
        JOIN campaigns_indicator i ON i.id = o.indicator_id AND i.accumulation = 'sum'
        JOIN campaigns_tiebreak b ON b.indicator_id = i.id AND b."order" = 2
      WHERE h.id = %(phase)s AND o.status >= 30 AND o.stage <> 'planned' GROUP BY q.union_id, o.indicator_id
    ) e ON e.union_id = p.union_id AND e.indicator_id = r.indicator_id
  WHERE k."order" = 2 AND r.status >= 30 AND r.stage <> 'planned')"""
#: The total as it is printed, and the keys; each of the smaller first.
TOTALS = """scored AS (SELECT s.*,
    greatest(0, least(nominal, round((summed + rescaled)::numeric / total_step) * total_step))::bigint AS points
  FROM (SELECT s.*, p.cluster_id, p.table_id, t.nominal, power(10, 4 - t.total_decimals)::bigint AS total_step,
      CASE WHEN t.rescales AND s.most > 0 AND s.most <> t.nominal
        THEN round(s.of_base::numeric * t.nominal / s.most / 100)::bigint * 100 - s.of_base ELSE 0 END AS rescaled,
      n.members, n.women, v.is_heard IS FALSE AS is_silent, u.founded_on, m.day AS merged_on, f.figure, d.place,
      coalesce(h.review_day, h.period_to) AS review_day, t.min_months, t.min_months_merged
    FROM sums s JOIN campaigns_participant p ON p.id = s.participant_id
      JOIN campaigns_scoringtable t ON t.id = p.table_id
      JOIN campaigns_phase h ON h.id = p.phase_id JOIN units_union u ON u.id = p.union_id
      LEFT JOIN counts n ON n.union_id = p.union_id LEFT JOIN voices v ON v.participant_id = p.id
      LEFT JOIN mergers m ON m.participant_id = p.id LEFT JOIN key_figures f ON f.participant_id = p.id
      LEFT JOIN campaigns_placing d ON d.participant_id = p.id) s OFFSET 0),
ranked AS MATERIALIZED (SELECT r.*, CASE WHEN NOT is_silent THEN rank() OVER (PARTITION BY cluster_id, is_silent
      ORDER BY points DESC, key_points DESC NULLS LAST, figure DESC NULLS LAST, few_women, decided NULLS LAST) END
      AS rank,
    NOT is_silent
      AND count(*) OVER (PARTITION BY cluster_id, is_silent, points, key_points, figure, few_women, decided) > 1
      AS is_tied,
    coalesce(founded_on > review_day - make_interval(months => min_months)
      OR merged_on > review_day - make_interval(months => min_months_merged), false) AS is_young
  FROM (SELECT k.*, CASE WHEN count(place) OVER alike = count(*) OVER alike THEN place END AS decided
    FROM (SELECT s.*, CASE WHEN women * 100 >= 70 * members AND members > 0 THEN 0 ELSE 1 END AS few_women
      FROM scored s) k
    WINDOW alike AS (PARTITION BY cluster_id, is_silent, points, key_points, figure, few_women)) r)"""
#: The places of the bands that a union's points, standards and facts match.
MATCHES = """bands AS MATERIALIZED (SELECT b.*,
    row_number() OVER (PARTITION BY b.table_id ORDER BY b.lowest DESC) AS place,
    count(*) OVER (PARTITION BY b.table_id) AS bands,
    (SELECT count(*) FROM campaigns_bandcondition c WHERE c.band_id = b.id AND c.kind IN ('registered', 'has_fact'))
      AS needs,
    EXISTS (SELECT FROM campaigns_bandcondition c WHERE c.band_id = b.id AND c.kind = 'no_zero') AS no_zero
  FROM campaigns_band b WHERE b.table_id IN (SELECT table_id FROM campaigns_participant WHERE phase_id = %(phase)s)),
hits AS (SELECT t.participant_id, c.band_id, count(DISTINCT c.id) FILTER (WHERE c.kind = 'no_fact') AS bars,
    count(DISTINCT c.id) FILTER (WHERE c.kind IN ('registered', 'has_fact')) AS needs,
    count(DISTINCT c.id) FILTER (WHERE c.kind = 'or_fact') AS opens
  FROM told t JOIN campaigns_bandcondition c ON CASE c.kind WHEN 'registered' THEN t.kind = 'registration'
    ELSE t.is_of_period AND c.fact_kind = t.kind AND c.fact_grade IN ('', t.grade) END
    JOIN bands b ON b.id = c.band_id
  GROUP BY t.participant_id, c.band_id),
tops AS (WITH RECURSIVE t AS (SELECT id, id AS top, nature, rule = 'group' AS is_standard FROM campaigns_criterion
    WHERE parent_id IS NULL
    UNION ALL SELECT c.id, t.top, t.nature, t.is_standard FROM t JOIN campaigns_criterion c ON c.parent_id = t.id)
  SELECT t.id, t.top, c.max_points AS most FROM t JOIN campaigns_criterion c ON c.id = t.id
  WHERE t.nature = 'base' AND c.nature = 'base' AND t.is_standard AND c.rule <> 'group'),
standards AS (SELECT l.participant_id, t.top, sum(least(coalesce(l.points, 0), t.most)) AS earned, sum(t.most) AS most
  FROM campaigns_participant p JOIN campaigns_scoreline l ON l.participant_id = p.id AND l.revision = 1 AND l.applies
    JOIN tops t ON t.id = l.criterion_id
  WHERE p.phase_id = %(phase)s GROUP BY l.participant_id, t.top),
weakest AS (SELECT participant_id, min(earned::numeric * 1000000 / most) AS percent
  FROM standards GROUP BY participant_id),
matched AS MATERIALIZED (SELECT r.participant_id, b.place,
    lead(b.place) OVER (PARTITION BY r.participant_id ORDER BY b.place) AS next
  FROM ranked r JOIN bands b ON b.table_id = r.table_id
    LEFT JOIN hits h ON h.participant_id = r.participant_id AND h.band_id = b.id
    LEFT JOIN campaigns_bandcondition c ON c.band_id = b.id AND c.kind = 'standards'
    LEFT JOIN weakest w ON w.participant_id = r.participant_id
  WHERE NOT r.is_silent AND (r.points >= b.lowest AND coalesce(r.points < b.below, true) OR h.opens > 0)
    AND (NOT b.no_zero OR r.zeros = 0) AND coalesce(h.bars, 0) = 0 AND coalesce(h.needs, 0) = b.needs
    AND coalesce(w.percent >= c.percent, true))"""
#: The band found, lowered by facts; a limited band holds its share of the cluster, and who is not in goes further down.
GRADES = """capped AS (SELECT t.participant_id, max(b.place) AS place FROM told t
    JOIN campaigns_downgrade d ON d.fact_kind = t.kind AND d.fact_grade IN ('', t.grade)
    JOIN bands b ON b.id = d.band_id
  WHERE t.is_of_period GROUP BY t.participant_id),
graded AS (SELECT r.*, f.place AS found, c.place AS cap, CASE WHEN is_young OR is_silent THEN NULL
    WHEN f.place IS NULL THEN CASE WHEN c.place = (SELECT max(bands) FROM bands) THEN c.place END
    ELSE greatest(f.place, c.place) END AS now
  FROM ranked r LEFT JOIN (SELECT participant_id, min(place) AS place FROM matched GROUP BY participant_id) f
    ON f.participant_id = r.participant_id LEFT JOIN capped c ON c.participant_id = r.participant_id),
tried AS (SELECT g.*, count(*) FILTER (WHERE NOT is_silent) OVER (PARTITION BY cluster_id) AS units,
    rank() OVER (PARTITION BY cluster_id, table_id, now ORDER BY rank) - 1 AS ahead,
    count(*) OVER (PARTITION BY cluster_id, table_id, now, rank) AS equals FROM graded g),
limited AS (SELECT t.*, b.share IS NOT NULL AND (ahead + equals) * 1000000 > b.share * units AS is_out,
    b.share IS NOT NULL AND (ahead + equals) * 1000000 > b.share * units AND (ahead + 1) * 1000000 <= b.share * units
      AS is_on_border, CASE WHEN found < cap THEN CASE WHEN now < b.bands THEN now + 1 END ELSE m.next END AS next
  FROM tried t LEFT JOIN bands b ON b.table_id = t.table_id AND b.place = t.now
    LEFT JOIN matched m ON m.participant_id = t.participant_id AND m.place = t.now)"""
STANDINGS = f"""
INSERT INTO campaigns_standing (participant_id, revision, cluster_id, points, summed, rescaled, cut, most, rank,
  is_tied, is_silent, is_young, band_id, band_found_id, is_on_border, members, women, reported, lines)
WITH {SUMS}, {TOTALS}, {MATCHES}, {GRADES}
SELECT r.participant_id, 1, r.cluster_id, r.points, r.summed, r.rescaled, r.points - r.summed - r.rescaled, r.most,
  r.rank, r.is_tied, r.is_silent, r.is_young, held.id, untouched.id, coalesce(r.is_on_border, false),
  r.members, r.women, r.reported, r.lines
FROM limited r
  LEFT JOIN bands held ON held.table_id = r.table_id AND held.place = CASE WHEN r.is_out THEN r.next ELSE r.now END
  LEFT JOIN bands untouched ON untouched.table_id = r.table_id AND untouched.place = r.found"""
