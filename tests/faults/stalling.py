"""The product's Celery application, stalling at one stage of a job (STALL_AT), so that a test can kill it there.

STALL_AT names a function of the close, or `module:function`. The stage's own work is done first, so that an
open transaction with half of the job in it dies with the process. STALL_MARK names a file that tells the test
that the stage is reached.
"""

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from emulation_tracker.celery import app

__all__ = ["app"]


@worker_init.connect
def stall(**_kwargs: Any) -> None:
    """Wrap the stage."""
    from campaigns.services import closing, scoring

    where, _colon, name = os.environ["STALL_AT"].rpartition(":")
    close: Any = closing if hasattr(closing, name) else scoring
    module: Any = import_module(where) if where else close
    stage = getattr(module, name)

    def stalled(*args: Any, **kwargs: Any) -> None:
        stage(*args, **kwargs)
        Path(os.environ["STALL_MARK"]).touch()
        time.sleep(600)

    setattr(module, name, stalled)
