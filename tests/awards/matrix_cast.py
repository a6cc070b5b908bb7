"""What stands behind each address of awards on the day of the matrix: rounds of the city at every stage.

Quang chairs the council, Kim and Hoa are members.
"""

from datetime import date, datetime, timedelta
from typing import Any

from awards.choices import Attendance, Choice, RoundKind, Seat
from awards.models import Award, AwardRound, Council, CouncilSession, Decision, Grant, Nomination
from awards.queries.tally import secret_nominations
from awards.services import ballots, councils, decisions, nominations, rounds, sessions
from awards.services.second_ballot import allow_second_ballot, convene_again
from tests.awards.cast import closed_by_hand, make_award
from tests.cast import NOW, Season, World
from tests.crowd import crowd
from units.actors import SYSTEM
from units.models import Union, User
from units.services import jobs

EARLY = NOW - timedelta(days=20)
LATER = NOW + timedelta(days=10)


def city_council(world: World, *, inspector: Seat = Seat.SECRETARY) -> Council:
    """Quang, Kim and Hoa; Kim, who inspects, is the secretary or a member like others."""
    members = [
        (world.quang.person, Seat.CHAIR),
        (world.kim.person, inspector),
        (world.hoa.person, Seat.MEMBER),
    ]
    return councils.found_council(
        owner=world.city, name="Council", founded_by="12/QĐ", members=members, by=SYSTEM, now=EARLY
    )


def city_round(
    world: World, name: str, award: Award, *unions: Union, places: int | None = None
) -> AwardRound:
    """A spot round that takes nominations, with these unions nominated."""
    made = rounds.open_round(owner=world.city, name=name, kind="spot", closes_at=LATER, by=SYSTEM, now=EARLY)
    rounds.set_quota(round=made, award=award, places=places, by=SYSTEM, now=EARLY)
    made = rounds.start_nominations(round=made, by=SYSTEM, now=EARLY)
    for union in unions:
        nominations.nominate(
            round=made, award=award, union=union, reason="Good work", by=world.quang, now=EARLY
        )
    return made


def crowded_round(season: Season, award: Award, count: int) -> AwardRound:
    """A round with Ba Dinh and so many others nominated, to count a page's queries by."""
    made = city_round(season.world, "Đợt một", award, season.world.ba_dinh)
    Nomination.objects.bulk_create(
        Nomination(round=made, award=award, union=u, name=u.name, reason="x", nominated_at=NOW)
        for u in crowd(season, count)
    )
    return made


def estimate_round(season: Season, name: str) -> AwardRound:
    """A round on estimates of the season's phase, in preparation; the phase is closed and has a revision."""
    closed_by_hand(season.phase)
    return rounds.open_round(
        owner=season.world.city,
        name=name,
        kind=RoundKind.ESTIMATE,
        phase=season.phase,
        closes_at=LATER,
        by=SYSTEM,
        now=NOW,
    )


def sit(
    round: AwardRound, council: Council, *, voting: bool = True, ends_at: datetime = LATER
) -> CouncilSession:
    """Close the list and convene the council; with everybody present the vote is opened."""
    rounds.close_nominations(round=round, by=SYSTEM, now=EARLY)
    session = councils.convene_session(
        round=round, council=council, place="Hall", begins_at=EARLY, ends_at=ends_at, by=SYSTEM, now=EARLY
    )
    if voting:
        present = {i: Attendance.PRESENT for i in session.seats.values_list("person_id", flat=True)}
        sessions.mark_attendance(session=session, attendance=present, by=SYSTEM, now=EARLY)
        sessions.open_voting(session=session, by=SYSTEM, now=EARLY)
    return session


def vote_and_count(session: CouncilSession, choice: int = Choice.FOR) -> CouncilSession:
    """Everybody votes the same on everything; the job counts."""
    wanted = secret_nominations(session)
    marked = dict.fromkeys(wanted.values_list("pk", flat=True), choice)
    for person in session.seats.values_list("person_id", flat=True):
        ballots.cast_ballot(session=session, choices=marked, by=User.objects.get(person_id=person), now=NOW)
    sessions.end_session(session_id=session.pk, by=SYSTEM, now=NOW)
    jobs.run_all(now=NOW)
    session.refresh_from_db()
    return session


