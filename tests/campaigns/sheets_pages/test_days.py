"""The results grid takes a milestone's day: typed as people write days, saved at once, told early or late in days."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from campaigns.choices import ResultStatus, Supplier
from campaigns.models import Campaign, Phase, Result
from campaigns.rules import value_of_day
from campaigns.services import campaigns, sheets
from tests.campaigns.milestone_cast import AHEAD, EARLY, LATE, add_milestone, day_figure, reach
from tests.campaigns.results_cast import row, save
from tests.campaigns.sheets_pages.cast import HTMX, later, page, text_of
from tests.cast import Season, at
from tests.pages import as_, lean
from units.actors import SYSTEM


@pytest.fixture(autouse=True)
def milestone(season: Season) -> None:
    add_milestone(season)


def typed_day(season: Season, day: str, stage: str = "", **more: str) -> dict[str, str]:
    """What the milestone's line sends."""
    found = row(season, "DH")
    line = {"day": day, "state": stage, "version": str(found.version), **more}
    return {f"{name}-{found.pk}": value for name, value in line.items()}


def send(client: Client, season: Season, day: str, stage: str = "", **more: str) -> Any:
    """The line as the script sends it, alone."""
    posted = typed_day(season, day, stage, **more) | {"row": str(row(season, "DH").pk)}
    return client.post(f"{page(season)}save/", posted, **HTMX)


def line_of(answer: Any, season: Season) -> str:
    """The milestone's line on the page, as its reader sees it."""
    found = re.search(
        rf'<tbody id="row-{row(season, "DH").pk}".*?</tbody>', answer.content.decode(), re.DOTALL
    )
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def options_of(answer: Any, season: Season) -> list[tuple[str, str]]:
    """What the list below the day offers, the chosen one in brackets."""
    found = re.search(
        rf'<select id="state-{row(season, "DH").pk}".*?</select>', lean(answer.content.decode())
    )
    assert found is not None
    options = re.findall(r'<option value="(\w*)"( selected)?>', found[0])
    return [(value, chosen.strip()) for value, chosen in options]


@pytest.mark.parametrize(
    "day",
    [
        "05/07/2024",
        "5/7/2024",
        "5-7-2024",
        "05.07.2024",
        "05,07,2024",
        "05072024",
        "2024-07-05",
        " 5/7/2024 ",
    ],
)
def test_a_day_is_taken_however_vietnam_writes_it(season: Season, hoa: Client, day: str) -> None:
    answer = send(hoa, season, day)
    assert answer.status_code == 200
    assert (row(season, "DH").value, row(season, "DH").stage) == (value_of_day(EARLY), "held")
    html = lean(answer.content.decode())
    assert ('value="05/07/2024"' in html, "739072" in html, "739.072" in html) == (True, False, False)
    assert "7 days early" in line_of(answer, season)
    assert options_of(answer, season) == [
        ("", ""),
        ("planned", ""),
        ("pilot", ""),
        ("held", "selected"),
        ("not_applicable", ""),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31/02/2024", "Month 2 of 2024 has 29 days. Write a day that there is."),
        ("31/13/2024", "There is no month 13. Write the day first, then the month, for example 31/07/2026."),
        ("01/01/0001", "The year 1 is out of range. Write a date between 1900 and 2100."),
        ("31/12/1899", "The year 1899 is out of range. Write a date between 1900 and 2100."),
        ("01/01/2101", "The year 2101 is out of range. Write a date between 1900 and 2100."),
        ("5/7/24", "Write the year with four digits, for example 31/07/2026."),
        ("99999999", "The year 9999 is out of range. Write a date between 1900 and 2100."),
        ("739072", "Enter a date as day/month/year, for example 31/07/2024."),
        ("hôm nay", "Enter a date as day/month/year, for example 31/07/2024."),
        ("=TODAY()", "Enter a date as day/month/year, for example 31/07/2024."),
        ("5" * 4000, "Enter a date as day/month/year, for example 31/07/2024."),
    ],
)
def test_what_is_no_day_stays_in_its_cell_with_its_fault(
    season: Season, hoa: Client, day: str, said: str
) -> None:
    for stage in ("", "planned"):
        answer = send(hoa, season, day, stage)
        assert answer.status_code == 422
        assert f"Not saved. {said}" in line_of(answer, season)
        assert ("planned", "selected" if stage else "") in options_of(answer, season)
    assert row(season, "DH").state == "not_reported"


