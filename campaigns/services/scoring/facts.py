"""The facts that a revision counts, frozen before its lines are written: what is recorded later moves no sealed points.

Written whether or not a table reads any: bands and downgrades do, and without facts it is one statement over no rows.
"""

from collections.abc import Iterable

from django.db.models import Value

from campaigns.models import CountedFact, Phase
from campaigns.queries.facts import counted_facts
from common.db import insert_from


def write_facts(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> int:
    """A row for every participant and each of its union's facts that stand by the phase's last day; how many."""
    rows = counted_facts(phase, clusters).annotate(at_revision=Value(revision))
    columns = {"participant": "participant_id", "revision": "at_revision"}
    columns |= {name: name for name in ("fact", "is_of_period")}
    columns["fact"] = "fact_id"
    return insert_from(CountedFact, columns, rows)
