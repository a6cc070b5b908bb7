"""Settings, addresses, jobs and the home page: wires the apps, imported by none but for its leaf `common`."""

from emulation_tracker.celery import app as celery_app

__all__ = ["celery_app"]
