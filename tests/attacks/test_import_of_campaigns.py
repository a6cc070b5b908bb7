"""A workbook gives its importer no right over campaigns that the pages would not."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.choices import CampaignStatus
from campaigns.imports import ask_import, import_workbook
from campaigns.models import Campaign, Participant
from campaigns.services import closing
from campaigns.workbook.exporting import write_workbook
from tests.attacks.import_cast import KEEPERS, MINE, bring, told
from tests.cast import CLOSES, NOW, Season, World
from units.models import Appointment, User
from units.services import jobs


def test_unions_that_are_not_ones_own_are_not_enrolled(world: World) -> None:
    phase = {"number": 1, "name": "Đợt 1", "period_from": date(2024, 1, 1), "period_to": date(2024, 6, 30),
             "entry_opens_at": "2024-07-01T00:00", "entry_closes_at": "2024-08-01T00:00"}  # fmt: skip
    outcome = bring(world.hoa, phases=[phase], participants=[{"phase_number": 1, "union": "LB"}])
    assert told(outcome) == [KEEPERS]
    assert not Participant.objects.exists()


def foreign(**sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """Sheets that guess what another federation's campaign holds."""
    phase = {"number": 1, "name": "?", "period_from": date(2024, 1, 1), "period_to": date(2024, 7, 31),
             "entry_opens_at": "2024-07-01T00:00", "entry_closes_at": "2024-08-01T00:00"}  # fmt: skip
    figure = {"phase_number": 1, "union": "HM", "indicator": "DV", "state": "reported", "value": 1}
    target = {"union": "HM", "indicator": "DV", "kind": "registered", "value": 1}
    return {"phases": [phase], "results": [figure], "targets": [target], **sheets}


@pytest.mark.parametrize("owner", ["HN", "BD"])
def test_faults_tell_nothing_of_what_another_federations_campaign_holds(season: Season, owner: str) -> None:
    season.enter(season.world.hoang_mai, season.world.minh, dv="777")
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    campaign = {**MINE, "code": "HN-2024", "owner": owner}
    file = BytesIO()
    write_workbook(file, {"campaign": [campaign], **foreign()})
    outcome = import_workbook(file=file, by=season.world.hoa, now=CLOSES)
    words = " ".join(told(outcome) + [str(w) for w in outcome.faults.warnings])
    assert outcome.faults.total > 0
    assert "777" not in words
    assert "Đợt 1" not in words
    assert "write what is stored" not in words.lower()


def test_an_inspector_and_an_officer_whose_post_has_ended_import_nothing(season: Season) -> None:
    world = season.world
    Appointment.objects.filter(person=world.hoa.person).update(valid_to=date(2024, 7, 20))
    for user in (world.kim, world.vy, User.objects.get(username="hoa")):
        outcome = bring(user)
        assert (outcome.faults.total, Campaign.objects.filter(code="BD-1").exists()) == (1, False), user


def test_the_right_is_looked_at_when_the_job_runs_not_when_it_was_asked_for(
    world: World, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    file = BytesIO()
    write_workbook(file, {"campaign": [MINE]})
    ask_import(upload=SimpleUploadedFile("a.xlsx", file.getvalue()), by=world.hoa, now=NOW)
    Appointment.objects.filter(person=world.hoa.person).update(valid_to=NOW.date())
    jobs.run_all(now=NOW)
    assert not Campaign.objects.filter(code="BD-1").exists()


def test_a_workbook_launches_nothing_and_carries_no_status(world: World) -> None:
    assert told(bring(world.hoa)) == []
    assert Campaign.objects.get(code="BD-1").status == CampaignStatus.DRAFT


def test_drafts_of_another_federation_are_no_parents(season: Season) -> None:
    Campaign.objects.filter(pk=season.campaign.pk).update(status=CampaignStatus.DRAFT, launched_at=None)
    file = BytesIO()
    write_workbook(file, {"campaign": [{**MINE, "parent": "HN-2024"}]})
    outcome = import_workbook(file=file, by=season.world.hoa, now=NOW)
    assert told(outcome) == ["There is no campaign “HN-2024” yet. Import it first, or leave the cell empty."]
