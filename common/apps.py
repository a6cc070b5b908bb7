"""The app of the ground: it has no models, and teaches SQLite the functions that it lacks."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from common.quotient import register_sqlite_functions


class CommonConfig(AppConfig):
    """The app that every other builds on and that imports none."""

    name = "common"
    label = "common"

    def ready(self) -> None:
        """Teach each new SQLite connection what is SQL on PostgreSQL; this signal is Django's one hook for that."""
        connection_created.connect(register_sqlite_functions, dispatch_uid="common.sqlite")
