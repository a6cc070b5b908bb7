"""Requests for what a person has no right to, with fields that no form of ours has."""

from datetime import date
from decimal import Decimal
from typing import Any

import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.services import campaigns, closing, results
from tests.attacks.request_cast import picture, signed_in
from tests.campaigns.pledge_cast import circulated
from tests.cast import CLOSES, NOW, PASSWORD, Season
from tests.matrix.addresses import MATRIX
from tests.matrix.places import address, sent_to
from tests.pages import like
from units.actors import SYSTEM
from units.models import Appointment, AuditEvent, Job, Notice
from units.services import jobs


def test_rights_end_with_the_appointment_and_with_the_account(season: Season) -> None:
    client, url = signed_in(season.world.hoa), f"/sheets/{season.sheet(season.world.ba_dinh).pk}/save/"
    row = season.result(season.world.ba_dinh, "DV")
    with time_machine.travel(NOW, tick=False):
        assert client.post(url, {f"version-{row.pk}": "0", f"value-{row.pk}": "1"}).status_code == 302
        Appointment.objects.filter(person=season.world.hoa.person).update(valid_to=NOW.date())
        assert client.post(url, {f"version-{row.pk}": "1", f"value-{row.pk}": "2"}).status_code == 403
        season.world.hoa.__class__.objects.filter(username="hoa").update(is_active=False)
        assert client.get("/").status_code == 302
    assert season.result(season.world.ba_dinh, "DV").value == 1


def test_an_inspector_and_one_without_a_post_write_nowhere(season: Season, places: dict[str, Any]) -> None:
    job = Job.objects.get(key="none")
    for name in ("kim", "vy"):
        user = getattr(season.world, name)
        Job.objects.filter(pk=job.pk).update(created_by=user)  # asked for while a post was held
        before, rows, known = AuditEvent.objects.count(), picture(), signed_in(user)
        with time_machine.travel(NOW, tick=False):
            for verb in MATRIX:
                client = like(known)
                if verb not in ("logout", "notices", "password_change"):
                    client.post(
                        address(verb, places, season),
                        {**sent_to(verb, season), "confirm": "yes", "understood": "on"},
                    )
        assert (AuditEvent.objects.count(), picture()) == (before, rows)


def test_fields_that_a_form_does_not_have_change_nothing(season: Season) -> None:
    world, row = season.world, season.result(season.world.ba_dinh, "DV")
    extra = {
        "points": "99", "status": "30", "union": str(world.ha_dong.pk), "version": "77", "phase": "9", "rank": "1",
        "entered_by": str(world.quang.pk), "participant": str(season.sheet(world.ha_dong).pk),
        "submitted_at": "2024-01-01", f"status-{row.pk}": "30", f"entered_by-{row.pk}": "1",
        f"registered-{row.pk}": "1", f"indicator-{row.pk}": "1",
    }  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        signed_in(world.hoa).post(
            f"/sheets/{row.participant_id}/save/", {f"version-{row.pk}": "0", f"value-{row.pk}": "5", **extra}
        )
        edit = {
            "name": "Tên khác",
            "kind": "yearly",
            "year": "2024",
            "status": "30",
            "code": "XX",
            "owner": str(world.ba_dinh.pk),
            "launched_at": "",
        }
        answer = signed_in(world.quang).post(reverse("campaign-edit", args=[season.campaign.pk]), edit)
    now = season.result(world.ba_dinh, "DV")
    assert answer.status_code == 302
    assert (now.value, now.status, now.version, now.entered_by) == (Decimal(5), 10, 1, world.hoa)
    assert (now.participant_id, now.indicator_id, now.registered_id) == (
        row.participant_id,
        row.indicator_id,
        row.registered_id,
    )
    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.code, campaign.owner, campaign.status) == (
        "Tên khác",
        "HN-2024",
        world.city,
        season.campaign.status,
    )


