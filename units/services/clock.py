"""The clock's own mark: at each tick it says in the database that it runs, for everybody who watches it."""

from datetime import datetime

from units.models import ClockTick


def tick(*, now: datetime) -> None:
    """The clock struck at `now`. One row is updated, whatever the number of clocks."""
    if not ClockTick.objects.filter(pk=ClockTick.ONLY).update(at=now):
        ClockTick.objects.bulk_create([ClockTick(at=now)], ignore_conflicts=True)
