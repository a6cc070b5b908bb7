"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The top app: it reads standings of `campaigns`, and no other app imports it."""

    name = "awards"

    def ready(self) -> None:
        """Make the kinds of notices known, the loops over rounds and sessions, and what an installation starts with."""
        from awards.notices import KINDS
        from awards.services import catalogue, rounds, sessions  # noqa: F401
        from units.notices import register
        from units.services import installation

        register(KINDS)
        installation.steps.append(catalogue.load_catalogue)
