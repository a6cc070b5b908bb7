"""Is the application at work on this installation? Building the demo under it would take its tables away."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from units.models import ClockTick

#: A clock strikes every ten seconds; one that is silent for longer than this is none.
SILENCE = 12


def server_of(folder: Path) -> int | None:
    """The process id of the `make run` that serves from this folder, None when none does."""
    try:
        pid = int((folder / "supervisord.pid").read_text())
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return pid if not command.exists() or b"supervisord" in command.read_bytes() else None
    except (OSError, ValueError):
        return None


def clock_strikes(silence: float = SILENCE) -> bool:
    """A clock is at work on this database, wherever it runs: it struck lately, and strikes again while we listen."""
    try:
        heard = ClockTick.objects.values_list("at", flat=True).first()
        if heard is None or (timezone.now() - heard).total_seconds() > silence:
            return False
        end = time.monotonic() + silence
        while time.monotonic() < end:
            if ClockTick.objects.values_list("at", flat=True).first() != heard:
                return True
            time.sleep(0.2)
    except DatabaseError:  # no such table yet: nobody serves from it
        return False
    return False


def served_by() -> str:
    """Who serves this installation now, in words that say how to end it; "" when nobody does."""
    pid = server_of(Path(settings.VAR_DIR))
    if pid is not None:
        return f"`make run` serves from {settings.VAR_DIR} (process {pid}). End it first: Ctrl-C in its terminal."
    if clock_strikes():
        return "A clock of the application is at work on this database. End the application first."
    return ""
