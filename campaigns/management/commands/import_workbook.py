"""Take a campaign workbook in from the terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.imports import import_workbook
from units.actors import SYSTEM


class Command(BaseCommand):
    """`manage.py import_workbook FILE [--check] [--meant]`: all of it or nothing, as the system itself."""

    help = "Import a campaign workbook; with --check only say what is wrong and what would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the switch that only checks it."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--check", action="store_true", help="write nothing")
        parser.add_argument("--reason", default="", help="why targets change that stand in a pledge")
        parser.add_argument(
            "--meant",
            action="store_true",
            help="take what is asked about: figures of another year, a phase whose entry has ended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Show progress on one line, then what is new and changed. Faults go to the error output, one a line."""
        self.shown = -1
        try:
            with options["file"].open("rb") as file:
                outcome = import_workbook(
                    file=file,
                    by=SYSTEM,
                    now=timezone.now(),
                    progress=self.progress,
                    check_only=options["check"],
                    reason=options["reason"],
                    confirmed=options["meant"],
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        if self.shown >= 0:
            self.stdout.write("")
        for warning in outcome.faults.warnings:
            self.stderr.write(self.style.WARNING(str(warning)))
        for fault in outcome.faults.shown:
            self.stderr.write(str(fault))
        if outcome.faults:
            raise CommandError(outcome.message())
        self.stdout.write(outcome.message())

    def progress(self, done: int, total: int, message: str) -> None:
        """Show how far it is: in a terminal one line that is written over, in a log one line for each 10 %."""
        percent = 100 * done // total if total else 100
        if self.stdout.isatty():
            self.stdout.write(f"\r{percent:3d} %  {done}/{total}  {message:<30}", ending="")
            self.stdout.flush()
        elif percent // 10 > self.shown // 10 or self.shown < 0:
            self.stdout.write(f"{percent:3d} %  {done}/{total}  {message}")
        self.shown = max(percent, 0)
