"""What the standings say of ties, classes and ranks across clusters."""

from decimal import Decimal

from django.test import Client

from campaigns.choices import FactKind, TieKind
from campaigns.models import Participant
from tests.campaigns.standings.cast import NO_ZERO, Board, ask
from tests.campaigns.standings_pages.cast import close, page, table
from tests.cast import Season
from tests.pages import text_of
from units.models import Union


def test_a_key_says_why_one_stands_above_the_other(board: Board, client: Client) -> None:
    board.key(TieKind.CRITERION, criterion=board.table.criteria.get(code="a"))
    close(board.season)
    found = table(page(client, board.season.world.hoa, board.season.phase))
    assert [(row.participant.union.code, row.rank, row.above) for row in found.rows] == [
        ("BD", 1, "above LĐLĐ quận Long Biên by criterion a: 31 > 30"),
        ("LB", 2, "above LĐLĐ quận Hoàng Mai by criterion a: 30 > 20"),
        ("HM", 3, ""),
    ]


def test_an_indicator_and_the_women_are_told_too(board: Board, client: Client) -> None:
    world = board.season.world
    board.key(TieKind.WOMEN)
    board.key(TieKind.INDICATOR, indicator=board.indicator("absences"), is_lower_better=True)
    board.people(world.long_bien, 100, 70)
    board.people(world.ba_dinh, 100, 69)
    board.give(world.ba_dinh, absences=2)
    board.give(world.hoang_mai, absences=5)
    close(board.season)
    found = table(page(client, world.hoa, board.season.phase))
    assert [(row.participant.union.code, row.above) for row in found.rows] == [
        ("LB", "above LĐLĐ quận Ba Đình: 70% women or more (70/100 members; there 69/100)"),
        ("BD", "above LĐLĐ quận Hoàng Mai by absences: 2 < 5"),
        ("HM", ""),
    ]


def test_where_the_other_has_no_figure_none_is_compared(board: Board, client: Client) -> None:
    world = board.season.world
    board.key(TieKind.INDICATOR, indicator=board.indicator("I"))
    board.give(world.long_bien, I=2)
    close(board.season)
    first = table(page(client, world.hoa, board.season.phase)).rows[0]
    assert first.above == "above LĐLĐ quận Ba Đình by I: 2 / none"


def test_a_tie_is_to_be_decided_and_the_federation_is_led_there(board: Board, client: Client) -> None:
    close(board.season)
    phase, link = board.season.phase, f"/phases/{board.season.phase.pk}/ties/"
    body = text_of(page(client, board.season.world.hoa, phase))
    assert "equal in points and keys: to be decided" in body
    assert link not in body
    body = text_of(
        page(client, board.season.world.quang, phase, f"?cluster={board.season.world.cluster_1.pk}")
    )
    assert f'href="{link}"' in body
    assert f"{link}?cluster={board.season.world.cluster_1.pk}&amp;rank=1" in body


def test_a_tie_over_the_limit_of_a_class_says_so(board: Board, client: Client) -> None:
    board.band("Tốt", 60, share=50)
    close(board.season)
    body = text_of(page(client, board.season.world.hoa, board.season.phase))
    assert "the limit of a class runs through this tie: to be decided" in body
    assert "from 60,00 points; at most 50% of the ranked units: 1 unit" not in body  # nobody is in it yet
    assert "In no class" in body


def test_groups_are_the_bands_that_hold_with_what_they_ask(board: Board, client: Client) -> None:
    """Ba Dinh has a criterion at 0 and falls to the second class, below Long Bien; Hoang Mai is too young."""
    world = board.season.world
    board.give(world.ba_dinh, a=0, b=50)
    board.give(world.long_bien, a=20, b=20)
    board.give(world.hoang_mai, a=1, b=1)
    ask(board.band("Tốt", 40), NO_ZERO)
    board.band("Khá", 30)
    Union.objects.filter(code="HM").update(founded_on=board.season.phase.period_to)
    close(board.season)
    response = page(client, world.hoa, board.season.phase)
    found = table(response)
    assert [(g.name, g.size, [(r.participant.union.code, r.rank) for r in g.rows]) for g in found.groups] == [
        ("Tốt", 1, [("LB", 2)]), ("Khá", 1, [("BD", 1)]), ("", 1, [("HM", 3)]),
    ]  # fmt: skip
    body = text_of(response)
    for words in (
        "from 40,00 points; no criterion at 0",
        "Not graded",
        "founded, merged or split too short a time before the review day",
    ):
        assert words in body


def test_a_lowered_unit_is_told_from_where_and_no_word_of_the_fact(board: Board, client: Client) -> None:
    world = board.season.world
    board.band("Tốt", 60)
    board.downgrade(board.band("Khá", 30))
    board.fact(world.ba_dinh, FactKind.DISCIPLINE, "Khiển trách vì chậm nộp")
    close(board.season)
    body = text_of(page(client, world.minh, board.season.phase))
    assert "by points “Tốt”; lowered as the rules provide" in body
    assert "Khiển trách" not in body


def test_ranks_across_clusters_are_shown_where_the_campaign_ranks_so(board: Board, client: Client) -> None:
    board.give(board.season.world.ha_dong, a=40, b=40)
    Participant.objects.update(sector="union_body")
    board.season.campaign.ranks_across = True
    board.season.campaign.save()
    close(board.season)
    body = text_of(page(client, board.season.world.hoa, board.season.phase))
    assert "rank 2 across all clusters" in body
    assert "rank 2 in its sector" in body


def test_a_silent_unit_with_the_lowest_class_is_told_it_without_points(
    season: Season, client: Client
) -> None:
    season.table.silent_gets_lowest = True
    season.table.save()
    season.table.bands.create(name="Không xếp hạng cao", lowest=Decimal(0))
    season.send(season.world.hoang_mai, season.world.minh, dv="100")
    close(season)
    body = text_of(page(client, season.world.hoa, season.phase))
    silent = body.partition('id="silent"')[2]
    assert silent.count("Không xếp hạng cao") == 2
    assert "0,00" not in silent
