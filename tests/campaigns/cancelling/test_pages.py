"""The page that cancels a campaign, and the pages of one that was cancelled."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Campaign
from campaigns.queries.cancelling import cancel_facts
from campaigns.services import finalising, publishing
from tests.campaigns.cancelling.cast import SAID, WHY, cancel, close
from tests.campaigns.workbook.cast import rows_of, take, told
from tests.cast import CLOSES, Season, after
from tests.matrix.places import make_pledge
from tests.pages import get, post, text_of
from units.services import jobs

pytestmark = pytest.mark.usefixtures("in_july")


def test_the_page_says_in_numbers_what_stops_and_what_stays(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800", kp="5")
    make_pledge(season)
    page = get(season.world.quang, "campaign-cancel", season.campaign.pk)
    facts = page.context["facts"]
    assert list(facts.lines) == [
        "“Đợt 1”: no figures are taken any more; nobody is reminded, nobody counts as late",
        "4 unions can enter and submit nothing more from now on",
        "6 people are told, with the reason",
        "A cancellation is not taken back",
    ]
    assert list(facts.kept) == ["2 figures that were entered can still be read"]


def test_a_reason_and_a_ticked_box_cancel(season: Season) -> None:
    page = text_of(get(season.world.quang, "campaign", season.campaign.pk))
    assert reverse("campaign-cancel", args=[season.campaign.pk]) in page
    answer = post(season.world.quang, "campaign-cancel", season.campaign.pk, reason=WHY, understood="on")
    assert answer["Location"] == reverse("campaign", args=[season.campaign.pk])
    assert Campaign.objects.get().cancel_reason == WHY


@pytest.mark.parametrize(
    ("sent", "field"), [({"reason": WHY}, "understood"), ({"understood": "on", "reason": "  "}, "reason")]
)
def test_without_one_of_them_nothing_is_cancelled(season: Season, sent: dict[str, str], field: str) -> None:
    answer = post(season.world.quang, "campaign-cancel", season.campaign.pk, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Campaign.objects.get().cancelled_at is None


def test_who_comes_second_is_told_that_it_is_done(season: Season) -> None:
    cancel(season)
    answer = get(season.world.quang, "campaign-cancel", season.campaign.pk)
    assert answer["Location"] == reverse("campaign", args=[season.campaign.pk])


def test_the_campaigns_page_says_by_whom_when_and_why_and_offers_no_change(season: Season) -> None:
    cancel(season)
    for name in ("quang", "hoa"):
        page = get(season.world.users[name], "campaign", season.campaign.pk)
        line = page.context["line"]
        assert (line.words, line.facts) == (
            "Cancelled on 20/07/2024 by LĐLĐ thành phố Hà Nội", (f"reason: {WHY}",)
        )  # fmt: skip
        assert [card.stage.words for card in page.context["page"].phases] == ["Cancelled"]
        text = text_of(page)
        for route in ("campaign-edit", "campaign-cancel", "phase-new", "campaign-launch"):
            assert reverse(route, args=[season.campaign.pk]) not in text
        assert reverse("phase-edit", args=[season.phase.pk]) not in text


@pytest.mark.parametrize(
    "route",
    [
        "campaign-edit",
        "campaign-launch",
        "phase-new",
        "content-new",
        "indicator-new",
        "year-new",
        "pledge-new",
    ],
)
def test_pages_of_change_refuse_with_the_reason(season: Season, route: str) -> None:
    cancel(season)
    answer = get(season.world.quang, route, season.campaign.pk)
    assert (answer.status_code, SAID in text_of(answer)) == (409, True)


def test_the_sheet_is_read_and_takes_nothing(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    cancel(season)
    sheet = season.sheet(season.world.ba_dinh)
    page = get(season.world.hoa, "sheet", sheet.pk)
    assert (page.context["line"].words, page.context["editing"]) == (
        "Cancelled on 20/07/2024 by LĐLĐ thành phố Hà Nội", "",
    )  # fmt: skip
    assert "800" in text_of(page)
    row = season.result(season.world.ba_dinh, "DV")
    answer = post(
        season.world.hoa,
        "sheet-save",
        sheet.pk,
        **{f"value-{row.pk}": "900", f"version-{row.pk}": str(row.version)},
    )
    assert (answer.status_code, SAID in text_of(answer)) == (409, True)


def test_the_dashboard_and_the_reminders_name_nobody_late(season: Season) -> None:
    cancel(season)
    board = get(season.world.quang, "dashboard", season.phase.pk)
    assert (board.context["late"], board.context["may_remind"], board.context["time"].label) == (
        [], False, "Cancelled on",
    )  # fmt: skip
    assert "nobody counts as late" in text_of(board)
    assert get(season.world.quang, "reminders", season.phase.pk).context["counts"]["all"] == 0


def test_provisional_points_are_shown_and_nothing_leads_to_the_final(
    season: Season, time_machine: Any
) -> None:
    close(season)
    time_machine.move_to(after(CLOSES, hours=1))
    cancel(season, now=CLOSES)
    page = get(season.world.quang, "standings", season.phase.pk)
    assert page.context["line"].words == "Cancelled on 01/08/2024 by LĐLĐ thành phố Hà Nội"
    assert reverse("phase-final", args=[season.phase.pk]) not in text_of(page)
    assert get(season.world.quang, "phase-final", season.phase.pk).status_code == 409
    assert get(season.world.quang, "appraisal", season.phase.pk).context["may_verify"] is False


def test_a_cluster_that_is_final_already_is_named_and_stays_final(season: Season, time_machine: Any) -> None:
    """Also that the public reads it no more is said before, and not found out afterwards."""
    world = season.world
    close(season)
    later = after(CLOSES, hours=1)
    time_machine.move_to(later)
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=later, clusters=[world.cluster_1.pk])
    jobs.run_all(now=later)
    publishing.publish_standings(phase_id=season.phase.pk, by=world.quang, now=later)
    facts = cancel_facts(season.campaign, later)
    assert list(facts.lines)[:2] == [
        "“Đợt 1”: what is provisional stays so; nothing is made final any more",
        "“Đợt 1”: no longer shown on the open internet",
    ]
    assert facts.kept[0] == (
        f"{world.cluster_1.name} · Đợt 1: final, with its standings and what was awarded on it"
    )
    season.campaign.refresh_from_db()
    cancel(season, now=later)
    shown = {
        cluster.code: get(world.quang, "standings", season.phase.pk, cluster=str(cluster.pk))
        .context["line"]
        .words
        for cluster in (world.cluster_1, world.cluster_2)
    }
    assert shown == {"C1": "Final", "C2": "Cancelled on 01/08/2024 by LĐLĐ thành phố Hà Nội"}


def test_the_list_of_campaigns_marks_it(season: Season) -> None:
    cancel(season)
    assert text_of(get(season.world.hoa, "campaigns")).count("Cancelled") == 2  # the campaign and its phase


def test_a_workbook_for_it_is_refused_at_its_code(season: Season) -> None:
    rows = rows_of(season.campaign)
    cancel(season)
    assert told(take(rows)) == []
    rows["indicators"][0]["short_name"] = "Khác"
    found = take(rows)
    assert [message.rpartition(": LĐLĐ")[2] for message in told(found)] == [SAID.removeprefix("LĐLĐ")]
