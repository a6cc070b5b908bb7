"""What counts is chosen for a campaign: in its form, in its workbook, and until its first phase is being sealed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns.choices import Counting, PhaseStatus, ResultStatus
from campaigns.imports import import_workbook
from campaigns.models import Campaign, ClusterRevision, Phase
from campaigns.services import campaigns
from campaigns.services.campaigns import edit_campaign
from tests.campaigns.workbook.cast import put, rows_of, take, told
from tests.campaigns.workbook.test_formats import without
from tests.cast import CLOSES, NOW, Season, after
from tests.held import held_in
from tests.pages import get, post, text_of
from units.actors import SYSTEM
from units.models import AuditEvent, Job

pytestmark = pytest.mark.usefixtures("in_july")

SENT, MARKED, VERIFIED = (
    (ResultStatus.SUBMITTED, True),
    (ResultStatus.SUBMITTED, False),
    (ResultStatus.VERIFIED, True),
)
STAYS = (
    "“Đợt 1” is final by what counts now, so this stays for the whole campaign. Please choose it anew in the next "
    "campaign."
)


def _says(campaign: Campaign) -> tuple[int, bool]:
    campaign.refresh_from_db()
    return campaign.counts_from, campaign.final_waits


def _closed(season: Season, status: int = PhaseStatus.CLOSED) -> Season:
    """The phase is closed, with points of the first revision in both clusters."""
    Phase.objects.filter(pk=season.phase.pk).update(status=status, closed_at=CLOSES)
    for cluster in (season.world.cluster_1, season.world.cluster_2):
        pointer = {"phase": season.phase, "cluster": cluster, "number": 1}
        ClusterRevision.objects.create(status=held_in(status), **pointer)
    return season


def _form(season: Season, **more: str) -> dict[str, str]:
    """The form of the campaign as it is sent."""
    return {"name": season.campaign.name, "kind": "yearly", "year": "2024", **more}


# --- The form and the page --------------------------------------------------------------------------------------------
def test_a_campaign_counts_what_was_sent_unless_its_federation_chooses_otherwise(season: Season) -> None:
    quang, pk = season.world.quang, season.campaign.pk
    page = get(quang, "campaign-edit", pk)
    assert page.context["form"]["counting"].value() == "sent"
    assert text_of(page).count('name="counting"') == 3
    for choice, fields in (("marked", MARKED), ("verified", VERIFIED), ("sent", SENT)):
        assert post(quang, "campaign-edit", pk, **_form(season, counting=choice)).status_code == 302
        assert _says(season.campaign) == fields
        assert str(Counting(choice).label) in text_of(get(season.world.hoa, "campaign", pk))


def test_a_form_that_does_not_say_it_leaves_it(season: Season) -> None:
    Campaign.objects.update(final_waits=False)
    post(season.world.quang, "campaign-edit", season.campaign.pk, **_form(season, theme="Đoàn kết"))
    season.campaign.refresh_from_db()
    assert (season.campaign.theme, _says(season.campaign)) == ("Đoàn kết", MARKED)


def test_a_new_campaign_takes_the_choice(season: Season) -> None:
    form = {
        "owner": str(season.world.city.pk),
        "code": "HN-2025",
        "name": "Năm 2025",
        "kind": "yearly",
        "year": "2025",
    }
    post(season.world.quang, "campaign-new", **form, counting="verified", ranks_across="on")
    made = Campaign.objects.get(code="HN-2025")
    assert (_says(made), made.ranks_across) == (VERIFIED, True)


def test_the_page_says_what_counts_in_an_extract_and_who_is_ranked_with_whom(season: Season) -> None:
    where = (season.world.hoa, "campaign", season.campaign.pk)
    assert "Unions are also ranked across clusters." not in text_of(get(*where))
    Campaign.objects.update(is_extract=True, ranks_across=True)
    page = text_of(get(*where))
    assert "An extract of a printed report: every figure counts." in page
    assert "Unions are also ranked across clusters." in page


def test_a_campaign_without_indicators_says_nothing_of_what_counts(season: Season) -> None:
    made = campaigns.create_campaign(
        code="K", name="Kế hoạch", year=2024, owner=season.world.city, by=season.world.quang, now=NOW
    )
    assert "What counts" not in text_of(get(season.world.quang, "campaign", made.pk))


def test_the_database_keeps_the_final_from_counting_less_than_the_provisional_points(season: Season) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(counts_from=ResultStatus.VERIFIED, final_waits=False)


# --- After a close ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("changes", [{"counting": "verified"}, {"counting": "marked"}, {"is_extract": True}])
def test_closed_phases_are_computed_again_when_other_figures_count(
    season: Season, changes: dict[str, object]
) -> None:
    _closed(season)
    edit_campaign(campaign=season.campaign, by=season.world.quang, now=after(CLOSES, days=1), **changes)
    assert list(ClusterRevision.objects.values_list("late_inputs", flat=True)) == [1, 1]
    asked = Job.objects.filter(kind="campaigns.compute_phase").order_by("pk")
    assert [(job.args["revision"], job.args["cluster_id"]) for job in asked] == [
        (2, season.world.cluster_1.pk),
        (2, season.world.cluster_2.pk),
    ]
    event = AuditEvent.objects.get(verb="edit_campaign")
    assert set(event.data["after"]) <= {"counts_from", "final_waits", "is_extract"}


def test_nothing_is_computed_where_nothing_changes(season: Season) -> None:
    _closed(season)
    edit_campaign(
        campaign=season.campaign,
        by=season.world.quang,
        now=NOW,
        counting="sent",
        is_extract=False,
        theme="Mới",
    )
    assert list(ClusterRevision.objects.values_list("late_inputs", flat=True)) == [0, 0]


@pytest.mark.parametrize("status", [PhaseStatus.SEALING, PhaseStatus.FINAL])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"counting": "verified"}, "counting"),
        ({"is_extract": True}, "is_extract"),
        ({"ranks_across": True}, "ranks_across"),
    ],
)
def test_what_counts_stays_once_a_phase_is_being_sealed(
    season: Season, status: int, changes: dict[str, object], field: str
) -> None:
    _closed(season, status)
    with pytest.raises(ValidationError) as error:
        edit_campaign(campaign=season.campaign, by=season.world.quang, now=after(CLOSES, days=1), **changes)
    assert error.value.message_dict == {field: [STAYS]}
    assert _says(season.campaign) == SENT
    edit_campaign(campaign=season.campaign, by=season.world.quang, now=NOW, counting="sent", theme="Mới")
    assert Campaign.objects.get().theme == "Mới"


def test_the_form_tells_the_refusal_at_its_field(season: Season) -> None:
    _closed(season, PhaseStatus.FINAL)
    answer = post(season.world.quang, "campaign-edit", season.campaign.pk, **_form(season, counting="marked"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"counting": [STAYS]}
    assert reverse("campaign", args=[season.campaign.pk]) in text_of(answer)


# --- The workbook -----------------------------------------------------------------------------------------------------
def test_the_workbook_carries_the_choice_and_one_without_the_column_leaves_it(season: Season) -> None:
    Campaign.objects.update(final_waits=False, ranks_across=True)
    rows = rows_of(season.campaign)
    assert (rows["campaign"][0]["counting"], rows["campaign"][0]["ranks_across"]) == ("marked", True)
    put("campaign", 3, theme="Đoàn kết")(rows)
    lacking = without(rows, ("campaign", "counting"), ("campaign", "ranks_across"))
    assert told(import_workbook(file=lacking, by=SYSTEM, now=NOW)) == []
    season.campaign.refresh_from_db()
    assert (_says(season.campaign), season.campaign.theme) == (MARKED, "Đoàn kết")
    assert season.campaign.ranks_across
    rows = rows_of(season.campaign)
    put("campaign", 3, counting="verified")(rows)
    assert told(take(rows)) == []
    assert _says(season.campaign) == VERIFIED


def test_the_workbook_is_told_that_the_choice_stays(season: Season) -> None:
    rows = rows_of(season.campaign)
    _closed(season, PhaseStatus.FINAL)
    put("campaign", 3, counting="verified")(rows)
    assert told(take(rows)) == [f"Phong trào thi đua!M3: {STAYS}"]
    assert _says(season.campaign) == SENT
