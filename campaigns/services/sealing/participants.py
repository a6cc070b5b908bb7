"""The records of participants: who, what they reported, what came of it; so many participants at a time."""

from collections.abc import Iterator, Mapping, Sequence

from campaigns.choices import PhaseKind
from campaigns.models import Participant, Phase
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.outcomes import facts_of, lines_of, placings_of, standings_of
from campaigns.services.sealing.results import carried_by, results_of
from campaigns.services.sealing.waiting import corrections_of, filled_of, named
from campaigns.services.sealing.years import joined_by

#: What is read for a participant whose revision left no standing.
NO_STANDING: tuple[Record | None, Record] = (None, {"members": None, "women": None})


def participants(
    phase: Phase,
    piece: Sequence[tuple[int, int]],
    *,
    only_counting: bool = True,
    judged: Mapping[tuple[str, int], set[str]] | None = None,
) -> Iterator[Record]:
    """Records of some participants, given as (id, revision), in that order; a constant number of reads.

    With the indicators that the judges of a table give also what waited, and what was changed after the close.
    """
    ids = [pk for pk, _revision in piece]
    revisions = dict(piece)
    people, results, placings = _people(ids), results_of(ids), placings_of(ids)
    carried = carried_by(phase, ids, only_counting=only_counting)
    facts, lines, standings = facts_of(revisions), lines_of(revisions), standings_of(revisions)
    parts = joined_by(phase, ids) if phase.kind == PhaseKind.YEAR else {}
    corrections, filled = ({}, {}) if judged is None else (corrections_of(ids), filled_of(ids))
    for pk in ids:
        standing, headcount = standings.get(pk, NO_STANDING)
        record = {
            "record": "participant",
            **people[pk],
            "headcount": headcount,
            "results": results.get(pk, []),
            "carried": carried.get(pk, {}),
            "parts": parts.get(pk, []),
            "facts": facts.get(pk, []),
            "placing": placings.get(pk),
            "lines": lines.get(pk, []),
            "standing": standing,
        }
        if judged is not None:
            asked = judged.get((*(people[pk]["table"] or ()),), ())
            record["waited"] = {**named(record["results"], asked), "filled": filled.get(pk, [])}
            record["corrections"] = corrections.get(pk, [])
        yield record


def _people(ids: Sequence[int]) -> dict[int, Record]:
    rows = Participant.objects.filter(pk__in=ids).select_related("union", "table")
    return {
        row.pk: {
            "union": row.union.code,
            "name": row.union.name,
            "short_name": row.union.short_name,
            "sector": row.sector,
            "founded_on": row.union.founded_on.isoformat() if row.union.founded_on else None,
            "table": [row.table.code, row.table.version] if row.table else None,
        }
        for row in rows
    }
