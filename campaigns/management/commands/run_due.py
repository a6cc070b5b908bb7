"""Do now what the scheduled jobs would do."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.services import closing  # noqa: F401 its loop is one of `due`'s
from units.services import audit, due, jobs, letters


class Command(BaseCommand):
    """`manage.py run_due [--now ISO]`: what the scheduled jobs do, once, in this process and without a broker.

    It closes the phases that are due, does every waiting job, sends the letters, and seals the audit events.
    """

    help = "Do once, here and now, what the clock would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: a time to act at, refused in production."""
        parser.add_argument(
            "--now", metavar="ISO", help="a time other than now, for demo and test: 2024-08-01T00:00"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do everything once and report the numbers."""
        now = timezone.now()
        pretended = self._time(options["now"]) if options["now"] else now
        closed = due.run_all(now=pretended)
        ran = jobs.run_all(now=now)  # by the real clock: a worker elsewhere may hold the lease of a job
        sent = letters.deliver(now=pretended, at_once=True)
        sealed = 0
        while batch := audit.seal_batch():
            sealed += batch
        self.stdout.write(f"closed {closed}, jobs {ran}, messages {sent}, audit events {sealed}")

    def _time(self, text: str) -> datetime:
        """Read `--now`; without a zone it is the federation's time. Raises CommandError in production."""
        if settings.PRODUCTION:
            raise CommandError("A time other than now is refused in production.")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"“{text}” is no time. Write it as 2024-08-01T00:00.") from error
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
