"""What the pages of a council's session show: the roll, the turnout, the ballot, and after the count its figures.

Nothing here reads a ballot: before the count there is only who has voted, after it only the counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from awards.choices import Attendance, Outcome, Seat, Voting
from awards.models import Award, Council, CouncilMember, CouncilSession, Nomination, Tally, Turnout
from awards.queries.lists import LIST_ORDER
from awards.queries.tally import places_left, voted_on
from awards.rules import has_quorum, missing_for_quorum, votes_needed
from common.search import matching
from units.choices import SIGNING_ROLES
from units.models import Affiliation, Appointment, Job, Person, Union, User

OPEN_VOTES = (Voting.HANDS, Voting.WRITTEN)
#: How many people a council's form offers at once; a search finds the others.
OFFERED = 20
#: As many nominations stand on a page of the counts by hand.
HANDS = 50


@dataclass(frozen=True)
class Roll:
    """The members of a session in numbers: the denominator is all of them, whoever comes."""

    seats: list[Turnout]
    quorum: int

    @property
    def members(self) -> int:
        """All members: the number that quorum and thresholds are shares of."""
        return len(self.seats)

    @property
    def present(self) -> int:
        """Members who are there; they alone count for the quorum."""
        return sum(1 for s in self.seats if s.attendance == Attendance.PRESENT)

    @property
    def written(self) -> int:
        """Absent members who send a written opinion."""
        return sum(1 for s in self.seats if s.attendance == Attendance.WRITTEN)

    @property
    def absent(self) -> int:
        """Members who neither came nor wrote; they do not vote, and their votes are missing for every threshold."""
        return self.members - self.present - self.written

    @property
    def voters(self) -> int:
        """Members who may vote: present or in writing."""
        return self.present + self.written

    @property
    def voted(self) -> int:
        """Members whose ballot is cast."""
        return sum(1 for s in self.seats if s.has_voted)

    @property
    def waiting(self) -> int:
        """Members who may vote and have not."""
        return sum(1 for s in self.seats if s.attendance != Attendance.ABSENT and not s.has_voted)

    @property
    def needed(self) -> int:
        """How many members must be present for a quorum."""
        return votes_needed(self.quorum, self.members)

    @property
    def missing(self) -> int:
        """How many more must come for a quorum; 0 when there is one."""
        return missing_for_quorum(present=self.present, members=self.members, quorum=self.quorum)

    @property
    def has_quorum(self) -> bool:
        """The vote may be opened."""
        return has_quorum(present=self.present, members=self.members, quorum=self.quorum)


@dataclass
class Group:
    """Nominations for one award: how many, and how many votes one of them needs."""

    award: Award
    members: int
    number: int = 0
    rows: list[Nomination] = field(default_factory=list)
    passed: int = 0
    tied: int = 0

    @property
    def needed(self) -> int:
        """Votes needed: the share of all members, rounded up."""
        return votes_needed(self.award.threshold, self.members)

    @property
    def is_secret(self) -> bool:
        """Decided by secret ballot."""
        return self.award.voting == Voting.SECRET


@dataclass(frozen=True)
class Tie:
    """Nominations of one pool that share the last places: the chair chooses as many as there are places left."""

    award: Award
    cluster: str
    rows: list[Tally]
    left: int


def roll_of(session: CouncilSession) -> Roll:
    """The seats with their people, and the highest quorum of the awards concerned; two queries."""
    seats = list(session.seats.select_related("person"))
    awards = Award.objects.filter(pk__in=voted_on(session).order_by().values("award_id"))
    return Roll(seats, max((a.quorum for a in awards), default=1))


def awards_of(session: CouncilSession, members: int) -> list[Group]:
    """The awards that the session decides on, in the catalogue's order, with their nominations counted; two queries."""
    counted = dict(voted_on(session).order_by().values_list("award_id").annotate(n=Count("pk")))
    awards = Award.objects.filter(pk__in=counted).order_by("order", "pk")
    return [Group(award, members, counted[award.pk]) for award in awards]


def nominations_by_award(session: CouncilSession, members: int, *, secret: bool) -> list[Group]:
    """The nominations under secret ballot, or the others, by award in the order of the vote; one query."""
    rows = (
        voted_on(session)
        .filter(**{"award__voting": Voting.SECRET} if secret else {"award__voting__in": OPEN_VOTES})
        .select_related("award", "union", "cluster", "participant")
        .order_by(*LIST_ORDER)
    )
    groups: dict[int, Group] = {}
    for row in rows:
        group = groups.setdefault(row.award_id, Group(row.award, members))
        group.rows.append(row)
        group.number += 1
    return list(groups.values())


def by_hand(session: CouncilSession, number: str) -> Page[Nomination]:
    """A page of the nominations that are decided by hands or in writing; each page is saved by itself."""
    rows = voted_on(session).filter(award__voting__in=OPEN_VOTES)
    return Paginator(rows.select_related("award", "union").order_by(*LIST_ORDER), HANDS).get_page(number)


