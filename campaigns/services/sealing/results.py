"""What participants reported: figures, targets and evidence, and what earlier phases brought; so many at a time."""

from collections.abc import Sequence

from django.db.models import Q, Sum

from campaigns.choices import Accumulation, ResultStatus
from campaigns.models import Evidence, Phase, Result
from campaigns.models.participation import SAME_UNION
from campaigns.queries.counting import counts
from campaigns.scoring.sql import BIG, column
from campaigns.services.sealing.document import Record

#: What a result says beside its amounts.
SAID = ("state", "stage", "is_estimate", "note", "version")
#: The statuses of a result as the document writes them.
STATUSES = {status.value: status.name.lower() for status in ResultStatus}


def results_of(ids: Sequence[int]) -> dict[int, list[Record]]:
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


def carried_by(phase: Phase, ids: Sequence[int], *, only_counting: bool = True) -> dict[int, dict[str, int]]:
    """What each participant reported in the campaign's earlier phases, by indicator, as far as it adds up.

    Of figures that count; a document of format 1 knew no difference.
    """
    rows = Result.objects.filter(
        counts(phase.campaign) if only_counting else Q(),
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
