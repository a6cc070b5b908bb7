"""A campaign of any size for PostgreSQL.

Unions in clusters of ten, an officer each, targets, and a figure in most rows. No random numbers, so that two runs
compute the same points. Made by INSERT … SELECT from number series; the product's own services would take an hour for
the largest one, and how the rows came is not what is measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from campaigns.choices import CampaignStatus, PhaseStatus, TableStatus
from campaigns.models import Campaign, Criterion, CriterionInput, Indicator, Phase, ScoringTable
from units.models import Union

#: rule, maximum, parameters; taken in turn by the indicators.
CRITERIA: tuple[tuple[str, int, dict[str, int | str]], ...] = (
    ("proportional", 10, {}),
    ("proportional", 8, {"cap": 1_200_000, "no_target": "full", "not_applicable": "full"}),
    ("proportional", 5, {"not_applicable": "full"}),
    ("per_object", 6, {"per_object": 500}),
    ("proportional", 7, {"no_target": "full"}),
    ("yes_no", 4, {}),
    ("proportional", 9, {"cap": 1_100_000}),
    ("judged", 5, {}),
)
#: Unions with an officer each, in clusters of ten, in the order in which the tables are filled.
PEOPLE = (
    """INSERT INTO units_union (id, code, name, short_name, level, sector, is_sample, search, sort_key)
    SELECT %(base)s + i, %(code)s || '-' || i, 'Union ' || i, 'U' || i, 'grassroots', 'enterprise', false,
      'union ' || i, lpad(i::text, 9, '0')
    FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_affiliation (union_id, parent_id, line, path, valid_from, recorded_at)
    SELECT %(base)s + i, %(root)s, 'territory', '/' || %(root)s || '/' || (%(base)s + i) || '/', '2020-01-01', now()
    FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_person (id, full_name, email, is_sample)
    SELECT %(base)s + i, 'Person ' || i, '', false FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_post (id, union_id, title, role)
    SELECT %(base)s + i, %(base)s + i, 'Officer', 'officer' FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_appointment (person_id, post_id, valid_from, source)
    SELECT %(base)s + i, %(base)s + i, '2020-01-01', '' FROM generate_series(1, %(unions)s) i""",
    """INSERT INTO units_cluster (id, code, name, kind, owner_id, founded_by, "order", is_sample)
    SELECT %(base)s + i, %(code)s || '-C' || i, 'Cluster ' || i, 'area', %(root)s, '', 0, false
    FROM generate_series(1, (%(unions)s + 9) / 10) i""",
)  # fmt: skip
#: Who takes part, with targets and figures.
FIGURES = (
    """INSERT INTO campaigns_participant (id, phase_id, union_id, cluster_id, sector, table_id, left_reason)
    SELECT %(base)s + i, %(phase)s, %(base)s + i, %(base)s + (i + 9) / 10, 'enterprise', %(table)s, ''
    FROM generate_series(1, %(unions)s) i""",
    # 1.00 … 400.00 in hundredths; every 41st target is zero
    """INSERT INTO campaigns_target (id, indicator_id, union_id, kind, value, version, reason, is_current, set_at)
    SELECT (%(base)s + i) * 100 + d."order", d.id, %(base)s + i, 'registered',
      CASE WHEN (i + d."order") %% 41 = 0 THEN 0
        ELSE (100 + (i::bigint * 7919 + d."order" * 104729) %% 39901) * 100 END,
      1, '', true, now()
    FROM generate_series(1, %(unions)s) i, campaigns_indicator d
      JOIN campaigns_criterioninput n ON n.indicator_id = d.id
      JOIN campaigns_criterion c ON c.id = n.criterion_id
    WHERE c.table_id = %(table)s AND c.rule = 'proportional'""",
    # 0 … 130 % of the target; one row in 23 not reported, one in 29 nothing to report, one in 31 not applicable
    """INSERT INTO campaigns_result (participant_id, indicator_id, registered_id, state, stage, value, is_estimate,
      note, status, return_reason, version)
    SELECT s.participant, s.indicator, s.target, s.state, '', CASE WHEN s.state = 'reported' THEN s.value END,
      false, '', 30, '', 0
    FROM (SELECT p.id AS participant, d.id AS indicator, t.id AS target,
        CASE WHEN (n * 3 + d."order") %% 23 = 0 OR %(blank)s THEN 'not_reported'
          WHEN (n + d."order") %% 29 = 0 THEN 'nothing'
          WHEN (n + d."order" * 7) %% 31 = 0 THEN 'not_applicable' ELSE 'reported' END AS state,
        CASE WHEN t.value > 0 THEN t.value / 100 * ((n * 31 + d."order" * 977) %% 131) / 100 * 100
          ELSE (n * 13 + d."order" * 5) %% 3 * 10000 END AS value
      FROM (SELECT id, id - %(base)s AS n FROM campaigns_participant WHERE phase_id = %(phase)s) p
        CROSS JOIN campaigns_indicator d LEFT JOIN campaigns_target t ON t.id = p.id * 100 + d."order"
      WHERE d.campaign_id = %(campaign)s) s""",
)  # fmt: skip


@dataclass(frozen=True)
class Season:
    """What was made. Participants, unions, persons and posts have the ids `base` + 1 … `base` + `participants`."""

    phase_id: int
    base: int
    participants: int
    indicators: int


def fill(statements: Iterable[str], numbers: dict[str, Any]) -> None:
    """Fill tables inside a transaction."""
    with connection.cursor() as cursor:
        # The rows fit each other by construction; a superuser need not have 5 million foreign keys checked.
        cursor.execute(
            "SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles"
            " WHERE rolname = current_user AND rolsuper"
        )
        for statement in statements:
            cursor.execute(statement, numbers)


def make_criteria(table: ScoringTable, *, indicators: int, groups: int) -> None:
    """Indicators of the table's campaign with a criterion each, in turn under one of the groups."""
    tops = [
        Criterion.objects.create(
            table=table, code=f"G{n}", name=f"Group {n}", order=n, rule="group", max_points=Decimal(0)
        )
        for n in range(1, groups + 1)
    ]
    for n in range(1, indicators + 1):
        rule, most, params = CRITERIA[(n - 1) % len(CRITERIA)]
        indicator = Indicator.objects.create(
            campaign=table.campaign,
            code=f"I{n}",
            name=f"Indicator {n}",
            short_name=f"I{n}",
            decimals=2,
            order=n,
        )
        criterion = Criterion.objects.create(
            table=table, code=str(n), name=f"Criterion {n}", order=n, rule=rule, max_points=Decimal(most),
            params=params, parent=tops[n % groups] if tops else None,
        )  # fmt: skip
        CriterionInput.objects.create(criterion=criterion, role="value", indicator=indicator)


