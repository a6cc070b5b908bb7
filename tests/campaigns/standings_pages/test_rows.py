"""What the rows of the standings say, what lies behind them, and what they cost."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase, Standing
from campaigns.queries import standings as query
from campaigns.services import results
from tests.campaigns.standings_pages.cast import close, page, table
from tests.cast import CLOSES, Season, after, make_criterion
from tests.crowd import crowd
from tests.pages import text_of
from units.models import Cluster, Union
from units.services import jobs


def test_rows_carry_rank_tie_gap_and_what_was_reached_in_full(closed: Season, client: Client) -> None:
    found = table(page(client, closed.world.hoa, closed.phase))
    rows = [
        (r.participant.union.code, r.standing.rank, r.standing.is_tied, r.gap, r.full, r.leaves, r.is_mine)
        for r in found.rows
        if r.standing
    ]
    assert rows == [
        ("BD", 1, False, Decimal(0), 2, 4, True),
        ("HM", 2, True, Decimal(17), 1, 4, False),
        ("LB", 2, True, Decimal(17), 1, 4, False),
    ]
    assert (found.most, found.leaves, found.with_figures, found.units) == (Decimal(100), 4, 3, 3)


def test_bonus_and_penalty_lines_make_no_maximum_and_are_not_to_be_reached(
    season: Season, client: Client
) -> None:
    for code, nature in (("5", "bonus"), ("6", "penalty")):
        figure = season.indicators["KP"]
        params = {"per_object": 10_000}
        make_criterion(season.table, code, "per_object", 5, figure, params=params, nature=nature, order=9)
    season.send(season.world.ba_dinh, season.world.hoa, dv="8", kp="500")
    close(season)
    sheet = season.sheet(season.world.ba_dinh)
    answer = page(client, season.world.hoa, season.phase, f"?open={sheet.pk}")
    found = table(answer)
    assert (found.most, found.leaves) == (Decimal(100), 4)
    assert [(r.full, r.leaves) for r in found.rows if r.participant.union.code == "BD"] == [(1, 4)]
    most = {row.criterion.code: row.most for row in answer.context["shown"].lines}
    assert (most["4"], most["5"], most["6"]) == (20, 5, -5)


def test_groups_are_the_bands_with_their_bounds(closed: Season, client: Client) -> None:
    found = table(page(client, closed.world.hoa, closed.phase))
    groups = [(g.name, g.lowest, g.below, len(g.rows), g.is_banded) for g in found.groups]
    assert groups == [
        ("Tốt", Decimal(60), Decimal(90), 1, True),
        ("Khá", Decimal(50), Decimal(60), 2, True),
    ]


def test_table_without_bands_makes_no_group(season: Season, client: Client) -> None:
    season.send(season.world.ba_dinh, season.world.hoa, dv="8")
    close(season)
    found = table(page(client, season.world.hoa, season.phase))
    assert [(g.name, g.is_banded, len(g.rows)) for g in found.groups] == [("", False, 1)]


def test_participant_without_a_table_is_named_without_points(season: Season, client: Client) -> None:
    world = season.world
    Participant.objects.filter(phase=season.phase, union=world.ba_dinh).update(table=None)
    close(season)
    response = page(client, world.hoa, season.phase)
    assert [r.participant.union.code for r in table(response).rest] == ["BD"]
    assert "LĐLĐ quận Ba Đình" in response.content.decode()


def test_why_opens_under_its_row_and_sums_to_the_points(closed: Season, client: Client) -> None:
    world = closed.world
    sheet = closed.sheet(world.hoang_mai)
    response = page(client, world.hoa, closed.phase, f"?cluster={world.cluster_1.pk}&open={sheet.pk}")
    shown = response.context["shown"]
    assert shown.points == shown.standing.points == Decimal(55)
    assert (shown.most, shown.may_open_sheet) == (Decimal(100), False)
    assert "LĐLĐ quận Long Biên" in shown.tie
    assert f'id="x{sheet.pk}"' in response.content.decode()


def test_htmx_gets_the_table_alone_and_history_the_whole_page(closed: Season, client: Client) -> None:
    asked = f"?cluster={closed.world.cluster_1.pk}"
    part = page(client, closed.world.hoa, closed.phase, asked, HX_Request="true").content.decode()
    whole = page(
        client, closed.world.hoa, closed.phase, asked, HX_Request="true", HX_History_Restore_Request="true"
    ).content.decode()
    assert part.lstrip().startswith('<section class="sheet" id="standings">')
    assert "<html" in whole


@pytest.mark.parametrize("wanted", ["0", "abc", "99999999999999999999999"])
def test_nonsense_in_the_address_is_no_fault(closed: Season, client: Client, wanted: str) -> None:
    assert page(client, closed.world.hoa, closed.phase, f"?cluster={wanted}").status_code == 404
    assert page(client, closed.world.hoa, closed.phase, f"?open={wanted}").context["shown"] is None


def _rank_all(season: Season) -> None:
    """All on one rank, as unions are that sent figures worth no points."""
    Standing.objects.filter(participant__phase=season.phase).update(rank=1, is_tied=True, is_silent=False)


@pytest.mark.parametrize("count", [3, 300])
def test_standings_page_takes_the_same_queries_whatever_the_size(
    season: Season, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    crowd(season, count, cluster=season.world.cluster_1)
    close(season)
    _rank_all(season)
    client.force_login(season.world.hoa)
    asked = f"/phases/{season.phase.pk}/standings/?open={season.sheet(season.world.ba_dinh).pk}"
    with django_assert_num_queries(25):
        response = client.get(asked)
    found = table(response)
    assert (found.page.paginator.count, found.page.number) == (count + 3, 1 + count // 50)
    assert (
        response.context["shown"].participant.union == season.world.ba_dinh
    )  # last of all: the last page is opened


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_phases_takes_the_same_queries_whatever_the_size(
    closed: Season, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    first = closed.phase
    Phase.objects.filter(pk=first.pk).update(number=1000)  # on the first page, with its rank
    Phase.objects.bulk_create(
        Phase(campaign=closed.campaign, number=n, name=f"Đợt {n}", period_from=first.period_from,
              period_to=first.period_to, entry_opens_at=first.entry_opens_at,
              entry_closes_at=first.entry_closes_at, status=PhaseStatus.OPEN)
        for n in range(2, count + 2)
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(phase=phase, union=closed.world.ba_dinh, table=closed.table)
        for phase in Phase.objects.exclude(pk=first.pk)
    )
    client.force_login(closed.world.hoa)
    with django_assert_num_queries(5):
        response = client.get("/standings/")
    assert len(response.context["rows"]) == min(50, count + 1)


def test_workbook_holds_the_visible_clusters_and_no_formula(closed: Season, client: Client) -> None:
    Union.objects.filter(pk=closed.world.ba_dinh.pk).update(name='=HYPERLINK("http://x")')
    client.force_login(closed.world.hoa)
    response = client.get(f"/phases/{closed.phase.pk}/standings.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[3:6] for row in rows[4:]] == [
        ["BD", '=HYPERLINK("http://x")', 72.0],
        ["HM", "LĐLĐ quận Hoàng Mai", 55.0],
        ["LB", "LĐLĐ quận Long Biên", 55.0],
    ]
    assert b"<f>" not in response.content


def test_own_standing_is_the_visible_revisions(closed: Season) -> None:
    world = closed.world
    figure = closed.figure(world.ba_dinh, "TD", "5")
    results.judge_figures(
        participant=closed.sheet(world.ba_dinh), figures=[figure], by=world.quang, now=after(CLOSES, days=1)
    )
    jobs.run_all(now=after(CLOSES, days=1))
    closed.phase.refresh_from_db()
    found = query.own_standings(world.hoa, [closed.phase])
    assert {phase: [(s.revision, s.points) for s in rows] for phase, rows in found.items()} == {
        closed.phase.pk: [(2, Decimal(77))]
    }


def test_standings_of_many_have_pages_and_a_link_to_ones_own_unit(season: Season, client: Client) -> None:
    crowd(season, 120, cluster=season.world.cluster_1)
    close(season)
    _rank_all(season)
    first = page(client, season.world.hoa, season.phase)
    found = table(first)
    assert ([g.size for g in found.groups], len(found.rows), found.units) == ([123], 50, 123)
    sheet = season.sheet(season.world.ba_dinh)
    assert [(row.participant, number) for row, number in found.mine] == [(sheet, 3)]
    body = text_of(first)
    assert f'href="?cluster={season.world.cluster_1.pk}&amp;page=3#u{sheet.pk}"' in body
    assert f'href="?cluster={season.world.cluster_1.pk}&amp;page=2"' in body
    second = table(page(client, season.world.hoa, season.phase, "?page=2"))
    ranks = [r.rank or 0 for r in (*found.rows, *second.rows)]
    assert (len(ranks), ranks == sorted(ranks)) == (100, True)
    assert {r.participant for r in found.rows} & {r.participant for r in second.rows} == set()


def test_many_clusters_are_offered_by_dozens_and_found_by_name(season: Season, client: Client) -> None:
    clusters = Cluster.objects.bulk_create(
        Cluster(code=f"K{n}", name=f"Khối số {n:02}", order=n, owner=season.world.city) for n in range(30)
    )
    for cluster, union in zip(clusters, crowd(season, 30), strict=True):
        Participant.objects.filter(union=union).update(cluster=cluster)
    close(season)
    choice = page(client, season.world.quang, season.phase).context["choice"]
    assert (len(choice.links), choice.others) == (12, 20)
    found = page(client, season.world.quang, season.phase, "?find=khoi+so+29")
    names = [link.name for link in found.context["choice"].links]
    assert names == [found.context["cluster"].name, "Khối số 29"]  # and the one that is open
    assert "<select" not in found.content.decode().partition("<main")[2]
