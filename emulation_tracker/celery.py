"""The Celery application. The database is the truth; the broker only wakes a worker up."""

import os

import celery.platforms
from celery import Celery
from celery.signals import beat_embedded_init

from common import folder_broker
from emulation_tracker.watchdog import Watchdog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation_tracker.settings")

folder_broker.register()
app = Celery("emulation_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["units", "campaigns", "awards"])
app.steps["worker"].add(Watchdog)


@beat_embedded_init.connect
def die_with_parent(**_kwargs: object) -> None:
    """Let the kernel end the clock's process together with its worker.

    Otherwise it outlives a worker that was killed, and the next worker brings a second one: every tick would
    come twice. By SIGKILL, which also ends one that was stopped; it has nothing to put away.
    """
    celery.platforms.set_pdeathsig("SIGKILL")
