"""Words that are code somewhere else: in a page, a file, a letter or a header they stay words."""

import html
import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from campaigns.models import Campaign, Content, Indicator, Phase, Pledge, Result
from campaigns.services import closing, pledges, results
from campaigns.workbook.exporting import export_workbook
from tests.attacks.request_cast import readable, signed_in
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM
from units.models import Appointment, Cluster, Job, Notice, Person, Post, Union
from units.services import jobs, letters

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}{%x%}</textarea></title>"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


def told(phase: str, sender: str = "LĐLĐ") -> dict[str, str]:
    """The values of a notice."""
    return {"phase": phase, "sender": sender}


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
    Content.objects.create(campaign=season.campaign, order=99, text=text)
    season.table.criteria.update(name=text)
    Result.objects.update(note=text, return_reason=text)
    Pledge.objects.update(title=text)
    Notice.objects.create(
        person=world.hoa.person, kind="phase_closed", key="x", values=told(text), created_at=NOW
    )
    Job.objects.update(
        message=text, result={"message": text, "faults": [text], "name": text, "url": "javascript:alert(1)"}
    )


@pytest.mark.drill
@pytest.mark.once
def test_words_are_never_markup_on_any_page(season: Season, places: dict[str, Any]) -> None:
    poison(season, XSS)
    pledge = Pledge.objects.get()
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
    export_workbook(campaign=season.campaign, target=book, by=SYSTEM, now=NOW)
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
    Notice.objects.create(
        person=season.world.nga.person,
        kind="phase_closed",
        key="raw",
        values=told(evil, evil),
        created_at=NOW,
    )
    waiting = Notice.objects.values("person", "kind").distinct().order_by().count()
    assert letters.deliver(now=NOW, at_once=True) == waiting == len(mail.outbox)
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
