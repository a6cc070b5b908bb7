"""What every award round of the demo needs: the award of a day, the decision, and no reminders of years ago."""

from datetime import date, datetime

from awards.models import Award, AwardRound, Council
from awards.services import decisions
from emulation_tracker.demo.clock import HANOI
from emulation_tracker.demo.councils import staff_of
from units.models import User
from units.services import notices

FLAG, CERTIFICATE = "CO-LDLD", "BK-LDLD"


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment by the clock in Hanoi; 8:00 unless said otherwise."""
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


def award(code: str, day: date) -> Award:
    """The award of this code under the rules of the day."""
    return Award.objects.on(day).get(code=code)


def decide(round_: AwardRound, council: Council, day: date) -> None:
    """The decision, with a number that no real one can have, signed by the council's chair."""
    post = council.members.get(seat="chair").person.appointments.select_related("post", "person").get()
    decisions.issue_decision(
        round=round_,
        number=f"MAU-{round_.owner.code}-{day:%Y}/QĐ",
        decided_on=day,
        signer_name=post.person.full_name,
        signer_title=post.post.title,
        by=staff_of(round_.owner),
        now=at(day.year, day.month, day.day, 10),
    )


def read_everything(until: datetime) -> None:
    """Nobody is reminded today of what was written years ago."""
    for user in User.objects.filter(person__is_sample=True):
        notices.mark_all_read(by=user, now=until)
