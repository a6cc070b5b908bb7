"""What the page of one campaign shows, in a constant number of queries, whatever is in the campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns.choices import (
    CampaignStatus,
    ContentKind,
    PhaseStatus,
    Subject,
)
from campaigns.models import (
    Campaign,
    Content,
    Indicator,
    Participant,
    Phase,
    Pledge,
    gives_points,
    is_submitted,
    takes_part,
)
from campaigns.queries.campaigns import PhaseCard, stage_of
from campaigns.queries.dashboard import sees_progress
from campaigns.queries.tables_shown import SHOWN, TableShown, tables_shown
from campaigns.queries.years import year_shown
from units.choices import Sector
from units.models import AuditEvent, ClusterTerm, User
from units.scope import scope_of

#: As many clusters, pledges and answering campaigns stand on a page.
PART = 20


@dataclass
class Block:
    """Lines of the launch plan under one heading."""

    title: str
    contents: list[Content] = field(default_factory=list)


@dataclass(frozen=True)
class ClusterRow:
    """A cluster taking part: how many of its unions, and the unions that lead and deputise in the campaign's year."""

    pk: int
    name: str
    unions: int
    leader: str
    deputy: str


class CampaignPage:
    """Everything that the page of one campaign shows to one person; each part is read once, when the page uses it."""

    def __init__(self, campaign: Campaign, user: User, now: datetime) -> None:
        self.campaign, self.user, self.now = campaign, user, now

    @cached_property
    def is_draft(self) -> bool:
        """The campaign is still in preparation."""
        return self.campaign.status == CampaignStatus.DRAFT

    @cached_property
    def launched_by(self) -> str:
        """Who launched it; "" when the system did, or nobody has."""
        event = AuditEvent.objects.filter(
            verb="launch_campaign", subject_type="campaigns.campaign", subject_id=self.campaign.pk
        )
        names = User.objects.filter(pk__in=event.values("actor_id")).values_list(
            "person__full_name", flat=True
        )
        return names.first() or ""

    @cached_property
    def parent(self) -> Campaign | None:
        """The campaign that this one answers, when the person may open it."""
        return Campaign.objects.visible_to(self.user).filter(answers=self.campaign).first()

    @cached_property
    def answers(self) -> list[Campaign]:
        """The campaigns of lower federations that answer this one, by federation."""
        found = Campaign.objects.visible_to(self.user).filter(parent=self.campaign).select_related("owner")
        return list(found.order_by("owner__sort_key", "pk"))

    @cached_property
    def phases(self) -> list[PhaseCard]:
        """The phases that the person may see, in the order of their periods."""
        counted = (
            Phase.objects.visible_to(self.user)
            .filter(campaign=self.campaign)
            .annotate(
                taking_part=Count("participants", filter=takes_part("participants__")),
                handed_in=Count("participants", filter=is_submitted("participants__")),
                is_ranked=gives_points(),
            )
            .order_by("kind", "period_from", "number", "pk")  # a year comes after its phases
        )
        own = scope_of(self.user).current_ids
        sheets = {
            phase: (pk, union)
            for phase, pk, union in Participant.objects.visible_to(self.user)
            .with_figures()
            .filter(phase__campaign=self.campaign, union_id__in=own)
            .order_by("-pk")
            .values_list("phase_id", "pk", "union_id")
        }
        none: tuple[int | None, int | None] = (None, None)
        return [
            PhaseCard(
                p,
                stage_of(p, self.now, is_ranked=p.is_ranked),
                p.taking_part,
                p.handed_in,
                sheet_id=sheets.get(p.pk, none)[0],
                union_id=sheets.get(p.pk, none)[1],
                is_ranked=p.is_ranked,
                year=year_shown(p),
            )
            for p in counted
        ]

    @cached_property
    def may_have_year(self) -> bool:
        """There are phases to join, and no year that joins them."""
        return bool(self.phases) and not any(card.phase.is_year for card in self.phases)

    @cached_property
    def sees_progress(self) -> bool:
        """The person may open dashboards: as the launching federation's, or as one whose union leads a cluster."""
        return sees_progress(self.user, self.campaign)

    @cached_property
    def current(self) -> PhaseCard | None:
        """The phase that the page speaks of first: the open one due first, else the next to open, else the last."""
        with_figures = [c for c in self.phases if not c.phase.is_year]
        waiting = [c for c in with_figures if c.is_open] or [
            c
            for c in with_figures
            if c.phase.status == PhaseStatus.OPEN
            and c.phase.entry_opens_at > self.now
            and not c.stage.is_past
        ]
        if waiting:
            return min(waiting, key=lambda c: (c.phase.entry_closes_at, c.phase.pk))
        return self.phases[-1] if self.phases else None

    @cached_property
    def contents(self) -> list[Content]:
        """Every line of the launch plan."""
        return list(self.campaign.contents.all())

    def _blocks(self, kind: str, subject: str = "") -> list[Block]:
        """Lines of one kind (and for one subject, where it is named), a block for each sector; "" is every sector."""
        lines = [c for c in self.contents if c.kind == kind and subject in ("", c.subject)]
        titles = {"": _("All sectors"), **dict(Sector.choices)}
        found = {sector: [c for c in lines if c.sector == sector] for sector in titles}
        return [Block(str(titles[s]), found[s]) for s in (*Sector.values, "") if found[s]]

    @cached_property
    def sectors(self) -> list[Block]:
        """Contents for collectives and individuals alike, by sector."""
        return self._blocks(ContentKind.CONTENT, Subject.ALL)

    @cached_property
    def subjects(self) -> list[tuple[str, list[Block]]]:
        """Criteria of collectives and of individuals, each in a section of its own."""
        titles = {
            Subject.COLLECTIVE: _("Criteria for collectives"),
            Subject.INDIVIDUAL: _("Criteria for individuals"),
        }
        return [
            (title, blocks) for s, title in titles.items() if (blocks := self._blocks(ContentKind.CONTENT, s))
        ]

    @cached_property
    def movements(self) -> list[Block]:
        """Thematic movements of the plan, by sector."""
        return self._blocks(ContentKind.MOVEMENT)

    @cached_property
    def occasions(self) -> list[Content]:
        """Anniversaries, the dated ones first and in order."""
        found = [c for c in self.contents if c.kind == ContentKind.OCCASION]
        return sorted(found, key=lambda c: (c.day is None, c.day or self.now.date(), c.order))

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What is measured, in the order of the launch plan."""
        return list(self.campaign.indicators.all())

    @cached_property
    def _tables(self) -> list[TableShown]:
        return tables_shown(self.campaign, self.user)

    @property
    def tables(self) -> list[TableShown]:
        """Scoring tables, each with its criteria in order and what the person may do with it; as many as there is room
        for."""
        return self._tables[:SHOWN]

    @property
    def has_more_tables(self) -> bool:
        """The list of tables has others."""
        return len(self._tables) > SHOWN

    @cached_property
    def clusters(self) -> list[ClusterRow]:
        """Clusters taking part, with the unions that lead and deputise; two queries."""
        counted = (
            Participant.objects.with_figures()
            .filter(phase__campaign=self.campaign, cluster__isnull=False)
            .values("cluster_id", "cluster__name")
            .annotate(unions=Count("union_id", distinct=True))
            .order_by("cluster__order", "cluster__code")
        )
        found = list(counted)
        terms = ClusterTerm.objects.filter(
            year=self.campaign.year, cluster_id__in=[c["cluster_id"] for c in found]
        ).select_related("leader", "deputy")
        led = {t.cluster_id: t for t in terms}
        return [
            ClusterRow(
                c["cluster_id"],
                c["cluster__name"],
                c["unions"],
                led[c["cluster_id"]].leader.short_name if c["cluster_id"] in led else "",
                getattr(led[c["cluster_id"]].deputy, "short_name", "") if c["cluster_id"] in led else "",
            )
            for c in found
        ]

    def parts(self, asked: Mapping[str, str]) -> dict[str, Page[Any]]:
        """The lists that may be long, each with the page that is asked for by its name."""
        rows: dict[str, Any] = {"clusters": self.clusters, "pledges": self.pledges, "answers": self.answers}
        return {name: Paginator(whole, PART).get_page(asked.get(name)) for name, whole in rows.items()}

    @cached_property
    def pledges(self) -> QuerySet[Pledge]:
        """Pledges that the person may see, with how many have signed."""
        return (
            Pledge.objects.visible_to(self.user)
            .filter(campaign=self.campaign)
            .select_related("cluster")
            .defer("document")
            .annotate(
                parties=Count("signatures", distinct=True),
                signed=Count("signatures", filter=Q(signatures__signed_at__isnull=False), distinct=True),
            )
            .order_by("cluster__order", "pk")
        )
