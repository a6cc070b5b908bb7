"""A comparison tells nobody what that person does not see anyway; the document is for the federation's posts."""

from campaigns.models import Seal
from tests.campaigns import seal_seasons
from tests.campaigns.proving.cast import Records, as_file, compared, places, records_of, seal_of
from tests.cast import Season
from tests.pages import get, text_of


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
