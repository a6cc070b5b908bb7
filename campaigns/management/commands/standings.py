"""Print every participant's points, band, rank and tie flag."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.exports import harmless
from campaigns.management.phases import add_phase_arguments, phase_from
from campaigns.queries.publication import published

COLUMNS = ("union", "cluster", "points", "band", "rank", "tied")


class Command(BaseCommand):
    """The same bytes on every database: ordered by cluster, rank and union code, points as text with four decimals."""

    help = "Print every participant's points, band, rank and tie flag of a closed phase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CAMPAIGN PHASE --format json|csv."""
        add_phase_arguments(parser)
        parser.add_argument("--format", choices=("json", "csv"), default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the rows."""
        rows = [{name: row[name] for name in COLUMNS} for row in published(phase_from(options))]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            texts = [harmless(row[name]) for name in ("union", "cluster")]
            rank = "" if row["rank"] is None else row["rank"]
            writer.writerow(
                [*texts, row["points"] or "", harmless(row["band"]), rank, str(row["tied"]).lower()]
            )
