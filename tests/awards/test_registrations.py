"""Registering for titles at the start of a campaign."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from awards.choices import Catalogue, Recipient
from awards.models import Award, Registration
from awards.services.registrations import register_title, withdraw_registration
from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, ExternalFact
from common.errors import PhaseEnded, Refusal
from tests.awards.cast import make_award
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent


@pytest.fixture
def title(season: Season) -> Award:
    return make_award("TT", catalogue=Catalogue.TITLE)


@pytest.fixture
def personal(season: Season) -> Award:
    return make_award("CSTD", catalogue=Catalogue.TITLE, recipient=Recipient.PERSON)


def test_a_union_registers_itself_once(season: Season, title: Award) -> None:
    world = season.world
    for _twice in range(2):
        made = register_title(
            campaign=season.campaign, award=title, union=world.ba_dinh, by=world.hoa, now=NOW, name="ignored"
        )
    assert (made.name, made.name_key, made.registered_by) == ("LĐLĐ quận Ba Đình", "", world.hoa)
    assert AuditEvent.objects.filter(verb="register_title").count() == 1


def test_people_are_registered_by_name_or_as_persons(season: Season, personal: Award) -> None:
    world = season.world
    known = register_title(
        campaign=season.campaign,
        award=personal,
        union=world.ba_dinh,
        person=world.hoa.person,
        by=world.quang,
        now=NOW,
    )
    named = register_title(
        campaign=season.campaign,
        award=personal,
        union=world.ba_dinh,
        name=" Trần  Văn Đông ",
        by=SYSTEM,
        now=NOW,
    )
    assert (known.name, known.name_key, known.person) == ("Hoa", "hoa", world.hoa.person)
    assert (named.name, named.name_key, named.person) == ("Trần Văn Đông", "tran van dong", None)
    with pytest.raises(ValidationError) as error:
        register_title(campaign=season.campaign, award=personal, union=world.ba_dinh, by=SYSTEM, now=NOW)
    assert error.value.message_dict == {"name": ["Say whose name stands on the award."]}
    with pytest.raises(ValidationError) as error:
        register_title(
            campaign=season.campaign, award=personal, union=world.ba_dinh, name="x" * 201, by=SYSTEM, now=NOW
        )
    assert error.value.message_dict == {
        "name": ["The name is longer than 200 characters. Please shorten it."]
    }


def test_a_household_is_no_person(season: Season) -> None:
    award = make_award("GD", catalogue=Catalogue.TITLE, recipient=Recipient.HOUSEHOLD)
    world = season.world
    made = register_title(
        campaign=season.campaign,
        award=award,
        union=world.ba_dinh,
        name="Gia đình Hoa",
        person=world.hoa.person,
        by=SYSTEM,
        now=NOW,
    )
    assert (made.name, made.person) == ("Gia đình Hoa", None)


def test_a_form_of_commendation_needs_no_registration(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        register_title(
            campaign=season.campaign, award=make_award("BK"), union=season.world.ba_dinh, by=SYSTEM, now=NOW
        )
    assert error.value.message_dict == {"award": ["“Award BK” is no title; it needs no registration."]}


def test_others_do_not_register_for_a_union(season: Season, title: Award) -> None:
    world = season.world
    with pytest.raises(Refusal) as error:
        register_title(campaign=season.campaign, award=title, union=world.ba_dinh, by=world.minh, now=NOW)
    assert error.value.reason == (
        "Only staff of LĐLĐ quận Ba Đình, or of a union above it, registers here. Please ask them."
    )
    with pytest.raises(ValidationError) as wrong:
        register_title(campaign=season.campaign, award=title, union=world.confederation, by=SYSTEM, now=NOW)
    assert wrong.value.message_dict == {
        "union": ["“Tổng LĐLĐ Việt Nam” does not belong to LĐLĐ thành phố Hà Nội. Choose another union."]
    }


def test_titles_are_registered_from_the_launch_to_the_first_deadline(season: Season, title: Award) -> None:
    where = {"campaign": season.campaign, "award": title, "union": season.world.ba_dinh, "by": SYSTEM}
    with pytest.raises(PhaseEnded) as late:
        register_title(**where, now=CLOSES)
    assert late.value.reason == (
        "Titles of “Thi đua năm 2024” were registered until 31/07/2024. Please ask LĐLĐ thành phố Hà Nội."
    )
    Campaign.objects.update(status=CampaignStatus.DRAFT, launched_at=None)
    season.campaign.refresh_from_db()
    with pytest.raises(PhaseEnded) as early:
        register_title(**where, now=NOW)
    assert early.value.reason == "“Thi đua năm 2024” is not launched yet."


def test_without_a_phase_nothing_is_registered(season: Season, title: Award) -> None:
    bare = Campaign.objects.create(
        code="X",
        name="X",
        year=2024,
        owner=season.world.city,
        status=CampaignStatus.LAUNCHED,
        launched_at=NOW,
    )
    with pytest.raises(PhaseEnded) as error:
        register_title(campaign=bare, award=title, union=season.world.ba_dinh, by=SYSTEM, now=NOW)
    assert error.value.reason == ("Titles of “X” were registered until –. Please ask LĐLĐ thành phố Hà Nội.")


def test_a_registration_is_taken_back(season: Season, title: Award) -> None:
    world = season.world
    made = register_title(campaign=season.campaign, award=title, union=world.ba_dinh, by=SYSTEM, now=NOW)
    with pytest.raises(Refusal):
        withdraw_registration(registration=made, by=world.minh, now=NOW)
    with pytest.raises(PhaseEnded):
        withdraw_registration(registration=made, by=world.hoa, now=CLOSES)
    withdraw_registration(registration=made, by=world.hoa, now=NOW)
    assert Registration.objects.count() == 0
    assert AuditEvent.objects.filter(verb="withdraw_registration").count() == 1


# --- The fact that a registration makes -------------------------------------------------------------------------------
def test_a_title_that_a_union_registers_for_is_a_fact_from_that_day_on(season: Season, title: Award) -> None:
    world = season.world
    for _twice in range(2):
        made = register_title(
            campaign=season.campaign, award=title, union=world.ba_dinh, by=world.hoa, now=NOW
        )
    fact = ExternalFact.objects.get()
    assert (fact.union, fact.kind, fact.grade, fact.day, fact.number, fact.source, fact.recorded_by) == (
        world.ba_dinh, "registration", "Award TT", NOW.date(), f"ĐK HN-2024: TT ({title.rule_set.code})",
        f"registration:{made.pk}", world.hoa,
    )  # fmt: skip
    register_title(
        campaign=season.campaign, award=make_award("T2", catalogue=Catalogue.TITLE), union=world.ba_dinh,
        by=world.hoa, now=NOW,
    )  # fmt: skip
    assert ExternalFact.objects.values("document_key").distinct().count() == 2


def test_a_title_that_a_person_is_registered_for_is_no_fact_of_the_union(
    season: Season, personal: Award
) -> None:
    register_title(
        campaign=season.campaign, award=personal, union=season.world.ba_dinh, name="Trần Văn Đông", by=SYSTEM, now=NOW
    )  # fmt: skip
    assert ExternalFact.objects.count() == 0


def test_the_fact_is_withdrawn_with_the_registration_and_comes_back_with_another(
    season: Season, title: Award
) -> None:
    where = {
        "campaign": season.campaign,
        "award": title,
        "union": season.world.ba_dinh,
        "by": season.world.hoa,
    }
    made = register_title(**where, now=NOW)
    withdraw_registration(registration=made, by=season.world.hoa, now=NOW)
    fact = ExternalFact.objects.get()
    assert (fact.withdrawn_by, fact.withdrawal_reason) == (
        season.world.hoa,
        "The registration was taken back.",
    )
    again = register_title(**where, now=NOW)
    assert ExternalFact.objects.standing().get().source == f"registration:{again.pk}"


def test_registrations_made_before_there_were_facts_get_theirs_once(
    season: Season, title: Award, personal: Award
) -> None:
    where = {"campaign": season.campaign, "union": season.world.ba_dinh, "by": season.world.hoa, "now": NOW}
    register_title(award=title, **where)
    register_title(award=personal, name="Trần Văn Đông", **where)
    names = [f.attname for f in ExternalFact._meta.concrete_fields if f.attname != "id"]
    written = ExternalFact.objects.values(*names).get()
    migration = import_module("awards.migrations.0003_registered_titles_are_facts")
    ExternalFact.objects.all().delete()
    for _twice in range(2):
        migration.write_facts(apps, None)
        assert ExternalFact.objects.values(*names).get() == written
