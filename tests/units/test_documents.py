"""Uploaded files: what is taken, under which name, and who may read it."""

import io
import struct
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.services import results
from tests.cast import NOW, Season, World
from units.models import Document
from units.services.documents import keep_document, plain_name


def office() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("virus.exe", "MZ")
    return buffer.getvalue()


def torn() -> bytes:
    """An end that names one entry where there is none."""
    return office()[:-22] + struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)


TAKEN = {
    "a.pdf": (b"%PDF-1.7", "application/pdf"),
    "a.JPG": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "a.png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "a.webp": (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
    "a.xlsx": (office(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.docx": (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
REFUSED = {
    "page.html": b"<script>alert(1)</script>",
    "page.pdf": b"<script>alert(1)</script>",
    "a.exe": b"%PDF-1.7",
    "sound.webp": b"RIFF\x00\x00\x00\x00WAVE",
    "a.xlsx": archive(),
    "b.docx": b"PK\x03\x04 torn",
    "noending": b"%PDF-1.7",
    "torn.docx": torn(),
}


def keep(world: World, name: str, content: bytes) -> Document:
    return keep_document(upload=SimpleUploadedFile(name, content), union=world.ba_dinh, by=world.hoa, now=NOW)


@pytest.mark.parametrize("name", TAKEN)
def test_kinds_of_evidence_are_taken(world: World, name: str) -> None:
    content, kind = TAKEN[name]
    kept = keep(world, name, content)
    assert (kept.name, kept.content_type, kept.size) == (name, kind, len(content))


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_with_what_is_taken(world: World, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        keep(world, name, REFUSED[name])
    assert list(caught.value.message_dict) == ["file"]
    assert Document.objects.count() == 0


def test_empty_and_oversized_files_are_refused(world: World, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    for content in (b"", b"%PDF-1.7 more than ten"):
        with pytest.raises(ValidationError):
            keep(world, "a.pdf", content)


def test_stored_name_says_nothing_and_hash_is_of_the_content(world: World) -> None:
    kept = keep(world, "Biên bản.pdf", b"%PDF-1.7")
    assert "ban" not in (kept.file.name or "")
    assert kept.sha256 == "86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b"
    assert default_storage.open(kept.file.name or "").read() == b"%PDF-1.7"


def test_name_loses_folders_and_invisible_letters_and_keeps_its_ending() -> None:
    assert plain_name("C:\\Users\\hoa\\bien ban.pdf") == "bien ban.pdf"
    assert plain_name("../../etc/passwd.pdf") == "passwd.pdf"
    assert plain_name("a\r\nSet-Cookie: x.pdf") == "aSet-Cookie: x.pdf"
    assert plain_name("ảnh\u202egpj.exe.pdf") == "ảnhgpj.exe.pdf"
    assert (len(plain_name("a" * 300 + ".pdf")), plain_name("a" * 300 + ".pdf")[-4:]) == (200, ".pdf")


@pytest.fixture
def evidence(season: Season) -> Document:
    upload = SimpleUploadedFile("Biên bản.pdf", b"%PDF-1.7")
    row = season.result(season.world.ba_dinh, "DV")
    return results.attach_evidence(result=row, upload=upload, by=season.world.hoa, now=NOW).document


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("hoa", 200), ("hung", 200), ("quang", 200), ("kim", 200),
        ("lan", 200), ("minh", 200),  # the head and the deputy of the cluster read the sheet, so its evidence too
        ("nga", 404), ("vy", 404),
    ],
)  # fmt: skip
def test_evidence_is_read_by_those_who_may_read_the_sheet(
    season: Season, evidence: Document, client: Client, name: str, status: int
) -> None:
    client.force_login(season.world.users[name])
    assert client.get(f"/documents/{evidence.pk}/").status_code == status


def test_download_is_saved_under_its_own_name_and_never_shown(
    season: Season, evidence: Document, client: Client
) -> None:
    client.force_login(season.world.hoa)
    answer = client.get(f"/documents/{evidence.pk}/")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]


def test_missing_file_is_not_found(season: Season, evidence: Document, client: Client) -> None:
    default_storage.delete(evidence.file.name or "")
    client.force_login(season.world.hoa)
    assert client.get(f"/documents/{evidence.pk}/").status_code == 404


def test_visitor_is_asked_to_sign_in(evidence: Document, client: Client) -> None:
    where = f"/documents/{evidence.pk}/"
    assert client.get(where).url == f"/login/?next={where}"
