"""The list of campaigns, and where a phase stands. A constant number of queries, whatever the number of campaigns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase, gives_points
from campaigns.queries.years import YearShown
from common.search import matching
from common.templatetags.look import MIDNIGHT, day, ends, until
from units.choices import GRASSROOTS
from units.models import ClusterTerm, Union, User
from units.scope import scope_of


@dataclass(frozen=True)
class Stage:
    """Where a phase stands, as its badge says it; `is_past` when entry is over."""

    #: One of the badges of the stylesheet: lock, wait, info, ok.
    kind: str
    icon: str
    words: str
    is_past: bool = True


def stage_of(phase: Phase, now: datetime, *, is_ranked: bool = True) -> Stage:
    """Where a phase stands at `now`. Past its deadline it is closed, even while the job that closes it has not run.

    Of a phase that is not ranked no points are promised.
    """
    status = phase.status
    if phase.is_cancelled:
        return Stage("lock", "cross", pgettext("campaign", "Cancelled"))
    if phase.is_year:
        return _stage_of_year(phase, now)
    if status == PhaseStatus.DRAFT:
        return Stage("lock", "ring", _("In preparation"), is_past=False)
    if status == PhaseStatus.OPEN:
        if now < phase.entry_opens_at:
            words = _("entry opens %(day)s") % {"day": day(phase.entry_opens_at)}
            return Stage("lock", "calendar", words, is_past=False)
        if now < phase.entry_closes_at:
            words = _("due by %(end)s") % {"end": ends(phase.entry_closes_at)}
            return Stage("wait", "clock", words, is_past=False)
    if status < PhaseStatus.CLOSED:
        return Stage(
            "lock", "lock", _("Entry closed, points being computed") if is_ranked else _("Entry closed")
        )
    if status == PhaseStatus.CLOSED:
        return Stage(
            "info", "lock", _("Entry closed, provisional points") if is_ranked else _("Entry closed")
        )
    if status == PhaseStatus.SEALING:
        return Stage("info", "shield", _("Being sealed"))
    return Stage("ok", "shield", _("Final"))


def _stage_of_year(year: Phase, now: datetime) -> Stage:
    """Where a year stands: nothing is entered for it; it waits for its time."""
    if year.status == PhaseStatus.DRAFT:
        return Stage("lock", "ring", _("In preparation"), is_past=False)
    if year.status == PhaseStatus.OPEN and now < year.entry_closes_at:
        words = _("computed at %(end)s") % {"end": ends(year.entry_closes_at)}
        return Stage("lock", "calendar", words, is_past=False)
    if year.status < PhaseStatus.CLOSED:
        return Stage("lock", "lock", _("Points being computed"))
    if year.status == PhaseStatus.CLOSED:
        return Stage("info", "lock", _("Provisional points"))
    if year.status == PhaseStatus.SEALING:
        return Stage("info", "shield", _("Being sealed"))
    return Stage("ok", "shield", _("Final"))


@dataclass
class PhaseCard:
    """A phase as a card: where it stands, how many take part and have submitted, and my union's sheet."""

    phase: Phase
    stage: Stage
    participants: int = 0
    submitted: int = 0
    sheet_id: int | None = None
    union_id: int | None = None
    is_ranked: bool = True
    year: YearShown | None = None

    @property
    def window(self) -> str:
        """From when to when figures are entered, in words."""
        opens = self.phase.entry_opens_at
        first = day(opens) if _is_midnight(opens) else until(opens)
        return _("from %(first)s to %(end)s") % {"first": first, "end": ends(self.phase.entry_closes_at)}

    @property
    def is_open(self) -> bool:
        """Figures are taken now."""
        return self.stage.kind == "wait"

    @property
    def may_change(self) -> bool:
        """Its deadline has not passed, so its dates may still be changed."""
        return not self.stage.is_past

    @property
    def is_scored(self) -> bool:
        """There are points to look at."""
        return self.is_ranked and self.phase.status >= PhaseStatus.CLOSED


def _is_midnight(moment: datetime) -> bool:
    return localtime(moment).time() == MIDNIGHT


def launching_unions(user: User) -> QuerySet[Union]:
    """The unions above grassroots level that a person acts for: in their name campaigns are launched."""
    return Union.objects.filter(pk__in=scope_of(user).writing_ids).exclude(level__in=GRASSROOTS)


# --- The list -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """A campaign of the list with its phases."""

    campaign: Campaign
    phases: list[PhaseCard]
    sees_progress: bool


def campaign_list(
    user: User, *, text: str = "", year: int | None = None, kind: str = ""
) -> QuerySet[Campaign]:
    """Campaigns that a person may see, newest year first; one query.

    Narrowed by `text` (`common.search`), year and kind.
    """
    found = Campaign.objects.visible_to(user)
    if year:
        found = found.filter(year=year)
    if kind:
        found = found.filter(kind=kind)
    found = found.filter(matching(text, "search", "owner__search"))
    return (
        found.select_related("owner")
        .prefetch_related(
            Prefetch(
                "phases",
                queryset=Phase.objects.visible_to(user)
                .annotate(is_ranked=gives_points())
                .order_by("kind", "period_from", "number"),  # a year comes after its phases
            )
        )
        .order_by("-year", "-launched_at", "code")
    )


def _card(phase: Any, now: datetime) -> PhaseCard:
    """A phase of the list, which comes with `is_ranked`."""
    stage = stage_of(phase, now, is_ranked=phase.is_ranked)
    return PhaseCard(phase, stage, is_ranked=phase.is_ranked)


def years(user: User) -> list[int]:
    """The years of the campaigns that a person may see, newest first."""
    return list(Campaign.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct())


def rows(user: User, campaigns: Iterable[Campaign], now: datetime) -> list[Row]:
    """The campaigns of one page: where each phase stands, and whether the person may open dashboards; two queries."""
    found = list(campaigns)
    scope = scope_of(user)
    run = set(
        Campaign.objects.filter(scope.reads(Campaign, "owner", "launched_at"), pk__in=[c.pk for c in found])
        .values_list("pk", flat=True)
        .order_by()
    )
    led = ClusterTerm.objects.filter(Q(leader_id__in=scope.union_ids) | Q(deputy_id__in=scope.union_ids))
    terms = list(led.values_list("year", "leader_id", "deputy_id"))

    def leads(campaign: Campaign) -> bool:
        own = scope.ids_when(campaign.launched_at)
        return any(year == campaign.year and (one in own or two in own) for year, one, two in terms)

    return [Row(c, [_card(p, now) for p in c.phases.all()], c.pk in run or leads(c)) for c in found]