def test_a_stage_without_a_day_asks_for_it_and_an_empty_line_is_none(season: Season, hoa: Client) -> None:
    answer = send(hoa, season, "", "held")
    assert answer.status_code == 422
    assert "Enter a day, for example 31/07/2026; one that lies ahead is a planned one." in line_of(
        answer, season
    )
    assert send(hoa, season, "").status_code == 200
    assert row(season, "DH").state == "not_reported"


def test_a_day_ahead_is_planned_and_does_not_count(season: Season, hoa: Client) -> None:
    answer = send(hoa, season, "25/07/2024")
    assert row(season, "DH").stage == "planned"
    assert "13 days late planned, does not count yet" in line_of(answer, season)
    refused = send(hoa, season, "25/07/2024", "held")
    assert refused.status_code == 422
    assert "25/07/2024 is still ahead. Choose “planned”, or correct the day." in line_of(refused, season)


def test_a_milestone_that_does_not_apply_is_chosen_in_the_list_or_typed(season: Season, hoa: Client) -> None:
    for day, stage in (("", "not_applicable"), ("kad", ""), ("k.a.d.", "held")):
        reach(season, EARLY)
        answer = send(hoa, season, day, stage)
        assert (answer.status_code, row(season, "DH").state) == (200, "not_applicable")
        assert ("not_applicable", "selected") in options_of(answer, season)


def test_not_applicable_beside_a_day_is_asked_about(season: Season, hoa: Client) -> None:
    asked = send(hoa, season, "05/07/2024", "not_applicable")
    assert "The cell holds 05/07/2024, and “n/a” was chosen beside it. Which of the two counts?" in text_of(
        asked
    )
    assert send(hoa, season, "05/07/2024", "not_applicable", keep="1").status_code == 200
    assert (row(season, "DH").value, row(season, "DH").stage) == (value_of_day(EARLY), "held")


def test_nothing_to_report_is_not_offered_and_refused_when_sent(season: Season, hoa: Client) -> None:
    for day, stage in (("", "nothing"), ("kps", "")):
        answer = send(hoa, season, day, stage)
        assert answer.status_code == 422
        assert "“Nothing to report” does not go with a milestone." in line_of(answer, season)
        assert "nothing" not in dict(options_of(answer, season))


@pytest.mark.parametrize("number", ["5", "739072", "99999999", "0"])
def test_a_number_in_the_place_of_the_day_is_refused(season: Season, hoa: Client, number: str) -> None:
    found = row(season, "DH")
    posted = {f"value-{found.pk}": number, f"version-{found.pk}": "0"}
    answer = hoa.post(f"{page(season)}save/", posted | {"row": str(found.pk)}, **HTMX)
    assert answer.status_code == 422
    assert "Enter a day, for example 31/07/2026" in line_of(answer, season)
    dv = row(season)
    answer = hoa.post(f"{page(season)}save/", {f"day-{dv.pk}": "05/07/2024", f"version-{dv.pk}": "0"})
    assert "A day is no figure of this indicator. Enter a number." in text_of(answer)
    assert (row(season).state, row(season, "DH").state) == ("not_reported", "not_reported")


def test_the_whole_sheet_is_saved_without_a_script(season: Season, hoa: Client) -> None:
    dv = row(season)
    posted = typed_day(season, "14/07/2024", "pilot") | {f"value-{dv.pk}": "12", f"version-{dv.pk}": "0"}
    answer = hoa.post(f"{page(season)}save/", posted)
    assert (answer.status_code, answer["Location"]) == (302, page(season))
    assert (row(season).value, row(season, "DH").value) == (12, value_of_day(LATE))
    seen = line_of(hoa.get(page(season)), season)
    assert "2 days late" in seen
    assert ("pilot", "selected") in options_of(hoa.get(page(season)), season)


