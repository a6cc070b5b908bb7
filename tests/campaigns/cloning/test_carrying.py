"""What of a campaign is carried to the next year, and what never is."""

from datetime import date
from itertools import groupby
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.choices import CampaignStatus, PhaseStatus, TableStatus
from campaigns.models import (
    Campaign,
    Criterion,
    ExternalFact,
    Participant,
    Phase,
    Pledge,
    Result,
    ScoringTable,
    Standing,
    Target,
)
from campaigns.queries.table_check import bound_base
from campaigns.services import campaigns, tables
from common.errors import Conflict, Refusal
from tests.campaigns.cloning.cast import AUTUMN, full, make, planned
from tests.campaigns.tables.cast import whole_table
from tests.cast import NOW, Season, at
from tests.crowd import crowd
from units.actors import SYSTEM
from units.models import AuditEvent, Union


def test_the_description_is_carried_and_the_campaign_is_a_draft(season: Season) -> None:
    made = make(full(season), theme="Đoàn kết", legal_basis="Kế hoạch 1/KH-LĐLĐ")
    carried = {
        name: getattr(made, name)
        for name in (
            "year",
            "theme",
            "legal_basis",
            "pledged_targets",
            "final_waits",
            "ranks_across",
            "counts_from",
        )
    }
    assert carried == {
        "year": 2025, "theme": "Đoàn kết", "legal_basis": "Kế hoạch 1/KH-LĐLĐ", "pledged_targets": "assigned",
        "final_waits": False, "ranks_across": True, "counts_from": season.campaign.counts_from,
    }  # fmt: skip
    assert (made.status, made.owner, made.is_extract) == (CampaignStatus.DRAFT, season.world.city, False)
    assert campaigns.launch_faults(made) == []


def test_phases_are_carried_whole_years_later_with_their_share(season: Season) -> None:
    made = make(full(season))
    rows = made.phases.with_figures().order_by("number")
    assert [
        (p.number, p.name, p.period_from, p.period_to, p.entry_opens_at, p.entry_closes_at, p.target_share, p.status)
        for p in rows
    ] == [
        (1, "Đợt 1", date(2025, 1, 1), date(2025, 7, 31), at(2025, 7, 1), at(2025, 8, 1), 50, PhaseStatus.DRAFT),
        (2, "Đợt 2", date(2025, 8, 1), date(2025, 12, 31), at(2025, 10, 1), at(2026, 1, 1), 100, PhaseStatus.DRAFT),
    ]  # fmt: skip
    assert rows[0].theme == "Chào mừng năm 2025"


def test_the_year_joins_the_new_phases_with_their_weights(season: Season) -> None:
    made = make(full(season))
    year = made.phases.get(kind="year")
    assert (year.name, year.entry_closes_at) == ("Cả năm 2025", at(2026, 1, 15))
    assert [(p.phase.campaign, p.phase.number, p.weight) for p in year.parts.all()] == [
        (made, 1, 1),
        (made, 2, 2),
    ]
    assert year.participants.count() == 4


def test_indicators_and_the_launch_plan_are_carried(season: Season) -> None:
    made = make(full(season))
    same = ("code", "name", "kind", "supplier", "decimals", "accumulation", "order", "unit_of_measure")
    before, after = (list(c.indicators.values_list(*same)) for c in (season.campaign, made))
    assert after == before
    assert list(made.contents.values_list("kind", "text", "day")) == [
        ("content", "Thi đua lao động giỏi năm 2025", None),
        ("occasion", "95 năm Công đoàn Việt Nam (28/7/2024)", date(2025, 2, 28)),
    ]


def test_tables_are_carried_as_drafts_with_all_that_hangs_on_them(season: Season) -> None:
    made = make(full(season))
    table = made.tables.get()
    assert (table.code, table.version, table.status, table.base) == ("B1", 1, TableStatus.DRAFT, season.table)
    lines = ("code", "name", "rule", "max_points", "order", "inputs__indicator__code")
    before, after = (list(t.criteria.values_list(*lines)) for t in (season.table, table))
    assert after == before
    assert set(table.criteria.values_list("inputs__indicator__campaign", flat=True)) == {made.pk}
    assert list(table.bands.values_list("name", "lowest")) == [("Tốt", 75), ("Hoàn thành", 0)]
    assert list(table.downgrades.values_list("fact_kind", "band__name")) == [("discipline", "Hoàn thành")]
    assert [(t.kind, t.criterion.table_id) for t in table.tie_breaks.all() if t.criterion] == [
        ("criterion", table.pk)
    ]
    assert set(Participant.objects.filter(phase__campaign=made).values_list("table", flat=True)) == {table.pk}


def test_of_a_table_the_version_in_force_is_carried_and_a_later_draft_is_said(season: Season) -> None:
    ScoringTable.objects.filter(pk=season.table.pk).update(status=TableStatus.AGREED)
    draft = tables.new_version(table=season.table, by=SYSTEM, now=NOW)
    plan = planned(season)
    assert (plan.tables, plan.drafts) == ([season.table], [draft])
    assert make(season).tables.get().base == season.table


