"""The one way to declare a Celery task, and to send one."""

from collections.abc import Callable
from typing import Any

from celery import current_app, shared_task  # noqa: TID251 this is the place that wraps it
from kombu.exceptions import OperationalError


def job(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a task under a name that never changes; it must be idempotent.

    It is acknowledged only when done: if its worker dies, another runs it from the beginning.
    """
    return shared_task(name=name, acks_late=True, reject_on_worker_lost=True, ignore_result=True)


def send(name: str, **kwargs: Any) -> bool:
    """Send a task by name; False when the broker cannot be reached.

    Nothing is lost then: the row that asked for the work stays, and the sweep sends it again.
    """
    try:
        current_app.send_task(name, kwargs=kwargs, retry=False)
    except (OperationalError, OSError):
        return False
    return True
