"""How a new line begins: like the one before, inside a group of a group, and with an indicator of its own."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Indicator, ScoringTable
from campaigns.services import tables
from tests.campaigns.table_pages.test_editor import sent
from tests.campaigns.tables.cast import WHO, line
from tests.cast import Season
from tests.pages import get, post, text_of


def begun(season: Season, table: ScoringTable, **asked: Any) -> Any:
    """The form of a new line."""
    return get(season.world.quang, "line-new", table.pk, **asked).context["form"]


def test_the_next_line_begins_like_the_one_before(draft: ScoringTable, season: Season) -> None:
    group = draft.criteria.get(code="II")
    answer = post(
        season.world.quang, "line-new", draft.pk,
        **sent(season, parent=group.pk, code="Y", nature="penalty", next="1"),
    )  # fmt: skip
    made = draft.criteria.get(code="Y")
    assert answer.url == f"{reverse('line-new', args=[draft.pk])}?under={group.pk}&like={made.pk}#line"
    form = begun(season, draft, under=group.pk, like=made.pk)
    assert (form.rule, form["nature"].value(), form["parent"].value()) == ("per_object", "penalty", group.pk)
    form = begun(season, draft, under=group.pk, like="x")
    assert (form.rule, form["nature"].value()) == ("proportional", "base")


def test_an_open_group_leads_to_a_criterion_and_to_a_group_inside_it(
    draft: ScoringTable, season: Season
) -> None:
    group, new = draft.criteria.get(code="II"), reverse("line-new", args=[draft.pk])
    said = text_of(get(season.world.quang, "table", draft.pk, line=group.pk))
    assert f'href="{new}?rule=group&amp;under={group.pk}#line"' in said
    assert f'href="{new}?under={group.pk}#line"' in said
    form = begun(season, draft, rule="group", under=group.pk)
    assert (form.rule, form["parent"].value(), form["code"].value()) == ("group", group.pk, "II.2")


def test_an_open_criterion_leads_to_a_group_beside_its_own(draft: ScoringTable, season: Season) -> None:
    top = draft.criteria.get(code="II")
    inner = line(season, draft, "2.1", 0, "group", parent=top)
    leaf = line(season, draft, "2.1.1", 5, parent=inner)
    new = reverse("line-new", args=[draft.pk])
    for code, under in ((leaf.code, top.pk), ("II.1", "")):
        said = text_of(get(season.world.quang, "table", draft.pk, line=draft.criteria.get(code=code).pk))
        assert f'href="{new}?rule=group&amp;under={under}#line"' in said
    assert begun(season, draft, rule="group", under="")["parent"].value() is None


def test_a_criterion_is_entered_with_an_indicator_of_its_own(draft: ScoringTable, season: Season) -> None:
    inner = line(season, draft, "2.1", 0, "group", parent=draft.criteria.get(code="II"))
    post(
        season.world.quang, "line-new", draft.pk,
        **sent(season, parent=inner.pk, name="Đi muộn, về sớm", code="2.1.1", input_value="new:number"),
    )  # fmt: skip
    own = Indicator.objects.get(code="B9-2-1-1")
    assert [read.indicator for read in draft.criteria.get(code="2.1.1").inputs.all()] == [own]
    assert (own.name, own.short_name, own.kind, own.group, own.decimals, own.supplier, own.accumulation) == (
        "Đi muộn, về sớm", "Đi muộn, về sớm", "number", "II. Tiêu chí II", 0, "union", "sum",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said"),
    [("score", ("federation", "latest", 2)), ("milestone", ("union", "latest", 0)), ("money", ("union", "sum", 0))],
)  # fmt: skip
def test_the_kind_decides_who_enters_it_and_how_phases_add_up(
    draft: ScoringTable, season: Season, kind: str, said: tuple[str, str, int]
) -> None:
    post(season.world.quang, "line-new", draft.pk, **sent(season, input_value=f"new:{kind}", name="Đ" * 150))
    own = Indicator.objects.get(code="B9-X")
    assert (own.supplier, own.accumulation, own.decimals) == said
    assert (len(own.name), len(own.short_name)) == (150, 60)


def test_a_code_that_is_taken_gets_a_number_behind_it(draft: ScoringTable, season: Season) -> None:
    for code in ("1.a", "1-A", "1/Ạ"):
        post(season.world.quang, "line-new", draft.pk, **sent(season, code=code, input_value="new:number"))
    made = Indicator.objects.filter(code__startswith="B9-").order_by("order")
    assert [own.code for own in made] == ["B9-1-A", "B9-1-A-2", "B9-1-A-3"]


def test_a_line_that_is_refused_leaves_no_indicator(draft: ScoringTable, season: Season) -> None:
    answer = post(
        season.world.quang, "line-new", draft.pk, **sent(season, code="I.1", input_value="new:number")
    )
    assert answer.context["form"].errors.keys() == {"code"}
    assert not Indicator.objects.filter(code__startswith="B9-").exists()


def test_a_line_that_is_changed_may_get_one_too(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="III.1")
    typed = sent(season, code="III.1", parent=leaf.parent_id, nature="bonus", input_value="new:yes_no")
    post(season.world.quang, "line-save", leaf.pk, **typed)
    assert leaf.inputs.get().indicator.kind == "yes_no"


def test_the_head_of_a_cluster_chooses_among_those_there_are(draft: ScoringTable, season: Season) -> None:
    ScoringTable.objects.filter(pk=draft.pk).update(cluster=season.world.cluster_1)
    answer = post(season.world.lan, "line-new", draft.pk, **sent(season, input_value="new:number"))
    assert answer.context["form"].errors.keys() == {"input_value"}
    assert not Indicator.objects.filter(code__startswith="B9-").exists()


def test_a_launched_campaign_says_that_open_sheets_get_a_row(draft: ScoringTable, season: Season) -> None:
    said = text_of(get(season.world.quang, "line-new", draft.pk))
    assert "the sheets that are open get a row for this indicator at once" in said
    tables.save_criterion(table=draft, criterion=draft.criteria.get(code="I"), name="Tên", **WHO)
    post(season.world.quang, "line-new", draft.pk, **sent(season, input_value="new:number"))
    sheet = season.sheet(season.world.ba_dinh)
    assert sheet.results.filter(indicator__code="B9-X").exists()
