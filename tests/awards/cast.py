"""An award round of the season's city: two awards, a council of five, and the steps to a counted session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import Attendance, Catalogue, Choice, Recipient, RoundKind, Seat, Voting
from awards.models import Award, AwardRound, Council, CouncilSession, Nomination, Registration, RuleSet
from awards.services import ballots, councils, nominations, rounds, sessions
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, ClusterRevision, Phase, Seal
from tests.cast import World, after, at
from tests.held import held_in
from units.actors import SYSTEM
from units.choices import Level
from units.models import Union, User
from units.services import jobs, people

#: The round takes nominations in September; the council votes on 10 October from 8 to 12.
OPENS, ENDS = at(2024, 9, 1), at(2024, 10, 1)
BEGINS, VOTE_ENDS = at(2024, 10, 10, 8), at(2024, 10, 10, 12)
VOTING = at(2024, 10, 10, 9)
COUNTED = at(2024, 10, 10, 13)


def make_award(code: str, **changes: Any) -> Award:
    """An award of the rules of 2024: by default a form for collectives, in secret, 80 %, decided by the city."""
    rules, _made = RuleSet.objects.get_or_create(
        code="R1",
        defaults={
            "title": "Quy chế khen thưởng",
            "number": "999/QĐ-TLĐ",
            "issuer": "Tổng LĐLĐ Việt Nam",
            "effective_from": date(2024, 1, 1),
        },
    )
    fields = {
        "name": f"Award {code}",
        "catalogue": Catalogue.FORM,
        "recipient": Recipient.COLLECTIVE,
        "decided_by": Level.CITY,
        "voting": Voting.SECRET,
        "citation": "Art. 1",
        "order": Award.objects.count() + 1,
    }
    return Award.objects.create(rule_set=rules, code=code, **{**fields, **changes})


def closed_by_hand(phase: Phase, *, status: int = PhaseStatus.CLOSED) -> None:
    """The phase as if its first revision had been computed, or sealed, without a figure in it."""
    Phase.objects.filter(pk=phase.pk).update(status=status, closed_at=OPENS)
    phase.refresh_from_db()
    held = held_in(status)
    for cluster in set(phase.participants.values_list("cluster_id", flat=True)):
        ClusterRevision.objects.update_or_create(
            phase=phase, cluster_id=cluster, defaults={"number": 1, "status": held}
        )
        if status == PhaseStatus.FINAL:
            Seal.objects.create(
                phase=phase, cluster_id=cluster, revision=1, ordered_at=OPENS, sealed_at=OPENS, sha256="00",
                document=b"", format=1,
            )  # fmt: skip


def make_round(world: World, **changes: Any) -> AwardRound:
    """A spot round of the city, in preparation."""
    fields = {"owner": world.city, "name": "Round 1", "kind": RoundKind.SPOT, "closes_at": ENDS}
    return rounds.open_round(**{**fields, "by": SYSTEM, "now": OPENS, **changes})


def open_with(round: AwardRound, *awards: Award, **quota: Any) -> AwardRound:
    """Considers these awards and takes nominations."""
    for award in awards:
        rounds.set_quota(round=round, award=award, by=SYSTEM, now=OPENS, **quota)
    return rounds.start_nominations(round=round, by=SYSTEM, now=OPENS)


def nominate(round: AwardRound, award: Award, union: Union, **fields: Any) -> Nomination:
    """Nominated by the system."""
    given = {"reason": "Good work", "by": SYSTEM, "now": OPENS, **fields}
    return nominations.nominate(round=round, award=award, union=union, **given)


def make_council(world: World, size: int = 5) -> Council:
    """A council of the city: Quang chairs, Kim is secretary, the others are members with accounts of their own.

    A second council has the same people.
    """
    members = [(world.quang.person, Seat.CHAIR), (world.kim.person, Seat.SECRETARY)]
    for n in range(3, size + 1):
        if f"member{n}" not in world.users:
            person = people.register_person(full_name=f"Member {n}", email="", by=SYSTEM, now=OPENS)
            world.users[f"member{n}"] = User.objects.create(username=f"member{n}", person=person)
        members.append((world.users[f"member{n}"].person, Seat.MEMBER))
    before = Council.objects.filter(owner=world.city).count()
    name = f"Council {before + 1}" if before else "Council"
    return councils.found_council(
        owner=world.city, name=name, founded_by="12/QĐ", members=members, by=SYSTEM, now=OPENS
    )


@dataclass
class Chamber:
    """A council's session in the world of the tests."""

    world: World
    round: AwardRound
    session: CouncilSession
    voters: list[User] = field(default_factory=list)

    @property
    def nominations(self) -> list[Nomination]:
        """Those that the session votes on, in the order in which they were made."""
        return list(self.round.nominations.filter(last_ballot__gte=self.session.number).order_by("pk"))

    def fresh(self) -> CouncilSession:
        """The session as it is now."""
        return CouncilSession.objects.get(pk=self.session.pk)

    def vote(self, user: User, *choices: int, now: datetime = VOTING) -> int:
        """A ballot: a choice for each nomination in the order in which they were made."""
        marked: Mapping[int, int] = {
            n.pk: choice for n, choice in zip(self.nominations, choices, strict=True)
        }
        return ballots.cast_ballot(session=self.session, choices=marked, by=user, now=now)

    def all_vote(self, *yes: int) -> None:
        """So many of the members vote for each nomination, the others against."""
        for number, user in enumerate(self.voters):
            self.vote(user, *(Choice.FOR if number < count else Choice.AGAINST for count in yes))

    def end(self, now: datetime = COUNTED) -> CouncilSession:
        """Ended and counted."""
        assert sessions.end_session(session_id=self.session.pk, by=SYSTEM, now=now)
        jobs.run_all(now=now)
        return self.fresh()


