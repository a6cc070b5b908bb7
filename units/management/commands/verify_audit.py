"""Recompute the hash chain of the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.formats import UnknownFormat
from units.models import AuditEvent
from units.services import audit


class Command(BaseCommand):
    """Exit status 0: unbroken; 1: the first event that does not fit is named."""

    help = "Recompute the hash chain of the audit trail and say whether an event was changed, removed or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say unbroken with the chain's head, which is to be kept elsewhere: it alone shows a tail that was cut off."""
        try:
            broken = audit.first_broken_link()
        except UnknownFormat as error:
            raise CommandError(error.reason, returncode=1) from error
        if broken is not None:
            raise CommandError(f"broken at event {broken}", returncode=1)
        head = AuditEvent.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        sealed = f"{head.sequence} events, head {head.chain_hash}" if head else "no event yet"
        self.stdout.write(f"unbroken: {sealed}")
