"""A sealed document answers for itself; whatever is another beside it today is named. Forged ones: test_forgeries."""

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from campaigns.models import (
    Phase,
    Seal,
)
from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference, Writer
from campaigns.services.verification import verify_phase
from common.formats import UnknownFormat
from tests.campaigns import seal_seasons
from tests.campaigns.seal_changes import ALLOWED, CHANGES
from tests.cast import Season


@pytest.fixture
def final(season: Season) -> Season:
    """Cluster 1 with everything that a seal must hold; sealed."""
    return seal_seasons.final(season)


def seal_of(season: Season) -> Seal:
    """The seal of cluster 1."""
    return season.phase.seals.get(cluster=season.world.cluster_1)


def records_of(season: Season) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(bytes(seal_of(season).document or b"")).splitlines()]


def written(records: list[dict[str, Any]], number: int = 3) -> tuple[bytes, str]:
    writer = Writer(number)
    for record in records:
        writer.add(record)
    return writer.finish()


def found(season: Season) -> str:
    """What the verification says of the phase as it is now."""
    with pytest.raises(Difference) as difference:
        verify_phase(Phase.objects.get(pk=season.phase.pk))
    return str(difference.value)


# --- The bytes -----------------------------------------------------------------------------------------------------
def test_untouched_document_is_whole(final: Season, django_assert_num_queries: Any) -> None:
    seal = seal_of(final)
    document = bytes(seal.document or b"")
    assert hashlib.sha256(gzip.decompress(document)).hexdigest() == seal.sha256
    with django_assert_num_queries(0):
        sealing.check_bytes(document, seal.sha256)
        assert sealing.recompute(sealing.read(document, 3)) == Counted(lines=78, standings=6)
    assert written(records_of(final)) == (document, seal.sha256)  # the same records give the same bytes


def test_document_that_was_changed_cut_off_or_written_anew_is_found(final: Season) -> None:
    seal = seal_of(final)
    document = bytes(seal.document or b"")
    for place in (0, 0.25, 0.5, 0.75, 1):
        changed = bytearray(document)
        changed[int(place * (len(changed) - 1))] ^= 1
        Seal.objects.filter(pk=seal.pk).update(document=bytes(changed))
        assert found(final) != ""
    Seal.objects.filter(pk=seal.pk).update(document=document[:-20])
    assert found(final).startswith("The sealed document cannot be read: ")
    anew, digest = written([*records_of_document(document)[:-1], {"record": "end"}])
    Seal.objects.filter(pk=seal.pk).update(document=anew)
    assert found(final) == f"The hash of the seal differs: sealed {seal.sha256}, recomputed {digest}."


def records_of_document(document: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(document).splitlines()]


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (lambda r: seal_seasons.union(r, "BD")["lines"][4].update(points=1), "BD / 1 points: stored 1"),
        (lambda r: r[0].update(format=1), "The sealed document says format 1, its seal 3."),
        (lambda r: r.pop(0), "The sealed document says format None, its seal 3."),
    ],
)
def test_document_forged_together_with_its_hash_is_found(
    final: Season, forge: Callable[[Any], Any], words: str
) -> None:
    records = records_of(final)
    forge(records)
    document, digest = written(records)
    Seal.objects.filter(pk=seal_of(final).pk).update(document=document, sha256=digest)
    assert found(final).startswith(words)


# --- Today's rows ----------------------------------------------------------------------------------------------------
class Undo(Exception):
    """Takes a change back."""


def tried(season: Season, change: Callable[[Season], Any]) -> str:
    """What the verification says after a change, which is taken back; "" for nothing."""
    said = ""
    try:
        with transaction.atomic():
            change(season)
            try:
                verify_phase(Phase.objects.get(pk=season.phase.pk))
            except Difference as difference:
                said = str(difference)
            raise Undo
    except Undo:
        return said


def test_row_that_is_another_today_is_named(final: Season) -> None:
    said = {what: tried(final, change).split(": sealed ")[0] for what, (change, _where) in CHANGES.items()}
    assert said == {what: where for what, (_change, where) in CHANGES.items()}


def test_new_name_and_what_came_after_the_close_break_no_seal(final: Season) -> None:
    before = records_of(final)
    assert {what: tried(final, change) for what, change in ALLOWED.items()} == dict.fromkeys(ALLOWED, "")
    assert records_of(final) == before


def test_cluster_without_its_seal_is_found(final: Season) -> None:
    seal_of(final).delete()
    assert found(final) == "There are revisions without a seal: 1."


# --- The format, and the command --------------------------------------------------------------------------------------
def test_format_that_is_unknown_here_is_a_clear_error(final: Season) -> None:
    Seal.objects.filter(pk=seal_of(final).pk).update(format=9)
    with pytest.raises(UnknownFormat) as unknown:
        verify_phase(final.phase)
    words = "Format 9 is unknown here; known are: 1, 2, 3. A newer version wrote it: please update this one."
    assert unknown.value.reason == words
    with pytest.raises(CommandError, match=words) as failed:
        call_command("verify_seal", "HN-2024", "2")
    assert failed.value.returncode == 1


def test_command_names_revision_format_and_hash_of_every_cluster(final: Season) -> None:
    out = io.StringIO()
    call_command("verify_seal", "HN-2024", "2", stdout=out)
    hashes = dict(final.phase.seals.values_list("cluster__code", "sha256"))
    assert out.getvalue().splitlines() == [
        "equal: 91 lines, 7 standings, revision 1",
        f"C1: revision 1, format 3, sha256 {hashes['C1']}",
        f"C2: revision 1, format 3, sha256 {hashes['C2']}",
    ]
