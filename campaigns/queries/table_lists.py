"""The scoring tables of a campaign, what a new one may begin with, and two versions beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, Criterion, Participant, ScoringTable
from campaigns.queries.badges import table_badge
from campaigns.queries.table_words import (
    band_words,
    downgrade_words,
    for_whom,
    signed,
    step_words,
    tie_words,
    words_of,
)
from campaigns.queries.tables_shown import clusters_led
from common.choosing import OFFERED
from common.pages import Badge
from common.text import format_figure
from units.models import Cluster, User

#: Tables on one page of the list, each with its versions.
PER_PAGE = 20


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
    """Families of a campaign, `page` by page, and whether this person may begin another."""

    families: list[Family]
    page: "Page[str]"
    may_begin: bool


def tables_of(campaign: Campaign, user: User, *, manages: bool, number: str = "") -> TableList:
    """The tables of a campaign by code, versions from the latest down; a constant number of queries."""
    codes = campaign.tables.order_by("code").values_list("code", flat=True).distinct()
    page = Paginator(codes, PER_PAGE).get_page(number)
    rows = campaign.tables.filter(code__in=list(page.object_list)).select_related(
        "cluster", "agreed_by__person"
    )
    families: dict[str, Family] = {}
    for table in rows.annotate(lines=_count_of(Criterion), units=_count_of(Participant)).order_by(
        "code", "-version"
    ):
        family = families.setdefault(table.code, Family(table.code, table.name, for_whom(table), []))
        family.versions.append(Version(table, table_badge(table), table.lines, table.units))
    may_make = not campaign.is_cancelled and (manages or bool(clusters_led(campaign, user)))
    return TableList(list(families.values()), page, may_make)


def _count_of(model: type[Criterion] | type[Participant]) -> Any:
    """How many rows hang on a table, as a number of its own: two joins would multiply."""
    rows = model.objects.filter(table=OuterRef("pk")).order_by().values("table")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


def clusters_for(campaign: Campaign, user: User, *, manages: bool) -> "QuerySet[Cluster]":
    """The clusters that this person may make a table for: the federation all of its own, others those they lead."""
    rows = Cluster.objects.filter(owner=campaign.owner_id).order_by("order", "name")
    return rows if manages else rows.filter(pk__in=clusters_led(campaign, user))


def offers(campaign: Campaign, user: User) -> list[tuple[ScoringTable, str]]:
    """What a new table may be copied from, each in words: as many as a page offers (`common.choosing`).

    The tables of this and of other campaigns of the same federation, the latest first.
    """
    campaigns = Campaign.objects.visible_to(user).filter(
        Q(pk=campaign.pk) | Q(owner=campaign.owner_id, status__gte=CampaignStatus.LAUNCHED)
    )
    tables = ScoringTable.objects.filter(campaign__in=campaigns).select_related("campaign")
    rows = tables.order_by("-campaign__year", "campaign_id", "code", "-version")
    return [(t, f"{named_version(t)} · {t.campaign.year} · {t.campaign.name}") for t in rows[:OFFERED]]


def named_version(table: ScoringTable) -> str:
    """A version by the name of its table and its number."""
    return _("%(name)s, version %(n)s") % {"name": table.name, "n": table.version}


# --- Versions beside each other ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Changed:
    """A place that two versions say something else about, in words; "" where a version has nothing there."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """A version beside an earlier one: what differs, and with which others it can be compared.

    `titles` are the two versions in words, the earlier one first.
    """

    before: ScoringTable
    others: list[tuple[ScoringTable, str]]
    titles: tuple[str, str]
    rows: list[Changed]


def compare(table: ScoringTable, wanted: str) -> Compared | None:
    """The version beside the one that is asked for, the one before it by default; None where there is no other.

    Others are the versions of the same table, and the table that it was made from.
    """
    same = Q(campaign=table.campaign_id, code=table.code)
    rows = ScoringTable.objects.filter(same | Q(pk=table.base_id)).exclude(pk=table.pk)
    others = sorted(rows, key=lambda other: (other.code == table.code, other.version), reverse=True)
    if not others:
        return None
    is_earlier = (other for other in others if other.code == table.code and other.version < table.version)
    earlier = next(is_earlier, others[-1])
    before = next((other for other in others if str(other.pk) == wanted), earlier)
    said, now = _said(before), _said(table)
    places = [*said, *(place for place in now if place not in said)]
    changes = [Changed(place, said.get(place, ""), now.get(place, "")) for place in places]
    differ = [change for change in changes if change.before != change.after]
    titles = named_version(before), named_version(table)
    return Compared(before, [(other, named_version(other)) for other in others], titles, differ)


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
