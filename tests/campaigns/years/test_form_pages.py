"""The page on which a year is made, changed and removed."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from campaigns.choices import Joining
from campaigns.models import Phase
from tests.campaigns.years.cast import COMPUTED, LATER, school_year
from tests.campaigns.years.conftest import Whole
from tests.campaigns.years.pages_cast import client_of, words
from tests.cast import NOW, Season, at

pytestmark = pytest.mark.usefixtures("in_july")


def test_staff_join_the_phases_of_a_campaign_to_a_year(season: Season) -> None:
    quang, campaign = season.world.quang, season.campaign
    client = client_of(quang)
    assert (
        reverse("year-new", args=[campaign.pk]) in client.get(f"/campaigns/{campaign.pk}/").content.decode()
    )
    form = client.get(f"/campaigns/{campaign.pk}/year/new/").context["form"]
    assert (form["name"].value(), form[f"weight_{season.phase.pk}"].value()) == ("The year 2024", "1")
    sent = {"name": "Cả năm", "joins": "sum", f"weight_{season.phase.pk}": "1,5", "closes_at": "14/01/2025"}
    sent |= {"review_day": "30/11/2024", "table": str(season.table.pk)}
    answer = client.post(f"/campaigns/{campaign.pk}/year/new/", sent)
    assert answer.status_code == 302
    year = Phase.objects.get(kind="year")
    assert (year.name, year.joins, year.table, year.review_day) == (
        "Cả năm", Joining.SUM, season.table, date(2024, 11, 30),
    )  # fmt: skip
    assert (year.entry_closes_at, year.parts.get().weight) == (at(2025, 1, 15), Decimal("1.5"))
    shown = words(client.get(f"/campaigns/{campaign.pk}/"))
    assert "computed at the end of 14/01/2025" in shown
    assert "sum of the points of the phases" in shown
    assert "Join them to a year" not in shown


def test_without_a_day_a_year_is_computed_at_once(season: Season) -> None:
    sent = {"name": "Cả năm", "joins": "mean", f"weight_{season.phase.pk}": "1"}
    client_of(season.world.quang).post(f"/campaigns/{season.campaign.pk}/year/new/", sent)
    assert Phase.objects.get(kind="year").entry_closes_at == NOW


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"weight": ""}, "Choose the phases that the year joins."),
        ({"weight": "1 2"}, "looks like several figures"),
        ({"weight": "0"}, "A weight is more than 0"),
        ({"closes_at": "", "closes_time": "10:00"}, "Please say the day, or leave the time empty too."),
        ({"closes_at": "01/07/2024"}, "This time has passed."),
        ({"review_day": "01/01/2020"}, "Choose a day from 01/01/2024"),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_a_year_that_does_not_fit_comes_back_with_its_fault(
    season: Season, changes: dict[str, str], told: str
) -> None:
    sent = {"name": "Cả năm", "joins": "mean", "weight": "1", "closes_at": "14/01/2025"} | changes
    sent[f"weight_{season.phase.pk}"] = sent.pop("weight")
    answer = client_of(season.world.quang).post(f"/campaigns/{season.campaign.pk}/year/new/", sent)
    assert answer.status_code == 422
    assert told in words(answer)


def test_a_year_is_changed_and_removed_on_its_page(whole: Whole) -> None:
    client, address = client_of(whole.season.world.quang), f"/phases/{whole.year.pk}/year/"
    assert client.get(f"/phases/{whole.year.pk}/edit/").headers["location"] == address
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert (sent["closes_at"], sent[f"weight_{whole.second.pk}"]) == (date(2025, 1, 14), "2")
    sent |= {"closes_at": "14/01/2025", "joins": "latest", f"weight_{whole.first.pk}": ""}
    assert client.post(address, sent).status_code == 302
    whole.year.refresh_from_db()
    assert (whole.year.joins, whole.year.entry_closes_at) == ("latest", COMPUTED)
    assert list(whole.year.parts.values_list("phase", flat=True)) == [whole.second.pk]
    assert client.post(address, sent).status_code == 422  # somebody else changed it meanwhile
    assert client.get(f"/phases/{whole.year.pk}/remove/").status_code == 200
    assert client.post(f"/phases/{whole.year.pk}/remove/").status_code == 302
    assert not Phase.objects.filter(kind="year").exists()


def test_a_computed_year_is_neither_changed_nor_removed(joined: Whole) -> None:
    with time_machine.travel(LATER, tick=False):
        client = client_of(joined.season.world.quang)
        assert client.get(f"/phases/{joined.year.pk}/year/").status_code == 409
        assert client.get(f"/phases/{joined.year.pk}/remove/").status_code == 409


def test_phases_of_other_campaigns_are_offered_with_their_names(season: Season) -> None:
    school = school_year(season, season.world.ha_dong)
    form = client_of(season.world.quang).get(f"/campaigns/{season.campaign.pk}/year/new/").context["form"]
    field = form.fields[f"weight_{school.pk}"]
    assert field.label.startswith("Năm học 2023–2024 · Thi đua năm học 2023–2024 · ")
    assert form[f"weight_{school.pk}"].value() is None
