"""The moments that a stage of the demo plays at."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Clock:
    """The moments that a stage plays at: `now` is real; `entering` is when the sample figures were entered."""

    now: datetime
    entering: datetime

    def midnight(self, days: int) -> datetime:
        """Midnight that many days from today."""
        return datetime.combine((self.now.astimezone(HANOI) + timedelta(days=days)).date(), time(), HANOI)
