"""The second ballot of a round: whether there may be one, who stands on it, and the two sessions beside each other."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from awards.choices import Attendance, Outcome, RoundStatus, SessionStatus
from awards.models import Award, AwardRound, CouncilSession, Nomination, RuleSet, Tally
from awards.queries.lists import LIST_ORDER
from awards.queries.tally import voted_on
from units.models import User

#: As many of those who stand again are named on the page that sets the ballot up.
NAMED = 20


def standing_again(first: CouncilSession) -> QuerySet[Nomination]:
    """Nominations that stand on a second ballot: too few votes in the first, and a rule that allows it.

    Of an award for whose quorum too few had come, all of them. Two queries, this one not counted.
    """
    members = first.seats.count()
    present = first.seats.filter(attendance=Attendance.PRESENT).count()
    failed = Tally.objects.filter(session=first, nomination=OuterRef("pk"), outcome=Outcome.FAILED)
    too_few_came = Q(award__quorum__gt=present * 100 // max(members, 1))
    rows: QuerySet[Nomination] = voted_on(first).filter(Exists(failed) | too_few_came)
    if first.round.second_ballot_by:
        return rows
    return rows.filter(award__rule_set__second_ballot=True)


@dataclass(frozen=True)
class Permission:
    """Whether there may be a second ballot in a round: the rule of its council, the texts that allow it, and whether
    the rule may still be named."""

    rule: str
    texts: list[str]
    may_change: bool


def permission_of(round: AwardRound) -> Permission:
    """Which rules let the council vote again in this round; three queries at most."""
    texts = RuleSet.objects.filter(second_ballot=True, awards__quotas__round=round).distinct()
    began = round.sessions.filter(status__gte=SessionStatus.VOTING).exists()
    return Permission(
        round.second_ballot_by,
        list(texts.values_list("number", flat=True)),
        round.status < RoundStatus.DECIDED and not began,
    )


def is_allowed(first: CouncilSession) -> bool:
    """A rule of the council, or of one of the texts that it decides under, lets it vote again; one query at most."""
    if first.round.second_ballot_by:
        return True
    return RuleSet.objects.filter(second_ballot=True, awards__nominations__in=voted_on(first)).exists()


def hindrance(session: CouncilSession) -> str:
    """Why no second ballot can be set up after this session now, with what would help; "" when one can."""
    if session.is_second:
        return _("A round has two ballots at most; there is no third one.")
    if session.round.status >= RoundStatus.DECIDED:
        return _("The round is decided already; what it granted stands.")
    if CouncilSession.objects.filter(round=session.round_id, number__gt=session.number).exists():
        return _("The second ballot is set up already. Please open its session.")
    if session.status != SessionStatus.COUNTED:
        return _("The first ballot is not counted yet. Please wait until it is.")
    if not is_allowed(session):
        return _(
            "No rule of this round allows a second ballot. It had to be named before the first vote was opened."
        )
    if not standing_again(session).exists():
        return _("Every nomination had enough votes; there is nothing to vote on again.")
    return ""


def other_ballot(session: CouncilSession, user: User) -> CouncilSession | None:
    """The other session of the round, if the person may see it: the second of the first or the first of the second.

    One query at most: before the first is counted there is no second.
    """
    if not session.is_second and session.status < SessionStatus.COUNTED:
        return None
    seen = CouncilSession.objects.visible_to(user).order_by().values("pk")
    return CouncilSession.objects.filter(pk__in=seen, round=session.round_id).exclude(pk=session.pk).first()


def first_of(session: CouncilSession | None) -> CouncilSession | None:
    """The first session of the round of a second ballot; None of any other."""
    if session is None or not session.is_second:
        return None
    return CouncilSession.objects.filter(round=session.round_id, number=1).first()


@dataclass(frozen=True)
class Again:
    """Nominations for one award that stand again."""

    award: Award
    number: int


@dataclass(frozen=True)
class Standing:
    """Who stands again: by award in numbers, the first ones by name."""

    awards: list[Again]
    named: list[Nomination]

    @property
    def number(self) -> int:
        """How many in all."""
        return sum(one.number for one in self.awards)

    @property
    def unnamed(self) -> int:
        """How many are not named on the page."""
        return self.number - len(self.named)


def who_stands_again(first: CouncilSession) -> Standing:
    """Who would stand on the second ballot; five queries."""
    rows = standing_again(first)
    counted = dict(rows.order_by().values_list("award_id").annotate(n=Count("pk")))
    awards = Award.objects.filter(pk__in=counted).order_by("order", "pk")
    named = rows.select_related("award", "union", "cluster").order_by(*LIST_ORDER)[:NAMED]
    return Standing([Again(award, counted[award.pk]) for award in awards], list(named))
