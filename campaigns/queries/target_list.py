"""The unions of a campaign with how many of their targets are set, a page at a time; a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import TargetKind
from campaigns.models import Campaign, Participant, Target
from campaigns.queries.targets import AIMED_AT, unions_with_targets
from common.pages import Badge
from units.models import Union, User
from units.scope import scope_of

#: The lists that the page offers besides that of all unions.
BEHIND, UNASSIGNED = "behind", "unassigned"


@dataclass(frozen=True)
class UnionTargets:
    """A union, the clusters it takes part in, and how many of the campaign's indicators have a target of each kind."""

    union: Union
    clusters: str
    total: int
    assigned: int
    registered: int

    @property
    def badge(self) -> Badge:
        """Whether the union has registered all that it may."""
        missing = self.total - self.registered
        if missing <= 0:
            return Badge("ok", "check", _("all registered"))
        if not self.registered:
            return Badge("lock", "ring", _("nothing registered"))
        said = ngettext("%(n)s not registered", "%(n)s not registered", missing)
        return Badge("wait", "clock", said % {"n": missing})


class TargetList:
    """The unions whose targets a person may read in a campaign; own ones first, then by name."""

    def __init__(self, user: User, campaign: Campaign, *, text: str = "") -> None:
        self.campaign = campaign
        self.total = campaign.indicators.filter(kind__in=AIMED_AT).count()
        own = scope_of(user).writing_ids
        self.unions = (
            unions_with_targets(user, campaign)
            .matching(text)
            .annotate(assigned=_held(campaign, TargetKind.ASSIGNED))
            .annotate(registered=_held(campaign, TargetKind.REGISTERED))
            .order_by(Case(When(pk__in=own, then=0), default=1), "sort_key", "pk")
        )

    def shown(self, name: str) -> QuerySet[Union]:
        """The unions of one of the lists; all of them for any other name."""
        return self.unions.filter(self._lists.get(name, Q()))

    def counts(self) -> dict[str, int]:
        """How many unions each list has, and there are in `all`; one query."""
        return self.unions.order_by().aggregate(
            all=Count("pk"), **{name: Count("pk", filter=wanted) for name, wanted in self._lists.items()}
        )

    @property
    def _lists(self) -> dict[str, Q]:
        return {BEHIND: Q(registered__lt=self.total), UNASSIGNED: Q(assigned=0)}

    def rows(self, unions: Iterable[Union]) -> list[UnionTargets]:
        """The unions of one page with their clusters; one query."""
        found = list(unions)
        sheets = Participant.objects.with_figures().filter(phase__campaign=self.campaign)
        taking = sheets.filter(union__in=[u.pk for u in found])
        names: dict[int, list[str]] = {}
        for union_id, name in (
            taking.order_by("cluster__name").values_list("union_id", "cluster__name").distinct()
        ):
            names.setdefault(union_id, []).extend([name] if name else [])
        return [
            UnionTargets(
                union,
                ", ".join(names.get(union.pk, [])),
                self.total,
                union.assigned,  # type: ignore[attr-defined]
                union.registered,  # type: ignore[attr-defined]
            )
            for union in found
        ]


def _held(campaign: Campaign, kind: str) -> Coalesce:
    """How many targets of a kind are in force for a union."""
    held = Target.objects.filter(
        indicator__campaign=campaign,
        indicator__kind__in=AIMED_AT,
        union=OuterRef("pk"),
        kind=kind,
        is_current=True,
    )
    counted = held.order_by().values("union").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted[:1], output_field=IntegerField()), 0)
