"""Where a leaf's figure comes from, in SQL: from the sheet, or from the facts that the revision counted."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Value, When

from campaigns.choices import ResultState
from campaigns.models import CountedFact, Participant, Phase
from campaigns.scoring.base import Rule
from common.db import Given, given_query

#: What of the table `joined` says the sheet; and what a rule says that reads facts.
OF_SHEET = {
    "state": "state",
    "value": "value + CASE span WHEN 'phase' THEN 0 ELSE coalesce(value_carried, 0) END",
    "also": "",
}
OF_FACTS = {
    "state": f"CASE WHEN of_facts > 0 THEN '{ResultState.REPORTED}' ELSE '{ResultState.NOTHING}' END",
    "value": "coalesce(of_facts, 0)",
    "also": " LEFT JOIN fact_figure USING (participant_id, criterion_id)",
}


def figure_parts(rule: Rule) -> dict[str, str]:
    """The state and the value in `joined`, and what is joined for them."""
    return OF_FACTS if rule.figure_sql() else OF_SHEET


def fact_tables(
    phase: Phase, rule: Rule, clusters: Iterable[int | None] | None, revision: int
) -> list[Given]:
    """The table `fact_figure` of a rule that reads facts, and what it is made from; none for others."""
    figures = rule.figure_sql()
    if not figures:
        return []
    within = Participant.objects.filter(phase=phase).in_clusters(clusters)
    of_period = Case(When(is_of_period=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = CountedFact.objects.filter(participant__in=within, revision=revision)
    columns = {name: f"fact__{name}" for name in ("kind", "grade_key", "document_key")}
    columns |= {"participant_id": "participant_id", "is_of_period": "of_period"}
    counted = given_query("counted", columns, rows.annotate(of_period=of_period))
    return [counted, Given("fact_figure", f"fact_figure AS ({figures})")]
