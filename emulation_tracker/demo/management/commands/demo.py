"""`manage.py demo`: build the demo at a stage, or show its accounts."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, transaction
from django.utils import timezone, translation

from emulation_tracker.demo.accounts import shown_accounts
from emulation_tracker.demo.build import STAGES, build
from emulation_tracker.demo.served import served_by
from units.models import Union, User


class Command(BaseCommand):
    """Builds the demo. Replaces an earlier demo, never anything else, and does not exist for production."""

    help = "Build the demo at a stage (launched, reporting, closed, final, awarded), or show its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--stage, --if-empty, --migrate, --accounts."""
        parser.add_argument("--stage", choices=STAGES, default="reporting")
        parser.add_argument("--if-empty", action="store_true", help="only when the database holds no union")
        parser.add_argument("--migrate", action="store_true", help="bring the tables up to date first")
        parser.add_argument("--accounts", action="store_true", help="only print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, replace or print; `--if-empty` prints no accounts.

        Raises CommandError in production, and rather than replace data that is no demo.
        """
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        with translation.override("vi"):
            if options["migrate"]:
                self.refuse_while_served(options["stage"])
                call_command("migrate", verbosity=0)
            if not options["accounts"]:
                self.build(options["stage"], if_empty=options["if_empty"])
            if not options["if_empty"]:  # `make run` prints them itself, with the address
                self.print_accounts()

    def build(self, stage: str, *, if_empty: bool) -> None:
        """Build in an empty database, or in place of an earlier demo: the whole of it, or nothing is changed."""
        if if_empty and Union.objects.exists():
            self.stdout.write("demo: the database holds data; left as it is")
            return
        self.refuse_while_served(stage)
        try:
            with transaction.atomic():
                self.replace(stage)
        except OperationalError as error:
            if "lock" not in str(error):
                raise
            raise CommandError(
                f"Somebody else is at work on the database ({error}). Nothing was changed. End the application and"
                f" whatever else has it open, then: make demo STAGE={stage}"
            ) from error
        self.stdout.write(f"demo: built, stage {stage}")

    def refuse_while_served(self, stage: str) -> None:
        """Raises CommandError that says what to do while the application is at work on this installation."""
        served = served_by()
        if served:
            raise CommandError(
                f"{served}\nThen: make demo STAGE={stage}, and make run again. Nothing was changed."
            )

    def replace(self, stage: str) -> None:
        """Empty what holds an earlier demo, and build."""
        if Union.objects.exists():
            if not User.objects.filter(username="liendoan", person__is_sample=True).exists():
                raise CommandError(
                    "The database holds data that is no demo; it is not touched. Use an empty one."
                )
            call_command("flush", interactive=False, verbosity=0)
        build(stage=stage, now=timezone.now(), say=self.stdout.write)

    def print_accounts(self) -> None:
        """The accounts of the sign-in page."""
        for row in shown_accounts():
            self.stdout.write(f"  {row['username']:<10} {row['password']:<12} {row['role']} · {row['union']}")
