"""Whom a reminder reaches, by name, and its text for a chat group."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.models import Campaign, Participant, PhaseReminder
from campaigns.services import results
from campaigns.services.reminders import Reminded, remind_units
from tests.cast import NOW, OPENS, Season, after
from tests.crowd import crowd
from tests.pages import as_, text_of

SAID = "https://thidua.example.vn"


def listed(context: Any) -> dict[str, tuple[list[str], list[str]]]:
    return {r.participant.union.code: (list(r.mailed), list(r.unmailed)) for r in context["rows"]}


@pytest.fixture
def hard_to_reach(season: Season) -> Season:
    """Hà Đông has nobody, Hoàng Mai has people whom no letter reaches, Ba Đình one of two."""
    world = season.world
    world.nga.person.appointments.all().delete()
    for person in (world.minh.person, world.mai.person, world.hung.person):
        person.email = ""
        person.save()
    return season


def test_units_that_no_letter_reaches_and_those_without_anybody_are_counted(hard_to_reach: Season) -> None:
    done = remind_units(phase=hard_to_reach.phase, by=hard_to_reach.world.quang, now=NOW)
    assert done == Reminded(unions=3, people=5, already=0, unreachable=1, without_mail=1)


def test_without_a_mail_server_no_unit_is_reached_by_letter(season: Season, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    done = remind_units(phase=season.phase, by=season.world.quang, now=NOW)
    assert (done.unions, done.without_mail) == (4, 4)


def test_a_closed_account_is_reached_by_no_letter(season: Season) -> None:
    world = season.world
    world.nga.is_active = False
    world.nga.save()
    ids = [world.ha_dong.pk]
    assert remind_units(phase=season.phase, union_ids=ids, by=world.quang, now=NOW).without_mail == 1


@pytest.mark.usefixtures("in_july")
def test_who_reminds_is_told_by_name(hard_to_reach: Season) -> None:
    season, world = hard_to_reach, hard_to_reach.world
    where = reverse("reminders", args=[season.phase.pk])
    answer = as_(world.quang).post(reverse("remind", args=[season.phase.pk]), follow=True)
    assert answer.redirect_chain == [(where, 302)]
    assert listed(answer.context) == {
        "BD": (["Hoa"], ["Hung"]), "HD": ([], []), "HM": ([], ["Mai", "Minh"]), "LB": (["Lan"], []),
    }  # fmt: skip
    text = answer.content.decode()
    assert "1 of the units just reminded gets no letter" in text
    assert (
        "Nobody holds an officer&#x27;s post today" in text or "Nobody holds an officer's post today" in text
    )
    shown = {s: listed(as_(world.quang).get(f"{where}?show={s}").context) for s in ("nobody", "unmailed")}
    assert shown == {"nobody": {"HD": ([], [])}, "unmailed": {"HM": ([], ["Mai", "Minh"])}}


@pytest.mark.usefixtures("in_july")
def test_a_reminder_stands_ready_as_a_text_for_a_chat_group(season: Season, settings: Any) -> None:
    settings.SITE_URL = SAID
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    page = as_(world.quang).get(reverse("reminders", args=[season.phase.pk]))
    late = [
        p.union.short_name
        for p in Participant.objects.exclude(union=world.ba_dinh).order_by("union__sort_key")
    ]
    end = "31/07/2024"
    what = f"{season.campaign.owner.short_name}: “{season.phase.name}”, please submit the figures by the end of {end}."
    assert page.context["text"].splitlines() == [
        what, f"Not submitted yet (3): {', '.join(late)}.", f"To enter and submit: {SAID}/",
    ]  # fmt: skip
    row = page.context["rows"][0]
    assert row.text.splitlines() == [
        what, f"For the attention of {late[0]}.", f"To enter and submit: {SAID}/sheets/{row.participant.pk}/",
    ]  # fmt: skip
    assert page.content.decode().count("readonly") == 4  # selectable without a script
    settings.SITE_URL = ""
    page = as_(world.quang).get(reverse("reminders", args=[season.phase.pk]))
    assert page.context["text"].splitlines()[-1] == "To enter and submit: http://testserver/"


@pytest.mark.usefixtures("in_july")
def test_a_long_list_of_names_is_cut_and_says_so(season: Season) -> None:
    crowd(season, 60)
    text = as_(season.world.quang).get(reverse("reminders", args=[season.phase.pk])).context["text"]
    assert text.splitlines()[1].startswith("Not submitted yet (64): ")
    assert text.splitlines()[1].endswith(" and 24 more.")


@pytest.mark.usefixtures("in_july")
def test_a_cluster_head_gets_the_texts_of_the_cluster_without_names_of_people(season: Season) -> None:
    page = as_(season.world.lan).get(reverse("reminders", args=[season.phase.pk]))
    assert "HD" not in listed(page.context)
    assert "Minh" not in page.content.decode()
    assert page.context["text"]


def test_outside_the_entry_window_and_in_an_extract_nobody_is_to_be_reminded(season: Season) -> None:
    where = reverse("reminders", args=[season.phase.pk])
    with time_machine.travel(after(OPENS, days=-1), tick=False):
        assert as_(season.world.quang).get(where).context["counts"]["all"] == 0
    Campaign.objects.update(is_extract=True)
    with time_machine.travel(NOW, tick=False):
        assert as_(season.world.quang).get(where).context["counts"]["all"] == 0


@pytest.mark.usefixtures("in_july")
@pytest.mark.parametrize("more", [0, 296])
def test_the_page_takes_the_same_queries_whatever_the_number_of_units(
    season: Season, django_assert_num_queries: Any, more: int
) -> None:
    crowd(season, more)
    client = as_(season.world.quang)
    with django_assert_num_queries(10):
        client.get(reverse("reminders", args=[season.phase.pk]))


@pytest.mark.usefixtures("in_july")
def test_the_days_on_which_the_clock_reminds_are_told(season: Season) -> None:
    client, where = as_(season.world.quang), reverse("reminders", args=[season.phase.pk])
    page = text_of(client.get(where))
    assert "<b>28/07/2024, 08:00</b>" in page
    assert page.count("to come; only to those that have not submitted by then") == 2
    PhaseReminder.objects.filter(days=3).update(sent_at=NOW, reminded=2)
    page = text_of(client.get(where))
    assert ("2 units were reminded" in page, page.count("to come;")) == (True, 1)
    PhaseReminder.objects.all().delete()
    assert "No reminder is sent by itself" in text_of(client.get(where))
