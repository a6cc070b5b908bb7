"""A council that votes a second time: the first ballot counted, a rule that allows another, and the session of it."""

from datetime import datetime
from typing import Any

from awards.choices import Attendance, Choice
from awards.models import Award, AwardRound, CouncilSession, Decision, Nomination, Tally
from awards.services import ballots, decisions, sessions
from awards.services.second_ballot import allow_second_ballot, convene_again
from tests.awards.cast import COUNTED, Chamber, convene, make_award, make_round, nominate, open_with
from tests.awards.matrix_cast import city_council, city_round, sit, vote_and_count
from tests.cast import NOW, World, after
from units.actors import SYSTEM
from units.models import Union, User
from units.services import jobs

RULE = "Working regulations, Art. 9"
#: The second ballot is set up on the day of the first and held a week later.
SET_UP = after(COUNTED, hours=1)
BEGINS, ENDS = after(COUNTED, days=7), after(COUNTED, days=7, hours=3)
VOTING, DONE = after(BEGINS, hours=1), after(ENDS, hours=1)


def counted(
    world: World, *votes: int, places: int | None = None, rule: str = RULE, size: int = 5, **award: Any
) -> Chamber:
    """A union nominated for each number of votes, and the first ballot counted; four of five votes are needed."""
    made = make_award("BK", **award)
    round = make_round(world)
    allow_second_ballot(round=round, rule=rule, by=SYSTEM, now=COUNTED)
    open_with(round, made, places=places)
    for union in unions(world)[: len(votes)]:
        nominate(round, made, union)
    return vote(convene(world, round, size=size), *votes)


def unions(world: World) -> tuple[Union, ...]:
    return world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong


def vote(chamber: Chamber, *votes: int) -> Chamber:
    """Everybody votes, and the job counts."""
    chamber.all_vote(*votes)
    chamber.end()
    return chamber


def again(chamber: Chamber, **changes: Any) -> CouncilSession:
    """The second ballot as the chair sets it up."""
    given = {
        "session": chamber.session,
        "reason": "Too few came to an end",
        "place": "Hall 2",
        "begins_at": BEGINS,
        "ends_at": ENDS,
        "by": chamber.world.quang,
        "now": SET_UP,
    }
    return convene_again(**{**given, **changes})


class SecondChamber(Chamber):
    """The council at its second ballot."""

    def vote(self, user: Any, *choices: int, now: datetime = VOTING) -> int:
        return super().vote(user, *choices, now=now)

    def end(self, now: datetime = DONE) -> CouncilSession:
        return super().end(now)


def sitting_again(first: Chamber, **changes: Any) -> SecondChamber:
    """Set up, everybody present, the vote open."""
    session = again(first, **changes)
    chamber = SecondChamber(first.world, first.round, session, first.voters)
    everybody = {user.person_id: Attendance.PRESENT for user in first.voters}
    sessions.mark_attendance(session=session, attendance=everybody, by=SYSTEM, now=BEGINS)
    sessions.open_voting(session=session, by=SYSTEM, now=BEGINS)
    return chamber


def results(session: CouncilSession) -> list[tuple[int, int | None, str]]:
    """Votes, place and outcome of a session's nominations in their order."""
    rows = Tally.objects.filter(session=session).order_by("nomination_id")
    return list(rows.values_list("votes_for", "place", "outcome"))


def decide(chamber: Chamber, **changes: Any) -> Decision:
    """The decision, two weeks later."""
    day = after(COUNTED, days=14)
    given = {"number": "737/QĐ", "signer_name": "Lê Văn A", "signer_title": "Chủ tịch"}
    told = {"decided_on": day.date(), "by": SYSTEM, "now": day}
    return decisions.issue_decision(round=chamber.round, **{**given, **told, **changes})


def standing(round: AwardRound) -> list[int]:
    """The number of the last ballot of each nomination."""
    return list(Nomination.objects.filter(round=round).order_by("pk").values_list("last_ballot", flat=True))


def another_text(award: Award, *, allows: bool) -> None:
    """The text that an award stands in says itself whether there may be a second ballot."""
    type(award.rule_set).objects.filter(pk=award.rule_set_id).update(second_ballot=allows)


# --- For pages, in July ---------------------------------------------------------------------------------
def first_of(world: World, *choices: int, rule: str = RULE, **quota: Any) -> CouncilSession:
    """A counted session on two unions: everybody votes `choices`, by default against both."""
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien, **quota)
    allow_second_ballot(round=found, rule=rule, by=SYSTEM, now=NOW)
    session = sit(found, city_council(world))
    if not choices:
        return vote_and_count(session, Choice.AGAINST)
    return vote_by_all(session, *choices)


def vote_by_all(session: CouncilSession, *choices: int) -> CouncilSession:
    """Everybody casts the same ballot, and the job counts."""
    pks = session.round.nominations.order_by("pk").values_list("pk", flat=True)
    marked = dict(zip(pks, choices, strict=True))
    for person in session.seats.values_list("person_id", flat=True):
        user = User.objects.get(person_id=person)
        ballots.cast_ballot(session=session, choices=marked, by=user, now=NOW)
    sessions.end_session(session_id=session.pk, by=SYSTEM, now=NOW)
    jobs.run_all(now=NOW)
    session.refresh_from_db()
    return session
