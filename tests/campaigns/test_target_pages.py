"""The page of a union's targets: who reads it, who sets which, what is refused in place."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Target
from tests.campaigns.pledge_cast import circulated
from tests.cast import Season
from tests.pages import as_, get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def cell(season: Season, code: str) -> str:
    return f"t{season.indicators[code].pk}"


def test_union_registers_the_vietnamese_way(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Register the targets" in page
    assert f'name="{cell(season, "TD")}"' not in page
    data = {cell(season, "DV"): "1.250", cell(season, "KP"): "1.200,5"}
    assert post(world.hoa, "targets", *at_page, **data).status_code == 302
    held = Target.objects.filter(union=world.ba_dinh, is_current=True).order_by("indicator__order")
    assert [(t.kind, t.value) for t in held] == [
        ("registered", Decimal(1250)),
        ("registered", Decimal("1200.5")),
    ]


def test_faults_of_targets_stand_in_their_cells_and_nothing_is_saved(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    for typed, said in (
        ("1,250.5", "can be read in two ways"),
        ("nhiều", "is not a number"),
        ("-5", "cannot be negative"),
        ("999,5", "Only whole numbers are taken here."),
        ("", "cannot be emptied"),
    ):
        answer = post(
            world.hoa, "targets", *at_page, **{cell(season, "DV"): typed, cell(season, "KP"): "700"}
        )
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert list(answer.context["form"].errors) == [cell(season, "DV")]
    assert not Target.objects.filter(version=2).exists()


def test_federation_assigns_and_a_lower_registration_is_only_remarked(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    assert post(world.quang, "targets", *at_page, **{cell(season, "DV"): "1.100"}).status_code == 302
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Registered below the assigned target" in page
    assert "1 registered below the assigned one" in page
    assert (
        post(
            world.hoa, "targets", *at_page, **{cell(season, "DV"): "1.050", cell(season, "KP"): "500"}
        ).status_code
        == 302
    )


def test_a_target_far_from_the_clusters_is_asked_about_and_taken_when_it_is_right(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    # Season targets: 1.000 members each; the two others of the cluster are what it is compared with.
    typed = {cell(season, "DV"): "10", cell(season, "KP"): "500"}
    asked = post(world.hoa, "targets", *at_page, **typed)
    assert asked.status_code == 422
    assert asked.context["form"].errors == {
        cell(season, "DV"): [
            "Less than a tenth of what the others of the cluster aim at. Is the comma where it should be?"
        ]
    }
    assert "They are right as I typed them" in text_of(asked)
    assert not Target.objects.filter(version=2).exists()
    assert post(world.hoa, "targets", *at_page, right="on", **typed).status_code == 302
    assert Target.objects.get(version=2).value == Decimal(10)


def test_only_what_is_new_is_asked_about_and_nobody_outside_the_cluster_counts(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    Target.objects.filter(union=world.ba_dinh, indicator__code="DV").update(value=Decimal(10))
    same = {cell(season, "DV"): "10", cell(season, "KP"): "501"}
    assert "They are right" not in text_of(get(world.hoa, "targets", *at_page))
    assert post(world.hoa, "targets", *at_page, **same).status_code == 302
    alone = (season.campaign.pk, world.ha_dong.pk)  # the only one of its cluster
    assert (
        post(world.nga, "targets", *alone, **{cell(season, "DV"): "1", cell(season, "KP"): "500"}).status_code
        == 302
    )


def test_target_in_the_pledge_asks_for_a_reason(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    circulated(season)
    data = {cell(season, "DV"): "1.250", cell(season, "KP"): "500"}
    answer = post(world.hoa, "targets", *at_page, **data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert post(world.hoa, "targets", *at_page, reason="Thêm phường", **data).status_code == 302
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Thêm phường" in page
    assert "(replaced)" in page


@pytest.mark.parametrize(
    ("name", "status", "writes"),
    [("hoa", 200, True), ("hung", 200, True), ("quang", 200, True), ("lan", 200, False), ("kim", 200, False),
     ("minh", 200, False), ("nga", 404, False), ("vy", 404, False)],
)  # fmt: skip
def test_who_reads_and_who_sets_the_targets_of_ba_dinh(
    season: Season, name: str, status: int, writes: bool
) -> None:
    user, at_page = season.world.users[name], (season.campaign.pk, season.world.ba_dinh.pk)
    answer = get(user, "targets", *at_page)
    assert answer.status_code == status
    if status == 200:
        assert (answer.context["form"] is not None) == writes
        if not writes:
            assert post(user, "targets", *at_page, **{cell(season, "DV"): "5"}).status_code == 403
    assert not Target.objects.filter(version=2).exists()


def test_targets_page_takes_the_same_queries_for_any_number_of_indicators(
    season: Season, django_assert_num_queries: Any
) -> None:
    client, where = (
        as_(season.world.hoa),
        reverse("targets", args=[season.campaign.pk, season.world.ba_dinh.pk]),
    )
    client.get(where)
    with django_assert_num_queries(10):
        client.get(where)
    first = season.indicators["DV"]
    for n in range(300):
        first.pk, first.code, first.order = None, f"N{n}", 10 + n
        first.save(force_insert=True)
    with django_assert_num_queries(10):
        assert len(client.get(where).context["rows"]) == 302


def test_union_that_takes_no_part_has_no_targets_page(season: Season) -> None:
    assert get(season.world.quang, "targets", season.campaign.pk, season.world.city.pk).status_code == 404
