"""What a campaign measures: adding an indicator, changing it, removing it, by a form or with a table."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from campaigns.choices import Accumulation, IndicatorKind, ResultState, Supplier
from campaigns.models import Indicator, Result
from campaigns.services import campaigns, closing, tables
from common.errors import Refusal, StillUsed
from tests.campaigns.campaign_cast import draft
from tests.cast import CLOSES, NOW, Season, World, after, make_season
from tests.pages import get, post, text_of
from units.models import AuditEvent

pytestmark = pytest.mark.usefixtures("in_july")

#: What the form sends for a plain indicator.
FORM = {
    "name": "Sáng kiến được công nhận", "short_name": "Sáng kiến", "code": "SK", "unit_of_measure": "sáng kiến",
    "kind": "number", "accumulation": "sum", "supplier": "union", "decimals": "0", "group": "Lao động giỏi",
    "order": "5",
}  # fmt: skip


def add(season: Season, **fields: Any) -> Indicator:
    """An indicator of the season's campaign."""
    named = {"code": "SK", "name": "Sáng kiến", "short_name": "Sáng kiến"} | fields
    return campaigns.add_indicator(campaign=season.campaign, by=season.world.quang, now=NOW, **named)


def faults(act: Any, **changes: Any) -> dict[str, list[str]]:
    """What is refused, by field."""
    with pytest.raises(ValidationError) as refused:
        act(**changes)
    return dict(refused.value.message_dict)


# --- Adding -----------------------------------------------------------------------------------------------------------
def test_an_indicator_is_added_on_a_page_and_open_sheets_get_a_row_for_it(season: Season) -> None:
    answer = post(season.world.quang, "indicator-new", season.campaign.pk, **FORM)
    assert answer.url == reverse("campaign", args=[season.campaign.pk]) + "#h-indicators"
    made = Indicator.objects.get(code="SK")
    assert (made.name, made.order, made.group) == ("Sáng kiến được công nhận", 5, "Lao động giỏi")
    rows = Result.objects.filter(indicator=made)
    assert rows.count() == season.phase.participants.count()
    assert set(rows.values_list("state", flat=True)) == {ResultState.NOT_REPORTED}


def test_the_next_one_follows_at_once_and_goes_on_in_the_same_group(season: Season) -> None:
    page = reverse("indicator-new", args=[season.campaign.pk])
    assert post(season.world.quang, "indicator-new", season.campaign.pk, another="1", **FORM).url == page
    begun = get(season.world.quang, "indicator-new", season.campaign.pk).context["form"]
    assert (begun["order"].value(), begun["group"].value()) == (6, "Lao động giỏi")


def test_from_a_table_it_leads_back_to_the_table(season: Season) -> None:
    page = reverse("indicator-new", args=[season.campaign.pk]) + f"?table={season.table.pk}"
    editor = get(season.world.quang, "line-new", season.table.pk)
    assert page in text_of(editor)
    client = editor.client
    assert client.post(page, FORM).url == reverse("table", args=[season.table.pk])
    assert client.post(page, {**FORM, "code": "S2", "another": "1"}).url == page
    foreign = reverse("indicator-new", args=[season.campaign.pk]) + "?table=999"
    assert client.post(foreign, {**FORM, "code": "S3"}).url.endswith("#h-indicators")


def test_a_phase_past_its_deadline_gets_no_rows(season: Season) -> None:
    late = campaigns.add_indicator(
        campaign=season.campaign, code="SK", name="S", short_name="S", by=season.world.quang, now=CLOSES
    )
    assert not late.results.exists()


def test_a_campaign_in_preparation_gets_its_rows_at_the_launch(world: World) -> None:
    campaign = draft(world)
    campaigns.add_indicator(campaign=campaign, code="SK", name="S", short_name="S", by=world.quang, now=NOW)
    assert not Result.objects.filter(indicator__campaign=campaign, indicator__code="SK").exists()


def test_indicators_that_a_starter_brings_get_rows_in_open_sheets(season: Season) -> None:
    held = set(season.campaign.indicators.values_list("code", flat=True))
    tables.start_table(campaign=season.campaign, starter="CDCS-DN", by=season.world.quang, now=NOW)
    brought = season.campaign.indicators.exclude(code__in=held)
    assert brought.count() > 0
    rows = Result.objects.filter(indicator__in=brought)
    assert rows.count() == brought.count() * season.phase.participants.count()


def test_a_code_stands_once_in_a_campaign(season: Season) -> None:
    said = faults(add, season=season, code="DV")
    assert said == {"code": ["This campaign has an indicator with this code already. Choose another code."]}
    answer = post(season.world.quang, "indicator-new", season.campaign.pk, **{**FORM, "code": "DV"})
    assert (answer.status_code, season.campaign.indicators.count()) == (422, 4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, {"name": ["This field cannot be blank."]}),
        ({"decimals": 5}, {"decimals": ["At most 4 decimals are kept. Write 0 to 4."]}),
        ({"kind": "score?"}, {"kind": ["Value 'score?' is not a valid choice."]}),
        (
            {"kind": IndicatorKind.MILESTONE, "decimals": 1},
            {
                "accumulation": ["A milestone is a day, and days do not add up. Give it “Latest figure”."],
                "decimals": ["A milestone is a day, which has no decimals. Write 0."],
            },
        ),
    ],
)  # fmt: skip
def test_what_no_indicator_can_be_is_told_by_field(
    season: Season, changes: dict[str, Any], said: dict[str, list[str]]
) -> None:
    assert faults(add, season=season, **changes) == said


