"""Settings, addresses, jobs and the home page: wires the apps together and is imported by none of them."""

from emulation_tracker.celery import app as celery_app

__all__ = ["celery_app"]
