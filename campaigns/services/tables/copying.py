"""New versions and clones: the same table again, as a draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.models import (
    Band,
    BandCondition,
    Campaign,
    Criterion,
    CriterionInput,
    Downgrade,
    Indicator,
    ScoringTable,
    Step,
    TieBreak,
)
from campaigns.queries.table_check import bound_base
from campaigns.services.campaigns.editing import lock_campaign
from campaigns.services.campaigns.indicators import bring_indicators
from campaigns.services.tables.guard import require_maker
from campaigns.services.tables.making import FIELDS, save_new
from common.db import update_from
from common.errors import fault
from units.actors import Actor
from units.models import Cluster

Ids = Mapping[int, int]


@transaction.atomic
def new_version(
    *, table: ScoringTable, by: Actor, now: datetime, cluster: Cluster | None = None, code: str = "",
    name: str = "",
) -> ScoringTable:  # fmt: skip
    """Make a draft with everything of a table, whose base is that one: its next version.

    With a `cluster`, and a code of its own: that cluster's version of a table that the federation has issued for all,
    in which only lines that are left open may differ.

    Raises Refusal for who may not; ValidationError while the table, or a version after it, is still a draft.
    """
    fresh = ScoringTable.objects.select_related("campaign__owner", "cluster").get(pk=table.pk)
    owner = cluster or fresh.cluster
    require_maker(by, fresh.campaign, owner)
    lock_campaign(fresh.campaign_id)
    _require_issued(fresh, cluster)
    version = 1
    if cluster is None:
        same = ScoringTable.objects.filter(campaign=fresh.campaign_id, code=fresh.code)
        if waiting := same.filter(status=TableStatus.DRAFT).first():
            said = _("Version %(n)s of this table is still a draft. Change that one.")
            raise fault("table", said % {"n": waiting.version})
        version = max(same.values_list("version", flat=True)) + 1
    copy = ScoringTable(
        campaign=fresh.campaign, code=code if cluster else fresh.code, name=name or fresh.name, version=version,
        cluster=owner, base=fresh,
    )  # fmt: skip
    return _copied(copy, fresh, {}, verb="new_version", by=by, now=now)


def _require_issued(table: ScoringTable, cluster: Cluster | None) -> None:
    """A cluster's version is made of a table for all that is agreed. Raises ValidationError."""
    if cluster is None:
        return
    if table.cluster_id is not None:
        raise fault(
            "cluster", _("This is a cluster's table. Make a version of the federation's table for all.")
        )
    if table.status == TableStatus.DRAFT:
        raise fault(
            "table", _("The table is not agreed yet. Agree it first, then make a cluster's version of it.")
        )


@transaction.atomic
def copy_table(
    *, table: ScoringTable, campaign: Campaign, code: str, name: str, by: Actor, now: datetime,
    cluster: Cluster | None = None,
) -> ScoringTable:  # fmt: skip
    """Clone a table, of this or another campaign, as a draft of this campaign.

    Indicators are found by their codes; those that the campaign does not have are copied with the same code, and named
    in the audit. Raises Refusal for who may not, ValidationError by field.
    """
    require_maker(by, campaign, cluster)
    lock_campaign(campaign.pk)
    indicators, fresh = _indicators(table, campaign, by, now)
    copy = ScoringTable(campaign=campaign, code=code, name=name, cluster=cluster, base=table)
    return _copied(copy, table, indicators, verb="copy_table", by=by, now=now, made=fresh)


@transaction.atomic
def carry_tables(
    *, tables: Sequence[ScoringTable], campaign: Campaign, names: Mapping[int, str], by: Actor, now: datetime
) -> dict[int, ScoringTable]:
    """Clone several tables of an earlier campaign, with their codes and these `names`, as drafts of this one.

    The campaign holds indicators of the same codes already. A cluster's version of the federation's table is one of
    its copy too. By the ids of the earlier ones. Raises Refusal for who may not make tables for all.
    """
    require_maker(by, campaign, None)
    lock_campaign(campaign.pk)
    made: dict[int, ScoringTable] = {}
    by_code: dict[str, ScoringTable] = {}
    for table in sorted(
        tables, key=lambda each: each.cluster_id is not None
    ):  # what they are versions of comes first
        indicators, fresh = _indicators(table, campaign, by, now)
        bound = bound_base(table)
        base = by_code.get(bound.code, table) if bound else table
        copy = ScoringTable(
            campaign=campaign, code=table.code, name=names[table.pk], cluster=table.cluster, base=base
        )
        made[table.pk] = by_code[table.code] = _copied(
            copy, table, indicators, verb="copy_table", by=by, now=now, made=fresh
        )
    return made


