"""The queue costs the same for 30 and for 3,000 figures that wait, and little more than an empty page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.choices import ResultStatus
from campaigns.models import Evidence, FigureQuestion, Participant, Result
from tests.campaigns.appraisal.cast import waiting_ones
from tests.cast import NOW, Season
from units.models import Document

pytestmark = pytest.mark.usefixtures("in_july")


def full(season: Season, count: int) -> list[Result]:
    """So many figures that wait, each with evidence and a question that was answered."""
    world = season.world
    rows = waiting_ones(season, count, cluster=world.cluster_1)
    Participant.objects.update(submitted_at=NOW)
    paper = Document.objects.create(
        union=world.ba_dinh, name="a.pdf", size=1, uploaded_by=world.hoa, uploaded_at=NOW
    )
    Evidence.objects.bulk_create(Evidence(result=row, document=paper) for row in rows)
    said = {"asked_by": world.quang, "asked_at": NOW, "answered_by": world.hoa, "answered_at": NOW}
    FigureQuestion.objects.bulk_create(
        FigureQuestion(result=row, text="Ở đâu?", answer="Tại trụ sở", **said) for row in rows
    )
    return rows


def cost(client: Client, address: str) -> int:
    client.get(address)  # the session is in the cache from the second request on
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


@pytest.mark.parametrize(
    "query", ["", "?show=answered", "?show=verified", "?indicator={dv}", "?cluster={c1}"]
)
@pytest.mark.parametrize("count", [30, 3000])
def test_the_queue_takes_the_same_queries_whatever_waits(
    season: Season, client: Client, query: str, count: int
) -> None:
    client.force_login(season.world.quang)
    rows = full(season, count)
    if "verified" in query:
        Result.objects.filter(pk__in=[row.pk for row in rows]).update(status=ResultStatus.VERIFIED)
    given = query.format(dv=season.indicators["DV"].pk, c1=season.world.cluster_1.pk)
    address = reverse("appraisal", args=[season.phase.pk]) + given
    assert cost(client, address) == 17
    assert len(client.get(address).context["rows"]) == min(50, count)


def test_a_full_page_costs_at_most_five_times_an_empty_one(season: Season, client: Client) -> None:
    client.force_login(season.world.quang)
    address = reverse("appraisal", args=[season.phase.pk])
    empty = cost(client, address)
    full(season, 60)
    loaded = cost(client, address)
    print(f"appraisal: {empty} queries for an empty page, {loaded} for a full one")
    assert (empty, loaded) == (8, 17)
    assert loaded <= 5 * empty
