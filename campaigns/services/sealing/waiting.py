"""What waited when a cluster was made final, and which figures were changed after the close: new in format 3."""

from collections.abc import Iterable, Sequence

from campaigns.choices import ResultState
from campaigns.models import Correction, Seal
from campaigns.queries.unjudged import filled
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE
from campaigns.scoring.sql import column
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.results import STATUSES

#: What a participant's record names, each by the codes of the indicators; `named` finds all but the last.
NAMED = ("unappraised", "estimates", "unjudged", "filled")


def waited_of(seal: Seal | None) -> Record:
    """What stood open at the order, in numbers, and the clusters that were left open with what each waited for.

    No counts where no final was ordered yet: rows of today are recomputed in the same form.
    """
    counts = dict(seal.noted) if seal else None
    return {"record": "waited", "counts": counts, "left_open": list(seal.left_open) if seal else []}


def judged_of(criteria: Iterable[Record]) -> set[str]:
    """The indicators in which a table's judges give points."""
    return {
        one["inputs"][VALUE]
        for one in criteria
        if one["rule"] != registry.GROUP
        and registry.rule_of(one["rule"]).is_judged
        and VALUE in one["inputs"]
    }


def named(results: Iterable[Record], judged: Iterable[str]) -> dict[str, list[str]]:
    """Which figures were not appraised, which are estimates, which judged lines have no points; of one participant."""
    rows, asked = list(results), set(judged)
    return {
        "unappraised": [row["indicator"] for row in rows if row["status"] == "submitted"],
        "estimates": [row["indicator"] for row in rows if row["is_estimate"]],
        "unjudged": [
            row["indicator"]
            for row in rows
            if row["state"] == ResultState.NOT_REPORTED and row["indicator"] in asked
        ],
    }


def filled_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """The judged lines of each participant that took the cross-checked points."""
    rows = filled().filter(participant__in=ids).order_by("participant_id", "indicator__order", "indicator_id")
    found: dict[int, list[str]] = {}
    for pk, code in rows.values_list("participant_id", "indicator__code"):
        found.setdefault(pk, []).append(code)
    return found


def corrections_of(ids: Sequence[int]) -> dict[int, list[Record]]:
    """Figures that an appraiser corrected or set aside, the first first: both figures, why, by whom and when.

    The union's explanation may still come after the final, so it is no part.
    """
    rows = Correction.objects.filter(result__participant__in=ids).annotate(
        amount_before=column("value_before"), amount=column("value")
    )
    rows = rows.select_related("result__indicator", "corrected_by__person").order_by("corrected_at", "pk")
    found: dict[int, list[Record]] = {}
    for row in rows:
        record = {
            "indicator": row.result.indicator.code,
            "kind": row.kind,
            "before": {
                "state": row.state_before,
                "value": row.amount_before,
                "stage": row.stage_before,
                "status": STATUSES[row.status_before],
            },
            "after": {"state": row.state, "value": row.amount, "stage": row.stage},
            "reason": row.reason,
            "by": str(row.corrected_by.person),
            "at": row.corrected_at.isoformat(),
        }
        found.setdefault(row.result.participant_id, []).append(record)
    return found
