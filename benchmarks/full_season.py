"""A campaign of two phases for the close: every rule, headcounts, facts, and figures in every state and status.

The second phase carries the figures of the first. No random numbers, so that two runs compute the same points.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from benchmarks.season import PEOPLE, fill
from benchmarks.table import make_table
from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from units.models import Union

#: Ids of the second phase's participants lie so far above those of the first.
APART = 10_000_000
#: What the unions of a campaign have, in the order in which the tables are filled.
UNIONS = (
    """UPDATE units_union SET sector = CASE (id - %(base)s) %% 3 WHEN 0 THEN 'administration'
        WHEN 1 THEN 'enterprise' ELSE 'foreign_enterprise' END,
      founded_on = CASE WHEN id %% 17 = 0 THEN make_date(%(year)s - 1, 12, 1)
        ELSE date '2010-05-01' END
    WHERE id > %(base)s AND id <= %(base)s + %(unions)s""",
    # of seven in ten unions somebody counted the members, of some twice
    """INSERT INTO units_headcount (union_id, as_of, members, women, source, recorded_at)
    SELECT %(base)s + i, make_date(%(year)s - c, 1, 1), 20 + (i * 37 + c * 11) %% 400,
      (20 + (i * 37 + c * 11) %% 400) * (i %% 11) / 10, 'counted', now()
    FROM generate_series(1, %(unions)s) i, generate_series(0, 1) c
    WHERE i %% 10 < 7 AND (c = 0 OR i %% 4 = 0)""",
    """INSERT INTO campaigns_externalfact (union_id, kind, grade, grade_key, day, number, issued_by, document_key, note,
      source, recorded_at, withdrawn_at, withdrawal_reason)
    SELECT %(base)s + i, f.kind, f.grade, f.grade, make_date(%(year)s, f.month, 1 + i %% 28), f.number, '', f.number,
      '', '', now(), CASE WHEN i %% 100 = 0 THEN now() END, CASE WHEN i %% 100 = 0 THEN 'a slip' ELSE '' END
    FROM generate_series(1, %(unions)s) i JOIN (VALUES (2, 'registration', '', 1, '1/R'), (10, 'award', '', 3, '2/A'),
      (15, 'award', 'flag', 5, '3/A'), (12, 'rating', '', 9, '4/A'), (25, 'discipline', 'reprimand', 4, '5/D'),
      (40, 'discipline', 'warning', 10, '6/D'), (60, 'reorganised', '', 6, '7/M')
    ) f(each, kind, grade, month, number) ON i %% f.each = 0""",
    # 1.00 … 400.00 in hundredths, assigned nine tenths of registered, every 41st target is zero; or a day
    """INSERT INTO campaigns_target (id, indicator_id, union_id, kind, value, version, reason, is_current, set_at)
    SELECT (%(base)s::bigint + i) * 1000 + d."order" * 2 + k.n, d.id, %(base)s + i, k.kind,
      CASE WHEN d."group" = 'day' THEN (make_date(%(year)s, 5, 1 + i %% 28) - date '0001-01-01' + 1) * 10000::bigint
        WHEN (i + d."order") %% 41 = 0 THEN 0
        ELSE (100 + (i::bigint * 7919 + d."order" * 104729) %% 39901) * 10 * (10 - k.n) END,
      1, '', true, now()
    FROM generate_series(1, %(unions)s) i
      CROSS JOIN (VALUES (0, 'registered'), (1, 'assigned')) k(n, kind), campaigns_indicator d
    WHERE d.campaign_id = %(campaign)s AND d."group" IN ('share', 'day')""",
)
#: Who takes part in a phase, and the figures: `n` is the union's number, moved on in each phase.
PHASE = (
    """INSERT INTO campaigns_participant (id, phase_id, union_id, cluster_id, sector, table_id, left_reason)
    SELECT %(base)s + %(apart)s + i, %(phase)s, %(base)s + i, %(base)s + (i + 9) / 10, u.sector, %(table)s, ''
    FROM generate_series(1, %(unions)s) i JOIN units_union u ON u.id = %(base)s + i""",
    # One union in 40 sent nothing; of the others' figures one in 37 is a draft, one in 43 was returned.
    """INSERT INTO campaigns_result (participant_id, indicator_id, registered_id, assigned_id, state, stage, value,
      is_estimate, note, status, return_reason, version)
    SELECT participant, indicator, registered, assigned, state,
      CASE WHEN kind = 'day' AND state = 'reported' THEN CASE WHEN n %% 19 = 0 THEN 'planned' ELSE 'held' END
        ELSE '' END,
      CASE WHEN state = 'reported' THEN CASE kind
        WHEN 'share' THEN CASE WHEN aim > 0 THEN aim / 100 * ((n * 31 + nth * 977) %% 71) / 100 * 100
          ELSE (n * 13 + nth * 5) %% 3 * 10000 END
        WHEN 'day' THEN aim + ((n * 5 + nth) %% 61 - 40) * 10000
        WHEN 'count' THEN (n * 13 + nth * 5) %% 17 * 10000
        WHEN 'few' THEN (n * 13 + nth * 7) %% 6 * 10000
        WHEN 'yes' THEN CASE WHEN (n * 7 + nth) %% 4 > 0 THEN 10000 ELSE 0 END
        WHEN 'score' THEN (n * 17 + nth * 3) %% 21 * 2500
        WHEN 'part' THEN (n * 29 + nth * 11) %% 97 * 10000
        WHEN 'whole' THEN CASE WHEN n %% 47 = 0 THEN 0 ELSE 60 + (n * 23 + nth) %% 61 END * 10000
        WHEN 'drawn' THEN CASE WHEN n %% 53 = 0 THEN 0 ELSE 40 + n %% 11 END * 10000
        WHEN 'confirmed' THEN (n * 19) %% 51 * 10000 END END,
      false, '',
      CASE WHEN n %% 40 = 0 AND kind <> 'score' OR (n + nth * 3) %% 37 = 0 THEN 10
        WHEN (n + nth * 5) %% 43 = 0 THEN 20 WHEN (n + nth) %% 5 = 0 THEN 40 ELSE 30 END,
      '', 0
    FROM (SELECT p.id AS participant, d.id AS indicator, r.id AS registered, a.id AS assigned, n, nth, d.kind,
        coalesce(r.value, 0) AS aim,
        CASE WHEN (n * 3 + nth) %% 23 = 0 THEN 'not_reported' WHEN (n + nth) %% 29 = 0 THEN 'nothing'
          WHEN (n + nth * 7) %% 31 = 0 THEN 'not_applicable' ELSE 'reported' END AS state
      FROM (SELECT q.id, q.union_id, q.union_id - %(base)s + h.number * 13 AS n
          FROM campaigns_participant q JOIN campaigns_phase h ON h.id = q.phase_id WHERE h.id = %(phase)s) p
        CROSS JOIN (SELECT id, "order" AS nth, "group" AS kind FROM campaigns_indicator
          WHERE campaign_id = %(campaign)s) d
        LEFT JOIN campaigns_target r ON r.id = p.union_id * 1000 + nth * 2 AND r.indicator_id = d.id
        LEFT JOIN campaigns_target a ON a.id = p.union_id * 1000 + nth * 2 + 1 AND a.indicator_id = d.id) s""",
)  # fmt: skip


@dataclass(frozen=True)
class FullSeason:
    """What was made: the two phases."""

    first: int
    second: int


def make(
    *, participants: int, leaves: int, groups: int, code: str, base: int, closes_at: datetime
) -> FullSeason:
    """Make a launched campaign whose two phases are open; entry of both closes at `closes_at`."""
    with transaction.atomic():
        root, _created = Union.objects.get_or_create(
            code="bench-root", defaults={"name": "Federation", "short_name": "Federation", "level": "city"}
        )
        campaign = Campaign.objects.create(
            code=code, name=code, year=closes_at.year, owner=root, status=CampaignStatus.LAUNCHED,
            launched_at=closes_at - timedelta(days=100),
        )  # fmt: skip
        table = make_table(campaign, leaves=leaves, groups=groups)
        numbers: dict[str, Any] = {
            "base": base, "unions": participants, "code": code, "root": root.pk, "campaign": campaign.pk,
            "table": table.pk, "year": closes_at.year,
        }  # fmt: skip
        fill((*PEOPLE, *UNIONS), numbers)
        phases = [_make_phase(campaign, number, closes_at) for number in (1, 2)]
        for at, phase in enumerate(phases):
            fill(PHASE, numbers | {"phase": phase.pk, "apart": at * APART})
    return FullSeason(*(phase.pk for phase in phases))


def _make_phase(campaign: Campaign, number: int, closes_at: datetime) -> Phase:
    """The first half of the year with 55.5 % of the targets, and the second with the rest."""
    year = closes_at.year
    first = number == 1
    return Phase.objects.create(
        campaign=campaign, number=number, name=f"Phase {number}",
        period_from=date(year, 1 if first else 7, 1), period_to=date(year, 6, 30) if first else date(year, 12, 31),
        entry_opens_at=closes_at - timedelta(days=90), entry_closes_at=closes_at,
        target_share=Decimal("55.5") if first else Decimal(100), status=PhaseStatus.OPEN,
    )  # fmt: skip
