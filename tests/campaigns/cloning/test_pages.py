"""The page on which next year's campaign is looked at before it is made."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign, Participant
from tests.campaigns.cloning.cast import AUTUMN, full
from tests.campaigns.years.cast import second_phase
from tests.cast import Season
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.models import Union


@pytest.fixture(autouse=True)
def autumn(time_machine: Any) -> None:
    time_machine.move_to(AUTUMN, tick=False)


def fields_of(page: Any) -> dict[str, Any]:
    """What the page's form would send if nobody touched it."""
    form, found = page.context["form"], {"seen": page.context["plan"].digest}
    for each in (form, *page.context["phases"]):
        for bound in each:
            value = bound.value()
            shown = bound.field.widget.format_value(value)
            if shown not in (None, "", False):
                found[bound.html_name] = shown
    return found


def clone(season: Season, query: str = "", **typed: str) -> Any:
    """The answer to the page's form, with what was typed over what it proposes."""
    page = as_(season.world.quang).get(reverse("campaign-clone", args=[season.campaign.pk]) + query)
    return post(
        season.world.quang, "campaign-clone", season.campaign.pk, query=query, **(fields_of(page) | typed)
    )


def name(season: Season, field: str, number: int = 1) -> str:
    """What a field of a phase is called in the form."""
    return f"phase{season.campaign.phases.get(number=number).pk}-{field}"


def test_the_campaigns_page_leads_there_and_two_acts_make_a_draft_that_is_ready(season: Season) -> None:
    full(season)
    page = text_of(get(season.world.quang, "campaign", season.campaign.pk))
    assert reverse("campaign-clone", args=[season.campaign.pk]) in page
    answer = clone(season)
    made = Campaign.objects.get(code="HN-2025")
    assert answer["Location"] == reverse("campaign", args=[made.pk])
    assert get(season.world.quang, "campaign", made.pk).context["ready"] is True


def test_nothing_is_written_by_looking(season: Season) -> None:
    page = get(season.world.quang, "campaign-clone", season.campaign.pk)
    assert (page.status_code, Campaign.objects.count()) == (200, 1)


def test_the_plan_says_what_is_made_and_what_is_left_out(season: Season) -> None:
    full(season)
    Union.objects.filter(code="HM").update(dissolved_on=date(2024, 12, 1))
    page = get(season.world.quang, "campaign-clone", season.campaign.pk)
    made, left = ([line.words for line in page.context[part]] for part in ("made", "left"))
    assert made == [
        "3 phases, with the dates below",
        "3 unions that take part",
        "4 indicators",
        "1 scoring table, as a draft to be agreed anew: B1",
        "2 lines of the launch plan",
        "Which figures count, and which targets stand in the pledges, as before",
    ]
    assert left == [
        "Targets, pledges, figures, points, standings, titles and facts: each year has its own",
        "1 union that does not take part then",
    ]
    assert "LĐLĐ quận Hoàng Mai: dissolved on 01/12/2024" in text_of(page)


def test_old_and_new_dates_stand_beside_each_other(season: Season) -> None:
    page = get(season.world.quang, "campaign-clone", season.campaign.pk)
    assert (
        "In the earlier campaign: 01/01/2024 – 31/07/2024, entered from 01/07/2024 to the end of 31/07/2024."
        in text_of(page)
    )
    sent = fields_of(page)
    dates = ("period_from", "period_to", "entry_opens_at", "entry_closes_at")
    assert [sent[name(season, field)] for field in dates] == [
        "01/01/2025", "31/07/2025", "01/07/2025", "31/07/2025",
    ]  # fmt: skip
    assert (sent["code"], sent["name"]) == ("HN-2025", "Thi đua năm 2025")


def test_another_year_moves_every_date(season: Season) -> None:
    page = get(season.world.quang, "campaign-clone", season.campaign.pk, year=2027)
    assert fields_of(page)[name(season, "period_to")] == "31/07/2027"
    clone(season, "?year=2027")
    assert Campaign.objects.get(code="HN-2027").year == 2027


@pytest.mark.parametrize("year", ["x", "1800", "20250", "²"])
def test_what_is_no_year_comes_back_with_its_fault(season: Season, year: str) -> None:
    page = get(season.world.quang, "campaign-clone", season.campaign.pk, year=year)
    assert (page.context["page"].year, list(page.context["page"].asking.errors)) == (2025, ["year"])


