"""What a judge may give at most: the leaves of a union's table that read the judge's points."""

from decimal import Decimal

from campaigns.models import CriterionInput, Participant
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE


def judged_maxima(participant: Participant) -> dict[int, tuple[str, Decimal]]:
    """By the id of an indicator the judged criterion that reads it, by name, with its maximum; the lowest of several.

    Nothing for a union that no table scores yet.
    """
    if participant.table_id is None:
        return {}
    rows = CriterionInput.objects.filter(criterion__table=participant.table_id, role=VALUE).order_by(
        "-criterion__max_points", "-criterion__order"
    )
    return {
        indicator: (name, most)
        for indicator, rule, name, most in rows.values_list(
            "indicator_id", "criterion__rule", "criterion__name", "criterion__max_points"
        )
        if registry.rule_of(rule).is_judged
    }