def test_a_milestone_takes_the_latest_figure(season: Season) -> None:
    made = add(season, kind=IndicatorKind.MILESTONE, accumulation=Accumulation.LATEST)
    assert (made.kind, made.decimals) == ("milestone", 0)


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_an_indicator_is_changed_and_keeps_its_code(season: Season) -> None:
    kp = season.indicators["KP"]
    page = get(season.world.quang, "indicator-edit", kp.pk)
    assert "code" not in page.context["form"].fields
    answer = post(season.world.quang, "indicator-edit", kp.pk, **{**FORM, "code": "ELSE"})
    assert answer.status_code == 302
    kp.refresh_from_db()
    assert (kp.code, kp.short_name, kp.order) == ("KP", "Sáng kiến", 5)
    event = AuditEvent.objects.get(verb="edit_indicator")
    assert event.data["after"]["short_name"] == "Sáng kiến"


def test_two_who_change_an_indicator_at_once_lose_nothing(season: Season) -> None:
    kp = season.indicators["KP"]
    seen = get(season.world.quang, "indicator-edit", kp.pk).context["form"].initial["seen"]
    assert seen == campaigns.fingerprint(Indicator.objects.get(pk=kp.pk))
    campaigns.edit_indicator(
        indicator=kp, by=season.world.quang, now=NOW, seen=seen, group="Của người thứ nhất"
    )
    answer = post(season.world.quang, "indicator-edit", kp.pk, **{**FORM, "seen": seen})
    assert "Somebody else changed" in text_of(answer)
    kp.refresh_from_db()
    assert (kp.group, kp.short_name) == ("Của người thứ nhất", season.indicators["KP"].short_name)
    unchanged = campaigns.fingerprint(kp)
    assert post(season.world.quang, "indicator-edit", kp.pk, **{**FORM, "seen": unchanged}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "held"),
    [
        ("kind", IndicatorKind.MONEY, "Number"),
        ("accumulation", Accumulation.LATEST, "Sum of the phases"),
        ("supplier", Supplier.FEDERATION, "The union"),
    ],
)
def test_once_a_phase_is_closed_figures_are_read_as_before(
    season: Season, field: str, value: str, held: str
) -> None:
    closing.close_due_phases(now=CLOSES)
    edit = campaigns.edit_indicator
    who = {"indicator": season.indicators["DV"], "by": season.world.quang, "now": after(CLOSES, days=1)}
    assert faults(edit, **who, **{field: value}) == {
        field: [f"A phase with this indicator is closed; it stays as it was: {held}."]
    }
    assert edit(**who, name="Đoàn viên").name == "Đoàn viên"


def test_a_number_becomes_no_day_once_figures_are_stored(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    who: dict[str, Any] = {"by": season.world.quang, "now": NOW}
    day = {"kind": IndicatorKind.MILESTONE, "accumulation": Accumulation.LATEST}
    said = "Figures or targets of it are stored, and a number is no day. Add the other one with its own code."
    assert faults(campaigns.edit_indicator, indicator=season.indicators["DV"], **day, **who) == {
        "kind": [said]
    }
    bare = add(season)
    assert campaigns.edit_indicator(indicator=bare, **day, **who).kind == "milestone"


def test_only_the_federations_staff_add_and_change(season: Season) -> None:
    hoa = season.world.hoa
    with pytest.raises(Refusal):
        campaigns.add_indicator(
            campaign=season.campaign, code="SK", name="S", short_name="S", by=hoa, now=NOW
        )
    with pytest.raises(Refusal):
        campaigns.edit_indicator(indicator=season.indicators["DV"], name="S", by=hoa, now=NOW)


# --- Removing ---------------------------------------------------------------------------------------------------------
def test_an_indicator_of_a_campaign_in_preparation_is_removed(world: World) -> None:
    campaign = draft(world)
    spare = campaigns.add_indicator(
        campaign=campaign, code="SK", name="S", short_name="S", by=world.quang, now=NOW
    )
    answer = post(world.quang, "indicator-remove", spare.pk)
    assert answer.url == reverse("campaign", args=[campaign.pk]) + "#h-indicators"
    assert not Indicator.objects.filter(pk=spare.pk).exists()


def test_an_indicator_that_a_table_reads_stays(world: World) -> None:
    draft_season = make_season(world, launched=False)
    with pytest.raises(StillUsed) as refused:
        campaigns.remove_indicator(
            indicator=draft_season.indicators["DV"], by=draft_season.world.quang, now=NOW
        )
    assert "criteri" in refused.value.reason.lower()
    assert draft_season.campaign.indicators.count() == 4
