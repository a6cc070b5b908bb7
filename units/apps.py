"""The units app."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Unions, clusters, people."""

    name = "units"
