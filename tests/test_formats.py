"""What was ever hashed can be recomputed for ever: an example of each format, with the hash that it had then.

The files are never written anew. A new format gets a new number, a form of its own and an example beside these.
"""

import gzip
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from campaigns.models import Pledge, Signature
from campaigns.services import pledges, sealing
from campaigns.services.sealing.document import SEAL_FORMS, Writer
from common.formats import DOCUMENT_FORMS, UnknownFormat, canonical_hash, canonical_text
from tests.campaigns.pledge_cast import circulated
from tests.cast import NOW, PASSWORD, Season
from units.models import AuditEvent
from units.services import audit

FOLDER = Path(__file__).parent / "golden" / "formats"


def examples(kind: str) -> Iterator[tuple[int, Path]]:
    """Files of a kind with the number of their format."""
    for path in sorted(FOLDER.glob(f"{kind}-*.*")):
        yield int(path.name.split("-")[1].split(".")[0]), path


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("pledge", DOCUMENT_FORMS),
        ("minutes", DOCUMENT_FORMS),
        ("audit", audit.LINK_FORMS),
        ("seal", SEAL_FORMS),
    ],
)
def test_every_format_has_an_example(kind: str, forms: dict[int, Any]) -> None:
    assert {number for number, _path in examples(kind)} == set(forms)


@pytest.mark.parametrize(("number", "path"), [*examples("pledge"), *examples("minutes")])
def test_documents_have_the_text_and_the_hash_that_they_had(number: int, path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert canonical_text(kept["document"], number) == kept["text"]
    assert canonical_hash(kept["document"], number) == kept["sha256"]


@pytest.mark.parametrize(("number", "path"), [*examples("audit")])
def test_audit_links_have_the_hashes_that_they_had(number: int, path: Path) -> None:
    previous = ""
    for link in json.loads(path.read_text(encoding="utf-8")):
        event = AuditEvent(
            **{**link["event"], "at": datetime.fromisoformat(link["event"]["at"]), "format": number}
        )
        assert audit.link_hash(previous, event) == link["hash"]
        previous = link["hash"]


@pytest.mark.parametrize(("number", "path"), [*examples("seal")])
def test_sealed_documents_are_whole_and_right_as_they_were(number: int, path: Path) -> None:
    document, (_kind, name, digest, *_suffixes) = path.read_bytes(), path.name.split(".")
    sealing.check_bytes(document, digest)
    records = list(sealing.read(document, number))
    assert sealing.recompute(records) == sealing.Counted(*COUNTED[name])
    writer = Writer(number)
    for record in records:
        writer.add(record)
    again, digest_again = writer.finish()
    assert (gzip.decompress(again), digest_again) == (gzip.decompress(document), digest)


#: How many lines and standings each example of a seal holds. Format 1: a cluster of the demo's Hanoi; and a later phase
#: with a tie, estimates, notes, evidence and figures carried over. Format 2: a cluster with lines of nearly all rules,
#: bounds, bands, facts and decisions; unions in no cluster of an extract, whose table cuts off; and a year. Format 3:
#: the cluster of "everything" in which much waited and two figures were changed.
COUNTED = {
    "hanoi": (64, 4), "carried": (15, 3), "everything": (78, 6), "extract": (8, 2), "year": (12, 3), "waited": (78, 6),
}  # fmt: skip


def test_pledge_of_an_unknown_format_is_not_signed_and_its_page_says_so(
    season: Season, client: Client
) -> None:
    pledge = circulated(season)
    Pledge.objects.filter(pk=pledge.pk).update(format=9)
    words = "Format 9 is unknown here; known are: 1."
    with pytest.raises(UnknownFormat, match="Format 9 is unknown here"):
        pledges.sign_pledge(
            pledge=pledge, union=season.world.long_bien, by=season.world.lan, password=PASSWORD, address=None, now=NOW
        )  # fmt: skip
    client.force_login(season.world.lan)
    answer = client.get(f"/pledges/{pledge.pk}/")
    assert (answer.status_code, words in answer.content.decode()) == (409, True)


def test_signature_says_over_which_hash_in_which_format(season: Season) -> None:
    pledge = circulated(season)
    pledges.sign_pledge(
        pledge=pledge, union=season.world.long_bien, by=season.world.lan, password=PASSWORD, address=None, now=NOW
    )  # fmt: skip
    signature = Signature.objects.get(signed_at__isnull=False)
    assert (signature.format, signature.sha256) == (1, pledge.sha256)


def test_audit_link_of_an_unknown_format_stops_the_verification(world: Any) -> None:
    while audit.seal_batch():
        pass
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("unbroken: ")
    AuditEvent.objects.filter(sequence=2).update(format=7)
    with pytest.raises(CommandError, match=r"Format 7 is unknown here; known are: 1\."):
        call_command("verify_audit")
