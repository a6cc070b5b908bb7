"""The door that every change of a scoring table goes through."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.models import Campaign, Criterion, Phase, ScoringTable
from campaigns.permissions import leads_cluster, may_edit_table, require, require_parties
from campaigns.queries.cancelling import cancelled_words
from campaigns.queries.table_check import bound_base, open_lines
from common.errors import fault
from units.actors import Actor, System
from units.models import Cluster


def locked_table(table_id: int) -> ScoringTable:
    """The table as it is now, locked against other editors and the close until the transaction ends."""
    rows = ScoringTable.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign__owner", "cluster", "base").get(pk=table_id)


def draft(table: ScoringTable, *, by: Actor, now: datetime) -> ScoringTable:
    """The table, locked, for somebody who may change it.

    Raises Refusal for anybody but the federation's staff and the head of the table's own cluster; ValidationError for
    one that is no draft, or scores a phase whose deadline has passed.
    """
    fresh = locked_table(table.pk)
    require_editor(by, fresh)
    if said := closed_words(fresh, now):
        raise fault("table", said)
    return fresh


def require_editor(by: Actor, table: ScoringTable) -> None:
    """Refuse anybody but the federation's staff and the head of the table's own cluster. Raises Refusal."""
    if not isinstance(by, System):
        require(may_edit_table(by, table), editor_words(table.campaign))


def require_maker(by: Actor, campaign: Campaign, cluster: Cluster | None) -> None:
    """Refuse who may not make a table for this cluster, or for all where there is none. Raises Refusal."""
    require_editor(by, ScoringTable(campaign=campaign, cluster=cluster))
    if cluster and not isinstance(by, System) and not leads_cluster(by, cluster.pk, campaign.year):
        require_parties(by, [], [cluster.pk])


def editor_words(campaign: Campaign) -> str:
    """Whose a scoring table is."""
    return _("A scoring table is changed by %(owner)s, a cluster's own table also by its head.") % {
        "owner": campaign.owner.short_name
    }


def closed_words(table: ScoringTable, now: datetime) -> str:
    """Why a table no longer changes, and what to do; "" for a draft."""
    if table.campaign.is_cancelled:
        return cancelled_words(table.campaign)
    if (
        table.status == TableStatus.LOCKED
        or Phase.objects.over(now).filter(participants__table=table).exists()
    ):
        said = _("A closed phase is scored by this table, which no longer changes.")
    elif table.status == TableStatus.SUPERSEDED:
        said = _("A newer version has taken the place of this table, which no longer changes.")
    elif table.status != TableStatus.DRAFT:
        said = _("“%(table)s” is agreed and no longer changes.") % {"table": table.name}
    else:
        return ""
    return f"{said} {_('Make a new version of it, and change that.')}"


def require_unbound(table: ScoringTable) -> None:
    """Refuse to change what is no line in a cluster's version of the federation's table. Raises ValidationError."""
    if base := bound_base(table):
        raise fault("table", bound_words(base))


def require_open(criterion: Criterion, *, inside: bool = False) -> None:
    """Refuse to change a line that is not left open to the cluster; `inside`: to add or remove something below it.

    Raises ValidationError.
    """
    table = criterion.table
    if base := bound_base(table):
        free = open_lines(table.criteria.all())
        above = criterion.parent_id
        if (above if inside else criterion.pk) not in free:
            raise fault("table", bound_words(base))


def bound_words(base: ScoringTable) -> str:
    """What of a cluster's version stays as the federation made it."""
    return _(
        "This is a cluster's version of “%(base)s”: only the criteria that it leaves open may differ."
        " Please ask the federation to open more."
    ) % {"base": base.name}
