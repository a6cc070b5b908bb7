"""The demo's award rounds: the Covid-19 movement at two levels, the flag of 2024, and two rounds for whoever tries the demo.

The council, the people and the votes are invented, and so are the unions of the Covid-19 rounds; all of it is
marked as sample data.
"""

from datetime import date, datetime, timedelta

from awards.choices import Outcome, RoundKind
from awards.models import Award, AwardRound, Council, CouncilSession
from awards.services import catalogue, decisions, nominations, registrations, rounds, sessions
from campaigns.choices import IndicatorKind
from campaigns.models import Campaign, Phase, Result
from common.text import format_figure
from emulation_tracker.demo.accounts import signer_of
from emulation_tracker.demo.clock import HANOI, Clock
from emulation_tracker.demo.councils import (
    CITY,
    CONFEDERATION,
    Sitting,
    Votes,
    account,
    appoint_people,
    end,
    found,
    open_sitting,
    raise_hands,
    staff_of,
    vote_in_secret,
)  # fmt: skip
from units.actors import SYSTEM
from units.models import Cluster, Union, User
from units.services import notices

FLAG, CERTIFICATE = "CO-LDLD", "BK-LDLD"
FORTRESS = "Thực hiện tốt nội dung “Mỗi công đoàn cơ sở là một pháo đài, là mái nhà bình yên”."
SOLDIER = "Thực hiện tốt nội dung “Mỗi cán bộ, đoàn viên, CNVCLĐ là một chiến sĩ”."
#: Who is nominated in the Covid-19 rounds, and the votes: collectives by their codes, people by a union and an
#: invented name.
Votings = dict[tuple[str, str], Votes]
AT_CONFEDERATION: Votings = {
    ("SS-HC2", ""): (5, 0, 0), ("SS-DN1", ""): (4, 1, 0), ("SS-DN3", ""): (3, 1, 1),
    ("SS-HC2", "Lâm Thị Bích Ngà"): (5, 0, 0), ("SS-DN1", "Cao Văn Thiện"): (4, 0, 1),
    ("SS-HC1", "Đinh Thị Mỹ Hạnh"): (3, 2, 0),
}  # fmt: skip
AT_CITY: Votings = {
    ("SS-DN2", ""): (9, 0, 0), ("SS-HC1", ""): (8, 1, 0), ("SS-HC3", ""): (8, 0, 1), ("SS-DN3", ""): (6, 3, 0),
    ("SS-HC1", "Đinh Thị Mỹ Hạnh"): (9, 0, 0), ("SS-DN2", "Vi Văn Tuấn"): (8, 1, 0), ("SS-HC3", "Ninh Thị Sen"): (7, 2, 0),
}  # fmt: skip
#: Who registered for the flag when Hanoi's campaign of 2024 was launched.
REGISTERED = ("HN-DD", "HN-HM", "HN-LB", "HN-HBT", "HN-HK", "HN-HD", "HN-SS")
FLAG_VOTES: dict[str, Votes] = {
    "HN-DD": (9, 0, 0), "HN-HM": (8, 1, 0), "HN-LB": (8, 0, 1), "HN-HBT": (6, 3, 0), "HN-HD": (9, 0, 0), "HN-SS": (8, 1, 0),
}  # fmt: skip
CERTIFICATE_VOTES: dict[str, Votes] = {
    "HN-HBT": (9, 0, 0), "HN-SS": (8, 1, 0), "HN-UH": (8, 0, 1), "HN-HK": (6, 3, 0),
}  # fmt: skip
TRIED = ("HN-LB", "HN-HBT", "HN-DD", "HN-HK")


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment in Hanoi."""
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


def hold_rounds(*, stage: str, clock: Clock) -> None:
    """Everything about awards that a stage shows; nothing but the catalogue and the council's people at the first."""
    catalogue.load_catalogue(by=SYSTEM, now=clock.now)
    appoint_people(clock.now)
    if stage == "launched":
        return
    city, top = Union.objects.get(code="HN"), Union.objects.get(code="TLD")
    council = found(city, "Hội đồng Thi đua – Khen thưởng LĐLĐ thành phố", CITY, at(2021, 10, 8))
    upper = found(top, "Hội đồng Thi đua – Khen thưởng Tổng LĐLĐ Việt Nam", CONFEDERATION, at(2021, 10, 8))
    hold_covid(top, upper, "BK-TLD", AT_CONFEDERATION, places=2, clock=clock)
    hold_covid(city, council, "BK-LDLD", AT_CITY, places=3, clock=clock)
    read_everything(at(2022, 1, 1))
    register("CUM1-2023", ("HN-LB", "HN-HBT", "HN-HM", "HN-DD", "HN-HK", "HN-BD"), at(2023, 1, 9))
    register("HN-2024", REGISTERED, at(2024, 1, 22))
    if stage == "awarded":
        hold_flag(city, council, clock)
    open_spot_round(city, clock)
    open_vote(city, council, clock)


