"""The pages of judging: the list, the grid of a cluster, and the value on which two agree."""

from typing import Any

import pytest
from django.test import Client

from campaigns.services import sheets
from tests.campaigns.judging.cast import by_two, cell, figure, judge
from tests.cast import NOW, Season
from tests.pages import as_, get, text_of
from units.actors import SYSTEM
from units.choices import Level
from units.models import Union
from units.services.unions import new_union

pytestmark = pytest.mark.usefixtures("in_july")


def where(season: Season) -> dict[str, int]:
    return {"cluster": season.world.cluster_1.pk, "indicator": season.indicators["TD"].pk}


def save(client: Client, season: Season, versions: str = "", **points: str) -> Any:
    """Send the grid of cluster 1 with these points by the code of the union."""
    rows = {code: season.result(Union.objects.get(code=code), "TD") for code in points}
    typed = {f"value-{rows[code].pk}": text for code, text in points.items()}
    known = versions or " ".join(f"{row.pk}:{row.version}" for row in rows.values())
    query = "&".join(f"{name}={number}" for name, number in where(season).items())
    return client.post(f"/phases/{season.phase.pk}/judging/save/?{query}", {**typed, "versions": known})


def crowd(season: Season, count: int) -> None:
    """So many more unions in cluster 1."""
    made = Union.objects.bulk_create(
        new_union(code=f"M{n:05}", name=f"CĐCS số {n:05}", level=Level.GRASSROOTS) for n in range(count)
    )
    season.phase.participants.model.objects.bulk_create(
        season.phase.participants.model(phase=season.phase, union=u, cluster=season.world.cluster_1, table=season.table)
        for u in made
    )  # fmt: skip
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW)


def test_list_says_how_many_are_given_in_each_cluster(season: Season) -> None:
    judge(season, season.world.quang, cell(season, season.world.ba_dinh, "5"))
    page = get(season.world.quang, "judging", season.phase.pk)
    lines = page.context["page"].object_list
    assert [(line.cluster, line.indicator.code, line.given, line.whole) for line in lines] == [
        ("Cụm thi đua số 1", "TD", 1, 3), ("Cụm thi đua số 2", "TD", 0, 1),
    ]  # fmt: skip
    assert "1 of 3" in text_of(page)


def test_grid_shows_the_criterion_its_maximum_and_every_union(season: Season) -> None:
    page = get(season.world.quang, "judging", season.phase.pk, **where(season))
    said = text_of(page)
    assert [row.union.code for row in page.context["grid"].rows] == ["BD", "HM", "LB"]
    assert ("<dd>20,00" in said, "Ban Chính sách - Pháp luật" in said, "0 of 3 given" in said) == (True,) * 3


def test_what_is_typed_is_saved_for_all_together(season: Season) -> None:
    answer = save(as_(season.world.quang), season, BD="17,25", LB="20")
    assert (answer.status_code, figure(season, season.world.long_bien)[1]) == (302, 20)


def test_one_wrong_cell_keeps_everything_typed_and_saves_nothing(season: Season) -> None:
    answer = save(as_(season.world.quang), season, BD="17,25", LB="21", HM="x")
    said = text_of(answer)
    assert (answer.status_code, figure(season, season.world.ba_dinh)[0]) == (422, "not_reported")
    assert ('value="17,25"' in said, 'value="21"' in said, "“x” is not a number" in said) == (True,) * 3
    answer = save(as_(season.world.quang), season, BD="17,25", LB="21")
    assert "gives at most 20 points. Enter 20 or fewer." in text_of(answer)


def test_who_saved_meanwhile_is_named_and_saving_once_more_keeps_ones_own(season: Season) -> None:
    world = season.world
    old = f"{season.result(world.ba_dinh, 'TD').pk}:{season.result(world.ba_dinh, 'TD').version}"
    judge(season, world.an, cell(season, world.ba_dinh, "7"))
    answer = save(as_(world.quang), season, versions=old, BD="5")
    assert answer.status_code == 409
    assert "An has saved 7 meanwhile, you entered 5. Save again to keep yours." in text_of(answer)
    answer = save(as_(world.quang), season, versions=answer.context["grid"].versions, BD="5")
    assert (answer.status_code, figure(season, world.ba_dinh)[1]) == (302, 5)


def test_points_of_the_other_judge_are_shown_once_both_have_judged(season: Season) -> None:
    by_two(season, "agreed")
    world = season.world
    judge(season, world.binh, cell(season, world.ba_dinh, "13"))
    said = text_of(get(world.quang, "judging", season.phase.pk, **where(season)))
    assert ("Binh has judged" in said, "13,00" in said) == (True, False)
    save(as_(world.quang), season, BD="14")
    said = text_of(get(world.quang, "judging", season.phase.pk, **where(season)))
    assert ("Binh: <b>13,00</b>" in said, "Enter the agreed points" in said) == (True, True)


def test_agreed_points_are_entered_with_a_reason(season: Season) -> None:
    by_two(season, "agreed")
    world = season.world
    for by, points in ((world.binh, "13"), (world.quang, "14")):
        judge(season, by, cell(season, world.ba_dinh, points))
    row = season.result(world.ba_dinh, "TD")
    client = as_(world.quang)
    assert client.post(f"/results/{row.pk}/agree/", {"value": "13,5", "reason": ""}).status_code == 422
    assert client.post(f"/results/{row.pk}/agree/", {"value": "13,5", "reason": "Đã họp"}).status_code == 302
    assert str(figure(season, world.ba_dinh)[1]) == "13.5"


@pytest.mark.parametrize("count", [30, 3000])
@pytest.mark.parametrize("judges", ["one", "mean"])
def test_grid_and_list_ask_as_often_for_30_figures_as_for_3000(
    season: Season, judges: str, count: int, django_assert_num_queries: Any
) -> None:
    if judges == "mean":
        by_two(season)
    judge(season, season.world.quang, cell(season, season.world.ba_dinh, "5"))
    client = as_(season.world.quang)
    crowd(season, count)
    client.get(f"/phases/{season.phase.pk}/judging/")
    with django_assert_num_queries(8):
        client.get(f"/phases/{season.phase.pk}/judging/")
    with django_assert_num_queries(12):
        page = client.get(f"/phases/{season.phase.pk}/judging/", where(season))
    assert page.status_code == 200
