"""Lists of awards: rounds, councils, decisions, the catalogue. A constant number of queries each."""

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from awards.choices import Catalogue, GrantStatus
from awards.models import Award, AwardRound, Council, CouncilSession, Decision, Grant, Nomination
from campaigns.models import Campaign
from common.search import matching
from units.models import User
from units.scope import scope_of


def number_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of `rows` belong to the outer row; `by` is their column for it."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted[:1], output_field=IntegerField()), 0)


def round_rows(user: User, *, campaign: Campaign | None = None) -> QuerySet[AwardRound]:
    """Rounds that a person may see, the latest first, with counts of nominations (`own` of them by one's own unions).

    Also the status and id of the latest session, and the number and id of the decision; null where there is none yet.
    """
    nominated = Nomination.objects.not_withdrawn()
    session = CouncilSession.objects.filter(round=OuterRef("pk")).order_by("-number")
    rows = (
        AwardRound.objects.visible_to(user)
        .select_related("owner", "campaign", "phase")
        .annotate(
            nominated=number_of(nominated, "round"),
            own=number_of(nominated.filter(union_id__in=scope_of(user).writing_ids), "round"),
            session_status=Subquery(session.values("status")[:1]),
            session_pk=Subquery(session.values("pk")[:1]),
            number=F("decision__number"),
            decision_pk=F("decision__pk"),
        )
    )
    return rows.filter(campaign=campaign) if campaign else rows


def council_rows(user: User, text: str = "") -> QuerySet[Council]:
    """Councils that a person may see, with how many members each has; narrowed to words of its name or federation."""
    return (
        Council.objects.visible_to(user)
        .filter(matching(text, "search", "owner__search"))
        .select_related("owner")
        .annotate(size=Count("members", distinct=True), sessions_held=Count("sessions", distinct=True))
        .order_by("owner__sort_key", "sort_key", "pk")
    )


def decision_rows(*, year: int | None = None) -> QuerySet[Decision]:
    """Issued decisions, the latest first, with how many awards they grant and how many were revoked; for anybody."""
    rows = Decision.objects.select_related("issuer", "round").annotate(
        granted=number_of(Grant.objects.all(), "decision"),
        revoked=number_of(Grant.objects.filter(status=GrantStatus.REVOKED), "decision"),
    )
    return rows.filter(year=year) if year else rows


def decision_years() -> list[int]:
    """Years in which a decision was issued, the latest first."""
    return list(Decision.objects.order_by("-year").values_list("year", flat=True).distinct())


def catalogue_groups(
    day: date | None, catalogue: str = ""
) -> list[tuple[str, list[tuple[Any, list[Award]]]]]:
    """Awards in force on a day (all of them without one): by catalogue, then by the text that they stand in."""
    awards = Award.objects.on(day) if day else Award.objects.all()
    if catalogue:
        awards = awards.filter(catalogue=catalogue)
    rows = awards.select_related("rule_set").order_by(
        "-catalogue", "-rule_set__effective_from", "rule_set_id", "order", "pk"
    )
    return [
        (
            str(Catalogue(name).label),
            [(rules, list(mine)) for rules, mine in groupby(found, lambda a: a.rule_set)],
        )
        for name, found in groupby(rows, lambda a: a.catalogue)
    ]


#: The order of a round's list: by award, within it by cluster, within that by rank.
LIST_ORDER = (
    "award__order",
    "award_id",
    F("cluster__order").asc(nulls_last=True),
    "cluster_id",
    "rank",
    "union__sort_key",
    "sort_key",
    "pk",
)


def nominations_of(round: AwardRound) -> QuerySet[Nomination]:
    """Nominations of a round that stand: not taken back."""
    return round.nominations.not_withdrawn()
