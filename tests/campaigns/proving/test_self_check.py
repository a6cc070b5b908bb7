"""A document or a hash compared with what was sealed: whether it fits, and else where it differs."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.campaigns import seal_seasons
from tests.campaigns.proving.cast import Records, as_file, compared, places, records_of, seal_of
from tests.cast import Season
from tests.pages import get, text_of


def test_the_document_as_it_was_sealed_fits_packed_unpacked_or_pasted(final: Season) -> None:
    packed = bytes(seal_of(final).document or b"")
    plain = gzip.decompress(packed)
    for sent in (
        {"document": SimpleUploadedFile("a.gz", packed)},
        {"document": SimpleUploadedFile("a.jsonl", plain)},
        {"text": plain.decode().replace("\n", "\r\n").strip()},
        {"sha256": seal_of(final).sha256.upper()},
        {"document": SimpleUploadedFile("a.gz", packed), "sha256": f" {seal_of(final).sha256[:32]} "
         + seal_of(final).sha256[32:]},
    ):  # fmt: skip
        answer = compared(final.world.nga, final, **sent)
        assert (answer.status_code, answer.context["found"].is_right) == (200, True)
        assert "It is what was sealed" in text_of(answer)


def test_another_hash_is_said_to_be_nothing_that_was_sealed(final: Season) -> None:
    answer = compared(final.world.hoa, final, sha256="a" * 64)
    assert answer.context["found"].told == ["Nothing with this hash was sealed in this phase."]
    packed = SimpleUploadedFile("a.gz", bytes(seal_of(final).document or b""))
    found = compared(final.world.hoa, final, document=packed, sha256=seal_of(final, 2).sha256).context[
        "found"
    ]
    assert (found.is_right, found.is_other_hash) == (False, True)


CHANGED: dict[str, tuple[Callable[[Records], Any], tuple[str, str, str]]] = {
    "a point": (
        lambda r: seal_seasons.union(r, "HM")["lines"][4].update(points=1),
        ("HM / lines / 1 / points", "", "0,0001"),
    ),
    "a place": (lambda r: seal_seasons.union(r, "HM")["standing"].update(rank=9), ("HM / standing / rank", "", "9")),
    "a name": (lambda r: seal_seasons.union(r, "HM").update(name="Khác"), ("HM / name", "", "Khác")),
    "a union left out": (lambda r: r.remove(seal_seasons.union(r, "HM")), ("HM", "is there", "is missing")),
    "a union put in": (
        lambda r: r.insert(-1, {**seal_seasons.union(r, "HM"), "union": "XX"}), ("XX", "is missing", "is there")
    ),
    "a parameter": (
        lambda r: next(x for x in r if x.get("code") == "1").update(max_points=260_000), ("1 / max_points", "25", "26"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGED)
def test_what_is_another_is_named_by_its_place(final: Season, what: str) -> None:
    change, (where, sealed, given) = CHANGED[what]
    records = records_of(final)
    change(records)
    answer = compared(final.world.nga, final, document=as_file(records))
    (found,) = places(answer)
    assert (found[0], found[2]) == (where, given)
    assert not sealed or found[1] == sealed
    assert answer.context["found"].compared.is_hidden is False


def test_the_same_records_in_another_order_say_the_same(final: Season) -> None:
    records = records_of(final)
    records[-2], records[-3] = records[-3], records[-2]
    found = compared(final.world.quang, final, document=as_file(records, packed=False)).context["found"]
    assert (found.is_right, found.told[-1]) == (
        False,
        "It says the same, but is written in another way, so that its hash is another.",
    )


def test_another_cluster_or_phase_is_told(final: Season) -> None:
    for change, words in (
        ({"cluster": {"code": "C9", "name": "x"}}, "Nothing was sealed of the cluster C9."),
        ({"number": 7}, "It is the document of another campaign or phase: HN-2024, phase 7."),
        ({"campaign": 5}, "It is the document of another campaign or phase: , phase 2."),
    ):
        records = records_of(final)
        records[1] |= change
        assert compared(final.world.hoa, final, document=as_file(records)).context["found"].told == [words]
    found = compared(final.world.hoa, final, document=as_file(records_of(final)[5:])).context["found"]
    assert found.told == ["The file does not begin as a sealed document does. Give the whole file."]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing": ({}, "__all__", "Choose the sealed document, paste it, or write its hash."),
    "a short hash": (
        {"sha256": "abc"}, "sha256", "A hash has 64 signs: digits, and letters from a to f. Copy it once more.",
    ),
    "no document": (
        {"text": "hello"}, "text",
        "Line 1 is no line of a sealed document. Give the whole file as you received it.",
    ),
    "nested without end": (
        {"text": "[" * 100_000}, "text",
        "Line 1 is no line of a sealed document. Give the whole file as you received it.",
    ),
    "a number too long": (
        {"text": '{"record":"seal","a":' + "9" * 9000 + "}"}, "text",
        "Line 1 is no line of a sealed document. Give the whole file as you received it.",
    ),
    "both": (
        {"text": "x", "document": SimpleUploadedFile("a", b"x")}, "text",
        "Give the document once: as a file, or as text.",
    ),
    "cut off": (
        {"document": SimpleUploadedFile("a", gzip.compress(b'{"record":"seal"}\n' * 99)[:-9])}, "document",
        "The file cannot be unpacked; it is damaged. Ask for it once more.",
    ),
    "a bomb": (
        {"document": SimpleUploadedFile("a", gzip.compress(b"0" * (80 << 20)))}, "document",
        "The file is larger than any sealed document. Choose another one.",
    ),
    "many lines": (
        {"document": SimpleUploadedFile("a", gzip.compress(b'{"record":"x"}\n' * (5 << 20)))}, "document",
        "The file is larger than any sealed document. Choose another one.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_document_is_refused_at_its_field(final: Season, what: str) -> None:
    sent, name, words = BAD[what]
    for part in sent.values():
        if isinstance(part, SimpleUploadedFile):
            part.seek(0)
    answer = compared(final.world.hoa, final, **sent)
    assert (answer.status_code, answer.context["form"].errors.get(name)) == (422, [words])


def test_none_of_the_three_ways_is_called_optional_and_one_is_enough(final: Season) -> None:
    said = text_of(get(final.world.hoa, "self-check", final.phase.pk))
    told = "Choose one of three ways: the file, its text, or its hash alone."
    assert (told in said, "(optional)" in said) == (True, False)
