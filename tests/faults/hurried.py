"""The product's Celery application with a clock that strikes every second, so that a drill need not wait for it."""

from emulation_tracker.celery import app

__all__ = ["app"]

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0
