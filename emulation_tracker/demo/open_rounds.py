"""Two rounds for whoever tries the demo today: one takes nominations, in the other a secret ballot goes on."""

from datetime import timedelta

from awards.choices import RoundKind
from awards.models import AwardRound, Council
from awards.services import nominations, rounds
from campaigns.choices import IndicatorKind
from campaigns.models import Phase, Result
from common.text import format_figure
from emulation_tracker.demo.accounts import signer_of
from emulation_tracker.demo.award_steps import CERTIFICATE, FLAG, award
from emulation_tracker.demo.clock import HANOI, Clock
from emulation_tracker.demo.councils import Sitting, account, open_sitting, staff_of, vote_in_secret
from units.models import Union

#: Who is nominated in the round whose ballot goes on.
NOMINATED = ("HN-LB", "HN-HBT", "HN-DD", "HN-HK")


def open_spot_round(city: Union, clock: Clock) -> None:
    """A spot round that takes nominations now, so that they can be tried."""
    opened, day, staff = clock.midnight(-6), clock.now.astimezone(HANOI).date(), staff_of(city)
    round_ = rounds.open_round(
        owner=city,
        kind=RoundKind.SPOT,
        name="Khen thưởng đột xuất: người tốt, việc tốt",
        closes_at=clock.midnight(9),
        is_sample=True,
        by=staff,
        now=opened,
    )
    collectives, persons = award(f"{CERTIFICATE}-TT", day), award(f"{CERTIFICATE}-CN", day)
    rounds.set_quota(round=round_, award=collectives, nominations=10, places=5, by=staff, now=opened)
    rounds.set_quota(round=round_, award=persons, nominations=20, places=10, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    nominations.nominate(
        round=round_,
        award=persons,
        union=Union.objects.get(code="SS-DN1"),
        name="Hứa Văn Bền",
        reason="Cứu hai đồng nghiệp trong vụ cháy kho ngày 12.",
        by=account("socson"),
        now=clock.midnight(-2),
    )


def open_vote(city: Union, council: Council, clock: Clock) -> None:
    """A secret ballot that goes on now: three members have voted, and the accounts of the sign-in page may."""
    round_ = _closed_round(city, clock)
    begins, ends = clock.midnight(-1) + timedelta(hours=14), clock.midnight(5) + timedelta(hours=17)
    sitting = Sitting("Phòng họp LĐLĐ thành phố", begins, ends, ("hoidong.tg",))
    session = open_sitting(round_, council, sitting)
    names = Union.objects.filter(code__in=NOMINATED).values_list("name", flat=True)
    voted = ("hoidong.tg", "hoidong.tc", "hoidong.vp")
    vote_in_secret(session, dict.fromkeys(names, (1, 0, 0)), clock.now, only=voted)


def _closed_round(city: Union, clock: Clock) -> AwardRound:
    """The round of the flag of Cluster 1 up to the end of nominations."""
    phase = Phase.objects.get(campaign__code="CUM1-2023", number=1)
    opened, closed = clock.midnight(-12), clock.midnight(-4)
    staff, flag = staff_of(city), award(FLAG, clock.now.astimezone(HANOI).date())
    round_ = rounds.open_round(
        owner=city,
        phase=phase,
        campaign=phase.campaign,
        kind=RoundKind.FINAL,
        name="Cờ thi đua của Cụm thi đua số 1, 6 tháng đầu năm 2023",
        closes_at=closed,
        is_sample=True,
        by=staff,
        now=opened,
    )
    rounds.set_quota(round=round_, award=flag, nominations=4, places=2, by=staff, now=opened)
    rounds.start_nominations(round=round_, by=staff, now=opened)
    for union in Union.objects.filter(code__in=NOMINATED).order_by("code"):
        nominations.nominate(
            round=round_,
            award=flag,
            union=union,
            reason=_printed(phase, union),
            by=signer_of(union),
            now=clock.midnight(-8),
        )
    rounds.close_nominations(round=round_, by=staff, now=closed)
    return round_


def _printed(phase: Phase, union: Union) -> str:
    """What the published report says of a union, as the reason why it is nominated."""
    rows = Result.objects.filter(participant__phase=phase, participant__union=union, value__isnull=False)
    figures = [
        row.indicator.name
        if row.indicator.kind == IndicatorKind.YES_NO
        else f"{row.indicator.name}: {format_figure(row.value)}"
        for row in rows.select_related("indicator").order_by("indicator__order")
    ]
    return "; ".join(figures) + "."
