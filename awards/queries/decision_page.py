"""A decision and its list; what a decision about to be issued would grant."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet

from awards.choices import Outcome
from awards.models import Award, AwardRound, CouncilSession, Decision, Grant, Tally
from units.models import Union

#: As many recipients stand on a page of a decision; the print has them all.
PER_PAGE = 100


@dataclass
class Draft:
    """What issuing would do, in numbers: awards granted now, and those that a body of another level decides."""

    groups: list[tuple[Award, list[Tally]]] = field(default_factory=list)
    forwarded: list[tuple[Award, list[Tally]]] = field(default_factory=list)
    tied: int = 0
    #: The session whose chair settles the tie.
    tied_in: int = 0

    @property
    def granted(self) -> int:
        """How many awards would be granted."""
        return sum(len(rows) for _award, rows in self.groups)

    @property
    def unions(self) -> int:
        """How many unions they go to."""
        return len({t.nomination.union_id for _award, rows in self.groups for t in rows})

    @property
    def proposed(self) -> int:
        """How many are proposed to another level."""
        return sum(len(rows) for _award, rows in self.forwarded)


def draft_of(session: CouncilSession, issuer: Union) -> Draft:
    """Tallies that passed, by award: those that the issuer's level decides, and those proposed elsewhere; one query.

    Of each nomination the last ballot on which it stands counts.
    """
    rows = list(
        Tally.objects.decisive()
        .filter(session__round=session.round_id, outcome__in=[Outcome.PASSED, Outcome.TIED])
        .select_related("nomination__award__rule_set", "nomination__union")
        .order_by(
            "nomination__award__order",
            "nomination__award_id",
            "session__number",
            F("place").asc(nulls_last=True),
            "nomination__union__sort_key",
            "nomination__sort_key",
            "pk",
        )
    )
    passed = [t for t in rows if t.outcome == Outcome.PASSED]
    tied = [t.session_id for t in rows if t.outcome == Outcome.TIED]
    draft = Draft(tied=len(tied), tied_in=tied[0] if tied else 0)
    for award, mine in groupby(passed, lambda t: t.nomination.award):
        own = award.decided_by == issuer.level
        (draft.groups if own else draft.forwarded).append((award, list(mine)))
    return draft


def grants_of(decision: Decision) -> QuerySet[Grant]:
    """The granted awards of a decision in the order of its list: by award, then by union."""
    rows = decision.grants.select_related("award", "union", "nomination__cluster")
    return rows.order_by("award__order", "award_id", "union__sort_key", "sort_key", "pk")


@dataclass(frozen=True)
class Article:
    """What the decision grants of one award: how many in all, and those of this page with their numbers in the list."""

    award: Award
    size: int
    rows: list[tuple[int, Grant]]


@dataclass(frozen=True)
class Listed:
    """The decision's list: awards in their order, and a page of the recipients."""

    articles: list[Article]
    page: Page[Grant]

    @property
    def groups(self) -> list[Article]:
        """Awards of which somebody stands on this page."""
        return [article for article in self.articles if article.rows]


def listed(decision: Decision, number: str = "", *, whole: bool = False) -> Listed:
    """A page of the decision's list by award, or the `whole` of it, as it is printed; two queries."""
    counted = Grant.objects.filter(decision=decision).order_by().values("award").annotate(n=Count("pk"))
    sizes = {row["award"]: row["n"] for row in counted}
    awards = Award.objects.filter(pk__in=sizes).order_by("order", "pk")
    granted = grants_of(decision)
    page = Paginator(granted, max(1, sum(sizes.values())) if whole else PER_PAGE).get_page(number)
    articles, before = [], 0  # how many of other awards stand in the list before this one's
    for award in awards:
        rows = [grant for grant in page if grant.award_id == award.pk]
        start = max(1, page.start_index() - before)
        articles.append(Article(award, sizes[award.pk], list(enumerate(rows, start))))
        before += sizes[award.pk]
    return Listed(articles, page)


def list_rows(decision: Decision) -> Iterator[dict[str, Any]]:
    """The decision's list as rows of a file, by the keys of its columns (`exports.decision_workbook`)."""
    for number, grant in enumerate(grants_of(decision), start=1):
        yield {
            "number": number,
            "name": grant.name,
            "union": grant.union.name,
            "code": grant.union.code,
            "award": grant.award.name,
            "achievement": grant.achievement,
            "state": grant.get_status_display(),
        }


def nomination_list(round: AwardRound, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """A round's nominations as rows of a file (trích ngang): who, for what, why, verified figures, votes."""
    counted = Tally.objects.filter(nomination__round=round).exclude(outcome="")
    tallies = {t.nomination_id: t for t in counted.order_by("session__number")}  # of two ballots the second
    for number, nomination in enumerate(rows, start=1):
        tally = tallies.get(nomination.pk)
        yield {
            "number": number,
            "name": nomination.name,
            "union": nomination.union.name,
            "code": nomination.union.code,
            "cluster": nomination.cluster.name if nomination.cluster else "",
            "award": nomination.award.name,
            "reason": nomination.reason,
            "points": nomination.points,
            "rank": nomination.rank,
            "votes": tally.votes_for if tally else None,
            "members": tally.members if tally else None,
            "state": tally.get_outcome_display() if tally else nomination.get_status_display(),
        }
