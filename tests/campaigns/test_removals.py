"""What was entered by mistake goes while a campaign is in preparation and nothing rests on it; the page asks first."""

from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from awards.models import AwardRound
from campaigns.choices import TableStatus
from campaigns.models import (
    Band,
    Campaign,
    Content,
    Criterion,
    CriterionInput,
    Indicator,
    Participant,
    Phase,
    PhaseReminder,
    Result,
)
from campaigns.services import campaigns, tables
from campaigns.services.declared_reminders import plan_reminders
from common.errors import Refusal, StillUsed
from common.removal import _keys_to
from tests.campaigns.campaign_cast import draft, phase_of
from tests.cast import NOW, Season, World, make_criterion
from tests.pages import get, post, text_of
from units.actors import SYSTEM
from units.models import AuditEvent, Cluster, Union

pytestmark = pytest.mark.usefixtures("in_july")
SERVICES: dict[str, Any] = {
    "campaign": campaigns.remove_campaign, "phase": campaigns.remove_phase, "content": campaigns.remove_content,
    "participant": campaigns.remove_participant, "criterion": tables.remove_criterion,
}  # fmt: skip


@pytest.fixture
def prepared(season: Season) -> Season:
    """The season's campaign as it was before its launch, with a line of its plan and its empty sheets."""
    Phase.objects.update(status=10)
    Campaign.objects.filter(pk=season.campaign.pk).update(status=10, launched_at=None)
    campaigns.add_content(campaign=season.campaign, text="Thi đua nâng cao tay nghề", by=SYSTEM, now=NOW)
    season.campaign.refresh_from_db()
    season.phase.refresh_from_db()
    season.table.refresh_from_db()
    return season


def rows(season: Season) -> dict[str, models.Model]:
    return {
        "campaign": season.campaign,
        "phase": season.phase,
        "content": Content.objects.get(),
        "participant": Participant.objects.get(union=season.world.ba_dinh),
        "criterion": Criterion.objects.filter(table=season.table).order_by("pk")[0],
    }


def remove(season: Season, name: str, by: Any = None) -> None:
    SERVICES[name](**{name: rows(season)[name]}, by=by or season.world.quang, now=NOW)


@pytest.mark.parametrize("name", SERVICES)
def test_it_goes_and_the_trail_keeps_what_it_was(prepared: Season, name: str) -> None:
    row = rows(prepared)[name]
    pk, kind = row.pk, row._meta.label_lower
    prepared.table.status = TableStatus.DRAFT
    prepared.table.save()
    remove(prepared, name)
    assert not type(row)._default_manager.filter(pk=pk).exists()
    event = AuditEvent.objects.get(verb=f"remove_{name}")
    assert (event.subject_type, event.subject_id, event.data["was"]["id"]) == (kind, pk, str(pk))
    assert event.data["gone"][kind] >= 1


def test_a_campaign_goes_with_all_that_was_entered_for_it_alone(prepared: Season) -> None:
    unions, clusters = Union.objects.count(), Cluster.objects.count()
    other = draft(prepared.world)
    remove(prepared, "campaign")
    assert list(Campaign.objects.all()) == [other]
    held = (Phase, Content, Indicator, Criterion, CriterionInput, Band, Participant, Result)
    assert [m._default_manager.count() for m in held] == [0] * len(held)
    assert (Union.objects.count(), Cluster.objects.count()) == (unions, clusters)


@pytest.mark.parametrize("name", ["campaign", "phase"])
def test_the_reminders_that_it_planned_go_with_it(prepared: Season, name: str) -> None:
    plan_reminders(prepared.phase, now=NOW)
    assert PhaseReminder.objects.filter(phase=prepared.phase).exists()
    remove(prepared, name)
    assert PhaseReminder.objects.count() == 0


def test_the_question_says_in_numbers_what_goes(prepared: Season) -> None:
    page = text_of(get(prepared.world.quang, "campaign-remove", prepared.campaign.pk))
    for words in (
        "Remove “Thi đua năm 2024”?",
        "phase: 1",
        "participant: 4",
        "content: 1",
        "cannot be taken back",
    ):
        assert words in page
    assert Campaign.objects.filter(pk=prepared.campaign.pk).exists()
    answer = post(prepared.world.quang, "campaign-remove", prepared.campaign.pk)
    assert (answer.status_code, answer.url) == (302, reverse("campaigns"))
    assert not Campaign.objects.filter(pk=prepared.campaign.pk).exists()


@pytest.mark.parametrize("name", ["phase", "content", "participant", "criterion"])
def test_each_has_a_page_that_asks_first(prepared: Season, name: str) -> None:
    prepared.table.status = TableStatus.DRAFT
    prepared.table.save()
    row = rows(prepared)[name]
    assert get(prepared.world.quang, f"{name}-remove", row.pk).status_code == 200
    assert type(row)._default_manager.filter(pk=row.pk).exists()
    assert post(prepared.world.quang, f"{name}-remove", row.pk).status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "criterion"])
def test_nothing_of_a_launched_campaign_is_removed(season: Season, name: str) -> None:
    campaigns.add_content(campaign=season.campaign, text="Thi đua", by=SYSTEM, now=NOW)
    with pytest.raises(StillUsed, match="is launched"):
        remove(season, name)
    answer = get(season.world.quang, f"{name}-remove", rows(season)[name].pk)
    assert answer.status_code == 409
    assert "“Thi đua năm 2024” is launched" in text_of(answer)


