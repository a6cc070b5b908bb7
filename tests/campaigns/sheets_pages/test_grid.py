"""The results grid as its readers see it."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Campaign, Phase
from campaigns.queries.sheets import load_grid
from campaigns.services import campaigns, results, sheets
from tests.campaigns.results_cast import row
from tests.campaigns.sheets_pages.cast import later, page, text_of
from tests.cast import CLOSES, NOW, Season, at
from tests.pages import as_, lean
from units.actors import SYSTEM


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("hoa", 200), ("hung", 200), ("lan", 200), ("minh", 200), ("quang", 200), ("kim", 200),
        ("nga", 404), ("vy", 404),
    ],
)  # fmt: skip
def test_sheet_is_read_by_the_union_the_cluster_head_and_those_above(
    season: Season, name: str, status: int
) -> None:
    assert as_(season.world.users[name]).get(page(season)).status_code == status


def test_visitor_is_asked_to_sign_in(season: Season, client: Client) -> None:
    assert client.get(page(season)).url == f"/login/?next={page(season)}"  # type: ignore[attr-defined]


def test_union_writes_its_own_lines_and_not_the_judged_one(season: Season, hoa: Client) -> None:
    html = hoa.get(page(season)).content.decode()
    for code, writable in (("DV", True), ("KP", True), ("BC", True), ("TD", False)):
        assert (f'name="value-{row(season, code).pk}"' in html) is writable
    assert "judged by LĐLĐ thành phố Hà Nội" in html


def test_staff_of_the_federation_write_the_judged_line_only(season: Season) -> None:
    html = as_(season.world.quang).get(page(season)).content.decode()
    assert re.findall(r'name="value-(\d+)"', html) == [str(row(season, "TD").pk)]


@pytest.mark.parametrize("name", ["lan", "kim"])
def test_other_readers_write_nothing(season: Season, name: str) -> None:
    html = as_(season.world.users[name]).get(page(season)).content.decode()
    assert ('name="value-' in html, "Save as a draft" in html) == (False, False)


def test_four_states_look_different(season: Season, hoa: Client, july: Any) -> None:
    world = season.world
    figures = [
        season.figure(world.ba_dinh, "DV", "0"),
        season.figure(world.ba_dinh, "KP", None, "nothing"),
        season.figure(world.ba_dinh, "BC", None, "not_applicable"),
    ]
    results.save_figures(participant=season.sheet(world.ba_dinh), figures=figures, by=world.hoa, now=NOW)
    later(july, hoa, world.hoa, CLOSES)
    html = lean(hoa.get(page(season)).content.decode())
    cells = re.findall(r'cell--locked[^"]*">.*?</svg>([^<]*)</span>', html)
    cells = [cell.strip() for cell in cells]
    assert cells == ["0", "nothing to report", "n/a", "not yet"]


def test_cumulative_and_attained_come_from_all_phases(season: Season) -> None:
    second = add_second_phase(season)
    season.send(season.world.ba_dinh, season.world.hoa, dv="250", kp="100")
    Phase.objects.filter(pk=season.phase.pk).update(
        status=PhaseStatus.CLOSED, closed_at=CLOSES, target_share=Decimal(50)
    )
    sheet = second.participants.get(union=season.world.ba_dinh)
    target = sheet.results.get(indicator__code="DV")
    with time_machine.travel(at(2024, 10, 1, 9), tick=False):
        client = as_(season.world.hoa)
        posted = {f"value-{target.pk}": "300", f"version-{target.pk}": "0"}
        client.post(f"/sheets/{sheet.pk}/save/", posted)
        html = client.get(f"/sheets/{sheet.pk}/").content.decode()
    line = html[html.index(f'id="row-{target.pk}"') :].split("</tr>")[0]
    cells = [
        " ".join(re.sub("<[^>]+>", " ", c).split()) for c in re.findall(r"<td[^>]*>(.*?)</td>", line, re.S)
    ]
    assert cells[:3] == ["–", "1.000", "250"]  # assigned, registered, the phase before
    assert cells[4:6] == ["550", "55,0%"]
    assert "due by now, 70,3%" in html  # 50 % by the end of phase 1, and 62 of 153 days of the other 50


def test_a_figure_of_an_earlier_phase_that_does_not_count_is_shown_and_not_added(season: Season) -> None:
    """The union's own draft of today is added: the sheet shows its own numbers."""
    second = add_second_phase(season)
    season.enter(season.world.ba_dinh, season.world.hoa, dv="250", kp="100")
    season.mark(season.world.ba_dinh, "KP", status=ResultStatus.SUBMITTED)
    sheet = second.participants.get(union=season.world.ba_dinh)
    sheet.results.filter(indicator__code__in=("DV", "KP")).update(state="reported", value=Decimal(300))
    grid = load_grid(sheet, editing="", now=at(2024, 10, 1, 9))
    rows = [(grid.by_code[code].earlier, grid.by_code[code].cumulative) for code in ("DV", "KP")]
    assert rows == [
        ([("Đợt 1", "250 (not counted)")], Decimal(300)),
        ([("Đợt 1", "100,0")], Decimal(400)),
    ]
    assert grid.uncounted == 2


