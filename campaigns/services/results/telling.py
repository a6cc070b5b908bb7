"""Telling the people who act for a union what happened to its figures."""

from datetime import datetime

from campaigns.models import Participant
from units.notices import Values
from units.services.notices import notify, writers_of


def tell_union(place: Participant, kind: str, *, key: str, values: Values, url: str, now: datetime) -> None:
    """One notice to everybody who acts for the participant's union, with who sends it and of which phase."""
    people = writers_of([place.union_id], now=now)
    phase = place.phase
    notify(
        people=[person for ids in people.values() for person in ids],
        kind=kind,
        key=key,
        values={"sender": phase.campaign.owner.name, "phase": phase.name, **values},
        url=url,
        now=now,
    )
