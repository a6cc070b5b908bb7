"""Where a leaf's figure comes from, in SQL: from the sheet, or from the facts that the revision counted."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Value, When

from campaigns.choices import ResultState
from campaigns.models import CountedFact, Participant, Phase
from campaigns.scoring.together import Together
from common.db import Given, given_query

#: What a line says that reads no indicator but facts.
STATE = f"CASE WHEN fact_figure.of_facts > 0 THEN '{ResultState.REPORTED}' ELSE '{ResultState.NOTHING}' END"
JOIN = """LEFT JOIN fact_figure ON fact_figure.participant_id = k.participant_id
    AND fact_figure.criterion_id = k.criterion_id"""


def figure_parts(rules: Together) -> dict[str, str]:
    """The state and the value in `joined`, each from where the line's rule reads it, and what is joined for them."""
    state = "k.state"
    value = "k.value + CASE p.span WHEN 'phase' THEN 0 ELSE coalesce(k.value_carried, 0) END"
    if not rules.of_facts:
        return {"state": state, "value": value, "facts": ""}
    codes = ", ".join(f"'{rule.code}'" for rule in rules.of_facts)
    picks = {"state": (STATE, state), "value": ("coalesce(fact_figure.of_facts, 0)", value)}
    parts = {
        name: f"CASE WHEN p.rule IN ({codes}) THEN {told} ELSE {entered} END"
        for name, (told, entered) in picks.items()
    }
    return parts | {"facts": JOIN}


def fact_tables(
    phase: Phase, rules: Together, clusters: Iterable[int | None] | None, revision: int
) -> list[Given]:
    """The table `fact_figure` of the rules that read facts, and what it is made from; none for others."""
    if not rules.of_facts:
        return []
    within = Participant.objects.filter(phase=phase).in_clusters(clusters)
    of_period = Case(When(is_of_period=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = CountedFact.objects.filter(participant__in=within, revision=revision)
    columns = {name: f"fact__{name}" for name in ("kind", "grade_key", "document_key")}
    columns |= {"participant_id": "participant_id", "is_of_period": "of_period"}
    counted = given_query("counted", columns, rows.annotate(of_period=of_period))
    figures = " UNION ALL ".join(rule.figure_sql() for rule in rules.of_facts)
    return [counted, Given("fact_figure", f"fact_figure AS ({figures})")]
