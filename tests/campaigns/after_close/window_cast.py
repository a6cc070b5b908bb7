"""Setting windows of stages in tests, and what became of it: who was told, and what was kept."""

from typing import Any

from campaigns.models import Stage, WindowMove
from campaigns.services import stages
from tests.cast import CLOSES, NOW, Season, after
from units.models import Notice

SOON = after(NOW, hours=1)


def put(season: Season, kind: str, closes: int, *, opens: int = 0, now: Any = NOW, **given: Any) -> Stage:
    """A stage's window in days after the end of entry."""
    window = {"opens_at": after(CLOSES, days=opens), "closes_at": after(CLOSES, days=closes)}
    return stages.set_stage(phase=season.phase, kind=kind, by=season.world.quang, now=now, **window, **given)


def told(kind: str = "window_moved") -> list[str]:
    """Who has a notice of it."""
    names = Notice.objects.filter(kind=kind).values_list("person__full_name", flat=True)
    return sorted(names)


def moves() -> list[tuple[str, str, int, int]]:
    """Each kept move: its sector and cluster, and the days from the end of entry of both ends."""
    rows = WindowMove.objects.order_by("pk").select_related("cluster")
    return [
        (
            row.sector,
            row.cluster.code if row.cluster else "",
            (row.before - CLOSES).days,
            (row.after - CLOSES).days,
        )
        for row in rows
    ]


def forget() -> None:
    Notice.objects.all().delete()
    WindowMove.objects.all().delete()
