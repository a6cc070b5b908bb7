"""The list of sheets: its order, its search, and what a person may read."""

import re
from typing import Any

import time_machine
from django.test import Client

from campaigns.choices import ResultStatus
from campaigns.models import Phase, Result
from tests.campaigns.sheets_pages.cast import later, page, text_of
from tests.cast import CLOSES, Season, at
from tests.pages import as_, lean


def test_list_says_when_a_sheet_opens(season: Season, hoa: Client) -> None:
    Phase.objects.update(entry_opens_at=at(2024, 7, 20), entry_closes_at=at(2024, 8, 1))
    with time_machine.travel(at(2024, 7, 18), tick=False):
        html = text_of(hoa.get("/sheets/"))
    assert "opens 20/7" in html
    assert "Not entered" not in html


def test_own_sheet_comes_first_and_is_the_primary_action(season: Season, hoa: Client) -> None:
    answer = hoa.get("/sheets/")
    link = f'<a class="btn btn-primary" href="{page(season)}">Enter the results of Đợt 1</a>'
    assert link in lean(answer.content.decode())


def test_list_is_searched_without_diacritics_and_filtered(season: Season, july: Any) -> None:
    client = as_(season.world.quang)
    assert len(re.findall(r'<th scope="row">', client.get("/sheets/?q=long bien").content.decode())) == 1
    assert len(re.findall(r'<th scope="row">', client.get("/sheets/?open=1").content.decode())) == 4
    later(july, client, season.world.quang, CLOSES)
    assert "No sheet was found" in text_of(client.get("/sheets/?open=1"))


def test_list_holds_only_what_a_person_may_read(season: Season) -> None:
    found = {
        name: len(
            re.findall(r'<th scope="row">', as_(season.world.users[name]).get("/sheets/").content.decode())
        )
        for name in ("hoa", "lan", "minh", "nga", "quang", "kim", "vy")
    }
    assert found == {"hoa": 1, "lan": 3, "minh": 3, "nga": 1, "quang": 4, "kim": 4, "vy": 0}


def test_progress_counts_answers_of_the_union(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="0", kp="1")
    assert "2/3" in text_of(hoa.get("/sheets/"))
    assert Result.objects.filter(status=ResultStatus.VERIFIED).count() == 0
