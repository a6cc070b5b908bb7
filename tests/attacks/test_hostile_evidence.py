"""Files made by hand that are sent as evidence: taken or refused in words, never shown as a page."""

import resource
import struct
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.attacks.file_cast import refused
from tests.cast import NOW, Season, World
from units.models import Document
from units.services.documents import keep_document

pytestmark = [pytest.mark.drill, pytest.mark.once]
PDF = b"%PDF-1.7 x"
REFUSED = {
    "script.html": b"<script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "double.pdf.html": PDF,
    "double.html.pdf": b"<html><script>alert(1)</script>",
    "program.exe": b"MZ" + bytes(100),
    "program.pdf": b"MZ" + bytes(100),
    "page.php.png": b"<?php system($_GET['c']);",
    "nul.exe\x00": PDF,
    "rtl\u202efdp.exe": PDF,
    "noending": PDF,
    ".pdf": PDF,
    "..": PDF,
    "sound.webp": b"RIFF\x00\x00\x00\x00WAVE",
    "archive.docx": b"PK\x03\x04 no directory",
    "empty.pdf": b"",
    "space.pdf ": b"",
}
TAKEN = {
    "../../../etc/cron.d/x.pdf": "x.pdf",
    "..\\..\\windows\\x.pdf": "x.pdf",
    "/etc/passwd/x.pdf": "x.pdf",
    "tên\u202efdp.exe.pdf": "tênfdp.exe.pdf",
    "a\x00b.pdf": "ab.pdf",
    'a"; x="b\r\nX-Injected: 1.pdf': 'a"; x="bX-Injected: 1.pdf',
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf",
}


class Raw(SimpleUploadedFile):
    """An upload whose name reaches the service as it is, as from another door than Django's parser."""

    def _get_name(self) -> str:
        return self._raw

    def _set_name(self, name: str) -> None:
        self._raw = name

    name = property(_get_name, _set_name)  # type: ignore[assignment]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_evidence_is_refused(world: World, name: str) -> None:
    refused(
        lambda: keep_document(upload=Raw(name, REFUSED[name]), union=world.ba_dinh, by=world.hoa, now=NOW)
    )
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", TAKEN)
def test_a_hostile_name_is_only_a_word(season: Season, client: Client, settings: Any, name: str) -> None:
    world = season.world
    document = keep_document(upload=Raw(name, PDF), union=world.ba_dinh, by=world.hoa, now=NOW)
    assert document.name == TAKEN[name]
    stored = document.file.name.rsplit("/", 1)[-1]
    assert len(stored) == 32 + len(".pdf")
    assert document.file.path.startswith(str(settings.MEDIA_ROOT))
    client.force_login(world.hoa)
    answer = client.get(reverse("document", args=[document.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.has_header("X-Injected")


def test_a_polyglot_is_kept_but_never_shown_as_a_page(season: Season, client: Client) -> None:
    both = b"%PDF-1.7\n<html><script>alert(1)</script></html>"
    document = keep_document(
        upload=SimpleUploadedFile("a.pdf", both), union=season.world.ba_dinh, by=season.world.hoa, now=NOW
    )
    client.force_login(season.world.hoa)
    answer = client.get(reverse("document", args=[document.pk]))
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "application/octet-stream", "default-src 'none'; sandbox",
    )  # fmt: skip


def test_a_file_over_the_limit_is_refused(world: World, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    refused(
        lambda: keep_document(
            upload=SimpleUploadedFile("a.pdf", PDF + bytes(100)), union=world.ba_dinh, by=world.hoa, now=NOW
        )
    )


def test_an_office_file_with_a_directory_of_hundreds_of_thousands_costs_little(world: World) -> None:
    entry = (
        struct.Struct("<4s6H3L5H2L").pack(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    head, count = b"PK\x03\x04" + bytes(26), 400_000
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 47 * count, len(head))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + 47 * count, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 47, len(head), 0)
    file = head + entry * count + end64 + locator + end
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    refused(
        lambda: keep_document(
            upload=SimpleUploadedFile("a.docx", file), union=world.ba_dinh, by=world.hoa, now=NOW
        )
    )
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
