"""The one way to declare a Celery task."""

from collections.abc import Callable
from typing import Any

from celery import current_app, shared_task  # noqa: TID251 this is the place that wraps it
from kombu.exceptions import OperationalError


def job(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare an idempotent task under a stable name, acknowledged only when done."""
    return shared_task(name=name, acks_late=True, reject_on_worker_lost=True, ignore_result=True)


def send(name: str, **kwargs: Any) -> bool:
    """Send a task by name; False when the broker cannot be reached (the row that asked for it stays, the sweep finds it)."""
    try:
        current_app.send_task(name, kwargs=kwargs, retry=False)
    except (OperationalError, OSError):
        return False
    return True
