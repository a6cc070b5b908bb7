"""The editor of a table: the tree, the form that follows the rule, saving, moving, repairing, trying."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import ScoringTable
from campaigns.services import tables
from campaigns.services.tables import Given
from tests.campaigns.tables.cast import WHO, agree
from tests.cast import Season
from tests.pages import as_, get, post, text_of

#: session, account, posts · table · lines, what they read, steps, indicators, groups · those of the check: lines,
#: steps, bands, downgrades, keys, unions · bands, downgrades, keys · versions · closed clusters
PAGE_QUERIES = 20


def sent(season: Season, **more: Any) -> dict[str, Any]:
    """A whole criterion as its form sends it."""
    return {
        "name": "Sáng kiến", "code": "X", "max_points": "10", "nature": "base", "rule": "per_object",
        "input_value": season.indicators["DV"].pk, "p_per_object": "0,5", "seen_by": "cluster",
        "p_missing": "zero", "p_not_applicable": "zero", "p_span": "to_date", "p_applies_to": "every", **more,
    }  # fmt: skip


def edited(season: Season, route: str, pk: int, **data: Any) -> Any:
    """What the federation's officer gets for sending this."""
    return post(season.world.quang, route, pk, **data)


def codes(table: ScoringTable) -> list[str]:
    """The lines in the order of the tree."""
    return list(table.criteria.order_by("order", "pk").values_list("code", flat=True))


def test_the_tree_the_check_and_what_comes_after_the_sum(draft: ScoringTable, season: Season) -> None:
    page = get(season.world.quang, "table", draft.pk)
    tree = [(row.criterion.code, row.depth, row.points) for row in page.context["page"].tree]
    assert tree == [
        ("I", 0, "60,00"), ("I.1", 1, "40,00"), ("I.2", 1, "20,00"), ("II", 0, "40,00"), ("II.1", 1, "40,00"),
        ("III", 0, "+5,00"), ("III.1", 1, "+3,00"), ("IV", 0, "−2,00"), ("IV.1", 1, "−6,00"),
    ]  # fmt: skip
    said = text_of(page)
    assert f'href="{reverse("table-agree", args=[draft.pk])}"' in said
    assert "nothing to put right" in said
    assert "Reprimand or other discipline (Khiển trách): at most “Tốt”" in said
    assert "no group on top under 50% of its own points" in said


def test_the_primary_button_counts_what_is_to_be_put_right(draft: ScoringTable, season: Season) -> None:
    tables.save_criterion(table=draft, criterion=draft.criteria.get(code="I.1"), max_points=41, **WHO)
    said = text_of(get(season.world.quang, "table", draft.pk))
    assert "2 places to put right first" in said
    assert reverse("table-agree", args=[draft.pk]) not in said
    assert "Set the maximum to 61" in said


def test_others_read_a_line_and_change_nothing(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="I.2")
    for name in ("hoa", "lan", "kim"):
        page = get(getattr(season.world, name), "table", draft.pk, line=leaf.pk)
        assert page.context["form"] is None
        said = text_of(page)
        assert "Ban Tổ chức" in said
        assert [route for route in ("line-save", "line-move") if reverse(route, args=[leaf.pk]) in said] == []
        assert reverse("table-repair", args=[draft.pk]) not in said


@pytest.mark.parametrize("name", ["hoa", "lan", "kim"])
def test_others_send_nothing(draft: ScoringTable, season: Season, name: str) -> None:
    user, leaf = getattr(season.world, name), draft.criteria.get(code="I.2").pk
    answers = [
        post(user, "line-new", draft.pk, **sent(season)), post(user, "line-save", leaf, **sent(season)),
        post(user, "line-move", leaf, to="up"), post(user, "table-repair", draft.pk, finding=""),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403] * 4
    assert codes(draft) == ["I", "I.1", "I.2", "II", "II.1", "III", "III.1", "IV", "IV.1"]