def _copied(
    copy: ScoringTable, table: ScoringTable, indicators: Ids, *, verb: str, by: Actor, now: datetime, **told: Any
) -> ScoringTable:  # fmt: skip
    fields = {name: getattr(table, name) for name in FIELDS - {"name"}}
    save_new(copy, fields, verb=verb, by=by, now=now, base=table.pk, **told)
    copy_rows(table, copy, indicators)
    return copy


def _indicators(
    table: ScoringTable, campaign: Campaign, by: Actor, now: datetime
) -> tuple[dict[int, int], list[str]]:
    """The ids of the campaign's indicators for those that a table reads, and the codes of those made for it."""
    if table.campaign_id == campaign.pk:
        return {}, []
    read = Indicator.objects.filter(
        models.Q(inputs__criterion__table=table)
        | models.Q(pk__in=table.tie_breaks.filter(indicator__isnull=False).values("indicator"))
    ).distinct()
    held = dict(campaign.indicators.values_list("code", "pk"))
    missing = [indicator for indicator in read.order_by("order", "pk") if indicator.code not in held]
    again = (_again(indicator, campaign=campaign) for indicator in missing)
    made = bring_indicators(campaign, again, by=by, now=now)
    held |= {indicator.code: indicator.pk for indicator in made}
    return {indicator.pk: held[indicator.code] for indicator in read}, [i.code for i in made]


def copy_rows(table: ScoringTable, into: ScoringTable, indicators: Ids) -> None:
    """Everything that hangs on a table, again; a constant number of statements."""

    def indicator(pk: int | None) -> int | None:
        return None if pk is None else indicators.get(pk, pk)

    rows = list(table.criteria.order_by("order", "pk"))
    lines = _again_all(Criterion, rows, table=into, parent_id=None)
    above = [
        {"id": lines[row.pk], "parent": lines[row.parent_id]} for row in rows if row.parent_id is not None
    ]
    update_from(Criterion, above)
    reads = CriterionInput.objects.filter(criterion__table=table).order_by("pk")
    CriterionInput.objects.bulk_create(
        _again(read, criterion_id=lines[read.criterion_id], indicator_id=indicator(read.indicator_id))
        for read in reads
    )
    steps = Step.objects.filter(criterion__table=table).order_by("pk")
    Step.objects.bulk_create(_again(step, criterion_id=lines[step.criterion_id]) for step in steps)
    bands = _again_all(Band, list(table.bands.order_by("pk")), table=into)
    conditions = BandCondition.objects.filter(band__table=table).order_by("pk")
    BandCondition.objects.bulk_create(_again(c, band_id=bands[c.band_id]) for c in conditions)
    Downgrade.objects.bulk_create(
        _again(d, table=into, band_id=bands[d.band_id]) for d in table.downgrades.order_by("pk")
    )
    TieBreak.objects.bulk_create(
        _again(
            key,
            table=into,
            criterion_id=lines.get(key.criterion_id or 0),
            indicator_id=indicator(key.indicator_id),
        )
        for key in table.tie_breaks.order_by("order")
    )


def _again_all(model: type[Any], rows: list[Any], **other: Any) -> dict[int, int]:
    """Copies of rows with other values in some fields: old id → new id."""
    made = model.objects.bulk_create([_again(row, **other) for row in rows])
    return {row.pk: copy.pk for row, copy in zip(rows, made, strict=True)}


def _again(row: Any, **other: Any) -> Any:
    """A row once more, not saved yet, with other values in some fields."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    keys = {f.name: f.attname for f in row._meta.concrete_fields}
    for name, value in other.items():
        if name in keys and keys[name] != name:  # a row in place of its id
            values.pop(keys[name])
        values[name] = value
    return type(row)(**values)
