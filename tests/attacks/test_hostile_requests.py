"""What a browser, or somebody in its place, may send: every address, with parameters that no page of ours makes."""

import html
import re
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from awards.models import Nomination
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Content, Indicator, Participant, Phase, Pledge, Result
from campaigns.services import campaigns, closing, results
from campaigns.workbook.exporting import export_workbook
from tests.cast import CLOSES, NOW, PASSWORD, Season
from tests.matrix.addresses import MATRIX
from tests.pages import like
from tests.test_url_matrix import address, places, sent_to
from units.actors import SYSTEM
from units.models import Appointment, AuditEvent, Cluster, Job, Notice, Person, Post, Union
from units.services import jobs, notices

__all__ = ["places"]  # a fixture
LONG = "9" * 5000
PARAMETERS = (
    "page", "cluster", "indicator", "q", "open", "show", "day", "under", "line", "campaign", "status", "job", "phase",
    "year", "kind", "next", "confirm", "state", "union", "award", "owner", "change", "all",
)  # fmt: skip
#: Each of them alone goes to every page and every verb; `make test` sends the first two.
VALUES = ("a\x00b", "9" * 30, *(
    pytest.param(value, marks=pytest.mark.drill)
    for value in (LONG, "٣", "-1", "0", "9" * 18, "%00", "'\"--", "NaN", "1e400", "²", "2024-02-30", "\ud7ff")
))  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def readable(season: Season, places: dict[str, Any]) -> list[str]:
    return [address(name, places, season) for name, (method, _who) in MATRIX.items() if method == "GET"]


def rows_of_everything() -> dict[str, int]:
    """Rows of every table but the sessions."""
    return {
        m._meta.label: m._default_manager.count()
        for m in apps.get_models()
        if m._meta.label != "sessions.Session"
    }


def picture() -> dict[str, list[Any]]:
    """Every row of the tables that pages write to."""
    return {
        m.__name__: list(m._default_manager.order_by("pk").values())
        for m in (
            Campaign,
            Phase,
            Result,
            Participant,
            Pledge,
            Notice,
            Job,
            *apps.get_app_config("awards").get_models(),
        )
    }


@pytest.mark.drill
def test_opening_a_page_writes_nothing(season: Season, places: dict[str, Any]) -> None:
    before, rows = rows_of_everything(), picture()
    with time_machine.travel(NOW, tick=False):
        for name in ("hoa", "lan", "quang", "kim", "vy"):
            client = signed_in(getattr(season.world, name))
            client.get("/")
            for where in readable(season, places):
                client.get(where)
                client.head(where)
    assert rows_of_everything() == before
    assert picture() == rows


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_breaks_a_page(season: Season, places: dict[str, Any], value: str) -> None:
    found = {}
    with time_machine.travel(NOW, tick=False):
        for name in ("hoa", "quang"):
            client = signed_in(getattr(season.world, name))
            client.raise_request_exception = False
            for where in readable(season, places):
                answer = client.get(where, dict.fromkeys(PARAMETERS, value))
                found[name, where] = answer.status_code
    assert {k: v for k, v in found.items() if v >= 500} == {}


