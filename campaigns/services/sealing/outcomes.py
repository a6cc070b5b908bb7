"""What a close left of participants: lines, standings, counted facts and decisions on ties; so many at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from campaigns.models import Band, CountedFact, Placing, ScoreLine, Standing
from campaigns.scoring.sql import column
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.results import STATUSES
from campaigns.services.sealing.tables import named_band
from units.models import Cluster

#: A participant's id with the revision to read.
Revisions = dict[int, int]
#: The amounts of a line; of these a group's has points alone.
AMOUNTS = ("value", "carried", "base", "gate", "target", "lead_value", "lead_target", "points", "of_base")
#: The amounts of a standing, and what else it says.
TOTALS = ("points", "summed", "rescaled", "cut", "most")
STANDS = ("rank", "is_tied", "is_silent", "is_young", "is_on_border", "reported", "lines")
#: What a fact says: `is_of_period` is as the revision found it, the rest is the fact's own.
FACT = ("kind", "grade", "grade_key", "document_key", "number", "day")


def lines_of(revisions: Revisions) -> dict[int, list[Record]]:
    """Lines of each participant in its revision, in the order of the criteria's ids: it depends on no collation."""
    amounts = {f"its_{name}": column(name) for name in AMOUNTS}
    rows = ScoreLine.objects.annotate(**amounts).order_by("participant_id", "criterion_id")
    said = ("criterion__code", "state", "status", "applies")
    found: dict[int, list[Record]] = {}
    for pk, code, state, status, applies, *values in _of_revisions(rows, revisions, *said, *amounts):
        line = {
            "criterion": code,
            "state": state,
            "status": None if status is None else STATUSES[status],
            "applies": applies,
            **dict(zip(AMOUNTS, values, strict=True)),
        }
        found.setdefault(pk, []).append(line)
    return found


def standings_of(revisions: Revisions) -> dict[int, tuple[Record, Record]]:
    """Of each participant its standing in its revision, and the headcount that this read.

    Ranks across clusters are no part of a cluster's document: they move with the others.
    """
    totals = {f"its_{name}": column(name) for name in TOTALS}
    codes = dict(Cluster.objects.filter(participants__in=list(revisions)).values_list("pk", "code"))
    used = Band.objects.filter(table__participants__in=list(revisions)).order_by().distinct()
    bands = {band.pk: band for band in used}
    names = ("cluster_id", "band_id", "band_found_id", "members", "women", *totals, *STANDS)
    found: dict[int, tuple[Record, Record]] = {}
    rows = Standing.objects.annotate(**totals)
    for pk, home, band, before, members, women, *said in _of_revisions(rows, revisions, *names):
        record = {
            "cluster": None if home is None else codes.get(home, str(home)),
            **dict(zip((*TOTALS, *STANDS), said, strict=True)),
            "band": named_band(bands.get(band)),
            "band_found": named_band(bands.get(before)),
        }
        found[pk] = record, {"members": members, "women": women}
    return found


def facts_of(revisions: Revisions) -> dict[int, list[Record]]:
    """The facts that each participant's revision counted, sorted here: it depends on no collation."""
    names = ("is_of_period", *(f"fact__{name}" for name in FACT))
    found: dict[int, list[Record]] = {}
    for pk, is_of_period, *said in _of_revisions(CountedFact.objects.all(), revisions, *names):
        fact = dict(zip(FACT, said, strict=True))
        fact |= {"day": fact["day"].isoformat(), "is_of_period": is_of_period}
        found.setdefault(pk, []).append(fact)
    for facts in found.values():
        facts.sort(key=lambda fact: (fact["day"], fact["kind"], fact["grade_key"], fact["document_key"]))
    return found


def placings_of(ids: Sequence[int]) -> dict[int, Record]:
    """What was decided on ties."""
    rows = Placing.objects.filter(participant__in=ids)
    names = ("place", "is_ballot", "reason")
    return {
        pk: dict(zip(names, said, strict=True)) for pk, *said in rows.values_list("participant_id", *names)
    }


def _of_revisions(rows: Any, revisions: Revisions, *names: str) -> Iterator[Any]:
    """Rows of each participant in its own revision; nearly always all are in the same."""
    ids: dict[int, list[int]] = {}
    for pk, revision in revisions.items():
        ids.setdefault(revision, []).append(pk)
    for revision, mine in ids.items():
        yield from rows.filter(participant__in=mine, revision=revision).values_list("participant_id", *names)
