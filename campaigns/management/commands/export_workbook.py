"""Write a campaign's workbook from the terminal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.workbook.exporting import export_workbook
from units.actors import SYSTEM


class Command(BaseCommand):
    """`manage.py export_workbook CAMPAIGN FILE`."""

    help = "Write everything of a campaign into a workbook that import_workbook reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two arguments: the campaign's code, and the file to write."""
        parser.add_argument("campaign", metavar="CAMPAIGN", help="the campaign's code")
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, replacing one that is there."""
        campaign = Campaign.objects.filter(code=options["campaign"]).first()
        if campaign is None:
            known = ", ".join(Campaign.objects.order_by("code").values_list("code", flat=True)[:20])
            raise CommandError(f"There is no campaign “{options['campaign']}”. Known: {known or 'none'}.")
        export_workbook(campaign=campaign, target=options["file"], by=SYSTEM, now=timezone.now())
        self.stdout.write(options["file"])
