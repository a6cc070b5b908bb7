"""A workbook out, in again, and out again."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from campaigns.choices import CampaignStatus
from campaigns.imports import import_workbook
from campaigns.models import (
    Campaign,
    Participant,
    Result,
)
from campaigns.services import targets
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import export_workbook
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from tests.campaigns.workbook.rich_season import rich_season
from tests.cast import CLOSES, NOW, Season, at
from units.actors import SYSTEM
from units.models import AuditEvent, User
from units.services.unions import affiliate_union


def cells(campaign: Campaign) -> dict[str, list[dict[str, Any]]]:
    """Everything that an export holds, as its reader understands it."""
    file = BytesIO()
    export_workbook(campaign=campaign, target=file, by=SYSTEM, now=NOW)
    faults = Faults()
    book = read_workbook(file, SHEETS, faults)
    assert (faults.shown, faults.warnings) == ([], [])
    assert book is not None
    return {key: [row.values for row in page.rows] for key, page in book.pages.items()}


def exported(campaign: Campaign) -> BytesIO:
    file = BytesIO()
    export_workbook(campaign=campaign, target=file, by=SYSTEM, now=NOW)
    file.seek(0)
    return file


def wipe() -> None:
    """Empty the database of everything that the project holds."""
    from django.db import connection

    tables = [
        m._meta.db_table for app in ("campaigns", "units") for m in apps.get_app_config(app).get_models()
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


@pytest.fixture
def rich(season: Season) -> Season:
    return rich_season(season)


def test_export_holds_every_sheet_and_column(rich: Season) -> None:
    found = cells(rich.campaign)
    assert {key: len(rows) for key, rows in found.items()} == {
        "unions": 6, "clusters": 2, "members": 5, "terms": 2, "people": 9, "headcounts": 2, "facts": 1,
        "campaign": 1, "phases": 2, "contents": 1, "indicators": 4, "tables": 3, "criteria": 11,
        "steps": 4, "bands": 2, "conditions": 5, "downgrades": 2, "tie_breaks": 3,
        "participants": 4, "stages": 3, "targets": 9, "results": 5, "years": 1, "year_parts": 2,
    }  # fmt: skip
    assert found["results"][0] == {
        "phase_number": 1, "phase_sector": "", "union": "BD", "indicator": "DV", "state": "reported",
        "value": Decimal(800), "stage": "", "as_of": date(2024, 7, 15), "is_estimate": True,
        "note": "=cmd|' /C calc'!A0",
    }  # fmt: skip
    assert found["headcounts"][0] == {
        "union": "BD", "as_of": date(2023, 12, 31), "members": Decimal(41_250), "women": Decimal(20_000),
        "direct_workers": Decimal(0), "source": "BC 12",
    }  # fmt: skip
    assert found["facts"] == [{
        "union": "BD", "kind": "discipline", "grade": "Khiển trách", "number": "0012/QĐ-LĐLĐ", "day": date(2023, 3, 1),
        "issued_by": "LĐLĐ TP", "note": "Quý I",
    }]  # fmt: skip
    assert found["years"] == [{
        "number": 7, "name": "Cả năm 2024", "joins": "sum", "table": "B8", "table_version": 2,
        "closes_at": at(2025, 1, 15, 9, 30), "review_day": date(2024, 11, 30),
    }]  # fmt: skip
    assert found["year_parts"][0] == {
        "year_number": 7,
        "campaign": "",
        "phase_number": 1,
        "phase_sector": "",
        "weight": Decimal("1.5"),
    }
    own = {
        "phase_number": 1, "phase_sector": "", "kind": "appraisal", "opens_at": CLOSES, "sector": "", "cluster": "",
        "closes_at": at(2024, 8, 20), "person": "", "fills_empty": False,
    }  # fmt: skip
    assert found["stages"] == [
        own,
        {**own, "cluster": "C2", "closes_at": at(2024, 8, 21, 17), "person": "quang"},
        {**own, "sector": "enterprise", "closes_at": at(2024, 8, 19), "fills_empty": True},
    ]
    assert found["phases"][0]["remind_days"] == "3,1"
    assert found["phases"][0]["entry_closes_at"] == CLOSES
    assert found["campaign"][0]["theme"] == "Dòng một\nDòng hai"


def test_import_into_the_same_database_changes_nothing(rich: Season) -> None:
    before = cells(rich.campaign)
    file, events = exported(rich.campaign), AuditEvent.objects.count()
    versions = list(Result.objects.order_by("pk").values_list("version", flat=True))
    outcome = import_workbook(file=file, by=rich.world.quang, now=NOW)
    assert (outcome.faults.shown, outcome.counts) == ([], {})
    assert AuditEvent.objects.count() == events
    assert cells(rich.campaign) == before
    assert list(Result.objects.order_by("pk").values_list("version", flat=True)) == versions


def test_import_into_an_empty_database_gives_equal_cells(rich: Season) -> None:
    file, before = exported(rich.campaign), cells(rich.campaign)
    above = exported(Campaign.objects.get(code="TLD-2024"))
    wipe()
    assert import_workbook(file=above, by=SYSTEM, now=NOW).faults.shown == []
    outcome = import_workbook(file=file, by=SYSTEM, now=NOW)
    assert outcome.faults.shown == []
    campaign = Campaign.objects.get(code="HN-2024")
    assert cells(campaign) == before
    assert campaign.status == CampaignStatus.DRAFT
    assert Participant.objects.with_figures().count() == 4
    assert Participant.objects.filter(phase__kind="year").count() == 4
    assert Result.objects.count() == 16
    assert User.objects.get(username="quang").has_usable_password() is False
    assert import_workbook(file=file, by=SYSTEM, now=NOW).counts == {}


def test_audit_has_one_event_a_sheet(rich: Season) -> None:
    file = exported(rich.campaign)
    above = exported(Campaign.objects.get(code="TLD-2024"))
    wipe()
    import_workbook(file=above, by=SYSTEM, now=NOW)
    AuditEvent.objects.all().delete()
    import_workbook(file=file, by=SYSTEM, now=NOW)
    found = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert found == [
        "found_unions", "found_cluster", "found_cluster", "write_memberships", "name_leader", "name_leader",
        "enter_people", "write_appointments", "write_headcounts", "record_fact",
        "create_campaign", "add_phase", "add_phase", "write_contents",
        "write_indicators", "write_tables", "write_criteria", "write_steps", "write_bands", "write_conditions",
        "write_downgrades", "write_tie_breaks", "enrol", "make_year", "set_stage", "set_stage",
        "set_stage", "set_targets", "prepare_sheets", "enter_results", "import_workbook",
    ]  # fmt: skip


def test_long_figures_survive(season: Season) -> None:
    big = Decimal("9999999999999.1234")
    values = {season.indicators["KP"]: big}
    season.indicators["KP"].decimals = 4
    season.indicators["KP"].save()
    targets.set_targets(
        campaign=season.campaign, union=season.world.city, kind="assigned", values=values, by=SYSTEM, now=NOW
    )
    assert [r["value"] for r in cells(season.campaign)["targets"] if r["union"] == "HN"] == [big]


def test_union_is_exported_where_it_stands_today_and_not_where_it_will_move(season: Season) -> None:
    """A move that is dated ahead acts on its day, in the file too."""
    world = season.world
    with time_machine.travel(NOW):
        day = timezone.localdate() + timedelta(days=30)
        affiliate_union(union=world.ba_dinh, parent=world.ha_dong, since=day, by=SYSTEM, now=NOW)
        before = [row for row in cells(season.campaign)["unions"] if row["code"] == "BD"]
    with time_machine.travel(NOW + timedelta(days=31)):
        after = [row for row in cells(season.campaign)["unions"] if row["code"] == "BD"]
    assert [(row["parent"], row["valid_from"]) for row in (*before, *after)] == [
        ("HN", date(2020, 1, 1)),
        ("HD", day),
    ]
