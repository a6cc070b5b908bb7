"""A table as a whole: the list, beginning one, what it says, its versions side by side, a cluster's own version."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import TableStatus
from campaigns.models import ScoringTable
from campaigns.queries.table_lists import PER_PAGE
from campaigns.services import tables
from tests.campaigns.tables.cast import WHO, agree, whole_table
from tests.cast import Season
from tests.pages import as_, get, post, text_of

#: session, account, posts · campaign · tables
LIST_QUERIES = 6


def made(code: str) -> ScoringTable:
    """The latest version of a table."""
    return ScoringTable.objects.filter(code=code).latest("version")


def test_the_list_shows_versions_below_each_other(draft: ScoringTable, season: Season) -> None:
    agree(draft)
    tables.new_version(table=draft, **WHO)
    families = get(season.world.hoa, "tables", season.campaign.pk).context["list"].families
    assert [(f.code, [(v.table.version, v.lines, v.units) for v in f.versions]) for f in families] == [
        ("B1", [(1, 4, 4)]), ("B9", [(2, 9, 0), (1, 9, 0)]),
    ]  # fmt: skip


def test_who_may_begin_a_table_finds_the_button(draft: ScoringTable, season: Season) -> None:
    address = reverse("table-new", args=[season.campaign.pk])
    found = {
        name: address in text_of(get(getattr(season.world, name), "tables", season.campaign.pk))
        for name in ("quang", "lan", "hoa", "minh")
    }
    assert found == {"quang": True, "lan": True, "hoa": False, "minh": False}
    assert reverse("tables", args=[season.campaign.pk]) in text_of(
        get(season.world.hoa, "campaign", season.campaign.pk)
    )


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_3_and_300(
    in_july: None, season: Season, count: int, django_assert_num_queries: Any
) -> None:
    ScoringTable.objects.bulk_create(
        ScoringTable(campaign=season.campaign, code=f"T{n}", name="x") for n in range(1, count)
    )
    client, address = as_(season.world.quang), reverse("tables", args=[season.campaign.pk])
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(address)
    assert len(page.context["list"].families) == min(count, PER_PAGE)


def test_a_table_is_begun_empty_from_a_starter_or_as_a_copy(draft: ScoringTable, season: Season) -> None:
    for n, start in enumerate(("", f"starter:{tables.STARTERS[0]}", f"table:{draft.pk}")):
        answer = post(
            season.world.quang, "table-new", season.campaign.pk, name="Bảng", code=f"N{n}", start=start
        )
        assert answer.url == reverse("table", args=[made(f"N{n}").pk])
    found = [(made(f"N{n}").criteria.count(), made(f"N{n}").is_sample) for n in range(3)]
    assert found == [(0, False), (22, True), (9, False)]


def test_a_code_that_is_taken_comes_back_at_its_field(draft: ScoringTable, season: Season) -> None:
    answer = post(season.world.quang, "table-new", season.campaign.pk, name="Bảng", code="B9", start="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])
    answer = post(season.world.quang, "table-new", season.campaign.pk, name="Bảng", code="N", start="table:9")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["start"])


def test_the_head_of_a_cluster_begins_a_table_for_that_cluster_alone(season: Season, in_july: None) -> None:
    lan, campaign, own = season.world.lan, season.campaign.pk, season.world.cluster_1
    form = get(lan, "table-new", campaign).context["form"]
    assert (list(form.fields["cluster"].queryset), form.fields["cluster"].required) == ([own], True)
    assert post(lan, "table-new", campaign, name="Bảng", code="C1", start="").status_code == 422
    other = season.world.cluster_2.pk
    assert post(lan, "table-new", campaign, name="B", code="C1", start="", cluster=other).status_code == 422
    assert post(lan, "table-new", campaign, name="B", code="C1", start="", cluster=own.pk).status_code == 302
    assert (made("C1").cluster, get(season.world.hoa, "table-new", campaign).status_code) == (own, 403)


def about(**more: Any) -> dict[str, Any]:
    """What a table says of itself, as its form sends it."""
    return {
        "name": "Bảng mới", "sector": "", "level": "", "nominal": "100", "line_decimals": "2", "total_decimals": "1",
        "rounding": "half_up", "part_missing": "without", "min_months": "12", "min_months_merged": "6", **more,
    }  # fmt: skip


def test_what_a_table_says_of_itself_is_changed(draft: ScoringTable, season: Season) -> None:
    form = get(season.world.quang, "table-edit", draft.pk).context["form"]
    missing = form["part_missing"].value()
    answer = post(
        season.world.quang,
        "table-edit",
        draft.pk,
        **about(size_from="50", rescales="on", part_missing=missing),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    fresh = made("B9")
    assert (fresh.name, fresh.size_from, fresh.size_to, fresh.rescales, fresh.total_decimals) == (
        "Bảng mới", 50, None, True, 1,
    )  # fmt: skip
    answer = post(season.world.quang, "table-edit", draft.pk, **about(nominal="0", part_missing=missing))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["nominal"])


def test_a_new_version_is_made_once(draft: ScoringTable, season: Season) -> None:
    agree(draft)
    quang = season.world.quang
    assert reverse("table-version", args=[draft.pk]) in text_of(get(quang, "table", draft.pk))
    answer = post(quang, "table-version", draft.pk)
    fresh = made("B9")
    assert (answer.url, fresh.version, fresh.status) == (
        reverse("table", args=[fresh.pk]), 2, TableStatus.DRAFT,
    )  # fmt: skip
    assert reverse("table-version", args=[draft.pk]) not in text_of(get(quang, "table", draft.pk))
    page = as_(quang).post(reverse("table-version", args=[draft.pk]), follow=True)
    assert "Version 2 of this table is still a draft. Change that one." in text_of(page)


def test_versions_stand_side_by_side_where_they_differ(draft: ScoringTable, season: Season) -> None:
    agree(draft)
    fresh = tables.new_version(table=draft, **WHO)
    assert get(season.world.hoa, "table-compare", fresh.pk).context["compared"].rows == []
    tables.save_criterion(table=fresh, criterion=fresh.criteria.get(code="I.2"), max_points=21, **WHO)
    tables.remove_tie_break(tie_break=fresh.tie_breaks.get(kind="ballot"), **WHO)
    compared = get(season.world.hoa, "table-compare", fresh.pk).context["compared"]
    assert (compared.before, compared.titles) == (draft, ("Bảng mẫu, version 1", "Bảng mẫu, version 2"))
    assert [(row.where, row.before.split(" · ")[0], row.after.split(" · ")[0]) for row in compared.rows] == [
        ("Line I.2", "Tiêu chí I.2: 20,00", "Tiêu chí I.2: 21,00"),
        ("Between equal totals, 3.", "a ballot", "the decision of a named person, with a reason"),
        ("Between equal totals, 4.", "the decision of a named person, with a reason", ""),
    ]
    backwards = get(season.world.hoa, "table-compare", draft.pk, **{"with": fresh.pk}).context["compared"]
    assert backwards.before == fresh


def test_a_table_by_itself_has_nothing_to_compare_with(draft: ScoringTable, season: Season) -> None:
    page = get(season.world.hoa, "table-compare", draft.pk)
    assert page.context["compared"] is None
    assert "There is no other version to compare with." in text_of(page)


def test_the_head_of_a_cluster_begins_its_own_version(draft: ScoringTable, season: Season) -> None:
    address = reverse("table-cluster", args=[draft.pk])
    assert address not in text_of(get(season.world.lan, "table", draft.pk))
    agree(draft)
    seen = {n: address in text_of(get(getattr(season.world, n), "table", draft.pk)) for n in ("lan", "hoa")}
    assert seen == {"lan": True, "hoa": False}
    cluster = season.world.cluster_1
    answer = post(
        season.world.lan, "table-cluster", draft.pk, name="Bảng của cụm", code="B9-C1", cluster=cluster.pk
    )
    own = made("B9-C1")
    assert (answer.url, own.cluster, own.base) == (reverse("table", args=[own.pk]), cluster, draft)
    page = get(season.world.lan, "table", own.pk)
    assert "made from “Bảng mẫu”" in text_of(page)
    assert get(season.world.lan, "table-compare", own.pk).context["compared"].before == draft
    answer = post(season.world.hoa, "table-cluster", draft.pk, name="B", code="B9-C2", cluster=cluster.pk)
    assert answer.status_code == 403


def test_a_table_without_open_lines_is_not_offered_to_clusters(season: Season, in_july: None) -> None:
    table = whole_table(season)
    table.criteria.update(is_open=False)
    agree(table)
    address = reverse("table-cluster", args=[table.pk])
    assert address not in text_of(get(season.world.lan, "table", table.pk))


def test_a_draft_is_removed_after_a_question(draft: ScoringTable, season: Season) -> None:
    assert "Bảng mẫu, version 1" in text_of(get(season.world.quang, "table-remove", draft.pk))
    answer = post(season.world.quang, "table-remove", draft.pk)
    assert answer.url == reverse("tables", args=[season.campaign.pk])
    assert not ScoringTable.objects.filter(pk=draft.pk).exists()
