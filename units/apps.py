"""The units app."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The lowest app with models: the organisation, its people, and the jobs and notices that all apps write."""

    name = "units"
