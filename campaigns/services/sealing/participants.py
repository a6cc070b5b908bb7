"""The records of participants, some at a time: their figures, targets and evidence, their lines and their standing."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Sum

from campaigns.choices import Accumulation, ResultStatus
from campaigns.models import Evidence, Participant, Phase, Result, ScoreLine, Standing
from campaigns.models.participation import SAME_UNION
from campaigns.scoring.sql import BIG, column
from campaigns.services.sealing.document import Record
from units.models import Cluster

#: The amounts of a line; a group's has points alone.
AMOUNTS = ("value", "carried", "base", "target", "points")
#: What a result says beside its amounts.
SAID = ("state", "is_estimate", "note", "version")
#: The statuses of a result as the document writes them.
STATUSES = {status.value: status.name.lower() for status in ResultStatus}


def participants(phase: Phase, piece: Sequence[tuple[int, int]]) -> Iterator[Record]:
    """Records of some participants, given as (id, revision), in that order; a constant number of reads."""
    ids = [pk for pk, _revision in piece]
    revisions = dict(piece)
    people, results, carried = _people(ids), _results(ids), _carried(phase, ids)
    lines, standings = _lines(revisions), _standings(revisions)
    for pk in ids:
        yield {
            "record": "participant",
            **people[pk],
            "results": results.get(pk, []),
            "carried": carried.get(pk, {}),
            "lines": lines.get(pk, []),
            "standing": standings.get(pk),
        }


def _people(ids: Sequence[int]) -> dict[int, Record]:
    rows = Participant.objects.filter(pk__in=ids).select_related("union", "table")
    return {
        row.pk: {
            "union": row.union.code,
            "name": row.union.name,
            "short_name": row.union.short_name,
            "sector": row.sector,
            "table": [row.table.code, row.table.version] if row.table else None,
        }
        for row in rows
    }


def _results(ids: Sequence[int]) -> dict[int, list[Record]]:
    """The figures of each participant, with the targets that were in force and the hashes of the evidence."""
    rows = (
        Result.objects.filter(participant__in=ids)
        .annotate(
            amount=column("value"), registers=column("registered__value"), assigns=column("assigned__value")
        )
        .order_by("participant_id", "indicator__order", "indicator_id")
    )
    evidence = _evidence(ids)
    found: dict[int, list[Record]] = {}
    for pk, code, amount, as_of, status, registers, registered, assigns, assigned, *said in rows.values_list(
        "participant_id", "indicator__code", "amount", "as_of", "status",
        "registers", "registered__version", "assigns", "assigned__version", *SAID,
    ):  # fmt: skip
        record = {
            "indicator": code,
            "value": amount,
            "as_of": as_of.isoformat() if as_of else None,
            "status": STATUSES[status],
            **dict(zip(SAID, said, strict=True)),
            "registered": _target(registers, registered),
            "assigned": _target(assigns, assigned),
            "evidence": evidence.get((pk, code), []),
        }
        found.setdefault(pk, []).append(record)
    return found


def _target(value: int | None, version: int | None) -> Record | None:
    return None if value is None else {"value": value, "version": version}


def _evidence(ids: Sequence[int]) -> dict[tuple[int, str], list[str]]:
    """Hashes of the documents behind each figure, by participant and indicator."""
    rows = Evidence.objects.filter(result__participant__in=ids).order_by("document__sha256")
    names = ("result__participant_id", "result__indicator__code", "document__sha256")
    found: dict[tuple[int, str], list[str]] = {}
    for pk, code, sha256 in rows.values_list(*names):
        found.setdefault((pk, code), []).append(sha256)
    return found


def _carried(phase: Phase, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """What each participant reported in the campaign's earlier phases, by indicator.

    Only figures that add up are carried.
    """
    rows = Result.objects.filter(
        participant__phase__in=Phase.objects.earlier_than(phase).order_by().values("pk"),
        indicator__accumulation=Accumulation.SUM,
        value__isnull=False,
        **{f"participant__{SAME_UNION}__in": ids},
    )
    sums = (
        rows.order_by()
        .values_list(f"participant__{SAME_UNION}", "indicator__code")
        .annotate(total=Sum("value", output_field=BIG))
    )
    found: dict[int, dict[str, int]] = {}
    for pk, code, total in sums:
        found.setdefault(pk, {})[code] = int(total)
    return found


def _lines(revisions: dict[int, int]) -> dict[int, list[Record]]:
    """Lines of each participant in its revision, in the order of the criteria's ids: it depends on no collation."""
    amounts = {f"its_{name}": column(name) for name in AMOUNTS}
    rows = ScoreLine.objects.annotate(**amounts).order_by("participant_id", "criterion_id")
    found: dict[int, list[Record]] = {}
    for pk, code, state, *values in _of_revisions(rows, revisions, "criterion__code", "state", *amounts):
        line = {"criterion": code, "state": state, **dict(zip(AMOUNTS, values, strict=True))}
        found.setdefault(pk, []).append(line)
    return found


def _standings(revisions: dict[int, int]) -> dict[int, Record]:
    rows = Standing.objects.annotate(total=column("points"))
    codes = dict(Cluster.objects.filter(participants__in=list(revisions)).values_list("pk", "code"))
    names = ("cluster_id", "total", "rank", "is_tied", "reported", "lines")
    return {
        pk: {
            "cluster": None if home is None else codes.get(home, str(home)),
            "points": points,
            "rank": rank,
            "is_tied": tied,
            "reported": reported,
            "lines": lines,
        }
        for pk, home, points, rank, tied, reported, lines in _of_revisions(rows, revisions, *names)
    }


def _of_revisions(rows: Any, revisions: dict[int, int], *names: str) -> Iterator[Any]:
    """Rows of each participant in its own revision; nearly always all are in the same."""
    ids: dict[int, list[int]] = {}
    for pk, revision in revisions.items():
        ids.setdefault(revision, []).append(pk)
    for revision, mine in ids.items():
        yield from rows.filter(participant__in=mine, revision=revision).values_list("participant_id", *names)