def register(code: str, unions: tuple[str, ...], now: datetime) -> None:
    """Unions register for the city's flag at the start of a campaign."""
    campaign, flag = Campaign.objects.get(code=code), award(FLAG, now.date())
    for union in Union.objects.filter(code__in=unions).order_by("code"):
        registrations.register_title(campaign=campaign, award=flag, union=union, by=signer_of(union), now=now)


def award(code: str, day: date) -> Award:
    """The award of this code under the rules of the day."""
    return Award.objects.on(day).get(code=code)


def hold_covid(
    owner: Union, council: Council, code: str, votes: Votings, *, places: int, clock: Clock
) -> None:
    """A round of the Covid-19 movement in November 2021, while it was still going on: collectives and people of one level."""
    opened, closed, day = at(2021, 10, 18), at(2021, 11, 6, 0), date(2021, 11, 12)
    staff, proposer = staff_of(owner), account("liendoan" if owner.code == "TLD" else "socson")
    collectives, persons = award(f"{code}-TT", day), award(f"{code}-CN", day)
    round_ = rounds.open_round(
        owner=owner, campaign=Campaign.objects.get(code="COVID-2021"), kind=RoundKind.SPOT, is_sample=True,
        name=f"Khen thưởng phòng, chống dịch Covid-19, đợt 1: {owner.short_name}", closes_at=closed, by=staff, now=opened,
    )  # fmt: skip
    rounds.set_quota(round=round_, award=collectives, nominations=4, places=places, by=staff, now=opened)
    rounds.set_quota(round=round_, award=persons, nominations=5, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    for union_code, name in votes:
        nominations.nominate(
            round=round_, award=persons if name else collectives, union=Union.objects.get(code=union_code), name=name,
            reason=SOLDIER if name else FORTRESS, by=proposer, now=opened + timedelta(days=7),
        )  # fmt: skip
    rounds.close_nominations(round=round_, by=staff, now=closed)
    sitting = Sitting("Họp trực tuyến", at(2021, 11, 10, 14), at(2021, 11, 10, 16, 30))
    session = open_sitting(round_, council, sitting)
    raise_hands(session, votes_by_name(votes), sitting.begins_at + timedelta(hours=1))
    end(session, sitting.begins_at + timedelta(hours=2), clock.now)
    decide(round_, council, day)


def read_everything(until: datetime) -> None:
    """Nobody is reminded today of what was written years ago."""
    for user in User.objects.filter(person__is_sample=True):
        notices.mark_all_read(by=user, now=until)


def votes_by_name(votes: Votings) -> dict[str, Votes]:
    """The votes by the name of whom is nominated: the person's, or the union's."""
    names = dict(Union.objects.values_list("code", "name"))
    return {name or names[code]: given for (code, name), given in votes.items()}


def decide(round_: AwardRound, council: Council, day: date) -> None:
    """The decision, with a number that no real one can have, signed by the council's chair."""
    post = council.members.get(seat="chair").person.appointments.select_related("post", "person").get()
    decisions.issue_decision(
        round=round_, number=f"MAU-{round_.owner.code}-{day:%Y}/QĐ", decided_on=day,
        signer_name=post.person.full_name, signer_title=post.post.title, by=staff_of(round_.owner), now=at(day.year, day.month, day.day, 10),
    )  # fmt: skip


def hold_flag(city: Union, council: Council, clock: Clock) -> None:
    """The flag of Hanoi's first phase of 2024 by secret ballot, and certificates by show of hands; the chair settles a tie."""
    opened, closed, day = at(2024, 8, 12), at(2024, 8, 21, 0), date(2024, 8, 30)
    staff = staff_of(city)
    phase = Phase.objects.get(campaign__code="HN-2024", number=1)
    flag, certificate = award(FLAG, day), award(f"{CERTIFICATE}-TT", day)
    round_ = rounds.open_round(
        owner=city, phase=phase, campaign=phase.campaign, kind=RoundKind.FINAL, is_sample=True,
        name="Khen thưởng đợt 1 năm 2024", closes_at=closed, by=staff, now=opened,
    )  # fmt: skip
    for code, offered, places in (("HN-C1", 4, 2), ("HN-C5", 2, 1)):
        cluster = Cluster.objects.get(code=code)
        rounds.set_quota(
            round=round_,
            award=flag,
            cluster=cluster,
            nominations=offered,
            places=places,
            by=staff,
            now=opened,
        )
    rounds.set_quota(round=round_, award=certificate, places=3, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    nominations.nominate_from_standings(
        round=round_, award=flag, best=4, by=staff, now=opened + timedelta(hours=2)
    )
    for union in Union.objects.filter(code__in=CERTIFICATE_VOTES).order_by("code"):
        nominations.nominate(
            round=round_, award=certificate, union=union, reason="Hoàn thành tốt các chỉ tiêu đăng ký của đợt 1.",
            by=signer_of(union), now=opened + timedelta(days=2),
        )  # fmt: skip
    rounds.close_nominations(round=round_, by=staff, now=closed)
    sitting = Sitting("Hội trường LĐLĐ thành phố", at(2024, 8, 26, 14), at(2024, 8, 26, 17), ("hoidong.tg",))
    session = open_sitting(round_, council, sitting)
    names = dict(Union.objects.values_list("code", "name"))
    soon = sitting.begins_at + timedelta(minutes=40)
    vote_in_secret(session, {names[code]: votes for code, votes in FLAG_VOTES.items()}, soon)
    raise_hands(session, {names[code]: votes for code, votes in CERTIFICATE_VOTES.items()}, soon)
    end(session, sitting.begins_at + timedelta(hours=1), clock.now)
    settle(session, "HN-HM")
    decide(round_, council, day)
    read_everything(at(2024, 12, 31))


def settle(session: CouncilSession, winner: str) -> None:
    """The chair gives the last place of a tie to one union."""
    tied = session.round.nominations.filter(tally__outcome=Outcome.TIED, union__code=winner)
    sessions.settle_tie(
        session=session, winners=list(tied.values_list("pk", flat=True)), by=account("hoidong"), now=at(2024, 8, 26, 15, 30),
        reason="Bằng phiếu và bằng điểm; ưu tiên đơn vị chưa được tặng Cờ thi đua năm trước.",
    )  # fmt: skip


def open_spot_round(city: Union, clock: Clock) -> None:
    """A spot round that takes nominations now, so that they can be tried."""
    opened, day, staff = clock.midnight(-6), clock.now.astimezone(HANOI).date(), staff_of(city)
    round_ = rounds.open_round(
        owner=city, kind=RoundKind.SPOT, name="Khen thưởng đột xuất: người tốt, việc tốt", is_sample=True,
        closes_at=clock.midnight(9), by=staff, now=opened,
    )  # fmt: skip
    collectives, persons = award(f"{CERTIFICATE}-TT", day), award(f"{CERTIFICATE}-CN", day)
    rounds.set_quota(round=round_, award=collectives, nominations=10, places=5, by=staff, now=opened)
    rounds.set_quota(round=round_, award=persons, nominations=20, places=10, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    nominations.nominate(
        round=round_, award=persons, union=Union.objects.get(code="SS-DN1"), name="Hứa Văn Bền",
        reason="Cứu hai đồng nghiệp trong vụ cháy kho ngày 12.", by=account("socson"), now=clock.midnight(-2),
    )  # fmt: skip


def open_vote(city: Union, council: Council, clock: Clock) -> None:
    """A secret ballot that goes on now: three members have voted, and the accounts of the sign-in page may."""
    phase = Phase.objects.get(campaign__code="CUM1-2023", number=1)
    opened, day, staff = clock.midnight(-12), clock.now.astimezone(HANOI).date(), staff_of(city)
    round_ = rounds.open_round(
        owner=city, phase=phase, campaign=phase.campaign, kind=RoundKind.FINAL, is_sample=True,
        name="Cờ thi đua của Cụm thi đua số 1, 6 tháng đầu năm 2023", closes_at=clock.midnight(-4), by=staff, now=opened,
    )  # fmt: skip
    flag = award(FLAG, day)
    rounds.set_quota(round=round_, award=flag, nominations=4, places=2, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    for union in Union.objects.filter(code__in=TRIED).order_by("code"):
        nominations.nominate(
            round=round_, award=flag, union=union, reason=printed(phase, union), by=signer_of(union), now=clock.midnight(-8)
        )  # fmt: skip
    rounds.close_nominations(round=round_, by=staff, now=clock.midnight(-4))
    begins, ends = clock.midnight(-1) + timedelta(hours=14), clock.midnight(5) + timedelta(hours=17)
    sitting = Sitting("Phòng họp LĐLĐ thành phố", begins, ends, ("hoidong.tg",))
    session = open_sitting(round_, council, sitting)
    vote_in_secret(
        session, dict.fromkeys(Union.objects.filter(code__in=TRIED).values_list("name", flat=True), (1, 0, 0)),
        clock.now, only=("hoidong.tg", "hoidong.tc", "hoidong.vp"),
    )  # fmt: skip


def printed(phase: Phase, union: Union) -> str:
    """What the published report says of a union, as the reason why it is nominated."""
    rows = Result.objects.filter(participant__phase=phase, participant__union=union, value__isnull=False)
    figures = [
        row.indicator.name
        if row.indicator.kind == IndicatorKind.YES_NO
        else f"{row.indicator.name}: {format_figure(row.value)}"
        for row in rows.select_related("indicator").order_by("indicator__order")
    ]
    return "; ".join(figures) + "."