def test_a_sheet_says_which_of_its_figures_do_not_count(season: Season, july: Any, hoa: Client) -> None:
    ba_dinh = season.world.ba_dinh
    assert "Figures count once" not in text_of(hoa.get(page(season)))
    season.enter(ba_dinh, season.world.hoa, dv="250", kp="100")
    season.mark(ba_dinh, "KP", status=ResultStatus.RETURNED)
    told = "Figures count once they are submitted: not as a draft, and not while returned."
    assert told in text_of(hoa.get(page(season)))
    Campaign.objects.update(counts_from=ResultStatus.VERIFIED)
    assert "once they are submitted and appraised" in text_of(hoa.get(page(season)))
    season.mark(ba_dinh, "DV", status=ResultStatus.SUBMITTED)
    later(july, hoa, season.world.hoa, CLOSES)
    assert "2 figures of this sheet do not count: they were not submitted" in text_of(hoa.get(page(season)))
    Campaign.objects.update(counts_from=ResultStatus.SUBMITTED)
    told = "1 figure of this sheet does not count: it was not submitted, or was returned and not sent again."
    assert told in text_of(hoa.get(page(season)))
    Campaign.objects.update(is_extract=True)
    assert "of this sheet does not count" not in text_of(hoa.get(page(season)))


def add_second_phase(season: Season) -> Phase:
    early = at(2024, 1, 11)
    phase = campaigns.add_phase(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 9, 1), entry_closes_at=at(2025, 1, 1), by=SYSTEM, now=early,
    )  # fmt: skip
    Phase.objects.filter(pk=phase.pk).update(status=PhaseStatus.OPEN)
    sheets.enrol(phase=phase, union=season.world.ba_dinh, table=season.table, by=SYSTEM, now=early)
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=early)
    return phase


def test_extract_says_so(season: Season, hoa: Client) -> None:
    Campaign.objects.update(is_extract=True, source="Báo cáo Cụm 1")
    html = text_of(hoa.get(page(season)))
    assert "extract of a printed report (Báo cáo Cụm 1)" in html


def test_figures_of_an_extract_are_neither_drafts_nor_late(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="10")
    Campaign.objects.update(is_extract=True)
    Phase.objects.update(status=PhaseStatus.FINAL, closed_at=CLOSES)
    html = text_of(hoa.get(page(season)))
    assert html.count("As printed") == 1
    assert "Entry closed" not in html
    assert "Draft" not in html
    assert "?show=todo" not in html


@pytest.mark.parametrize(("show", "codes"), [("all", 4), ("todo", 3), ("waiting", 0), ("nonsense", 4)])
def test_filters_are_plain_links(season: Season, hoa: Client, show: str, codes: int) -> None:
    html = hoa.get(f"{page(season)}?show={show}").content.decode()
    assert len(re.findall(r'<tbody id="row-', html)) == codes
