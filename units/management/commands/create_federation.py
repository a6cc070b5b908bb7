"""The first federation and its administrator, on an empty installation."""

import getpass
import os
import secrets
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import parse_day
from units.models import Union
from units.services.installation import create_federation


class Command(BaseCommand):
    """`manage.py create_federation --code HN --name "…" --admin-name "…"`; refuses once there are unions."""

    help = "Found the installation's federation and open its first administrator's account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the federation and its administrator are called."""
        parser.add_argument(
            "--code", required=True, help="short lasting code of the federation, for example HN"
        )
        parser.add_argument("--name", required=True, help="its full name")
        parser.add_argument(
            "--short-name", default="", help="its name in tables; the full name when not given"
        )
        parser.add_argument("--admin-name", required=True, help="full name of the first administrator")
        parser.add_argument("--username", default="admin", help="user name of the administrator (admin)")
        parser.add_argument(
            "--since",
            default="",
            help="first day of the federation here, as dd/mm/yyyy or yyyy-mm-dd: no union of the workbook may stand "
            "below it before that day; 1 January of this year when not given",
        )

    def handle(self, **options: Any) -> None:
        """Found it; the password comes from ADMIN_PASSWORD(_FILE), from the keyboard, or is made and shown once."""
        words = {name: str(options[name]).strip() for name in ("code", "name", "admin_name", "username")}
        for name, value in words.items():
            if not value:
                raise CommandError(
                    _("--%(option)s is empty. Give it a value.") % {"option": name.replace("_", "-")}
                )
        if Union.objects.exists():
            raise CommandError(
                _("This installation already has a federation. Nothing was changed; sign in to add accounts.")
            )
        since = self.since(str(options["since"]))
        password, made = self.password()
        try:
            user = create_federation(
                **words,
                short_name=str(options["short_name"]).strip() or words["name"],
                password=password,
                since=since,
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(
            _("“%(name)s” is founded. %(admin)s signs in as %(username)s.")
            % {"name": words["name"], "admin": words["admin_name"], "username": user.username}
        )
        if made:
            self.stdout.write(_("Password, shown this once: %(password)s") % {"password": password})

    def since(self, text: str) -> date | None:
        """The day from which the federation stands; None when none was named."""
        if not text.strip():
            return None
        try:
            return parse_day(text)
        except ValidationError as error:
            raise CommandError(f"--since: {error.messages[0]}") from error

    def password(self) -> tuple[str, bool]:
        """The administrator's password, and whether it was made here."""
        if path := os.environ.get("ADMIN_PASSWORD_FILE"):
            try:
                text = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise CommandError(
                    _("ADMIN_PASSWORD_FILE cannot be read: %(path)s") % {"path": path}
                ) from error
            if not text:
                raise CommandError(_("ADMIN_PASSWORD_FILE is empty: %(path)s") % {"path": path})
            return text, False
        if text := os.environ.get("ADMIN_PASSWORD", ""):
            return text, False
        if sys.stdin.isatty():
            first = getpass.getpass(_("Password (empty: one is made)") + ": ")
            if first and first != getpass.getpass(_("Once more") + ": "):
                raise CommandError(_("The two passwords differ. Start again."))
            if first:
                return first, False
        return secrets.token_urlsafe(15), True
