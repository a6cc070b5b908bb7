"""The clock ends itself when it stands still; what supervises it (supervisord, Docker) starts it again.

A tick that hangs, or a beat that sends none any more, looks alive from outside: the process is there. So a thread of
the clock's own process looks at when it last ended a task. What hung ends with the process, its transaction is rolled
back, and its row is still due.
"""

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import bootsteps
from celery.signals import task_postrun
from django.conf import settings

logger = logging.getLogger(__name__)
#: The status with which the clock ends itself, for whoever reads the supervisor's log.
STOOD_STILL = 75


class Watch:
    """When something last happened, and whether that is too long ago."""

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.patience, self._clock = patience, clock
        self.last = clock()

    def note(self, **_signal: Any) -> None:
        """It happened now."""
        self.last = self._clock()

    def age(self) -> float:
        """Seconds since."""
        return self._clock() - self.last

    def is_late(self) -> bool:
        """Longer ago than anybody should wait."""
        return self.age() > self.patience


def stand_guard(watch: Watch) -> None:
    """Look every second; once the clock stands still, say where each thread is, and end the process at once."""
    while not watch.is_late():
        time.sleep(1)
    try:
        logger.critical("the clock stood still for %.0f s: it ends itself and is started again", watch.age())
        faulthandler.dump_traceback(
            file=sys.__stderr__ or 2
        )  # Celery has put a logger in the place of sys.stderr
    finally:
        os._exit(STOOD_STILL)  # the main thread may hang: nothing that waits for it would ever end


class Watchdog(bootsteps.StartStopStep):
    """Part of every Celery worker that has beat inside, that is of the clock."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, beat: bool = False, **options: Any) -> None:
        self.enabled = bool(beat)
        super().__init__(worker, **options)

    def start(self, _worker: Any) -> None:
        """From here on a task must end every so often."""
        watch = Watch(settings.CLOCK_PATIENCE_SECONDS)
        task_postrun.connect(watch.note, weak=False)
        threading.Thread(target=stand_guard, args=[watch], name="watchdog", daemon=True).start()
