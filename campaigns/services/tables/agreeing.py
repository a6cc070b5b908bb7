"""Agreeing and approving a scoring table, and what follows for who is scored by it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, TableStatus
from campaigns.models import Participant, Phase, ScoringTable
from campaigns.permissions import may_agree_table, may_approve_table, require, require_not_cancelled
from campaigns.queries.table_check import bound_base, check_table
from campaigns.services.choosing import fill_tables
from campaigns.services.guard import LOCK
from campaigns.services.tables.guard import locked_table
from common.errors import fault
from common.locks import shared_lock
from units.actors import Actor, System, account_of
from units.services import audit


@transaction.atomic
def agree_table(*, table: ScoringTable, by: Actor, now: datetime, signed: Sequence[str] = ()) -> ScoringTable:
    """Agree a scoring table: DRAFT → AGREED, once, whoever and how many ask.

    1. Hold the campaign's phases that may still change, then the table. 2. Look whether it has a fault, and a warning
    that is not among the sentences `signed`. 3. Set the state, with who agreed it and what was signed. 4. The versions
    before it are superseded; one that a close has locked stays locked. 5. Unions that were scored by the version
    before, in phases that may still change, are scored by this one; in launched phases those without a table get the
    one that fits. 6. Audit. A table that is agreed already is left as it is. The period may have begun long ago.

    Raises Refusal for anybody but the federation's staff and the head of the table's own cluster, ValidationError for a
    table that a closed phase has locked or a newer version replaced, for faults, and for warnings nobody signed.
    """
    phases = _hold_phases(table.campaign_id, now)
    fresh = locked_table(table.pk)
    if not isinstance(by, System):
        require(may_agree_table(by, fresh), agree_words(fresh))
    require_not_cancelled(fresh.campaign)
    if fresh.status == TableStatus.LOCKED:
        raise fault("table", _("A closed phase is scored by this table, which no longer changes."))
    if fresh.status == TableStatus.SUPERSEDED:
        raise fault("table", _("A newer version has taken the place of this table, which no longer changes."))
    if fresh.status != TableStatus.DRAFT:
        return fresh
    warnings = _signed(fresh, signed)
    fresh.status, fresh.agreed_by, fresh.agreed_at = TableStatus.AGREED, account_of(by), now
    fresh.signed_warnings = warnings
    fresh.save(update_fields=["status", "agreed_by", "agreed_at", "signed_warnings"])
    replaced = _supersede(fresh)
    moved = _take_over(fresh, phases)
    audit.record(
        verb="agree_table", subject=fresh, by=by, now=now, version=fresh.version, signed=warnings,
        replaced=replaced, moved=moved,
    )  # fmt: skip
    for phase in phases:
        if phase.status == PhaseStatus.OPEN:
            fill_tables(phase, by=by, now=now)
    return fresh


def agree_words(table: ScoringTable) -> str:
    """Who agrees a table."""
    owner = table.campaign.owner.short_name
    return _("A scoring table is agreed by %(owner)s, a cluster's own table also by its head.") % {
        "owner": owner
    }


def approve_words(table: ScoringTable) -> str:
    """Who approves a table."""
    return _("A scoring table is approved by %(owner)s.") % {"owner": table.campaign.owner.short_name}


def _hold_phases(campaign_id: int, now: datetime) -> list[Phase]:
    """The phases that may still change, kept from closing: before the table, as a close takes them."""
    phases = Phase.objects.not_over(now).filter(campaign=campaign_id).order_by("pk")
    for pk in phases.values_list("pk", flat=True):
        shared_lock(LOCK, pk)
    return list(phases.all())


def _signed(table: ScoringTable, signed: Sequence[str]) -> list[str]:
    """The warnings of a table without a fault, every one of them signed. Raises ValidationError."""
    check = check_table(table)
    if check.faults:
        raise ValidationError({"table": [finding.said for finding in check.faults]})
    if open_ := check.unsigned(signed):
        asked = _("Please read and sign each warning before the table is agreed:")
        raise ValidationError({"signed": [f"{asked} {finding.said}" for finding in open_]})
    return [finding.said for finding in check.warnings]


def _supersede(table: ScoringTable) -> list[int]:
    """The agreed versions before this one give way to it; returns which."""
    before = ScoringTable.objects.filter(
        campaign=table.campaign_id,
        code=table.code,
        version__lt=table.version,
        status__in=(TableStatus.AGREED, TableStatus.APPROVED),
    )
    versions = list(before.order_by("version").values_list("version", flat=True))
    before.update(status=TableStatus.SUPERSEDED)
    return versions


def _take_over(table: ScoringTable, phases: Sequence[Phase]) -> int:
    """Participants that were scored by a version before, or by the table of all, are scored by this one."""
    inside = Participant.objects.filter(phase__in=phases)
    earlier = ScoringTable.objects.filter(
        campaign=table.campaign_id, code=table.code, version__lt=table.version
    )
    count = inside.filter(table__in=earlier).update(table=table)
    Phase.objects.filter(pk__in=[phase.pk for phase in phases], table__in=earlier).update(table=table)
    if base := bound_base(table):
        of_all = ScoringTable.objects.filter(campaign=table.campaign_id, code=base.code)
        count += inside.filter(table__in=of_all, cluster=table.cluster_id).update(table=table)
    return count


@transaction.atomic
def approve_table(*, table: ScoringTable, by: Actor, now: datetime) -> ScoringTable:
    """Approve an agreed table: AGREED → APPROVED, once; it stays as it was agreed.

    Raises Refusal for anybody but the federation's staff, ValidationError for a table that is not agreed, is locked or
    was replaced.
    """
    fresh = locked_table(table.pk)
    if not isinstance(by, System):
        require(may_approve_table(by, fresh), approve_words(fresh))
    require_not_cancelled(fresh.campaign)
    if fresh.status == TableStatus.APPROVED:
        return fresh
    if fresh.status == TableStatus.DRAFT:
        raise fault("table", _("The table is not agreed yet. Agree it first, then approve it."))
    if fresh.status != TableStatus.AGREED:
        raise fault("table", _("The table is in use or replaced, and is approved no more."))
    fresh.status, fresh.approved_by, fresh.approved_at = TableStatus.APPROVED, account_of(by), now
    fresh.save(update_fields=["status", "approved_by", "approved_at"])
    audit.record(verb="approve_table", subject=fresh, by=by, now=now, version=fresh.version)
    return fresh