def test_targets_of_a_milestone_are_days_and_nothing_is_cumulated(season: Season, hoa: Client) -> None:
    reach(season, EARLY)
    answer = hoa.get(page(season))
    line = next(r for r in answer.context["grid"].rows if r.result.indicator.code == "DH")
    assert (line.timing, line.cumulative, line.attained, line.is_behind) == (
        "7 days early",
        None,
        None,
        False,
    )
    assert (line.measure, line.anchor) == ("a day", f"cell-{line.result.pk}")
    assert "12/07/2024" in line_of(answer, season)


def test_a_planned_day_that_has_passed_is_worth_a_second_look(season: Season, july: Any, hoa: Client) -> None:
    reach(season, AHEAD)
    assert "has passed" not in text_of(hoa.get(page(season)))
    later(july, hoa, season.world.hoa, at(2024, 7, 26))
    answer = hoa.get(page(season))
    seen = line_of(answer, season)
    assert "The planned day has passed. If it was held, choose so below the day;" in seen
    assert "not computed" in seen
    grid = answer.context["grid"]
    assert [r.doubt for r in grid.rows if r.doubt] == ["passed"]
    save(season, day_figure(season, AHEAD, "planned", note="Chờ ý kiến cấp ủy"), now=at(2024, 7, 26))
    assert "has passed" not in text_of(hoa.get(page(season)))


def test_a_submitted_day_is_shown_with_its_stage(season: Season, hoa: Client) -> None:
    reach(season, EARLY, "pilot")
    Result.objects.update(status=ResultStatus.SUBMITTED)
    seen = line_of(hoa.get(page(season)), season)
    assert "05/07/2024 held as a pilot" in seen
    assert "Waiting for appraisal" in seen


def test_the_day_of_an_earlier_phase_stands_beside_it_and_is_not_added(season: Season, hoa: Client) -> None:
    reach(season, EARLY)
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    second = second_phase(season)
    result = Result.objects.get(
        participant__phase=second, participant__union=season.world.ba_dinh, indicator__code="DH"
    )
    Result.objects.filter(pk=result.pk).update(
        state="reported", value=value_of_day(LATE), stage="held", version=1
    )
    answer = hoa.get(f"/sheets/{result.participant_id}/")
    line = next(r for r in answer.context["grid"].rows if r.result.pk == result.pk)
    assert line.earlier == [("Đợt 1", "05/07/2024 (held)")]
    assert (line.timing, line.cumulative, line.doubt) == ("2 days late", None, "")


def second_phase(season: Season) -> Phase:
    """Another phase of the campaign, with the same unions."""
    campaign = Campaign.objects.get(pk=season.campaign.pk)
    second = campaigns.add_phase(
        campaign=campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 8, 1), entry_closes_at=at(2024, 12, 1), by=SYSTEM, now=at(2024, 7, 1),
    )  # fmt: skip
    for union in (season.world.ba_dinh, season.world.long_bien):
        sheets.enrol(phase=second, union=union, by=SYSTEM, now=at(2024, 7, 1))
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=at(2024, 7, 1))
    return second


def test_who_leads_the_appraisal_enters_a_day_that_the_federation_supplies(season: Season) -> None:
    add_milestone(season, "KT", supplier=Supplier.FEDERATION)
    found = row(season, "KT")
    quang = as_(season.world.quang)
    posted = {f"day-{found.pk}": "05/07/2024", f"state-{found.pk}": "", f"version-{found.pk}": "0"}
    assert quang.post(f"{page(season)}save/", posted).status_code == 302
    assert (row(season, "KT").value, row(season, "KT").stage) == (value_of_day(EARLY), "held")
    html = lean(quang.get(page(season)).content.decode())
    assert (f'name="day-{found.pk}"' in html, f'name="day-{row(season, "DH").pk}"' in html) == (True, False)
