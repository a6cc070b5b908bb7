"""The demo's councils: invented people with accounts, and a session from its convening to its tally."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from awards.choices import Attendance, Choice, Seat, Voting
from awards.models import AwardRound, Council, CouncilSession, Nomination, Turnout
from awards.services import ballots, councils, sessions
from emulation_tracker.demo.accounts import PASSWORD
from units.actors import SYSTEM
from units.choices import Role
from units.models import Union, User
from units.services import jobs, people

#: The account, the name and the post of those who have none in the workbooks. All of them are invented.
PEOPLE = (
    ("hoidong", "Hà Minh Đức", "HN", "Phó Chủ tịch", Role.VICE_CHAIR),
    ("hoidong.tg", "Phan Thị Lệ Thu", "HN", "Trưởng Ban Tuyên giáo – Nữ công", Role.OFFICER),
    ("hoidong.tc", "Mai Quốc Cường", "HN", "Trưởng Ban Tổ chức", Role.OFFICER),
    ("hoidong.vp", "Dương Thị Kim Oanh", "HN", "Chánh Văn phòng", Role.OFFICER),
    ("tld", "Lương Gia Bách", "TLD", "Phó Chủ tịch", Role.VICE_CHAIR),
    ("tld.thuky", "Kiều Thị Ánh Dương", "TLD", "Chuyên viên Thi đua – Khen thưởng", Role.OFFICER),
    ("tld.tg", "Quách Đình Phú", "TLD", "Trưởng Ban Tuyên giáo", Role.OFFICER),
    ("tld.nc", "Tống Thị Diễm", "TLD", "Trưởng Ban Nữ công", Role.OFFICER),
    ("tld.vp", "Thái Hữu Lộc", "TLD", "Chánh Văn phòng", Role.OFFICER),
)
SINCE = date(2021, 1, 1)
#: Who sits in the councils: the chair, the secretary, the members.
CITY = (
    "hoidong",
    "liendoan",
    "kiemtra",
    "hoidong.tg",
    "hoidong.tc",
    "hoidong.vp",
    "badinh",
    "longbien",
    "dongda",
)
CONFEDERATION = ("tld", "tld.thuky", "tld.tg", "tld.nc", "tld.vp")
#: For, against and invalid votes.
Votes = tuple[int, int, int]


@dataclass(frozen=True)
class Sitting:
    """When and where a session is held, and who sends a written opinion instead of coming."""

    place: str
    begins_at: datetime
    ends_at: datetime
    written: tuple[str, ...] = ()


def account(username: str) -> User:
    """The demo's account of this user name, with its person."""
    return User.objects.select_related("person").get(username=username)


def staff_of(owner: Union) -> User:
    """The demo account that prepares a federation's rounds and decisions."""
    return account({"HN": "liendoan", "TLD": "tld.thuky"}[owner.code])


def appoint_people(now: datetime) -> None:
    """Everybody in `PEOPLE` gets an account and a post."""
    unions = {union.code: union for union in Union.objects.filter(code__in=("HN", "TLD"))}
    for username, name, code, title, role in PEOPLE:
        person = people.register_person(full_name=name, is_sample=True, by=SYSTEM, now=now)
        people.appoint(
            person=person, union=unions[code], title=title, role=role, since=SINCE, by=SYSTEM, now=now
        )
        people.open_account(
            username=username, person=person, password=PASSWORD, by=SYSTEM, now=now, check=False
        )


def found(owner: Union, name: str, usernames: Iterable[str], now: datetime) -> Council:
    """A council; the first is its chair and the second its secretary."""
    order = list(usernames)
    seats = [Seat.CHAIR, Seat.SECRETARY, *[Seat.MEMBER] * (len(order) - 2)]
    return councils.found_council(
        owner=owner,
        name=name,
        founded_by="Quyết định mẫu",
        by=SYSTEM,
        now=now,
        is_sample=True,
        members=[(account(username).person, seat) for username, seat in zip(order, seats, strict=True)],
    )


def open_sitting(round_: AwardRound, council: Council, sitting: Sitting) -> CouncilSession:
    """Convene the session, note who takes part, and open the vote."""
    session = councils.convene_session(
        round=round_,
        council=council,
        place=sitting.place,
        begins_at=sitting.begins_at,
        ends_at=sitting.ends_at,
        by=staff_of(council.owner),
        now=sitting.begins_at - timedelta(days=3),
    )
    attendance = {
        seat.person_id: Attendance.WRITTEN
        if seat.person.user.username in sitting.written
        else Attendance.PRESENT
        for seat in seats(session)
    }
    leader = chair_of(session)
    sessions.mark_attendance(session=session, attendance=attendance, by=leader, now=sitting.begins_at)
    sessions.open_voting(session=session, by=leader, now=sitting.begins_at)
    return session


def seats(session: CouncilSession) -> list[Turnout]:
    """The seats of a session in their order."""
    return list(session.seats.select_related("person__user"))


def chair_of(session: CouncilSession) -> User:
    """The account of the one who leads the session."""
    return session.seats.select_related("person__user").get(seat=Seat.CHAIR).person.user


def raise_hands(session: CouncilSession, votes: dict[str, Votes], now: datetime) -> None:
    """Enter what was counted by show of hands, by the name of whom is nominated."""
    shown = nominations_before(session).exclude(award__voting=Voting.SECRET)
    counts = {nomination.pk: votes[nomination.name] for nomination in shown}
    sessions.record_counts(session=session, counts=counts, by=chair_of(session), now=now)


def vote_in_secret(
    session: CouncilSession, votes: dict[str, Votes], now: datetime, *, only: tuple[str, ...] = ()
) -> None:
    """Members cast their ballots, all of them or `only` some, so that each nomination gets its votes."""
    secret = list(nominations_before(session).filter(award__voting=Voting.SECRET))
    for number, seat in enumerate(seats(session)):
        if only and seat.person.user.username not in only:
            continue
        choices = {
            nomination.pk: _choice(votes[nomination.name], number + shift)
            for shift, nomination in enumerate(secret)
        }
        ballots.cast_ballot(session=session, choices=choices, by=seat.person.user, now=now)


def nominations_before(session: CouncilSession) -> QuerySet[Nomination]:
    """The nominations before the council."""
    return session.round.nominations.not_withdrawn().select_related("award")


def _choice(votes: Votes, number: int) -> Choice:
    given = [Choice.FOR] * votes[0] + [Choice.AGAINST] * votes[1] + [Choice.INVALID] * votes[2]
    return given[number % len(given)]


def end(session: CouncilSession, ended_at: datetime, now: datetime) -> None:
    """The chair ends the session; the job counts."""
    sessions.end_session(session_id=session.pk, by=chair_of(session), now=ended_at)
    jobs.run_all(now=now)
