"""The demo at a stage, built once in a process and then put back as rows."""

from datetime import datetime

from django.utils import timezone

from emulation_tracker.demo.build import build
from tests.recording import recorded


def demo_at(stage: str) -> datetime:
    """Bring the demo to a stage in an empty database; returns the moment at which it was built."""

    def built() -> datetime:
        now = timezone.now()
        build(stage=stage, now=now)
        return now

    now: datetime = recorded(f"demo:{stage}", built)
    return now
