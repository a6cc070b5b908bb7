"""A phase closed and made final, and the page of its standings."""

from typing import Any

from django.test import Client

from campaigns.models import Phase, Standing
from campaigns.queries import standings as query
from campaigns.services import closing, finalising
from tests.cast import CLOSES, Season, after
from units.models import User
from units.services import jobs


def close(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()


def make_final(season: Season) -> None:
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=after(CLOSES, days=1))
    jobs.run_all(now=after(CLOSES, days=1))
    season.phase.refresh_from_db()


def page(client: Client, user: User, phase: Phase, query_string: str = "", **headers: Any) -> Any:
    client.force_login(user)
    return client.get(f"/phases/{phase.pk}/standings/{query_string}", headers=headers)


def table(response: Any) -> query.Standings:
    return response.context["standings"]


def rank_all(season: Season) -> None:
    """All on one rank, as unions are that sent figures worth no points."""
    Standing.objects.filter(participant__phase=season.phase).update(rank=1, is_tied=True, is_silent=False)
