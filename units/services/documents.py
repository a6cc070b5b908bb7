"""Keeping uploaded files: their kind is decided by their content, and they are stored hashed, under random names."""

import hashlib
import unicodedata
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from common.errors import fault
from common.zips import directory_of
from units.models import Document, Union, User

OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
#: What evidence may be, told by the first bytes, and under which endings: PDF, JPEG, PNG, WebP, Office Open XML.
SIGNATURES = (
    (b"%PDF-", "application/pdf", {".pdf"}),
    (b"\xff\xd8\xff", "image/jpeg", {".jpg", ".jpeg"}),
    (b"\x89PNG\r\n\x1a\n", "image/png", {".png"}),
    (b"RIFF", "image/webp", {".webp"}),
    (b"PK\x03\x04", "", set(OFFICE)),
)
LONGEST_NAME = 200
#: An Office document with more parts is none.
MOST_PARTS = 10_000


@contextmanager
def received(
    *, upload: UploadedFile, union: Union, by: User, now: datetime, private: bool = False
) -> Iterator[Document]:
    """An upload that is checked, hashed and stored, with its Document, which the block saves.

    A private one is read by its uploader alone.

    Enter it outside every transaction, and open the transaction inside: the store may be slow, and nobody waits for it
    inside a lock. Whatever is raised in the block, a refusal among it, removes the file. Killed in between, a process
    leaves a file that no row names. Raises ValidationError, with what to do, for a file too large, empty or of a kind
    not taken.
    """
    document = _described(upload, union=union, by=by, now=now, private=private)
    suffix = PurePosixPath(document.name).suffix.lower()
    document.file.save(f"{uuid.uuid4().hex}{suffix}", upload, save=False)
    try:
        yield document
    except BaseException:
        document.file.delete(save=False)
        raise


def keep_document(*, upload: UploadedFile, union: Union, by: User, now: datetime) -> Document:
    """Store an upload that needs nothing but to be kept. Raises as `received` does."""
    with received(upload=upload, union=union, by=by, now=now) as document:
        document.save()
    return document


def _described(upload: UploadedFile, *, union: Union, by: User, now: datetime, private: bool) -> Document:
    """What an upload is by its own content, not yet stored."""
    name = plain_name(upload.name or "")
    size = upload.size or 0
    if not 0 < size <= settings.UPLOAD_MAX_BYTES:
        raise fault(
            "file", _("“%(name)s” is empty or larger than 20 MB. Choose a smaller file.") % {"name": name}
        )
    suffix = PurePosixPath(name).suffix.lower()
    kind = content_type(upload, suffix)
    if not kind:
        raise fault(
            "file",
            _("“%(name)s” is not taken. Choose a PDF, a photo (JPG, PNG) or a Word or Excel file.")
            % {"name": name},
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Document(
        union=union,
        name=name,
        size=size,
        content_type=kind,
        sha256=digest.hexdigest(),
        uploaded_by=by,
        uploaded_at=now,
        is_private=private,
    )


def plain_name(given: str) -> str:
    """A file's name without its folders (Unix or Windows) and without what cannot be seen, at most 200 letters.

    Its ending is kept.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    path = PurePosixPath(seen)
    return (
        f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}" if len(seen) > LONGEST_NAME else seen
    )


def content_type(upload: UploadedFile, suffix: str) -> str:
    """What the file is by its content, when its ending agrees; "" for what is not taken."""
    head = upload.read(12)
    upload.seek(0)
    for start, kind, suffixes in SIGNATURES:
        if head.startswith(start) and suffix in suffixes:
            if suffix in OFFICE:
                return OFFICE[suffix] if _is_office(upload) else ""
            return "" if suffix == ".webp" and head[8:12] != b"WEBP" else kind
    return ""


def _is_office(upload: UploadedFile) -> bool:
    """An archive with the directory of an Office document; only its directory is read, nothing is unpacked."""
    directory = directory_of(upload)
    if directory is None or directory[0] > MOST_PARTS:
        return False
    try:
        with zipfile.ZipFile(upload) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    finally:
        upload.seek(0)
