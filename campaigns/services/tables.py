"""Agreeing a scoring table."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.models import Criterion, ScoringTable
from campaigns.permissions import may_agree_table, require
from campaigns.queries.line_inputs import leaf_of
from campaigns.rules import group_gaps
from campaigns.scoring import registry
from common.errors import fault
from common.fields import from_units, to_units
from common.text import format_figure
from units.actors import Actor, System
from units.services import audit


def table_faults(table: ScoringTable) -> list[str]:
    """What stands between a table and its agreement, a sentence with its remedy each; two queries."""
    criteria = list(
        table.criteria.order_by("order", "pk")
        .select_related("parent", "table")
        .prefetch_related("inputs__indicator", "steps")
    )
    if all(criterion.is_group for criterion in criteria):
        return [_("The table has no criterion that gives points yet. Enter its criteria in the workbook.")]
    rows = ((c.code, c.parent.code if c.parent else "", c.is_group, to_units(c.max_points)) for c in criteria)
    return [
        _("Criterion “%(code)s”: %(fault)s") % {"code": c.code, "fault": fault}
        for c in criteria
        for _name, fault in _faults_of(c)
    ] + [
        _(
            "Group “%(code)s” has at most %(points)s points, its criteria together %(total)s."
            " Correct one of them in the workbook."
        )
        % {
            "code": code,
            "points": format_figure(from_units(most)),
            "total": format_figure(from_units(total)),
        }
        for code, most, total in group_gaps(rows)
    ]


def _faults_of(criterion: Criterion) -> list[tuple[str, str]]:
    """What stands between one criterion and its use, as (parameter or role, what to do)."""
    roles = [read.role for read in criterion.inputs.all()]
    try:
        leaf = None if criterion.is_group else leaf_of(criterion)
    except ValidationError as error:
        return [(name, texts[0]) for name, texts in error.message_dict.items()]
    return registry.design_faults(criterion.rule, leaf, roles)


@transaction.atomic
def agree_table(*, table: ScoringTable, by: Actor, now: datetime) -> ScoringTable:
    """Agree a scoring table: DRAFT → AGREED, once, whoever and how many ask; None is the system itself.

    1. Alone with the table, look whether its criteria fit together. 2. Set the state. 3. Audit. A table that is agreed
    already is left as it is.

    Raises Refusal for anybody but the federation's staff and the head of the table's own cluster, ValidationError for a
    table that a closed phase has locked and for criteria that do not fit together.
    """
    fresh = (
        ScoringTable.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__owner", "cluster")
        .get(pk=table.pk)
    )
    if not isinstance(by, System):
        owner = fresh.campaign.owner.short_name
        require(
            may_agree_table(by, fresh),
            _("A scoring table is agreed by %(owner)s, a cluster's own table also by its head.")
            % {"owner": owner},
        )
    if fresh.status == TableStatus.LOCKED:
        raise fault("table", _("A closed phase is scored by this table, which no longer changes."))
    if fresh.status == TableStatus.AGREED:
        return fresh
    if faults := table_faults(fresh):
        raise ValidationError({"table": faults})
    fresh.status = TableStatus.AGREED
    fresh.save(update_fields=["status"])
    audit.record(verb="agree_table", subject=fresh, by=by, now=now, version=fresh.version)
    return fresh