def outcomes_of(session: CouncilSession, members: int) -> list[Group]:
    """The awards that were decided on, with how many nominations were counted, passed or tied; two queries."""
    rows = Tally.objects.filter(session=session).order_by().values("nomination__award_id")
    counted = {
        row["nomination__award_id"]: row
        for row in rows.annotate(
            number=Count("pk"),
            passed=Count("pk", filter=Q(outcome=Outcome.PASSED)),
            tied=Count("pk", filter=Q(outcome=Outcome.TIED)),
        )
    }
    awards = Award.objects.filter(pk__in=counted).order_by("order", "pk")
    return [
        Group(a, members, counted[a.pk]["number"], [], counted[a.pk]["passed"], counted[a.pk]["tied"])
        for a in awards
    ]


def tally_rows(session: CouncilSession) -> QuerySet[Tally]:
    """What was counted, by award and cluster, the most votes first."""
    return (
        Tally.objects.filter(session=session)
        .select_related("nomination__award", "nomination__union", "nomination__cluster", "settled_by__person")
        .order_by(
            "nomination__award__order",
            "nomination__award_id",
            F("nomination__cluster__order").asc(nulls_last=True),
            "nomination__cluster_id",
            "-votes_for",
            "nomination__rank",
            "nomination__union__sort_key",
            "nomination__sort_key",
            "pk",
        )
    )


def counts_entered(session: CouncilSession) -> dict[int, Tally]:
    """What the secretary has entered so far for awards that are not voted in secret, by nomination."""
    return {t.nomination_id: t for t in Tally.objects.filter(session=session)}


def ties_of(session: CouncilSession) -> list[Tie]:
    """The ties that the chair settles, with how many places each has left; two queries."""
    quotas = session.round.quotas.order_by().values_list("award_id", "cluster_id", "places")
    places: dict[tuple[int, int | None], int | None] = {(a, cluster): number for a, cluster, number in quotas}
    places |= places_left(session)
    pools: dict[tuple[int, int | None], list[Tally]] = {}
    for tally in tally_rows(session).filter(outcome=Outcome.TIED):
        own = (tally.nomination.award_id, tally.nomination.cluster_id)
        pools.setdefault(own if own in places else (own[0], None), []).append(tally)
    return [
        Tie(
            award=rows[0].nomination.award,
            cluster=str(rows[0].nomination.cluster or "") if pool[1] else "",
            rows=rows,
            left=(places.get(pool) or 0) - (rows[0].place or 1) + 1,
        )
        for pool, rows in pools.items()
    ]


def job_of(session: CouncilSession) -> Job | None:
    """The job that counts the session now, or last did."""
    return Job.objects.filter(key=f"tally:{session.pk}").first()


# --- Councils -----------------------------------------------------------------------------------------------
def members_of(council: Council) -> list[CouncilMember]:
    """The members in their order, the chair first."""
    rows = council.members.select_related("person")
    return sorted(rows, key=lambda m: (Seat.values.index(m.seat), m.order, m.pk))


def sessions_of(council: Council, user: User) -> QuerySet[CouncilSession]:
    """The council's sessions that a person may see, the latest first."""
    mine = CouncilSession.objects.visible_to(user).order_by().values("pk")
    return CouncilSession.objects.filter(pk__in=mine, council=council).select_related("round")


def councils_to_convene(owner: Union) -> QuerySet[Council]:
    """Councils that a round of the federation may be put before."""
    return Council.objects.filter(owner=owner).order_by("sort_key", "pk")


@dataclass(frozen=True)
class Candidates:
    """People a council may be made of, each with the post: those chosen so far, and those found."""

    chosen: list[tuple[Person, str]]
    found: list[tuple[Person, str]]
    #: More are found than are offered at once.
    has_more: bool = False


def candidates(owner: Union, on: date, *, text: str = "", chosen: Sequence[int] = ()) -> Candidates:
    """Holders of posts of the federation itself, and who signs for the unions directly below it; two queries.

    `text` narrows to words of the person's or the union's name; `chosen` are ids of people who stay on the
    page whatever was searched for. An id of anybody else finds nobody.
    """
    below = Affiliation.objects.on(on).filter(parent=owner).values("union_id")
    own = Q(post__union=owner)
    heads = Q(post__union__in=below, post__role__in=SIGNING_ROLES)
    held = (
        Appointment.objects.on(on)
        .filter(own | heads)
        .select_related("person", "post__union")
        .annotate(is_head=Case(When(own, then=Value(0)), default=Value(1)))
        .order_by("is_head", "post__union__sort_key", "post__role", "person__sort_key", "pk")
    )
    found = held.exclude(person__in=chosen).filter(matching(text, "person__search", "post__union__search"))
    offered = _with_posts(found[: 2 * OFFERED + 1])  # who holds two posts is offered once
    return Candidates(
        chosen=_with_posts(held.filter(person__in=chosen)),
        found=offered[:OFFERED],
        has_more=len(offered) > OFFERED,
    )


def _with_posts(held: Iterable[Appointment]) -> list[tuple[Person, str]]:
    found: dict[int, tuple[Person, str]] = {}
    for one in held:
        found.setdefault(one.person_id, (one.person, f"{one.post.title}, {one.post.union.short_name}"))
    return list(found.values())
