"""Registers the integer functions that SQLite lacks."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from common.quotient import register_sqlite_functions


class CommonConfig(AppConfig):
    """The leaf app that all others build on."""

    name = "common"
    label = "common"

    def ready(self) -> None:
        """Give each new SQLite connection the product's exact arithmetic (the backend's one hook for that)."""
        connection_created.connect(register_sqlite_functions, dispatch_uid="common.sqlite")