def test_a_clusters_version_stays_one_of_the_federations_table(season: Season) -> None:
    world = season.world
    ScoringTable.objects.filter(pk=season.table.pk).update(status=TableStatus.AGREED)
    own = tables.new_version(table=season.table, cluster=world.cluster_1, code="B1-C1", by=SYSTEM, now=NOW)
    Participant.objects.filter(union=world.ba_dinh).update(table=own)
    made = make(season)
    copy = made.tables.get(code="B1-C1")
    assert (copy.cluster, bound_base(copy)) == (world.cluster_1, made.tables.get(code="B1"))
    assert made.phases.get(number=1).participants.get(union=world.ba_dinh).table == copy


def test_participants_are_carried_with_their_clusters_and_sectors(season: Season) -> None:
    made = make(season)
    where = ("union__code", "cluster__code", "sector", "table__code")
    before, after = (
        list(Participant.objects.filter(phase__campaign=c).order_by("union__code").values_list(*where))
        for c in (season.campaign, made)
    )
    assert after == before


def test_targets_figures_pledges_points_and_facts_are_never_carried(season: Season) -> None:
    facts = ExternalFact.objects.count()
    full(season)
    made = make(season)
    assert {
        "targets": Target.objects.filter(indicator__campaign=made).count(),
        "results": Result.objects.filter(participant__phase__campaign=made).count(),
        "pledges": Pledge.objects.filter(campaign=made).count(),
        "standings": Standing.objects.filter(participant__phase__campaign=made).count(),
        "submitted": Participant.objects.filter(phase__campaign=made, submitted_at__isnull=False).count(),
    } == dict.fromkeys(("targets", "results", "pledges", "standings", "submitted"), 0)
    assert ExternalFact.objects.count() == facts + 1  # the one that `full` records


def test_the_earlier_campaign_is_left_as_it_is(season: Season) -> None:
    full(season)

    def rows() -> list[Any]:
        campaign = Campaign.objects.get(pk=season.campaign.pk)
        return [
            [Campaign.objects.filter(pk=campaign.pk).values()[0]],
            list(campaign.phases.values()), list(campaign.tables.values()),
            list(Criterion.objects.filter(table__campaign=campaign).values()),
            list(Result.objects.filter(participant__phase__campaign=campaign).values()),
        ]  # fmt: skip

    before = rows()
    make(season)
    assert rows() == before


def test_one_audit_event_says_from_what_it_was_made(season: Season) -> None:
    made = make(full(season))
    event = AuditEvent.objects.get(verb="clone_campaign")
    assert (event.subject_id, event.actor_name, event.data["source"], event.data["participants"]) == (
        made.pk, "quang", "HN-2024", 8,
    )  # fmt: skip


def test_a_code_in_use_is_refused_with_what_to_do(season: Season) -> None:
    make(season)
    with pytest.raises(ValidationError) as error:
        make(season)
    assert error.value.message_dict == {
        "code": ["The code “HN-2025” belongs to another campaign. Choose another."]
    }
    assert Campaign.objects.count() == 2


def test_only_staff_of_the_federation_make_one(season: Season) -> None:
    for name in ("hoa", "lan", "kim", "vy"):
        with pytest.raises(Refusal):
            make(season, by=season.world.users[name])


def test_another_plan_than_the_one_seen_makes_nothing(season: Season) -> None:
    seen = planned(season).digest
    Union.objects.filter(code="HM").update(dissolved_on=date(2024, 12, 1))
    with pytest.raises(Conflict):
        make(season, seen=seen)
    assert Campaign.objects.count() == 1
    assert make(season, seen=planned(season).digest).year == 2025


def test_a_cancelled_campaign_can_be_followed_by_another(season: Season) -> None:
    campaigns.cancel_campaign(campaign=season.campaign, reason="Sáp nhập", by=season.world.quang, now=NOW)
    made = make(season)
    assert (made.status, made.phases.get().is_cancelled) == (CampaignStatus.DRAFT, False)


def test_the_clone_is_launched_and_takes_figures(season: Season) -> None:
    made = make(full(season))
    campaigns.launch_campaign(campaign=made, by=season.world.quang, now=AUTUMN)
    phase = Phase.objects.get(campaign=made, number=1)
    assert phase.takes_figures_at(at(2025, 7, 15))
    assert Result.objects.filter(participant__phase=phase).count() == 4 * 4


def test_statements_do_not_grow_with_the_unions(season: Season) -> None:
    """For 4 unions or 304: what is written in sets stays in sets."""
    counts = []
    make(season, code="WARM", by=SYSTEM)  # what is read once a process
    for code, more in (("A", 0), ("B", 300)):
        crowd(season, more)
        with CaptureQueriesContext(connection) as asked:
            made = make(season, code=code, by=SYSTEM)
        # SQLite splits a long insert by the number of its values
        counts.append(sum(1 for _same in groupby(query["sql"][:60] for query in asked)))
        assert made.phases.get().participants.count() == 4 + more
    assert counts == [counts[0]] * 2


def test_a_whole_table_reads_the_new_campaigns_own_indicators(season: Season) -> None:
    whole_table(season)
    made = make(season)
    assert made.indicators.count() == season.campaign.indicators.count()
    read = Criterion.objects.filter(table__campaign=made, inputs__isnull=False)
    assert set(read.values_list("inputs__indicator__campaign", flat=True)) == {made.pk}
