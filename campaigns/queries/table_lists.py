"""The scoring tables of a campaign, what a new one may begin with, and two versions beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, TableStatus
from campaigns.models import Campaign, Criterion, ScoringTable
from campaigns.permissions import may_manage
from campaigns.queries.table_words import (
    band_words,
    downgrade_words,
    for_whom,
    signed,
    step_words,
    tie_words,
    words_of,
)
from common.pages import Badge
from common.text import format_figure
from units.models import Cluster, User


@dataclass(frozen=True)
class Version:
    """A version in the list: its state, its lines and how many units it scores."""

    table: Any
    badge: Badge
    lines: int
    units: int


@dataclass(frozen=True)
class Family:
    """The versions of one table, the latest first."""

    code: str
    name: str
    for_whom: str
    versions: list[Version]


@dataclass(frozen=True)
class TableList:
    """All families of a campaign, and whether this person may begin another."""

    families: list[Family]
    may_begin: bool


BADGES = {
    TableStatus.DRAFT: ("wait", "pen"),
    TableStatus.AGREED: ("ok", "check"),
    TableStatus.APPROVED: ("ok", "check"),
    TableStatus.LOCKED: ("lock", "lock"),
    TableStatus.SUPERSEDED: ("plain", "ring"),
}


def tables_of(campaign: Campaign, user: User) -> TableList:
    """The tables of a campaign by code, versions from the latest down; one query."""
    rows = campaign.tables.select_related("cluster", "agreed_by").annotate(
        lines=Count("criteria", distinct=True), units=Count("participants", distinct=True)
    )
    families: dict[str, Family] = {}
    for table in rows.order_by("code", "-version"):
        family = families.setdefault(table.code, Family(table.code, table.name, for_whom(table), []))
        badge = Badge(*BADGES[TableStatus(table.status)], str(table.get_status_display()))
        family.versions.append(Version(table, badge, table.lines, table.units))
    return TableList(list(families.values()), may_manage(user, campaign))


def offers(campaign: Campaign, user: User) -> tuple[list[tuple[ScoringTable, str]], "QuerySet[Cluster]"]:
    """What a new table may be copied from, each in words, and the clusters that may have one of their own.

    The tables of this and of other campaigns of the same federation, the latest first.
    """
    campaigns = Campaign.objects.visible_to(user).filter(
        Q(pk=campaign.pk) | Q(owner=campaign.owner_id, status__gte=CampaignStatus.LAUNCHED)
    )
    tables = ScoringTable.objects.filter(campaign__in=campaigns).select_related("campaign")
    rows = tables.order_by("-campaign__year", "campaign_id", "code", "-version")
    named = [(t, f"{t.name}, v{t.version} · {t.campaign.year} · {t.campaign.name}") for t in rows]
    return named, Cluster.objects.filter(owner=campaign.owner_id).order_by("order", "name")


# --- Versions beside each other ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Changed:
    """A place that two versions say something else about, in words; "" where a version has nothing there."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """A version beside an earlier one: what differs, and with which others it can be compared."""

    before: ScoringTable
    others: list[ScoringTable]
    rows: list[Changed]


def compare(table: ScoringTable, wanted: str) -> Compared | None:
    """The version beside the one that is asked for, the one before it by default; None where there is no other."""
    others = list(
        ScoringTable.objects.filter(campaign=table.campaign_id, code=table.code)
        .exclude(pk=table.pk)
        .order_by("-version")
    )
    if not others:
        return None
    earlier = next((other for other in others if other.version < table.version), others[0])
    before = next((other for other in others if str(other.pk) == wanted), earlier)
    said, now = _said(before), _said(table)
    places = [*said, *(place for place in now if place not in said)]
    rows = [Changed(place, said.get(place, ""), now.get(place, "")) for place in places]
    return Compared(before, others, [row for row in rows if row.before != row.after])


def _said(table: ScoringTable) -> dict[str, str]:
    """All that a version says, by the place where it says it."""
    return dict(_places(table))


def _places(table: ScoringTable) -> Iterator[tuple[str, str]]:
    yield _("Name"), table.name
    yield _("For which unions"), for_whom(table)
    for name in ("nominal", "line_decimals", "total_decimals", "min_months", "min_months_merged"):
        yield _label(table, name), format_figure(getattr(table, name))
    yield _label(table, "rounding"), str(table.get_rounding_display())
    yield _label(table, "part_missing"), str(table.get_part_missing_display())
    for name in ("may_exceed", "may_sink", "rescales", "silent_gets_lowest"):
        yield _label(table, name), _("yes") if getattr(table, name) else _("no")
    criteria = table.criteria.select_related("table", "parent").prefetch_related("inputs__indicator", "steps")
    yield from _lines(criteria.order_by("order", "pk"))
    for band in table.bands.prefetch_related("conditions").order_by("-lowest"):
        yield _("Band “%(name)s”") % {"name": band.name}, band_words(band)
    for downgrade in table.downgrades.select_related("band"):
        yield _("Downgrade"), downgrade_words(downgrade)
    for n, words in enumerate(tie_words(table), start=1):
        yield _("Between equal totals, %(n)s.") % {"n": n}, words


def _lines(criteria: Iterable[Criterion]) -> Iterator[tuple[str, str]]:
    for line in criteria:
        parts = [f"{line.name}: {signed(line)}"]
        parts += [line.parent.code] if line.parent else []
        parts += [
            words for words in (words_of(line), step_words(line), line.judged_by, line.evidence) if words
        ]
        parts += [read.indicator.name for read in line.inputs.all()]
        yield _("Line %(code)s") % {"code": line.code}, " · ".join(parts)


def _label(table: ScoringTable, name: str) -> str:
    label = str(table._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]
