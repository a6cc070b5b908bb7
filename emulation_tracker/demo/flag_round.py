"""The round of Hanoi's first phase of 2024: its flag by secret ballot, certificates by show of hands, a tie settled."""

from datetime import date, timedelta

from awards.choices import Outcome, RoundKind
from awards.models import AwardRound, Council, CouncilSession
from awards.services import nominations, rounds, sessions
from campaigns.models import Phase
from emulation_tracker.demo.accounts import signer_of
from emulation_tracker.demo.award_steps import CERTIFICATE, FLAG, at, award, decide, read_everything
from emulation_tracker.demo.clock import Clock
from emulation_tracker.demo.councils import (
    Sitting,
    Votes,
    account,
    end,
    open_sitting,
    raise_hands,
    staff_of,
    vote_in_secret,
)
from units.models import Cluster, Union

#: Who registered for the flag when the campaign was launched.
REGISTERED = ("HN-DD", "HN-HM", "HN-LB", "HN-HBT", "HN-HK", "HN-HD", "HN-SS")
FLAG_VOTES: dict[str, Votes] = {
    "HN-DD": (9, 0, 0), "HN-HM": (8, 1, 0), "HN-LB": (8, 0, 1), "HN-HBT": (6, 3, 0), "HN-HD": (9, 0, 0),
    "HN-SS": (8, 1, 0),
}  # fmt: skip
CERTIFICATE_VOTES: dict[str, Votes] = {
    "HN-HBT": (9, 0, 0), "HN-SS": (8, 1, 0), "HN-UH": (8, 0, 1), "HN-HK": (6, 3, 0),
}  # fmt: skip
OPENED, CLOSED, DAY = at(2024, 8, 12), at(2024, 8, 21, 0), date(2024, 8, 30)


def hold_flag(city: Union, council: Council, clock: Clock) -> None:
    """The round from its opening to the decision; the chair gives the last place of a tie to LĐLĐ quận Hoàng Mai."""
    round_ = _open_round(city)
    _nominate(round_)
    rounds.close_nominations(round=round_, by=staff_of(city), now=CLOSED)
    sitting = Sitting("Hội trường LĐLĐ thành phố", at(2024, 8, 26, 14), at(2024, 8, 26, 17), ("hoidong.tg",))
    session = open_sitting(round_, council, sitting)
    names = dict(Union.objects.values_list("code", "name"))
    soon = sitting.begins_at + timedelta(minutes=40)
    vote_in_secret(session, {names[code]: votes for code, votes in FLAG_VOTES.items()}, soon)
    raise_hands(session, {names[code]: votes for code, votes in CERTIFICATE_VOTES.items()}, soon)
    end(session, sitting.begins_at + timedelta(hours=1), clock.now)
    _settle(session, "HN-HM")
    decide(round_, council, DAY)
    read_everything(at(2024, 12, 31))


def _open_round(city: Union) -> AwardRound:
    """The round with its quotas: two clusters have places of their own for the flag."""
    staff, phase = staff_of(city), Phase.objects.get(campaign__code="HN-2024", number=1)
    round_ = rounds.open_round(
        owner=city,
        phase=phase,
        campaign=phase.campaign,
        kind=RoundKind.FINAL,
        name="Khen thưởng đợt 1 năm 2024",
        closes_at=CLOSED,
        is_sample=True,
        by=staff,
        now=OPENED,
    )
    for code, offered, places in (("HN-C1", 4, 2), ("HN-C5", 2, 1)):
        rounds.set_quota(
            round=round_,
            award=award(FLAG, DAY),
            cluster=Cluster.objects.get(code=code),
            nominations=offered,
            places=places,
            by=staff,
            now=OPENED,
        )
    rounds.set_quota(round=round_, award=award(f"{CERTIFICATE}-TT", DAY), places=3, by=staff, now=OPENED)
    return rounds.start_nominations(round=round_, by=staff, now=OPENED)


def _nominate(round_: AwardRound) -> None:
    """The best of each cluster for the flag, others by themselves for a certificate."""
    nominations.nominate_from_standings(
        round=round_,
        award=award(FLAG, DAY),
        best=4,
        by=staff_of(round_.owner),
        now=OPENED + timedelta(hours=2),
    )
    certificate = award(f"{CERTIFICATE}-TT", DAY)
    for union in Union.objects.filter(code__in=CERTIFICATE_VOTES).order_by("code"):
        nominations.nominate(
            round=round_,
            award=certificate,
            union=union,
            reason="Hoàn thành tốt các chỉ tiêu đăng ký của đợt 1.",
            by=signer_of(union),
            now=OPENED + timedelta(days=2),
        )


def _settle(session: CouncilSession, winner: str) -> None:
    """The chair gives the last place of a tie to one union."""
    tied = session.round.nominations.filter(tallies__outcome=Outcome.TIED, union__code=winner)
    sessions.settle_tie(
        session=session,
        winners=list(tied.values_list("pk", flat=True)),
        reason="Bằng phiếu và bằng điểm; ưu tiên đơn vị chưa được tặng Cờ thi đua năm trước.",
        by=account("hoidong"),
        now=at(2024, 8, 26, 15, 30),
    )