def test_the_head_of_a_cluster_changes_the_cluster_s_own_table(draft: ScoringTable, season: Season) -> None:
    ScoringTable.objects.filter(pk=draft.pk).update(cluster=season.world.cluster_1)
    leaf = draft.criteria.get(code="I.2").pk
    assert get(season.world.lan, "table", draft.pk, line=leaf).context["form"] is not None
    assert post(season.world.lan, "line-move", leaf, to="up").status_code == 302
    assert codes(draft)[:3] == ["I", "I.2", "I.1"]


def test_a_new_line_is_begun_in_the_open_group_with_the_next_code(
    draft: ScoringTable, season: Season
) -> None:
    group = draft.criteria.get(code="IV")
    said = text_of(get(season.world.quang, "table", draft.pk, line=draft.criteria.get(code="IV.1").pk))
    assert f"{reverse('line-new', args=[draft.pk])}?under={group.pk}#line" in said
    form = get(season.world.quang, "line-new", draft.pk, under=group.pk).context["form"]
    assert {n: form[n].value() for n in ("code", "parent", "nature")} == {
        "code": "IV.2", "parent": group.pk, "nature": "penalty",
    }  # fmt: skip
    assert get(season.world.quang, "line-new", draft.pk, rule="group").context["form"]["code"].value() == "V"
    assert (
        get(season.world.quang, "line-new", draft.pk, under="x", rule="y").context["form"].rule
        == "proportional"
    )


def test_a_line_is_added_and_leads_on_to_the_next_one(draft: ScoringTable, season: Season) -> None:
    group = draft.criteria.get(code="II")
    answer = edited(season, "line-new", draft.pk, **sent(season, parent=group.pk))
    made = draft.criteria.get(code="X")
    assert answer.url == f"{reverse('table', args=[draft.pk])}?line={made.pk}#line"
    assert (made.parent_id, made.rule, made.params["per_object"]) == (group.pk, "per_object", 5_000)
    answer = edited(season, "line-new", draft.pk, **sent(season, parent=group.pk, code="Y", next="1"))
    like = draft.criteria.get(code="Y").pk
    assert answer.url == f"{reverse('line-new', args=[draft.pk])}?under={group.pk}&like={like}#line"
    group_sent = {
        "name": "Nhóm",
        "code": "Z",
        "max_points": "5",
        "nature": "base",
        "rule": "group",
        "next": "1",
    }
    answer = edited(season, "line-new", draft.pk, **group_sent)
    assert answer.url.endswith(f"?under={draft.criteria.get(code='Z').pk}#line")


def test_another_rule_shows_its_fields_and_keeps_what_was_typed(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="I.1")
    typed = sent(season, rule="rate", name="Đang gõ dở", again="1")
    whole = edited(season, "line-save", leaf.pk, **typed)
    form = whole.context["form"]
    assert (whole.status_code, form["name"].value(), form["max_points"].value()) == (200, "Đang gõ dở", "10")
    assert ("input_base" in form.fields, "p_per_object" in form.fields, form.errors) == (True, False, {})
    part = as_(season.world.quang).post(
        reverse("line-save", args=[leaf.pk]), typed, headers={"HX-Request": "true"}
    )
    assert "<html" not in part.content.decode()
    assert 'value="Đang gõ dở"' in part.content.decode()
    leaf.refresh_from_db()
    assert leaf.rule == "proportional"


def test_more_rows_keep_the_steps_that_were_typed(draft: ScoringTable, season: Season) -> None:
    typed = sent(season, rule="steps", step_0_lowest="0", step_0_points="5", step_1_points="", more="1")
    form = edited(season, "line-new", draft.pk, **typed).context["form"]
    assert (form.rows, form["step_0_points"].value(), form.errors) == (4, "5", {})


def test_a_fault_comes_back_at_its_field_with_all_that_was_typed(draft: ScoringTable, season: Season) -> None:
    answer = edited(season, "line-new", draft.pk, **sent(season, code="I.1", max_points="mười"))
    assert (answer.status_code, answer.context["form"]["max_points"].value()) == (422, "mười")
    answer = edited(season, "line-new", draft.pk, **sent(season, code="I.1"))
    assert answer.context["form"].errors == {
        "code": ["There is a criterion “I.1” in this table already. Choose another code."]
    }
    answer = edited(
        season,
        "line-new",
        draft.pk,
        **sent(season, rule="rate", p_target_kind="assigned", p_zero_base="zero"),
    )
    assert list(answer.context["form"].errors) == ["input_base"]
    assert answer.context["form"]["name"].value() == "Sáng kiến"


