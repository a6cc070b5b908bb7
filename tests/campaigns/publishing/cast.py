"""A final, its switch, and its page as somebody who never signed in."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from campaigns.models import Phase, PublicStandings
from campaigns.services import finalising, publishing
from tests.campaigns.test_revisions import LATER
from tests.cast import Season, after
from units.services import jobs

AT = after(LATER, hours=1)


def made_final(season: Season, *clusters: int, now: datetime = LATER) -> Season:
    chosen = [(season.world.cluster_1, season.world.cluster_2)[n - 1].pk for n in clusters]
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=now, clusters=chosen or None)
    jobs.run_all(now=now)
    season.phase.refresh_from_db()
    return season


def publish(season: Season) -> PublicStandings:
    return publishing.publish_standings(phase_id=season.phase.pk, by=season.world.quang, now=AT)


def page_of(phase: Phase | int, **query: Any) -> Any:
    """As somebody who never signed in."""
    pk = phase if isinstance(phase, int) else phase.pk
    client = Client(headers={"accept-language": "en"})
    return client.get(reverse("public-standings", args=[pk]), query)