def test_a_deadline_in_the_past_is_told_at_its_field_and_what_was_typed_stays(season: Season) -> None:
    answer = clone(season, **{name(season, "entry_closes_at"): "31/07/2024", name(season, "name"): "Đợt đầu"})
    assert (answer.status_code, Campaign.objects.count()) == (422, 1)
    form = answer.context["phases"][0]
    assert dict(form.errors) == {
        "entry_closes_at": [
            "Entry of this phase would have ended already. Choose a later day, or another year."
        ]
    }
    assert form["name"].value() == "Đợt đầu"


def test_days_that_have_passed_are_asked_about_by_a_box(season: Season) -> None:
    typed = {name(season, "period_from"): "01/01/2024", name(season, "period_to"): "31/07/2024"}
    answer = clone(season, **typed)
    assert list(answer.context["phases"][0].errors) == ["period_to"]
    assert 'name="past_agreed"' in text_of(answer)
    assert clone(season, **typed, past_agreed="on").status_code == 302


def test_what_cannot_be_read_is_told_at_its_field(season: Season) -> None:
    answer = clone(season, **{name(season, "period_to"): "32/07/2025", "code": "HN 2025"})
    assert (answer.status_code, list(answer.context["phases"][0].errors), list(answer.context["form"].errors)) == (
        422, ["period_to"], ["code"],
    )  # fmt: skip


def test_phases_that_share_a_day_are_told_at_the_second(season: Season) -> None:
    second_phase(season)
    answer = clone(season, **{name(season, "period_from", 2): "01/07/2025"})
    assert [list(form.errors) for form in answer.context["phases"]] == [[], ["period_from"]]


def test_a_code_in_use_is_said_before_and_refused_after(season: Season) -> None:
    clone(season)
    page = get(season.world.quang, "campaign-clone", season.campaign.pk)
    assert "There is a campaign HN-2025 already" in text_of(page)
    answer = clone(season)
    assert dict(answer.context["form"].errors) == {
        "code": ["The code “HN-2025” belongs to another campaign. Choose another."]
    }
    assert clone(season, code="HN-2025-B").status_code == 302


def test_a_plan_that_moved_meanwhile_is_shown_anew(season: Season) -> None:
    page = get(season.world.quang, "campaign-clone", season.campaign.pk)
    sent = fields_of(page)
    Union.objects.filter(code="HM").update(dissolved_on=date(2024, 12, 1))
    answer = post(season.world.quang, "campaign-clone", season.campaign.pk, **sent)
    assert (answer.status_code, Campaign.objects.count()) == (422, 1)
    assert answer.context["form"].non_field_errors() == [
        "What would be made is no longer what the page showed. Nothing was made; please look again."
    ]
    again = post(season.world.quang, "campaign-clone", season.campaign.pk, **fields_of(answer))
    assert again.status_code == 302
    assert Participant.objects.filter(phase__campaign__code="HN-2025").count() == 3


def test_dates_that_leave_a_union_out_ask_once_more(season: Season) -> None:
    Union.objects.filter(code="HM").update(dissolved_on=date(2025, 2, 1))
    typed = {name(season, "period_from"): "01/03/2025"}
    answer = clone(season, **typed)
    assert answer.status_code == 422
    assert "LĐLĐ quận Hoàng Mai: dissolved on 01/02/2025" in text_of(answer)
    assert clone(season, **typed, seen=answer.context["plan"].digest).status_code == 302


def test_members_that_took_no_part_are_taken_by_a_box(season: Season) -> None:
    season.phase.participants.get(union=season.world.hoang_mai).results.all().delete()
    season.phase.participants.filter(union=season.world.hoang_mai).delete()
    clone(season, newcomers="on")
    assert Participant.objects.filter(phase__campaign__code="HN-2025").count() == 4


def test_others_are_refused_and_outsiders_find_nothing(season: Season) -> None:
    found = {who: get(season.world.users[who], "campaign-clone", season.campaign.pk).status_code for who in
             ("hoa", "lan", "kim", "vy")}  # fmt: skip
    assert found == {"hoa": 403, "lan": 403, "kim": 403, "vy": 404}


def test_the_page_asks_as_much_for_3_unions_as_for_300(season: Season) -> None:
    client, where, counts = as_(season.world.quang), reverse("campaign-clone", args=[season.campaign.pk]), []
    client.get(where)
    for more in (0, 300):
        crowd(season, more)
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        counts.append(len(asked))
    assert counts == [13, 13]
