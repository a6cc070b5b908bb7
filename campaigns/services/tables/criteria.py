"""The lines of a draft: entered and changed with their rule, indicators and steps; moved; removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Criterion, CriterionInput, Indicator, ScoringTable
from campaigns.queries import removals
from campaigns.scoring import registry
from campaigns.scoring.parameters import GATE, STEPS
from campaigns.services.campaigns.editing import check_fields
from campaigns.services.tables.amounts import amount_fault, exact
from campaigns.services.tables.guard import (
    closed_words,
    draft,
    locked_table,
    require_editor,
    require_open,
)
from campaigns.services.tables.steps import Given, step_faults, write_steps
from common.errors import StillUsed, by_field
from common.fields import to_units
from units.actors import Actor
from units.services import audit
from units.services.removing import remove_rows

#: What a line says of itself; its place in the tree is changed by `move_criterion` and `place_criterion`.
FIELDS = {
    "code", "name", "rule", "nature", "max_points", "min_points", "is_clamped", "is_open", "evidence", "judged_by",
    "seen_by",
}  # fmt: skip
#: Of a cluster's version of the federation's table: what stays of an open line.
KEPT = {"code", "is_open"}


@transaction.atomic
def save_criterion(
    *, table: ScoringTable, by: Actor, now: datetime, criterion: Criterion | None = None,
    parent: Criterion | None = None, params: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Indicator | None] | None = None, steps: Sequence[Given] | None = None, **fields: Any,
) -> Criterion:  # fmt: skip
    """Enter a line of a draft, below `parent`, or change one.

    `params` are in the stored form (amounts in whole ten-thousandths); what is left out is as by default. `inputs` are
    the indicators by the roles of the rule, `steps` the rule's steps; of a line that is changed, None leaves each as it
    is. Gaps between steps are the design check's to tell.

    Raises Refusal; ValidationError by field, parameter and role, and for a table that is no draft.
    """
    fresh = draft(table, by=by, now=now)
    if criterion is None:
        row = Criterion(
            table=fresh, parent=parent, params={}, order=_behind_all(fresh), rule="", code="", name=""
        )
        row.max_points = Decimal(0)
    else:
        row = Criterion.objects.select_related("table__base").get(pk=criterion.pk, table=fresh)
    before = _told(row) if criterion else {}
    _require_place(row, is_new=criterion is None, fields=fields)
    for name in fields.keys() & FIELDS:
        setattr(row, name, fields[name])
    if row.rule not in registry.choices().values:
        by_field({"rule": _("Choose how the criterion scores.")})
    row.params = _params(row, params)
    roles = _inputs(row, inputs)
    rows = _steps(row, steps)
    _check(row, roles, fields, rows)
    row.save()
    if inputs is not None or roles.keys() != before.get("inputs", {}).keys():
        _write_inputs(row, roles)
    if rows is not None:
        write_steps(row, rows)
    audit.record(verb="save_criterion", subject=row, by=by, now=now, before=before, after=_told(row))
    return row


def _require_place(row: Criterion, *, is_new: bool, fields: Mapping[str, Any]) -> None:
    """The line may be entered or changed there. Raises ValidationError."""
    if is_new and row.parent is not None and (row.parent.table_id != row.table_id or not row.parent.is_group):
        by_field({"parent": _("Choose a group of this table.")})
    require_open(row, inside=is_new)
    bound = row.table.cluster_id is not None and row.table.base_id is not None
    if (
        bound
        and not is_new
        and any(fields.get(name, getattr(row, name)) != getattr(row, name) for name in KEPT)
    ):
        require_open(row, inside=True)


def _params(row: Criterion, params: Mapping[str, Any] | None) -> dict[str, Any]:
    """The whole parameters of the rule; a group has none. Raises ValidationError by parameter."""
    if row.is_group:
        return {}
    if params is None:
        own = {p.name for p in registry.rule_of(row.rule).parameters}
        params = {name: value for name, value in row.params.items() if name in own}
    return dict(registry.complete(row.rule, params))


def _inputs(row: Criterion, inputs: Mapping[str, Indicator | None] | None) -> dict[str, Indicator]:
    """The indicators by role; of a rule that has not the role none."""
    roles = {role.name for role in registry.roles(row.rule)}
    if inputs is None:
        held = row.inputs.select_related("indicator") if row.pk else ()
        return {read.role: read.indicator for read in held if read.role in roles}
    faults = {
        role: _("The rule does not read such an indicator. Leave it empty.")
        for role, indicator in inputs.items()
        if indicator is not None and role not in roles
    }
    faults |= {
        role: _("“%(name)s” belongs to another campaign. Choose an indicator of this one.")
        % {"name": indicator}
        for role, indicator in inputs.items()
        if indicator is not None and indicator.campaign_id != row.table.campaign_id
    }
    by_field(faults)
    return {role: indicator for role, indicator in inputs.items() if indicator is not None}


def _steps(row: Criterion, steps: Sequence[Given] | None) -> list[Given] | None:
    """The steps to be written: none where the rule has none; None leaves what is stored."""
    if not registry.steps_by(row.rule):
        if steps:
            by_field({"steps": _("This rule has no steps. Remove them, or choose another rule.")})
        return []
    return None if steps is None else list(steps)


def _check(
    row: Criterion, roles: Mapping[str, Indicator], fields: Mapping[str, Any], steps: list[Given] | None
) -> None:
    """Raise what of the line does not fit, by field."""
    faults: dict[str, str] = {}
    for name, least in (("max_points", Decimal(0)), ("min_points", None)):
        value = getattr(row, name)
        if value is not None and (said := amount_fault(value, least=least)):
            faults[name] = said
    if said := step_faults(steps or []):
        faults["steps"] = said
    same = Criterion.objects.filter(table=row.table_id, code=row.code).exclude(pk=row.pk)
    if row.code and same.exists():
        faults["code"] = _("There is a criterion “%(code)s” in this table already. Choose another code.") % {
            "code": row.code
        }
    if not row.is_group and row.pk and row.children.exists():
        faults["rule"] = _("Criteria stand below this one, so it stays a group. Move or remove them first.")
    by_field(faults)
    row.max_points, row.min_points = exact(row.max_points) or Decimal(0), exact(row.min_points)
    check_fields(row, {"code", "name", "order", *(fields.keys() & FIELDS)})
    leaf = None
    if not row.is_group:
        most = to_units(row.max_points)
        leaf = registry.leaf_of(row.rule, row.params, most, is_gated=GATE.name in roles, nature=row.nature)
    found = registry.design_faults(row.rule, leaf, roles)
    by_field({name: said for name, said in reversed(found) if name != STEPS})


def _write_inputs(row: Criterion, roles: Mapping[str, Indicator]) -> None:
    row.inputs.all().delete()
    CriterionInput.objects.bulk_create(
        CriterionInput(criterion=row, role=role, indicator=indicator) for role, indicator in roles.items()
    )


def _behind_all(table: ScoringTable) -> int:
    """The place behind every line of the table."""
    last = table.criteria.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def _told(row: Criterion) -> dict[str, Any]:
    """A line as the audit keeps it."""
    told: dict[str, Any] = {name: str(getattr(row, name)) for name in sorted(FIELDS)}
    told["params"] = row.params
    told["inputs"] = dict(row.inputs.values_list("role", "indicator_id"))
    told["steps"] = [[str(v) for v in step] for step in row.steps.values_list("lowest", "below", "points")]
    return told


@transaction.atomic
def remove_criterion(*, criterion: Criterion, by: Actor, now: datetime) -> None:
    """Remove a criterion of a scoring table that is not agreed, with the criteria below it.

    Raises Refusal for anybody but the federation's staff and the head of the table's cluster; StillUsed once the table
    is agreed or a phase that it scores is over, and while a key among equals is this criterion; ValidationError for a
    line that is not left open to the cluster.
    """
    table = locked_table(criterion.table_id)
    require_editor(by, table)
    require_table_open(table, now)
    require_open(criterion, inside=True)
    remove_rows("remove_criterion", criterion, removals.removal_of_criterion(criterion), by=by, now=now)


def require_table_open(table: ScoringTable, now: datetime) -> None:
    """Refuse to remove something of a table that is agreed, or scores a phase whose deadline has passed.

    Raises StillUsed.
    """
    if said := closed_words(table, now):
        raise StillUsed(said)