def fault_of(act: Any, *args: Any, **fields: Any) -> dict[str, list[str]]:
    """The faults, by field, with which a service refuses."""
    with pytest.raises(ValidationError) as error:
        act(*args, **fields)
    return error.value.message_dict


def register(
    campaign: Campaign, award: Award, union: Union, *, name: str = "x", key: str = "", now: datetime = OPENS
) -> Registration:
    """A registration for a title, as it stands in the database; the key of a collective is empty."""
    return Registration.objects.create(
        campaign=campaign, award=award, union=union, name=name, name_key=key, registered_at=now
    )


def convene(world: World, round: AwardRound, *, size: int = 5, voting: bool = True) -> Chamber:
    """Close the nominations, convene a council of this size and, if so wished, open the vote with everybody present."""
    rounds.close_nominations(round=round, by=SYSTEM, now=ENDS)
    council = make_council(world, size)
    session = councils.convene_session(
        round=round,
        council=council,
        place="Hall",
        begins_at=BEGINS,
        ends_at=VOTE_ENDS,
        by=SYSTEM,
        now=after(ENDS, days=1),
    )
    voters = [User.objects.get(person_id=m.person_id) for m in council.members.all()]
    chamber = Chamber(world, round, session, voters)
    if voting:
        everybody = {u.person_id: Attendance.PRESENT for u in voters}
        sessions.mark_attendance(session=session, attendance=everybody, by=SYSTEM, now=BEGINS)
        sessions.open_voting(session=session, by=SYSTEM, now=BEGINS)
    return chamber


def make_chamber(world: World, *, size: int = 5, voting: bool = True, how: str = Voting.SECRET) -> Chamber:
    """Ba Dinh and Long Bien are nominated for one award, and the council is convened."""
    award = make_award("BK", voting=how)
    round = open_with(make_round(world), award)
    for union in (world.ba_dinh, world.long_bien):
        nominate(round, award, union)
    return convene(world, round, size=size, voting=voting)
