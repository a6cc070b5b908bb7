"""Whom a deadline concerns that is moved, or set close by."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from campaigns.models import Campaign, Participant, Phase
from units.models import Appointment, ClusterTerm, Union


def concerned_by(phase: Phase) -> QuerySet:
    """The ids of the unions that take part in a phase, and of those that lead or deputise in their clusters.

    Not of those that were taken out of it: no end of it is theirs any more.
    """
    return with_heads(phase.campaign, Participant.objects.filter(phase=phase).taking_part())


def concerned_by_new(campaign: Campaign, sector: str) -> QuerySet:
    """The same of a phase that has no participants yet: the unions that take part in the campaign's other phases."""
    taking = Participant.objects.with_figures().filter(phase__campaign=campaign).taking_part()
    return with_heads(campaign, taking.filter(sector__in=(sector, "")) if sector else taking)


def with_heads(campaign: Campaign, taking: QuerySet[Participant]) -> QuerySet:
    """The ids of the unions of these participants, and of those that lead or deputise in their clusters."""
    terms = ClusterTerm.objects.filter(year=campaign.year, cluster__in=taking.values("cluster_id"))
    reached = Q(pk__in=taking.values("union_id")) | Q(pk__in=terms.values("leader_id"))
    return Union.objects.filter(reached | Q(pk__in=terms.values("deputy_id"))).order_by().values("pk")


def people_of(unions: QuerySet, now: datetime) -> int:
    """How many people act for these unions today."""
    acting = Appointment.objects.acting_on(timezone.localdate(now)).filter(post__union__in=unions)
    return acting.values("person_id").distinct().count()
