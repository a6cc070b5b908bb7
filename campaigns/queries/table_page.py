"""The page of a scoring table: its tree, the line that is open, the check, what comes after the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from campaigns.choices import Nature, TableStatus
from campaigns.models import Band, Criterion, Downgrade, Indicator, ScoringTable, TieBreak
from campaigns.queries.table_check import Check, check_table
from campaigns.queries.table_codes import next_code
from campaigns.queries.table_found import CRITERION, Found, found_of, in_order
from campaigns.queries.table_lists import clusters_for
from campaigns.queries.table_rulers import RulerPart, band_ruler
from campaigns.queries.table_words import band_words, downgrade_words, for_whom, signed, tie_rows
from campaigns.queries.tables_shown import tree
from common.pages import PhaseLine
from common.templatetags.look import day_short
from units.models import Cluster, User


@dataclass(frozen=True)
class TreeLine:
    """A line of the tree; `points` are its maximum with the sign that it counts with."""

    criterion: Criterion
    depth: int
    words: str
    points: str
    is_shown: bool
    is_faulty: bool

    @property
    def marks(self) -> str:
        """How deep it stands and what else its look tells, as classes."""
        told = {"is-group": self.criterion.is_group, "is-shown": self.is_shown, "is-faulty": self.is_faulty}
        return " ".join([f"depth-{self.depth}", *(mark for mark, holds in told.items() if holds)])


@dataclass(frozen=True)
class Rights:
    """What somebody may do with a table, in whatever state it is: change a draft of it, manage its whole campaign."""

    edits: bool
    manages: bool


class TablePage:
    """What the page of one version of a table shows; each part is read once, when the page uses it."""

    def __init__(self, table: ScoringTable, user: User, rights: Rights, line: int | None = None) -> None:
        self.table, self.user, self.rights, self.line = table, user, rights, line

    @property
    def may_edit(self) -> bool:
        """It is a draft, and this person may change and agree it."""
        return self.table.is_draft and self.rights.edits

    @cached_property
    def criteria(self) -> list[Criterion]:
        """All lines with their indicators and steps."""
        rows = self.table.criteria.select_related("table", "parent").order_by("order", "pk")
        return list(rows.prefetch_related("inputs__indicator", "steps"))

    @cached_property
    def shown(self) -> Criterion | None:
        """The line whose form is open."""
        return next((c for c in self.criteria if c.pk == self.line), None)

    @cached_property
    def groups(self) -> list[Criterion]:
        """The groups that a line may stand in: not inside itself."""
        inside = _below(self.criteria, self.shown)
        return [c for c in self.criteria if c.is_group and c.pk not in inside]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What the campaign measures."""
        return list(self.table.campaign.indicators.order_by("order", "pk"))

    @cached_property
    def check(self) -> Check:
        """What the design check has found."""
        return check_table(self.table)

    @property
    def found(self) -> list[Found]:
        """What it has found, each with the address of its place and the repair that is offered."""
        by_id = {criterion.pk: criterion for criterion in self.criteria}
        return [found_of(finding, self.table, by_id) for finding in self.check.findings]

    @property
    def in_order(self) -> list[str]:
        """What it looked at and found right."""
        return in_order(self.check)

    @cached_property
    def tree(self) -> list[TreeLine]:
        """The lines in the order of the tree, each under its group."""
        faulty = {found.place.pk for found in self.check.faults if found.place.kind == CRITERION}
        return [
            TreeLine(
                line.criterion,
                line.depth,
                line.rule,
                signed(line.criterion),
                is_shown=line.criterion.pk == self.line,
                is_faulty=line.criterion.pk in faulty,
            )
            for line in tree(self.criteria)
        ]

    @property
    def under(self) -> Criterion | None:
        """The group that is open, or in which the open line stands: a new line is begun there."""
        if self.shown is None or self.shown.is_group:
            return self.shown
        return self.shown.parent

    def next_code(self, under: Criterion | None, *, is_group: bool) -> str:
        """The code that a new line inside a group is offered."""
        return next_code(self.criteria, under, is_group=is_group)

    @property
    def sum_of_base(self) -> Decimal:
        """What the base leaves sum to: bonus and penalty enter no maximum."""
        leaves = (c for c in self.criteria if not c.is_group and c.nature == Nature.BASE)
        return sum((leaf.max_points for leaf in leaves), Decimal(0))

    # --- What comes after the sum -------------------------------------------------------------------------------------
    @cached_property
    def bands(self) -> list[Band]:
        """The bands with their conditions, the highest first."""
        return list(self.table.bands.prefetch_related("conditions").order_by("-lowest"))

    @property
    def band_rows(self) -> list[tuple[Band, str]]:
        """Each band with what it asks."""
        return [(band, band_words(band)) for band in self.bands]

    @property
    def band_words(self) -> list[str]:
        """What the bands ask beside their points."""
        asking = (band for band in self.bands if band.share is not None or band.conditions.all())
        return [f"{band.name}: {band_words(band)}" for band in asking]

    @property
    def band_ruler(self) -> list[RulerPart]:
        """The bands side by side, from the lowest."""
        return band_ruler(self.bands)

    @cached_property
    def downgrades(self) -> list[Downgrade]:
        """The facts that lower a band."""
        return list(self.table.downgrades.select_related("band"))

    @property
    def downgrade_rows(self) -> list[tuple[Downgrade, str]]:
        """Each downgrade in words."""
        return [(downgrade, downgrade_words(downgrade)) for downgrade in self.downgrades]

    @cached_property
    def tie_rows(self) -> list[tuple[TieBreak | None, str]]:
        """The keys between equal totals; the last is always a person's decision."""
        return tie_rows(self.table)

    @property
    def tie_words(self) -> list[str]:
        """The same in words alone."""
        return [words for _key, words in self.tie_rows]

    # --- Its versions, and what may be done ---------------------------------------------------------------------------
    @cached_property
    def versions(self) -> list[ScoringTable]:
        """All versions of the table, the latest first."""
        rows = ScoringTable.objects.filter(campaign=self.table.campaign_id, code=self.table.code)
        return list(rows.order_by("-version"))

    @property
    def may_approve(self) -> bool:
        """An agreed table, by the federation."""
        return self.table.status == TableStatus.AGREED and self.rights.manages

    @property
    def may_renew(self) -> bool:
        """No longer a draft, the latest version, by who may change a draft of it."""
        latest = self.versions[0].pk == self.table.pk
        return latest and not self.table.is_draft and self.rights.edits

    @cached_property
    def forks(self) -> list[Cluster]:
        """The clusters that this person may begin a version of their own for, of a table that leaves lines open."""
        table = self.table
        if table.cluster_id or table.is_draft or not any(c.is_open for c in self.criteria):
            return []
        return list(clusters_for(table.campaign, self.user, manages=self.rights.manages))

    @property
    def head(self) -> PhaseLine:
        """Which version it is, where it stands, for whom it is, and what comes next."""
        table = self.table
        said = _("Version %(n)s, %(status)s") % {
            "n": table.version,
            "status": str(table.get_status_display()).lower(),
        }
        facts = [for_whom(table)]
        if table.agreed_at:
            facts.append(_("agreed %(day)s") % {"day": day_short(table.agreed_at)})
        if table.status == TableStatus.DRAFT:
            facts.append(_("next: put right what the check finds, then have it agreed"))
        if table.base and table.base.cluster_id != table.cluster_id:
            facts.append(_("made from “%(base)s”") % {"base": table.base.name})
        return PhaseLine(said, self.may_edit, tuple(facts))


def _below(criteria: Iterable[Criterion], top: Criterion | None) -> set[int]:
    """The ids of a line and of all lines inside it."""
    if top is None:
        return set()
    inside, grew = {top.pk}, True
    while grew:
        fresh = {c.pk for c in criteria if c.parent_id in inside} - inside
        inside, grew = inside | fresh, bool(fresh)
    return inside
