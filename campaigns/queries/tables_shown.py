"""The scoring tables of a campaign as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Prefetch, When
from django.utils.translation import gettext as _

from campaigns.choices import Nature, TableStatus
from campaigns.models import Campaign, Criterion, Participant, ScoringTable
from campaigns.queries.table_words import words_of
from common.pages import Badge
from common.templatetags.look import day, points
from units.models import ClusterTerm, User
from units.scope import scope_of

#: The page of a campaign has room for so many tables; the list of tables has all of them.
SHOWN = 6


@dataclass(frozen=True)
class Line:
    """A criterion in the order of the table's tree, with its depth (0 at the top) and its rule in words."""

    criterion: Criterion
    depth: int
    rule: str

    @property
    def points(self) -> str:
        """Its maximum, that of a penalty as what it takes off."""
        most = points(self.criterion.max_points)
        return f"−{most}" if self.criterion.nature == Nature.PENALTY else most


@dataclass(frozen=True)
class TableShown:
    """A version of a scoring table with its lines; `may_edit` and `may_approve` offer the buttons."""

    table: ScoringTable
    lines: list[Line]
    may_edit: bool
    may_approve: bool

    @property
    def sample(self) -> Badge | None:
        """That it is a sample, where it is."""
        words = _("sample, to be corrected")
        return Badge("wait", "warning", words) if self.table.is_sample else None

    @property
    def agreed(self) -> str:
        """By whom it was agreed, and when; "" for a draft."""
        return _signed(_("Agreed by %(name)s on %(day)s"), self.table.agreed_by, self.table.agreed_at)

    @property
    def approved(self) -> str:
        """By whom it was approved, and when; "" where it was not."""
        return _signed(_("Approved by %(name)s on %(day)s"), self.table.approved_by, self.table.approved_at)


def _signed(words: str, by: User | None, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return words % {"name": by.person.full_name if by else _("the system"), "day": day(moment)}


def tree(criteria: Iterable[Criterion]) -> list[Line]:
    """Criteria in the order of their tree, each under its parent."""
    below: dict[int | None, list[Criterion]] = {}
    for criterion in criteria:
        below.setdefault(criterion.parent_id, []).append(criterion)
    lines: list[Line] = []

    def walk(parent: int | None, depth: int) -> None:
        for criterion in below.get(parent, []):
            lines.append(Line(criterion, depth, words_of(criterion)))
            walk(criterion.pk, depth + 1)

    walk(None, 0)
    return lines


def tables_shown(campaign: Campaign, user: User) -> list[TableShown]:
    """What the campaign's page shows of its tables: as many as it has room for, and one more where there are others.

    Those for all first, then those of the reader's clusters; none that is superseded. A constant number of queries.
    """
    lines = Criterion.objects.order_by("order", "pk").prefetch_related("inputs", "steps")
    people = ("cluster", "agreed_by__person", "approved_by__person")
    scope = scope_of(user)
    near = Participant.objects.filter(phase__campaign=campaign, union__in=scope.writing_ids).values("cluster")
    manages, led = scope.writes_for(campaign.owner_id), clusters_led(campaign, user)
    if campaign.is_cancelled:  # its tables are read alone
        manages, led = False, set()
    mine = Case(When(cluster__in=led, then=1), When(cluster__in=near, then=1), default=2)
    rows = (
        campaign.tables.select_related(*people)
        .exclude(status=TableStatus.SUPERSEDED)
        .order_by(Case(When(cluster=None, then=0), default=mine), "code", "version")
    )
    return [
        TableShown(
            table,
            tree(table.criteria.all()),
            table.is_draft and (manages or table.cluster_id in led),
            table.status == TableStatus.AGREED and manages,
        )
        for table in rows.prefetch_related(Prefetch("criteria", queryset=lines), "bands")[: SHOWN + 1]
    ]


def clusters_led(campaign: Campaign, user: User) -> set[int]:
    """Clusters whose leading union, in the campaign's year, this person signs for."""
    scope = scope_of(user)
    signing = [i for i in scope.writing_ids if scope.signs_for(i)]
    terms = ClusterTerm.objects.filter(year=campaign.year, leader_id__in=signing)
    return set(terms.values_list("cluster_id", flat=True)) if signing else set()
