"""The product without its guards, for the negative controls of the races.

The state is read, time passes, then is written. The product itself has no switch for this: `take_away` replaces what
guards in the process of the test, and `served` is what the test's web server runs instead of the product's own
application.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import sleep
from typing import Any

from django.db import transaction

#: Seconds between reading the state and writing, long enough to be met by a close on any machine.
PAUSE = 0.3


def served() -> Any:
    """The product's WSGI application, unguarded."""
    from emulation_tracker.wsgi import application

    take_away(setattr)
    return application


def take_away(put: Callable[[Any, str, Any], None]) -> None:
    """Replace the locks and the writers' doors wherever they are known; `put` is `setattr`, or monkeypatch's."""
    from awards.services import guard as of_awards
    from campaigns.services import guard as of_campaigns
    from campaigns.services.after_close import correcting
    from common import locks

    put(locks, "_take", lambda *_lock: None)
    put(correcting, "_refuse_open", lambda _row: sleep(PAUSE))  # the last look before a correction is written
    for door, stand_in in (
        (of_campaigns.entering_figures, entering_figures),
        (of_campaigns.writing_sheet, writing_sheet),
        (of_awards.casting, casting),
    ):
        for module in list(sys.modules.values()):
            for name, value in list(getattr(module, "__dict__", {}).items()):
                if value is door:
                    put(module, name, stand_in)


@contextmanager
def entering_figures(*, phase_id: int, now: datetime, sheet_id: int | None = None) -> Iterator[Any]:
    """In place of `campaigns.services.guard.entering_figures`."""
    from campaigns.models import Phase
    from campaigns.services.guard import door_to

    door = door_to(Phase.objects.select_related("campaign__owner").get(pk=phase_id), sheet_id, now)
    sleep(PAUSE)
    with transaction.atomic():
        yield door


@contextmanager
def writing_sheet(*, phase_id: int, sheet_id: int) -> Iterator[Any]:
    """In place of `campaigns.services.guard.writing_sheet`: what is read and what is written are no one transaction."""
    from campaigns.models import Phase

    yield Phase.objects.select_related("campaign__owner").get(pk=phase_id)


@contextmanager
def casting(*, session_id: int, now: datetime) -> Iterator[Any]:
    """In place of `awards.services.guard.casting`."""
    from awards.models import CouncilSession
    from awards.services.guard import require_voting

    session = CouncilSession.objects.select_related("round__owner", "council").get(pk=session_id)
    require_voting(session, now)
    sleep(PAUSE)
    with transaction.atomic():
        yield session
