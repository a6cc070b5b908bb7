"""Many rounds, councils, nominations and pools around the season's own: rows, not services, to be quick."""

from datetime import timedelta

from awards.choices import Outcome, Seat, SessionStatus
from awards.models import (
    Award,
    AwardRound,
    Council,
    CouncilMember,
    CouncilSession,
    Decision,
    Grant,
    Nomination,
    Quota,
    Registration,
    Tally,
)
from tests.cast import NOW, OPENS, Season
from units.models import Cluster, Person, Union


def more_rounds(season: Season, places: dict[str, int | None], unions: list[Union]) -> list[AwardRound]:
    """Rounds of the city that take nominations; returned are those that stand behind the addresses."""
    AwardRound.objects.bulk_create(
        AwardRound(
            owner=season.world.city, kind="spot", name=f"Đợt xét {n:05}", closes_at=NOW + timedelta(days=9),
            status=AwardRound.objects.get(pk=places["round"]).status, created_at=OPENS, opened_at=OPENS,
        )
        for n in range(len(unions))
    )  # fmt: skip
    return list(AwardRound.objects.exclude(name__startswith="Đợt xét").order_by("pk"))


def more_councils(season: Season, people: list[Person]) -> None:
    """Councils of the city, in which Hoa has a seat."""
    made = Council.objects.bulk_create(
        Council(owner=season.world.city, name=f"Hội đồng {n:05}") for n in range(len(people))
    )
    CouncilMember.objects.bulk_create(
        CouncilMember(council=c, person=season.world.hoa.person, seat=Seat.MEMBER) for c in made
    )


def more_nominations(rounds: list[AwardRound], award: Award, unions: list[Union]) -> None:
    """Each union in each round; counted and granted where the round's own are."""
    for made in rounds:
        rows = Nomination.objects.bulk_create(
            Nomination(
                round=made, award=award, union=u, name=u.name, name_key="", reason="Tốt", nominated_at=NOW
            )
            for u in unions
        )
        session = CouncilSession.objects.filter(round=made).first()
        if session and session.status >= SessionStatus.COUNTED:
            first = Tally.objects.filter(session=session).order_by("pk")[0]
            Tally.objects.bulk_create(
                Tally(
                    session=session, nomination=n, members=3, needed=3, votes_for=first.votes_for,
                    place={Outcome.TIED: 1, Outcome.PASSED: n.pk}.get(Outcome(first.outcome)), outcome=first.outcome,
                )
                for n in rows
            )  # fmt: skip
        decision = Decision.objects.filter(round=made).first()
        if decision:
            Grant.objects.bulk_create(
                Grant(
                    decision=decision, nomination=n, award=award, union=n.union, name=n.name, achievement="Tốt",
                    search=n.name,
                )
                for n in rows
            )  # fmt: skip


def more_registrations(season: Season, unions: list[Union]) -> None:
    """Each union for a title."""
    award = Award.objects.get(code="BK")
    Registration.objects.bulk_create(
        Registration(
            campaign=season.campaign, award=award, union=u, name=u.name, name_key="", registered_at=NOW
        )
        for u in unions
    )


def more_quotas(round: AwardRound, clusters: list[Cluster]) -> None:
    """A pool for each cluster."""
    award = Award.objects.get(code="BK")
    Quota.objects.bulk_create(Quota(round=round, award=award, cluster=c, places=1) for c in clusters)
