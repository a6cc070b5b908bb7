"""The Covid-19 movement's rounds of November 2021, held while it went on: by the confederation and by the city."""

from datetime import date, timedelta

from awards.choices import RoundKind
from awards.models import AwardRound, Council
from awards.services import nominations, rounds
from campaigns.models import Campaign
from emulation_tracker.demo.award_steps import at, award, decide
from emulation_tracker.demo.clock import Clock
from emulation_tracker.demo.councils import Sitting, Votes, account, end, open_sitting, raise_hands, staff_of
from units.models import Union

FORTRESS = "Thực hiện tốt nội dung “Mỗi công đoàn cơ sở là một pháo đài, là mái nhà bình yên”."
SOLDIER = "Thực hiện tốt nội dung “Mỗi cán bộ, đoàn viên, CNVCLĐ là một chiến sĩ”."
#: Who is nominated, and the votes: collectives by their codes, people by a union and an invented name.
Votings = dict[tuple[str, str], Votes]
AT_CONFEDERATION: Votings = {
    ("SS-HC2", ""): (5, 0, 0), ("SS-DN1", ""): (4, 1, 0), ("SS-DN3", ""): (3, 1, 1),
    ("SS-HC2", "Lâm Thị Bích Ngà"): (5, 0, 0), ("SS-DN1", "Cao Văn Thiện"): (4, 0, 1),
    ("SS-HC1", "Đinh Thị Mỹ Hạnh"): (3, 2, 0),
}  # fmt: skip
AT_CITY: Votings = {
    ("SS-DN2", ""): (9, 0, 0), ("SS-HC1", ""): (8, 1, 0), ("SS-HC3", ""): (8, 0, 1), ("SS-DN3", ""): (6, 3, 0),
    ("SS-HC1", "Đinh Thị Mỹ Hạnh"): (9, 0, 0), ("SS-DN2", "Vi Văn Tuấn"): (8, 1, 0),
    ("SS-HC3", "Ninh Thị Sen"): (7, 2, 0),
}  # fmt: skip
OPENED, CLOSED, DAY = at(2021, 10, 18), at(2021, 11, 6, 0), date(2021, 11, 12)


def hold_covid(
    owner: Union, council: Council, code: str, votes: Votings, *, places: int, clock: Clock
) -> None:
    """One level's round for collectives and people: nominated, voted on by show of hands, decided."""
    round_ = _close_round(owner, code, votes, places)
    sitting = Sitting("Họp trực tuyến", at(2021, 11, 10, 14), at(2021, 11, 10, 16, 30))
    session = open_sitting(round_, council, sitting)
    raise_hands(session, _by_name(votes), sitting.begins_at + timedelta(hours=1))
    end(session, sitting.begins_at + timedelta(hours=2), clock.now)
    decide(round_, council, DAY)


def _close_round(owner: Union, code: str, votes: Votings, places: int) -> AwardRound:
    """The round from its opening to the end of nominations; `code` begins the codes of both its awards."""
    staff, proposer = staff_of(owner), account("liendoan" if owner.code == "TLD" else "socson")
    collectives, persons = award(f"{code}-TT", DAY), award(f"{code}-CN", DAY)
    round_ = rounds.open_round(
        owner=owner,
        campaign=Campaign.objects.get(code="COVID-2021"),
        kind=RoundKind.SPOT,
        name=f"Khen thưởng phòng, chống dịch Covid-19, đợt 1: {owner.short_name}",
        closes_at=CLOSED,
        is_sample=True,
        by=staff,
        now=OPENED,
    )
    rounds.set_quota(round=round_, award=collectives, nominations=4, places=places, by=staff, now=OPENED)
    rounds.set_quota(round=round_, award=persons, nominations=5, by=staff, now=OPENED)
    rounds.start_nominations(round=round_, by=staff, now=OPENED)
    for union_code, name in votes:
        nominations.nominate(
            round=round_,
            award=persons if name else collectives,
            union=Union.objects.get(code=union_code),
            name=name,
            reason=SOLDIER if name else FORTRESS,
            by=proposer,
            now=OPENED + timedelta(days=7),
        )
    rounds.close_nominations(round=round_, by=staff, now=CLOSED)
    return round_


def _by_name(votes: Votings) -> dict[str, Votes]:
    """The votes by the name of whom is nominated: the person's, or the union's."""
    names = dict(Union.objects.values_list("code", "name"))
    return {name or names[code]: given for (code, name), given in votes.items()}
