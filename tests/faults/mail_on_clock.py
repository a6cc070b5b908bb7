"""The hurried clock with letters on its own queue, as it was before they had one: for the negative control alone."""

from tests.faults.hurried import app

__all__ = ["app"]

app.conf.task_routes["units.deliver_mail"] = {"queue": "clock"}
