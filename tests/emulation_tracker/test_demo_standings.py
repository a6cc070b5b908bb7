"""`standings --format json` of every closed demo phase: the same bytes on both databases, kept in tests/golden."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from emulation_tracker.demo.build import build

GOLDEN = Path(__file__).parent.parent / "golden"


def printed(phase: Phase) -> str:
    out = StringIO()
    call_command("standings", phase.campaign.code, str(phase.number), "--format", "json", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_standings_of_every_closed_demo_phase_are_the_same_on_both_databases() -> None:
    build(stage="final", now=timezone.now())
    closed = Phase.objects.filter(status__gte=PhaseStatus.CLOSED).select_related("campaign")
    found = {f"{p.campaign.code}-{p.number}.json": printed(p) for p in closed}
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*-?.json")}
    assert found == kept


@pytest.mark.django_db
def test_every_seal_of_the_demo_verifies() -> None:
    build(stage="final", now=timezone.now())
    for phase in Phase.objects.filter(status=PhaseStatus.FINAL).select_related("campaign"):
        out = StringIO()
        call_command("verify_seal", phase.campaign.code, str(phase.number), stdout=out)
        assert out.getvalue().startswith("equal: ")
