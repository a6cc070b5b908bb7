"""What saving one row by htmx answers: counts, faults, conflicts, and the deadline."""

import re
from typing import Any

import pytest
from django.test import Client

from campaigns.services import results
from tests.campaigns.results_cast import row
from tests.campaigns.sheets_pages.cast import HTMX, later, page, text_of, typed
from tests.cast import CLOSES, NOW, Season
from tests.pages import lean


def test_one_row_is_saved_by_htmx_with_the_counts_beside_it(season: Season, hoa: Client) -> None:
    dv = row(season).pk
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="250") | {"row": str(dv)}, **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.strip().startswith(f'<tbody id="row-{dv}"')
    assert ("Saved 09:00" in html, "25,0%" in html, "To do 2" in html) == (True, True, True)
    assert html.count('hx-swap-oob="true"') == 3
    assert answer["HX-Trigger"] == f'{{"row:version": {{"id": {dv}, "version": 1}}}}'
    assert row(season).value == 250


def test_htmx_saves_only_the_row_it_names(season: Season, hoa: Client) -> None:
    hoa.post(f"{page(season)}save/", typed(season, dv="5", kp="6") | {"row": str(row(season).pk)}, **HTMX)
    assert (row(season).value, row(season, "KP").value) == (5, None)


def test_wrong_text_by_htmx_answers_422_with_the_fault_below_the_cell(season: Season, hoa: Client) -> None:
    answer = hoa.post(
        f"{page(season)}save/", typed(season, dv="1,234.5") | {"row": str(row(season).pk)}, **HTMX
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ('value="1,234.5"' in html, "▲ Not saved" in html) == (True, True)
    assert "did you mean 1.234,5?" in html
    assert "HX-Trigger" not in answer


def test_conflict_shows_both_values_and_the_next_save_decides(season: Season, hoa: Client) -> None:
    mine = typed(season, dv="12")
    season.enter(season.world.ba_dinh, season.world.hung, dv="15")
    answer = hoa.post(f"{page(season)}save/", mine)
    html = lean(answer.content.decode())
    assert answer.status_code == 409
    assert "Hung has saved 15 meanwhile, you entered 12. Save again (Enter) to keep yours" in html
    assert ("data-again" in html, f'name="again-{row(season).pk}"' in html) == (True, True)
    again = re.search(rf'name="version-{row(season).pk}" value="(\d+)"', html)
    assert again is not None
    mine[f"version-{row(season).pk}"] = again[1]
    assert hoa.post(f"{page(season)}save/", mine).status_code == 302
    assert row(season).value == 12


def test_conflict_over_yes_and_no_speaks_in_words(season: Season, hoa: Client) -> None:
    mine = typed(season, bc="0")
    season.enter(season.world.ba_dinh, season.world.hung, bc="1")
    html = lean(hoa.post(f"{page(season)}save/", mine).content.decode())
    assert "Hung has saved “Yes” meanwhile, you entered “No”." in html
    assert "Keep mine: “No”" in html


@pytest.mark.parametrize("alone", [True, False])
def test_colleague_who_submits_meanwhile_is_no_conflict_of_versions(
    season: Season, hoa: Client, alone: bool
) -> None:
    world, dv = season.world, row(season).pk
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="1", bc="1")
    posted = typed(season, dv="6") | ({"row": str(dv)} if alone else {})
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hung, now=NOW)
    answer = hoa.post(f"{page(season)}save/", posted, **(HTMX if alone else {}))
    text = text_of(answer)
    assert answer.status_code == 422
    assert (
        "Hung submitted this sheet at 09:00 on 20/7. 6 was not saved. To change this figure, please ask"
        in text
    )
    assert ("typed, not saved: 6" in text, "has saved" in text) == (True, False)


def test_fault_elsewhere_does_not_hide_a_conflict(season: Season, hoa: Client) -> None:
    mine = typed(season, dv="12", kp="x")
    season.enter(season.world.ba_dinh, season.world.hung, dv="15")
    html = lean(hoa.post(f"{page(season)}save/", mine).content.decode())
    assert f'name="version-{row(season).pk}" value="0"' in html  # the page still knows that it is old


def test_after_the_deadline_the_typed_figure_stays_visible(season: Season, hoa: Client, july: Any) -> None:
    posted = typed(season, dv="777")
    later(july, hoa, season.world.hoa, CLOSES)
    answer = hoa.post(f"{page(season)}save/", posted)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "took figures until the end of 31/07/2024" in text
    assert "typed, not saved: 777" in text
    assert row(season).value is None
    by_htmx = hoa.post(f"{page(season)}save/", posted | {"row": str(row(season).pk)}, **HTMX)
    assert by_htmx.status_code == 409
    assert "data-reason" in by_htmx.content.decode()