def preparing_session(world: World, **award: Any) -> CouncilSession:
    """A session on Ba Dinh and Long Bien that is convened and has not begun to vote; `award` changes the award."""
    found = city_round(world, "Đợt một", make_award("BK", **award), world.ba_dinh, world.long_bien)
    return sit(found, city_council(world), voting=False)


def voting_session(world: World, **award: Any) -> CouncilSession:
    """As `preparing_session`, with everybody present and the vote open."""
    found = city_round(world, "Đợt một", make_award("BK", **award), world.ba_dinh, world.long_bien)
    return sit(found, city_council(world))


def lost_session(world: World, council: Council, award: Award, *unions: Union) -> CouncilSession:
    """A counted session in which everybody was against everything, in a round that allows a second ballot."""
    found = city_round(world, "Lost", award, *unions)
    allow_second_ballot(round=found, rule="Quy chế Hội đồng, Điều 9", by=world.quang, now=EARLY)
    return vote_and_count(sit(found, council), Choice.AGAINST)


def again(first: CouncilSession, *, voting: bool = True, **fields: Any) -> CouncilSession:
    """The second ballot after a counted session; with everybody present the vote is opened."""
    times = {"begins_at": NOW, "ends_at": LATER}
    told = {"reason": "Thiếu phiếu", "place": "Hall", "by": SYSTEM, "now": NOW}
    session = convene_again(session=first, **{**times, **told, **fields})
    if voting:
        present = {i: Attendance.PRESENT for i in session.seats.values_list("person_id", flat=True)}
        sessions.mark_attendance(session=session, attendance=present, by=SYSTEM, now=NOW)
        sessions.open_voting(session=session, by=SYSTEM, now=NOW)
    return session


def decided(world: World, round: AwardRound, number: str = "737/QĐ-LĐLĐ") -> Decision:
    """The decision of a counted round."""
    return decisions.issue_decision(
        round=round,
        number=number,
        decided_on=date(2024, 7, 20),
        signer_name="Hà Minh Đức",
        signer_title="Phó Chủ tịch",
        by=world.quang,
        now=NOW,
    )


def places_of_awards(season: Season) -> dict[str, int]:
    """A thing for each address that names one."""
    world, award = season.world, make_award("BK")
    council = city_council(world, inspector=Seat.MEMBER)
    draft = rounds.open_round(
        owner=world.city, name="Draft", kind="spot", closes_at=LATER, by=SYSTEM, now=EARLY
    )
    rounds.set_quota(round=draft, award=award, by=SYSTEM, now=EARLY)
    taking = city_round(world, "Open", award, world.ba_dinh)
    closed = city_round(world, "Closed", award, world.ba_dinh)
    rounds.close_nominations(round=closed, by=SYSTEM, now=EARLY)
    preparing = sit(city_round(world, "Preparing", award, world.ba_dinh), council, voting=False)
    voting = sit(city_round(world, "Voting", award, world.ba_dinh), council)
    both = (world.ba_dinh, world.long_bien)
    tied = vote_and_count(sit(city_round(world, "Tied", award, *both, places=1), council))
    lost = lost_session(world, council, award, world.ba_dinh)
    done = vote_and_count(sit(city_round(world, "Done", award, *both), council))
    decision = decided(world, done.round)
    grant = Grant.objects.filter(decision=decision).order_by("pk")[0]
    nomination = Nomination.objects.get(round=taking)
    return {
        "round-open": draft.pk, "session-new": closed.pk, "council": council.pk, "titles": season.campaign.pk,
        "council-session": preparing.pk, "session-postpone": preparing.pk, "session-attendance": preparing.pk,
        "session-start": preparing.pk, "session-counts": voting.pk, "session-end": voting.pk, "ballot": voting.pk,
        "session-prolong": voting.pk, "round-move": taking.pk, "session-again": lost.pk,
        "session-settle": tied.pk, "session-minutes": tied.pk, "decision-new": tied.round_id,
        "decision": decision.pk, "decision-export": decision.pk, "grant-revoke": grant.pk, "public-award": grant.pk,
        "nomination": nomination.pk, "nomination-withdraw": nomination.pk,
        **dict.fromkeys(
            ("round", "round-quotas", "round-close", "nominations-export", "nominate", "nominate-standings",
             "round-second-ballot"), taking.pk
        ),
    }  # fmt: skip
