"""The demo's awards: the Covid-19 movement at two levels, the flag of 2024, and two rounds for whoever tries the demo.

The council, the people and the votes are invented, and so are the unions of the Covid-19 rounds; all of it is
marked as sample data.
"""

from datetime import datetime

from awards.services import catalogue, registrations
from campaigns.models import Campaign
from emulation_tracker.demo.accounts import signer_of
from emulation_tracker.demo.award_steps import FLAG, at, award, read_everything
from emulation_tracker.demo.clock import Clock
from emulation_tracker.demo.councils import CITY, CONFEDERATION, appoint_people, found
from emulation_tracker.demo.covid_rounds import AT_CITY, AT_CONFEDERATION, hold_covid
from emulation_tracker.demo.flag_round import REGISTERED, hold_flag
from emulation_tracker.demo.open_rounds import open_spot_round, open_vote
from units.actors import SYSTEM
from units.models import Union


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