def test_one_press_fills_the_gap_that_the_ruler_shows(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="II.1")
    inputs = {"value": season.indicators["DV"]}
    tables.save_criterion(
        table=draft, criterion=leaf, rule="steps", params={}, inputs=inputs, steps=[Given(40, 0, 4)], **WHO
    )
    said = text_of(get(season.world.quang, "table", draft.pk, line=leaf.pk))
    assert 'name="fill" value="4|"' in said
    words = {"p_measure": "value", "p_target_kind": "registered", "p_no_target": "zero", "p_zero_target": "same",
             "p_zero_base": "zero"}  # fmt: skip
    rule = {"rule": "steps", "code": "II.1", "max_points": "40", "parent": draft.criteria.get(code="II").pk}
    steps = {"step_0_lowest": "0", "step_0_below": "4", "step_0_points": "40"}
    answer = edited(season, "line-save", leaf.pk, **sent(season, **rule, **words, **steps, fill="4|"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert list(leaf.steps.order_by("order").values_list("lowest", "below", "points")) == [
        (0, 4, 40), (4, None, 0),
    ]  # fmt: skip


def test_a_moved_line_keeps_the_focus(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="I.2")
    answer = edited(season, "line-move", leaf.pk, to="up")
    assert (answer.url, codes(draft)[:3]) == (
        f"{reverse('table', args=[draft.pk])}?line={leaf.pk}&moved=up", ["I", "I.2", "I.1"],
    )  # fmt: skip
    client = as_(season.world.quang)
    page = client.get(answer.url)
    assert page.content.decode().count("autofocus") == 1
    page = client.post(reverse("line-move", args=[leaf.pk]), {"to": "up"}, follow=True)
    assert "stands at that end of its group" in text_of(page)
    assert codes(draft)[:3] == ["I", "I.2", "I.1"]


def test_a_repair_leads_back_to_the_line_that_was_open(draft: ScoringTable, season: Season) -> None:
    leaf = draft.criteria.get(code="I.1")
    tables.save_criterion(table=draft, criterion=leaf, max_points=41, **WHO)
    group = draft.criteria.get(code="I")
    finding = f"criterion:{group.pk}:max_points:set_maximum"
    answer = edited(season, "table-repair", draft.pk, finding=finding, line=leaf.pk)
    assert answer.url.endswith(f"?line={leaf.pk}#line")
    group.refresh_from_db()
    assert group.max_points == 61
    answer = edited(season, "table-repair", draft.pk, finding=finding)
    assert answer.url == reverse("table", args=[draft.pk])


def test_an_agreed_table_says_why_it_does_not_change(draft: ScoringTable, season: Season) -> None:
    agree(draft)
    leaf = draft.criteria.get(code="I.1").pk
    for answer in (
        edited(season, "line-save", leaf, **sent(season)),
        edited(season, "line-new", draft.pk, **sent(season)),
        edited(season, "line-move", leaf, to="up"),
    ):
        assert answer.status_code == 409
        assert "Make a new version of it, and change that." in text_of(answer)
    assert get(season.world.quang, "line-save", leaf).url.endswith(f"?line={leaf}#line")


def test_what_the_federation_does_not_leave_open_is_refused_in_words(
    draft: ScoringTable, season: Season
) -> None:
    agree(draft)
    own = tables.new_version(table=draft, cluster=season.world.cluster_1, code="B9-C1", **WHO)
    closed, client = own.criteria.get(code="I.1"), as_(season.world.lan)
    page = client.post(reverse("line-move", args=[closed.pk]), {"to": "down"}, follow=True)
    assert "only the criteria that it leaves open may differ" in text_of(page)
    assert codes(own) == codes(draft)