def test_a_criterion_of_an_agreed_table_stays(prepared: Season) -> None:
    prepared.table.status = TableStatus.AGREED
    prepared.table.save()
    with pytest.raises(StillUsed, match="is agreed and no longer changes"):
        remove(prepared, "criterion")


def test_a_group_goes_with_the_criteria_below_it(prepared: Season) -> None:
    table = prepared.table
    table.status = TableStatus.DRAFT
    table.save()
    group = make_criterion(table, "IX", "group", 20, order=90)
    below = make_criterion(table, "IX.1", "group", 12, parent=group, order=91)
    make_criterion(table, "IX.1.a", "per_object", 8, prepared.indicators["DV"], parent=below, order=92,
                   params={"per_object": 5_000})  # fmt: skip
    others = table.criteria.count() - 3
    tables.remove_criterion(criterion=group, by=prepared.world.quang, now=NOW)
    assert table.criteria.count() == others
    assert AuditEvent.objects.get(verb="remove_criterion").data["gone"]["campaigns.criterion"] == 3


@pytest.mark.parametrize("name", ["campaign", "phase", "participant"])
def test_entered_figures_do_not_go(prepared: Season, name: str) -> None:
    sheet = Participant.objects.get(union=prepared.world.ba_dinh)
    first = Result.objects.filter(participant=sheet)[0]
    Result.objects.filter(pk=first.pk).update(version=1)
    with pytest.raises(StillUsed, match=r"entered figure: 1\. Please remove that first"):
        remove(prepared, name)
    assert Result.objects.filter(pk=first.pk).exists()


def test_what_an_app_above_put_on_it_holds_it_and_is_named(prepared: Season) -> None:
    """No app asks upward: whatever points at the row is found by its key."""
    AwardRound.objects.create(
        owner=prepared.world.city, campaign=prepared.campaign, phase=prepared.phase, kind="final", revision=1,
        name="Xét khen thưởng", closes_at=NOW, created_at=NOW,
    )  # fmt: skip
    with pytest.raises(StillUsed, match="award round: 1"):
        remove(prepared, "campaign")


def test_a_campaign_that_another_answers_stays(world: World) -> None:
    parent = draft(world)
    campaigns.create_campaign(
        code="HN-X", name="Hưởng ứng", year=2025, owner=world.city, parent=parent, by=SYSTEM, now=NOW
    )
    with pytest.raises(StillUsed, match="campaign: 1"):
        campaigns.remove_campaign(campaign=parent, by=world.quang, now=NOW)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("who", ["hoa", "lan", "kim"])
def test_others_may_not(prepared: Season, name: str, who: str) -> None:
    said = "Only staff of" if name != "criterion" else "A scoring table is changed by"
    with pytest.raises(Refusal, match=f"{said} LĐLĐ thành phố Hà Nội"):
        remove(prepared, name, by=prepared.world.users[who])


def test_the_pages_of_a_draft_offer_it_and_those_of_a_launched_campaign_do_not(prepared: Season) -> None:
    world, campaign, phase = prepared.world, prepared.campaign, prepared.phase
    prepared.table.status = TableStatus.DRAFT
    prepared.table.save()
    offers = {
        ("campaign-edit", campaign.pk): "campaign-remove", ("phase-edit", phase.pk): "phase-remove",
        ("campaign", campaign.pk): "content-remove", ("participants", phase.pk): "participant-remove",
    }  # fmt: skip
    held = {
        name.removesuffix("-remove"): row for name, row in zip(SERVICES, rows(prepared).values(), strict=True)
    }
    for launched in (False, True):
        for (name, pk), act in offers.items():
            where = reverse(act, args=[held[act.removesuffix("-remove")].pk])
            assert (where in get(world.quang, name, pk).content.decode()) is not launched
        Phase.objects.update(status=20)
        Campaign.objects.update(status=20, launched_at=NOW)


def test_participants_are_listed_for_who_manages_them_and_searched(prepared: Season) -> None:
    page = get(prepared.world.quang, "participants", prepared.phase.pk)
    assert [p.union.code for p in page.context["page"]] == ["BD", "HD", "HM", "LB"]
    found = get(prepared.world.quang, "participants", prepared.phase.pk, q="ha dong").context["page"]
    assert [p.union.code for p in found] == ["HD"]


def test_every_kind_that_may_rest_on_something_has_a_name_in_words() -> None:
    """A class name would stand on the page in English."""
    from django.utils import translation

    kinds = (Campaign, Phase, Participant, Criterion, Union, Cluster)
    with translation.override("vi"):
        named = {key.model: str(key.model._meta.verbose_name) for m in kinds for key in _keys_to(m)}
    with translation.override("en"):
        same = [m.__name__ for m, name in named.items() if name == str(m._meta.verbose_name)]
    assert same == []


def test_a_draft_phase_of_another_campaign_is_left_alone(world: World) -> None:
    campaign = draft(world)
    first, second = phase_of(campaign, world), phase_of(draft(world, "HN-26"), world)
    campaigns.remove_phase(phase=first, by=world.quang, now=NOW)
    assert list(Phase.objects.all()) == [second]
