"""Do now what the clock would do."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.services import closing
from units.services import audit, due, jobs, notices


class Command(BaseCommand):
    """Close what is due, do every waiting job, send notices, chain the audit events: once, here, without a broker."""

    help = "Do once, here and now, what the clock would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--now ISO, outside production."""
        parser.add_argument(
            "--now", metavar="ISO", help="a time other than now, for demo and test: 2024-08-01T00:00"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a pretended time in production; report what was done."""
        now = timezone.now()
        pretended = self._time(options["now"]) if options["now"] else now
        closed = closing.close_due_phases(now=pretended)
        closed += sum(step(now=pretended) for step in due.steps)
        ran = jobs.run_all(now=now)  # leases run by the real clock: another worker may hold one
        sent = notices.deliver(now=pretended)
        sealed = 0
        while batch := audit.seal_batch():
            sealed += batch
        self.stdout.write(f"closed {closed}, jobs {ran}, messages {sent}, audit events {sealed}")

    def _time(self, text: str) -> datetime:
        if settings.PRODUCTION:
            raise CommandError("A time other than now is refused in production.")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"“{text}” is no time. Write it as 2024-08-01T00:00.") from error
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
