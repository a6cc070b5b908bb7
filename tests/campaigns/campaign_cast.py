"""A campaign in preparation, its phases, and the fields that a fault names."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Campaign, Phase
from campaigns.services import campaigns
from tests.cast import NOW, World, at

PERIOD = {
    "period_from": date(2025, 1, 1),
    "period_to": date(2025, 6, 30),
    "entry_opens_at": at(2025, 6, 1),
    "entry_closes_at": at(2025, 7, 1),
}
#: What the form of a phase is sent: a second phase of the season.
PHASE_FORM = {
    "number": "2",
    "name": "Đợt 2",
    "period_from": "2024-08-01",
    "period_to": "2024-12-31",
    "entry_opens_at": "2024-12-01",
    "entry_closes_at": "2024-12-31",
    "target_share": "100",
}


def draft(world: World, code: str = "HN-2025", **fields: Any) -> Campaign:
    """Prepared by Quang."""
    return campaigns.create_campaign(
        code=code, name="Thi đua năm 2025", year=2025, owner=world.city, by=world.quang, now=NOW, **fields
    )


def phase_of(campaign: Campaign, world: World, **fields: Any) -> Phase:
    """Added by Quang: phase 1, in the first half of 2025."""
    values = {"number": 1, "name": "Đợt 1", **PERIOD, **fields}
    return campaigns.add_phase(campaign=campaign, by=world.quang, now=NOW, **values)


def fields_of(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    """The fields at which a fault is told."""
    return list(error.value.message_dict)
