"""What the demo shows at every stage, kept as files: standings, explanations, minutes, workbooks cell by cell.

The same bytes on SQLite and PostgreSQL. `GOLDEN=write pytest tests/test_golden.py` writes them anew; the difference is
then read in the diff before it is committed.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from awards.models import CouncilSession
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase, Standing
from campaigns.workbook.exporting import export_workbook
from emulation_tracker.demo.build import STAGES, build
from units.actors import SYSTEM

FOLDER = Path(__file__).parent / "golden" / "demo"
NOW = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
#: Campaigns whose documents are closed: the same at every stage, so kept once.
HISTORIC = {"TLD-2024", "COVID-2021", "CUM1-2023", "SS-2021"}


def printed(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def standings_of(phase: Phase) -> str:
    return printed("standings", phase.campaign.code, str(phase.number), "--format", "json")


def explanations_of(phase: Phase) -> str:
    """`explain` for every union of the phase, in the order of their codes."""
    unions = Standing.objects.filter(participant__phase=phase).visible()
    codes = unions.order_by("participant__union__code").values_list("participant__union__code", flat=True)
    return "\n".join(printed("explain", phase.campaign.code, str(phase.number), code) for code in codes)


def cells_of(campaign: Campaign) -> str:
    """Every cell of the exported workbook: a heading for each sheet, then a row a line."""
    file = BytesIO()
    export_workbook(campaign=campaign, target=file, by=SYSTEM, now=NOW)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    lines = []
    for name in book.sheet_names:
        lines.append(f"== {name}")
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        lines += [json.dumps(row, ensure_ascii=False, default=str) for row in rows]
    return "\n".join(lines) + "\n"


def minutes_of(session: CouncilSession) -> str:
    """The minutes, field by field.

    Nominations stand by name, since the databases number them; the hashes over those numbers are left out.
    """
    document: dict[str, Any] = json.loads(json.dumps(session.minutes))
    names = dict(session.round.nominations.values_list("pk", "name"))
    for addendum in document["addenda"]:
        addendum.pop("added_to")
        for side in ("winners", "others"):
            addendum[side] = [names[pk] for pk in addendum[side]]
    for award in document["awards"]:
        award["lines"] = [{k: v for k, v in line.items() if k != "nomination"} for line in award["lines"]]
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def shown(stage: str) -> Iterator[tuple[str, str]]:
    """Names of files and what they hold."""
    for phase in Phase.objects.filter(status__gte=PhaseStatus.CLOSED).select_related("campaign"):
        place = "every" if phase.campaign.code in HISTORIC else stage
        name = f"{place}/{phase.campaign.code}-{phase.number}"
        yield f"{name}.standings.json", standings_of(phase)
        yield f"{name}.explain.txt", explanations_of(phase)
    for campaign in Campaign.objects.all():
        place = "every" if campaign.code in HISTORIC else stage
        yield f"{place}/{campaign.code}.workbook.txt", cells_of(campaign)
    counted = CouncilSession.objects.exclude(minutes={}).order_by("begins_at", "pk")
    for number, session in enumerate(counted, start=1):
        yield f"{stage}/minutes-{number}.json", minutes_of(session)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_the_demo_shows_what_it_always_showed(stage: str) -> None:
    with time_machine.travel(NOW):
        build(stage=stage, now=NOW)
        found = dict(shown(stage))
    if os.environ.get("GOLDEN") == "write":
        for name, text in found.items():
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(text, encoding="utf-8")
    kept = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for folder in ("every", stage)
        for path in (FOLDER / folder).glob("*.*")
    }
    assert found == kept
