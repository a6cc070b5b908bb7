"""Bands with their conditions, downgrades and tie-breaks in the browser."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Band, ScoringTable
from tests.campaigns.tables.cast import agree
from tests.cast import Season
from tests.pages import as_, get, post, text_of


def after(draft: ScoringTable) -> str:
    return reverse("table-after", args=[draft.pk])


def test_the_page_says_everything_in_words(draft: ScoringTable, season: Season) -> None:
    said = text_of(get(season.world.quang, "table-after", draft.pk))
    for words in (
        "from 90; no criterion at 0; no group on top under 50% of its own points",
        "75 to below 90",
        "Reprimand or other discipline (Khiển trách): at most “Tốt”",
        "more points for “Tiêu chí I”",
        "more of “Kết nạp đoàn viên mới”",
        "the decision of a named person, with a reason",
    ):
        assert words in said


def test_a_band_is_added_with_its_conditions(draft: ScoringTable, season: Season) -> None:
    answer = post(
        season.world.quang, "band-new", draft.pk,
        name="Khá", lowest="60", below="75", share="", no_zero="on", standards="50", registered="on",
        fact_0_condition="no_fact", fact_0_kind="discipline", fact_0_grade="Khiển trách",
        fact_1_condition="or_fact", fact_1_kind="award",
    )  # fmt: skip
    assert answer.url == after(draft)
    made = Band.objects.get(table=draft, name="Khá")
    rows = made.conditions.order_by("pk").values_list("kind", "percent", "fact_kind", "fact_grade")
    assert list(rows) == [
        ("no_zero", None, "", ""), ("registered", None, "", ""), ("standards", 50, "", ""),
        ("no_fact", None, "discipline", "Khiển trách"), ("or_fact", None, "award", ""),
    ]  # fmt: skip
    form = get(season.world.quang, "band", made.pk).context["form"]
    shown = ("lowest", "standards", "no_zero", "fact_0_condition", "fact_0_grade", "fact_1_kind")
    assert [form[name].value() for name in shown] == ["60", "50", True, "no_fact", "Khiển trách", "award"]
    kept = {name: field.value() for name in form.fields if (field := form[name]).value() not in (None, "")}
    assert post(season.world.quang, "band", made.pk, **kept | {"lowest": "61"}).status_code == 302
    made.refresh_from_db()
    assert (made.lowest, made.conditions.count()) == (61, 5)


def test_the_next_band_is_added_at_once(draft: ScoringTable, season: Season) -> None:
    answer = post(season.world.quang, "band-new", draft.pk, name="Khá", lowest="60", below="75", next="1")
    assert answer.url == reverse("band-new", args=[draft.pk])
    assert draft.bands.filter(name="Khá").exists()
    button = "Save, then add the next band"
    assert button in text_of(get(season.world.quang, "band-new", draft.pk))
    assert button not in text_of(get(season.world.quang, "band", draft.bands.get(name="Khá").pk))


FAULTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"lowest": "90"}, ["lowest"]),
    ({"lowest": "61", "below": "60"}, ["below"]),
    ({"lowest": "x"}, ["lowest"]),
    ({"lowest": "61", "share": "101"}, ["share"]),
    ({"lowest": "61", "fact_0_condition": "no_fact"}, ["fact_0_kind"]),
    ({"lowest": "61", "standards": "120"}, ["standards"]),
]


@pytest.mark.parametrize(("typed", "faults"), FAULTS)
def test_a_fault_of_a_band_stands_at_its_field(
    draft: ScoringTable, season: Season, typed: dict[str, Any], faults: list[str]
) -> None:
    answer = post(season.world.quang, "band-new", draft.pk, name="Khá", **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, faults)


def test_a_downgrade_is_added_and_taken_out(draft: ScoringTable, season: Season) -> None:
    band = Band.objects.get(table=draft, name="Hoàn thành")
    quang = season.world.quang
    answer = post(quang, "downgrade-new", draft.pk, fact_kind="rating", fact_grade="", band=band.pk)
    assert answer.url == after(draft)
    assert [row.band.name for row in draft.downgrades.order_by("pk")] == ["Tốt", "Hoàn thành"]
    page = as_(quang).post(reverse("band-remove", args=[band.pk]))
    assert (page.status_code, Band.objects.filter(pk=band.pk).exists()) == (409, True)
    for row in draft.downgrades.all():
        assert post(quang, "downgrade-remove", row.pk).url == after(draft)
    assert post(quang, "band-remove", band.pk).url == after(draft)
    assert draft.bands.count() == 2


def test_tie_breaks_are_added_moved_and_taken_out(draft: ScoringTable, season: Season) -> None:
    quang = season.world.quang
    answer = post(quang, "tie-break-new", draft.pk, kind="women", criterion="", indicator="")
    assert answer.url == after(draft)

    def kinds() -> list[str]:
        return list(draft.tie_breaks.order_by("order").values_list("kind", flat=True))

    assert kinds() == ["criterion", "indicator", "ballot", "women"]
    last = draft.tie_breaks.get(kind="women")
    answer = post(quang, "tie-break-move", last.pk, to="up")
    assert (kinds(), answer.url) == (
        ["criterion", "indicator", "women", "ballot"], f"{after(draft)}?moved={last.pk}&to=up",
    )  # fmt: skip
    assert as_(quang).get(answer.url).content.decode().count("autofocus") == 1
    first = draft.tie_breaks.get(kind="criterion")
    page = as_(quang).post(reverse("tie-break-move", args=[first.pk]), {"to": "up"}, follow=True)
    assert "It stands at that end of the list." in text_of(page)
    assert post(quang, "tie-break-remove", first.pk).url == after(draft)
    assert kinds() == ["indicator", "women", "ballot"]
    answer = post(quang, "tie-break-new", draft.pk, kind="criterion", criterion="", indicator="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["criterion"])


def test_nothing_of_it_is_for_others_or_for_an_agreed_table(draft: ScoringTable, season: Season) -> None:
    band = Band.objects.get(table=draft, name="Tốt")
    routes = [
        ("table-after", draft.pk),
        ("band-new", draft.pk),
        ("band", band.pk),
        ("downgrade-new", draft.pk),
    ]
    for name in ("hoa", "lan", "kim"):
        user = getattr(season.world, name)
        assert [get(user, route, pk).status_code for route, pk in routes] == [403] * 4
        assert post(user, "band-remove", band.pk).status_code == 403
    agree(draft)
    assert [get(season.world.quang, route, pk).status_code for route, pk in routes] == [409] * 4
    assert post(season.world.quang, "band-remove", band.pk).status_code == 409
