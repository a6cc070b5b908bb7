"""Telling the people who act for a union what happened to its figures."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.models import Participant, Phase, Result
from units.models import Notice
from units.notices import Values
from units.services.notices import notify, notify_all, writers_of


def tell_unions(figures: Iterable[Result], *, phase: Phase, kind: str, values: Values, now: datetime) -> None:
    """Tell each union once of these figures of its sheet; two statements. The figures come with their indicator and
    union.

    The notice has the `values` and besides them the phase, who speaks, and the names of the indicators as `indicators`.
    """
    sheets: dict[int, list[Result]] = {}
    for row in figures:
        sheets.setdefault(row.participant_id, []).append(row)
    people = writers_of({rows[0].participant.union_id for rows in sheets.values()}, now=now)
    said = {**values, "sender": phase.campaign.owner.name, "phase": phase.name}
    notify_all(
        Notice(
            person_id=person,
            kind=kind,
            key=f"{kind}:{sheet}:{now.isoformat()}",
            values={**said, "indicators": [row.indicator.name for row in rows]},
            url=f"/sheets/{sheet}/" + (f"#row-{rows[0].pk}" if len(rows) == 1 else ""),
            created_at=now,
        )
        for sheet, rows in sheets.items()
        for person in people.get(rows[0].participant.union_id, ())
    )


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
