"""What a judge may give at most, and beside whom: the leaves of tables that read the judge's points."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from campaigns.choices import Judges
from campaigns.models import Criterion, CriterionInput, Participant
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE


@dataclass(frozen=True)
class JudgedLine:
    """The judged criterion of a table that reads an indicator, its maximum, and who gives its points."""

    criterion: Criterion
    most: Decimal
    judges: Judges

    @property
    def is_by_several(self) -> bool:
        """Two people give its points."""
        return self.judges != Judges.ONE


def judged_lines(indicator_id: int, table_ids: Iterable[int | None]) -> dict[int, JudgedLine]:
    """By the id of a table its judged criterion that reads the indicator, of several the one with the lowest maximum;
    one query."""
    rows = CriterionInput.objects.filter(
        indicator=indicator_id, role=VALUE, criterion__table__in=[pk for pk in table_ids if pk]
    )
    found = {}
    for row in rows.select_related("criterion").order_by("-criterion__max_points", "-criterion__order"):
        line = row.criterion
        if registry.rule_of(line.rule).is_judged:
            found[line.table_id] = JudgedLine(line, line.max_points, judges_of(line))
    return found


def judges_of(criterion: Criterion) -> Judges:
    """Who gives the points of a judged criterion."""
    return registry.judges(criterion.rule, criterion.params)


def several_by_table(campaign_id: int) -> dict[tuple[str, int], set[str]]:
    """By code and version of a campaign's table the codes of the indicators whose points two people give; one query."""
    rows = CriterionInput.objects.filter(criterion__table__campaign=campaign_id, role=VALUE)
    found: dict[tuple[str, int], set[str]] = {}
    for row in rows.select_related("criterion__table", "indicator"):
        line = row.criterion
        if registry.rule_of(line.rule).is_judged and judges_of(line) != Judges.ONE:
            found.setdefault((line.table.code, line.table.version), set()).add(row.indicator.code)
    return found


def judged_by_several(participant: Participant) -> dict[int, Criterion]:
    """By the id of an indicator the judged criterion of the participant's table whose points two people give."""
    if participant.table_id is None:
        return {}
    rows = CriterionInput.objects.filter(criterion__table=participant.table_id, role=VALUE)
    return {
        row.indicator_id: row.criterion
        for row in rows.select_related("criterion")
        if registry.rule_of(row.criterion.rule).is_judged and judges_of(row.criterion) != Judges.ONE
    }


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