def test_figures_of_another_sheet_are_not_saved_confirmed_or_read_through_ones_own(season: Season) -> None:
    world = season.world
    season.enter(world.ha_dong, world.nga, dv="800", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(world.ha_dong), by=world.nga, now=NOW)
    other, own = season.result(world.ha_dong, "DV"), season.sheet(world.ba_dinh).pk
    second = Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=NOW, entry_closes_at=CLOSES, status=PhaseStatus.OPEN,
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        answer = signed_in(world.hoa).post(
            f"/sheets/{own}/save/", {f"version-{other.pk}": "2", f"value-{other.pk}": "1"}
        )
        assert answer.status_code == 403
        signed_in(world.quang).post(
            reverse("results-verify", args=[second.pk]), {"results": [f"{other.pk}.{other.version}"]}
        )
    after = season.result(world.ha_dong, "DV")
    assert (after.value, after.status, after.version) == (other.value, other.status, other.version)


def test_what_was_not_confirmed_leaves_no_event(season: Season) -> None:
    other = season.result(season.world.ba_dinh, "DV")
    second = Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=NOW, entry_closes_at=CLOSES, status=PhaseStatus.OPEN,
    )  # fmt: skip
    before = AuditEvent.objects.count()
    results.verify_results(phase=second, result_ids=[other.pk], by=season.world.quang, now=NOW)
    assert AuditEvent.objects.count() == before


def test_a_rank_of_another_cluster_is_not_opened_while_provisional(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    world, client = season.world, signed_in(season.world.hoa)
    url, other = reverse("standings", args=[season.phase.pk]), season.sheet(world.ha_dong)
    assert client.get(url, {"cluster": world.cluster_2.pk}).status_code == 404
    page = client.get(url, {"open": other.pk}).content.decode()
    assert world.ha_dong.short_name not in page
    assert world.ha_dong.short_name not in str(
        client.get(reverse("standings-export", args=[season.phase.pk])).content
    )
    for clusters in ("0", "-1", "None", ""):
        assert (
            world.ha_dong.short_name
            not in client.get(url, {"cluster": clusters, "open": other.pk}).content.decode()
        )


def test_nobody_reminds_units_of_another_campaign(season: Season) -> None:
    other = campaigns.create_campaign(
        code="TLD-2024", name="X", year=2024, owner=season.world.confederation, by=SYSTEM, now=NOW
    )
    phase = campaigns.add_phase(
        campaign=other, number=1, name="Đợt 1", period_from=date(2024, 1, 1), period_to=date(2024, 7, 31),
        entry_opens_at=NOW, entry_closes_at=CLOSES, by=SYSTEM, now=NOW,
    )  # fmt: skip
    Phase.objects.filter(pk=phase.pk).update(status=PhaseStatus.OPEN)
    Campaign.objects.filter(pk=other.pk).update(status=20, launched_at=NOW)
    before = Notice.objects.count()
    with time_machine.travel(NOW, tick=False):
        client = signed_in(season.world.quang)
        assert client.post(reverse("remind", args=[phase.pk])).status_code in (403, 404)
        own = reverse("remind", args=[season.phase.pk])
        assert client.post(own, {"union": season.world.city.pk}).status_code == 404
    assert Notice.objects.count() == before


def test_no_password_is_in_any_row(season: Season, caplog: Any) -> None:
    pledge = circulated(season)
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.post("/login/", {"username": "hung", "password": PASSWORD})
        sign = reverse("pledge-sign", args=[pledge.pk])
        for password in ("Sai-mat-khau-1", PASSWORD):
            client.post(sign, {"union": season.world.ba_dinh.pk, "password": password, "read": "on"})
        client.post("/login/", {"username": "hung", "password": "Sai-mat-khau-2"})
        client.post(
            "/password/",
            {"old_password": PASSWORD, "new_password1": "Mat-khau-moi-3", "new_password2": "Mat-khau-moi-3"},
        )
    everything = str([list(m._default_manager.values()) for m in apps.get_models()]) + caplog.text
    assert [
        p for p in (PASSWORD, "Sai-mat-khau-1", "Sai-mat-khau-2", "Mat-khau-moi-3") if p in everything
    ] == []
