"""Anybody may check a final: lines drawn by its hash, a document or a hash compared with what was sealed."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.choices import SeenBy
from campaigns.models import Criterion, Phase, Seal
from campaigns.rules.sampling import sampled
from tests.campaigns import seal_seasons
from tests.cast import Season
from tests.pages import as_, get, text_of
from units.models import User

Records = list[dict[str, Any]]


@pytest.fixture
def final(season: Season) -> Season:
    return seal_seasons.final(season)


def seal_of(season: Season, cluster: int = 1) -> Seal:
    home = season.world.cluster_1 if cluster == 1 else season.world.cluster_2
    return season.phase.seals.get(cluster=home)


def records_of(season: Season) -> Records:
    return [json.loads(line) for line in gzip.decompress(bytes(seal_of(season).document or b"")).splitlines()]


def as_file(records: Records, *, packed: bool = True) -> SimpleUploadedFile:
    lines = (json.dumps(r, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)
    whole = "".join(lines).encode()
    return SimpleUploadedFile("x.jsonl.gz", gzip.compress(whole) if packed else whole)


def compared(user: User, season: Season, **sent: Any) -> Any:
    return as_(user).post(f"/phases/{season.phase.pk}/self-check/", sent)


def places(answer: Any) -> list[tuple[str, str, str]]:
    return [(p.where, p.sealed, p.given) for p in answer.context["found"].compared.places]


# --- By hand ---------------------------------------------------------------------------------------------------------
def test_the_hash_of_the_seal_draws_the_lines(final: Season) -> None:
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk)
    groups = {r["code"] for r in records_of(final) if r["record"] == "criterion" and r["rule"] == "group"}
    keys = {
        f"{r['union']}/{line['criterion']}"
        for r in records_of(final)
        if r["record"] == "participant"
        for line in r["lines"]
        if line["criterion"] not in groups
    }
    drawn = sampled(keys, seal_of(final).sha256)
    assert ([row.key for row in page.context["rows"]], len(drawn)) == (drawn, 10)
    assert seal_of(final).sha256 in text_of(page)


def test_each_line_has_inputs_rule_points_and_the_way_to_its_sheet(final: Season) -> None:
    where = {"cluster": final.world.cluster_1.pk, "lines": 30}
    rows = {r.key: r for r in get(final.world.quang, "hand-check", final.phase.pk, **where).context["rows"]}
    every = [row for row in rows.values() if row.rule and row.points]
    assert (len(rows), len(every)) == (30, 30)
    row = next(row for row in rows.values() if row.key.endswith("/1"))
    assert row.sheet in set(final.phase.participants.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("lines", "shown", "fault"),
    [
        ("3", 3, []),
        ("31", 10, ["At most 30 lines are drawn at once."]),
        ("0", 10, ["Draw at least one line."]),
        ("ba", 10, ["Write a whole number of lines."]),
    ],
)
def test_so_many_lines_are_drawn_as_are_asked_for(
    final: Season, lines: str, shown: int, fault: list[str]
) -> None:
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk, lines=lines)
    assert (len(page.context["rows"]), page.context["form"].errors.get("lines", [])) == (shown, fault)
    assert page.status_code == (422 if fault else 200)


def test_each_person_checks_the_clusters_whose_sheets_are_read_there(final: Season) -> None:
    world, ones = final.world, {}
    for name in ("quang", "kim", "hoa", "lan", "nga", "vy"):
        user = world.users[name]
        ones[name] = [
            get(user, "hand-check", final.phase.pk, cluster=c.pk).status_code
            for c in (world.cluster_1, world.cluster_2)
        ]
    assert ones == {
        "quang": [200, 200], "kim": [200, 200], "hoa": [200, 404], "lan": [200, 404], "nga": [404, 200],
        "vy": [404, 404],
    }  # fmt: skip


def test_a_peer_reads_no_figures_that_are_the_unions_own_and_no_sheet(final: Season) -> None:
    Criterion.objects.update(seen_by=SeenBy.OWN)
    where = {"cluster": final.world.cluster_1.pk, "lines": 30}
    rows = get(final.world.hoa, "hand-check", final.phase.pk, **where).context["rows"]
    own = {row.key for row in rows if not row.is_closed}
    assert {key.split("/")[0] for key in own} == {"BD"}
    told = {(bool(row.figures), bool(row.how), bool(row.sheet)) for row in rows if row.is_closed}
    assert told == {(False, False, False)}
    every = get(final.world.quang, "hand-check", final.phase.pk, **where).context["rows"]
    open_ones = {row.key.split("/")[0] for row in every if not row.is_closed}
    assert open_ones == {"BD", "HM", "LB"}  # the control: the federation reads all unions below it


def test_before_a_final_there_is_nothing_to_check(season: Season) -> None:
    found = [
        get(season.world.quang, name, season.phase.pk).status_code for name in ("hand-check", "self-check")
    ]
    assert found == [404, 404]


def test_a_final_of_the_first_format_says_that_it_is_too_old(final: Season) -> None:
    Seal.objects.update(format=1)
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk)
    assert "This final is too old for it" in text_of(page)


def test_a_year_names_what_each_phase_gave(season: Season) -> None:
    year = seal_seasons.year(season)
    page = get(season.world.quang, "hand-check", year.pk, cluster=season.world.cluster_1.pk, lines=30)
    row = next(row for row in page.context["rows"] if row.key == "BD/1")
    assert (row.parts, row.rule) == (["Đợt 1 (weight 1): 32,00", "Đợt 2 (weight 2): 38,00"], "")


def test_pages_take_the_same_queries_for_three_lines_and_for_thirty(
    final: Season, django_assert_num_queries: Any
) -> None:
    client = as_(final.world.quang)
    for lines in (3, 30):
        with django_assert_num_queries(11):
            client.get(
                f"/phases/{final.phase.pk}/hand-check/?cluster={final.world.cluster_1.pk}&lines={lines}"
            )


# --- By oneself ------------------------------------------------------------------------------------------------------
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


# --- What a comparison may not tell ----------------------------------------------------------------------------------
def _secrets(records: Records) -> Records:
    """Every figure, note, fact and correction of Hoang Mai guessed, and what waited."""
    person = seal_seasons.union(records, "HM")
    for result in person["results"]:
        result.update(value=7, note="?")
    person.update(facts=[{"kind": "discipline"}], placing={"place": 1}, headcount={"members": 1, "women": 1})
    person["corrections"] = [{"indicator": "DV", "reason": "?"}]
    for line in person["lines"]:
        line.update(value=7, target=7, base=7, lead_value=7)
    person["carried"] = 5
    records[2]["counts"] = {"estimates": 5}
    return records


def test_a_comparison_tells_no_figure_of_another_union(final: Season) -> None:
    for name in ("nga", "hoa", "lan"):
        found = compared(
            final.world.users[name], final, document=as_file(_secrets(records_of(final)))
        ).context["found"]
        assert ([p.where for p in found.compared.places], found.compared.is_hidden) == ([], True)
    told = compared(final.world.quang, final, document=as_file(_secrets(records_of(final)))).context["found"]
    assert (len(told.compared.places), told.compared.is_hidden, told.compared.has_more) == (20, False, True)
    own = compared(final.world.minh, final, document=as_file(_secrets(records_of(final)))).context["found"]
    assert (len(own.compared.places), own.compared.is_hidden) == (
        20,
        True,
    )  # its own union's, not what waited


def test_a_part_of_another_shape_shows_no_list_whole(final: Season) -> None:
    records = records_of(final)
    person = seal_seasons.union(records, "HM")
    person["lines"], person["results"], person["standing"] = 5, [], "x"
    page = compared(final.world.nga, final, document=as_file(records))
    assert [p[0] for p in places(page)] == ["HM / standing"]
    assert "1200" not in text_of(page)


# --- The document itself ---------------------------------------------------------------------------------------------
def test_the_document_is_given_to_posts_of_the_federation(final: Season) -> None:
    seal = seal_of(final)
    found = {
        name: get(final.world.users[name], "seal-document", seal.pk).status_code
        for name in ("quang", "kim", "an", "hoa", "minh", "nga", "vy")
    }
    assert found == {"quang": 200, "kim": 200, "an": 200, "hoa": 403, "minh": 403, "nga": 403, "vy": 404}
    answer = get(final.world.kim, "seal-document", seal.pk)
    assert answer.content == bytes(seal.document or b"")
    assert answer["Content-Disposition"] == 'attachment; filename="HN-2024-2-C1-r1.jsonl.gz"'


def test_a_document_that_is_only_ordered_is_not_there_yet(final: Season) -> None:
    Seal.objects.update(sealed_at=None, sha256="", document=None)
    assert get(final.world.quang, "seal-document", seal_of(final).pk).status_code == 404


def test_the_standings_show_the_hash_and_lead_to_the_checks(final: Season) -> None:
    own = text_of(get(final.world.hoa, "standings", final.phase.pk, cluster=final.world.cluster_1.pk))
    other = text_of(get(final.world.hoa, "standings", final.phase.pk, cluster=final.world.cluster_2.pk))
    at = f"/phases/{final.phase.pk}"
    assert (seal_of(final).sha256 in own, f"{at}/hand-check/" in own, f"{at}/self-check/" in own) == (
        True,
    ) * 3
    assert (f"{at}/hand-check/" in other, f"{at}/self-check/" in other) == (False, True)
    assert Phase.objects.count() == 2
