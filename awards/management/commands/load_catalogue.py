"""Bring the two catalogues of awards in line with the file."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from awards.services.catalogue import load_catalogue
from units.actors import SYSTEM


class Command(BaseCommand):
    """Load rule sets, titles and forms of commendation; safe to run again."""

    help = "Load the catalogues of titles and forms of commendation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many there are."""
        count = load_catalogue(by=SYSTEM, now=timezone.now())
        self.stdout.write(f"awards in the catalogue: {count}")
