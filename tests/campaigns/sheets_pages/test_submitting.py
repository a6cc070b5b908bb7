"""Confirming a sheet, and what comes back from it."""

import re
from typing import Any

import pytest
from django.test import Client

from campaigns.services import results
from campaigns.services.results import submitting
from tests.campaigns.results_cast import row
from tests.campaigns.sheets_pages.cast import later, page, text_of, typed
from tests.cast import CLOSES, NOW, Season


def test_button_saves_and_asks_for_confirmation_in_numbers(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="5", kp="", bc="kad") | {"then": "submit"}
    posted[f"state-{row(season, 'KP').pk}"] = "nothing"
    answer = hoa.post(f"{page(season)}save/", posted, follow=True)
    assert answer.redirect_chain == [(f"{page(season)}?confirm=1#confirm", 302)]
    text = text_of(answer)
    assert "Submit 3 indicators for appraisal?" in text
    assert "1 indicator with a figure 1 with nothing to report 1 not applicable" in text
    assert answer.content.decode().count("btn-primary") == 1


def test_what_is_missing_is_listed_before_the_submission(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5")
    html = hoa.get(f"{page(season)}?confirm=1").content.decode()
    assert f'href="#cell-{row(season, "KP").pk}"' in html
    assert "2 things to put right" in html
    assert f'action="{page(season)}submit/"' not in html


def test_submitted_cells_are_locked(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    answer = hoa.post(f"{page(season)}submit/", follow=True)
    text = text_of(answer)
    assert "3 indicators submitted. They now wait for appraisal by LĐLĐ thành phố Hà Nội." in text
    assert 'name="value-' not in answer.content.decode()
    assert "3 waiting for appraisal" in text


def test_incomplete_submission_is_answered_with_links(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}submit/")
    assert answer.status_code == 422
    assert f'href="#cell-{row(season).pk}"' in answer.content.decode()


def test_submission_that_met_an_import_says_so_on_the_sheet(
    season: Season, hoa: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    monkeypatch.setattr(submitting, "update_from", lambda *_rows, **_how: 0)
    answer = hoa.post(f"{page(season)}submit/")
    assert answer.status_code == 409
    assert "Nothing was submitted; please look, then submit again." in text_of(answer)


def test_submission_after_the_deadline_says_so(season: Season, hoa: Client, july: Any) -> None:
    later(july, hoa, season.world.hoa, CLOSES)
    answer = hoa.post(f"{page(season)}submit/")
    assert (answer.status_code, "The phase has ended" in text_of(answer)) == (409, True)


def test_returned_row_opens_again_with_its_reason(season: Season, hoa: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    results.return_result(result=row(season), reason="Thiếu biên bản", by=world.quang, now=NOW)
    answer = hoa.get(page(season))
    assert "Returned: Thiếu biên bản" in text_of(answer)
    assert re.findall(r'name="value-(\d+)"', answer.content.decode()) == [str(row(season).pk)]
    assert "Submit 1 indicator again" in text_of(answer)