def make(
    *,
    participants: int,
    indicators: int,
    code: str,
    base: int,
    closes_at: datetime,
    groups: int = 0,
    blank: bool = False,
) -> Season:
    """Make a launched campaign whose entry closes at `closes_at`; its criteria stand in so many groups.

    `blank` leaves every sheet empty.
    """
    with transaction.atomic():
        root, _created = Union.objects.get_or_create(
            code="bench-root", defaults={"name": "Federation", "short_name": "Federation", "level": "city"}
        )
        campaign = Campaign.objects.create(
            code=code, name=code, year=closes_at.year, owner=root, status=CampaignStatus.LAUNCHED,
            launched_at=closes_at - timedelta(days=100),
        )  # fmt: skip
        phase = Phase.objects.create(
            campaign=campaign, number=1, name="Phase 1", period_from=date(closes_at.year, 1, 1),
            period_to=date(closes_at.year, 6, 30), entry_opens_at=closes_at - timedelta(days=90),
            entry_closes_at=closes_at, target_share=Decimal("55.5"), status=PhaseStatus.OPEN,
        )  # fmt: skip
        table = ScoringTable.objects.create(
            campaign=campaign, code="T", name="Table", status=TableStatus.AGREED
        )
        make_criteria(table, indicators=indicators, groups=groups)
        numbers: dict[str, Any] = {
            "base": base, "unions": participants, "code": code, "root": root.pk, "campaign": campaign.pk,
            "phase": phase.pk, "table": table.pk, "blank": blank,
        }  # fmt: skip
        fill((*PEOPLE, *FIGURES), numbers)
    return Season(phase.pk, base, participants, indicators)