@pytest.mark.parametrize("value", VALUES)
def test_no_field_breaks_a_verb(season: Season, places: dict[str, Any], value: str) -> None:
    found = {}
    row = places["evidence"]
    seat, nomination = season.world.hoa.person_id, Nomination.objects.order_by("pk")[0].pk
    fields = (
        "participant", "results", "shown-1", "union", "cluster", "remove", "row", "reason", "commitment", "place",
        "title", "password", "username", "note", "read", "confirm", "back_page", "back_q", "text", "name", "code",
        "show", "then", f"version-{row}", f"value-{row}", f"note-{row}", f"state-{row}", "award", "base", "best",
        "council", "begins_at", "ends_at", "decided_on", "founded_by", "last_day", "nominations", "number", "places",
        "signer_name", "signer_title", "who", "winners", "tie", "step", "drop", "withdraw", "person",
        f"seat-{seat}", f"at-{seat}", f"n{nomination}", f"for-{nomination}",
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        for person in ("hoa", "quang"):
            known = signed_in(getattr(season.world, person))
            for name in MATRIX:
                client = like(known, raise_request_exception=False)
                for more in ({}, {"HTTP_HX_REQUEST": "true"}):
                    sent = {**dict.fromkeys(fields, value), **sent_to(name, season)}
                    found[person, name] = client.post(address(name, places, season), sent, **more).status_code
    assert {k: v for k, v in found.items() if v >= 500} == {}


def test_a_nul_in_a_note_is_refused_before_the_database_sees_it(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    sent = {f"version-{row.pk}": "0", f"value-{row.pk}": "5", f"note-{row.pk}": "a\x00b"}
    client = signed_in(season.world.hoa)
    with time_machine.travel(NOW, tick=False):
        assert client.post(f"/sheets/{row.participant_id}/save/", sent).status_code == 400
    assert season.result(season.world.ba_dinh, "DV").version == 0


# --- words that are code somewhere else
XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}{%x%}</textarea></title>"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


def poison(season: Season, text: str) -> None:
    """The text in every field of words that a page shows."""
    world = season.world
    Union.objects.filter(pk=world.ba_dinh.pk).update(name=text[:200], short_name=text[:80])
    Cluster.objects.update(name=text[:120], founded_by=text[:200])
    Person.objects.update(full_name=text[:120])
    Appointment.objects.update(source=text[:200])
    for post in Post.objects.all():
        Post.objects.filter(pk=post.pk).update(title=f"{post.pk}{text}"[:120])
    Campaign.objects.update(
        name=text, theme=text, legal_basis=text, source=text, source_date=date(2024, 1, 1)
    )
    Phase.objects.update(name=text[:120], theme=text)
    Indicator.objects.update(name=text, short_name=text[:60], group=text, unit_of_measure=text[:40])
    Content.objects.create(campaign=season.campaign, order=1, text=text)
    season.table.criteria.update(name=text)
    Result.objects.update(note=text, return_reason=text)
    Pledge.objects.update(title=text)
    Notice.objects.create(person=world.hoa.person, kind="k", key="x", title=text, body=text, created_at=NOW)
    Job.objects.update(
        message=text, result={"message": text, "faults": [text], "name": text, "url": "javascript:alert(1)"}
    )


@pytest.mark.drill
@pytest.mark.once
def test_words_are_never_markup_on_any_page(season: Season, places: dict[str, Any]) -> None:
    poison(season, XSS)
    pledge = Pledge.objects.get()
    from campaigns.services import pledges

    pledges.circulate_pledge(pledge=pledge, by=SYSTEM, now=NOW, commitment=XSS, place=XSS[:60])
    seen = 0
    for moment in (NOW, CLOSES):
        if moment == CLOSES:
            closing.close_due_phases(now=CLOSES)
            jobs.run_all(now=CLOSES)
        with time_machine.travel(moment, tick=False):
            for name in ("hoa", "lan", "quang"):
                client = signed_in(getattr(season.world, name))
                pages = readable(season, places)
                sheet = season.sheet(season.world.ba_dinh).pk
                pages += [f"{p}?open={sheet}&show=all&q={XSS}" for p in pages]
                pages += [f"/units/?q={XSS}", f"/campaigns/?q={XSS}&year={XSS}", f"/login/?next={XSS}"]
                for where in pages:
                    answer = client.get(where, headers={"referer": f"http://testserver/{XSS}"})
                    if "text/html" not in answer.get("Content-Type", ""):
                        continue
                    page = answer.content.decode()
                    seen += html.escape("<script>alert(1)") in page
                    assert "<script>alert" not in page, where
                    assert "<img src=x" not in page, where
                    assert "javascript:" not in page, where
                    assert "</textarea></title>" not in page, where
                    bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", page)  # what stands outside every quoted value
                    assert not re.search(r"<[a-z][^<>]*\son\w+\s*=", bare), where
    assert seen > 60


def test_typed_words_come_back_escaped(season: Season, places: dict[str, Any]) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    sent = {
        f"version-{row.pk}": "0",
        f"value-{row.pk}": "<script>alert(1)",
        f"note-{row.pk}": XSS,
        f"state-{row.pk}": XSS,
    }
    client = signed_in(season.world.hoa)
    for moment in (NOW, CLOSES):
        with time_machine.travel(moment, tick=False):
            for more in ({}, {"HTTP_HX_REQUEST": "true"}):
                answer = client.post(f"/sheets/{places['sheet']}/save/", {**sent, "row": str(row.pk)}, **more)
                assert answer.status_code in (422, 409)
                assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_file_is_a_formula(season: Season, text: str) -> None:
    poison(season, text)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    book = BytesIO()
    export_workbook(campaign=season.campaign, target=book)
    client = signed_in(season.world.quang)
    standings = client.get(reverse("standings-export", args=[season.phase.pk])).content
    for file in (book, BytesIO(standings)):
        with zipfile.ZipFile(file) as archive:
            xml = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/"))
        assert re.findall(r"<f[ >]|<hyperlink|externalLink", xml) == []
        assert html.escape(text.strip(), quote=False) in xml


def test_a_line_break_in_a_name_is_no_header_of_a_letter(season: Season) -> None:
    evil = "X\r\nBcc: evil@example.vn\r\n\r\nBody"
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    mail.outbox.clear()
    results.return_result(
        result=season.result(season.world.ba_dinh, "DV"), reason=evil, by=season.world.quang, now=NOW
    )
    Notice.objects.create(person=season.world.nga.person, kind="k", key="raw", title=evil, created_at=NOW)
    waiting = Notice.objects.filter(sent_at__isnull=True).count()
    assert notices.deliver(now=NOW) == waiting == len(mail.outbox)
    for letter in mail.outbox:
        assert "\n" not in letter.subject
        assert letter.message()["Bcc"] is None
        assert len(letter.recipients()) == 1


def test_a_code_with_quotes_is_no_header_of_a_download(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    Campaign.objects.update(code='a"; filename="evil.exe')
    answer = signed_in(season.world.quang).get(reverse("standings-export", args=[season.phase.pk]))
    assert (
        answer["Content-Disposition"] == 'attachment; filename="xep-hang-a\\"; filename=\\"evil.exe-1.xlsx"'
    )


OUTSIDE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\thttps://evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
)


@pytest.mark.parametrize("where", OUTSIDE)
def test_nothing_leads_outside(season: Season, where: str) -> None:
    client = Client()
    answer = client.post(f"/login/?next={where}", {"username": "hoa", "password": PASSWORD, "next": where})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = client.post("/i18n/setlang/", {"language": "vi", "next": where}, headers={"referer": where})
    assert answer["Location"] == "/"
    notice = Notice.objects.create(
        person=season.world.hoa.person, kind="k", key="x", title="x", url=where, created_at=NOW
    )
    assert client.post(reverse("notice-open", args=[notice.pk]))["Location"] == reverse("notices")
    answer = client.post(reverse("campaign-launch", args=[season.campaign.pk]), headers={"referer": where})
    assert "evil.example" not in answer.content.decode()


# --- rights
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
        signed_in(world.quang).post(reverse("results-verify", args=[second.pk]), {"results": [str(other.pk)]})
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


# --- secrets
def test_no_password_is_in_any_row(season: Season, caplog: Any) -> None:
    from tests.campaigns.pledge_cast import circulated

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
