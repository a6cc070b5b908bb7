"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The top app: it reads standings of `campaigns`, and no other app imports it."""

    name = "awards"

    def ready(self) -> None:
        """Make the kinds of notices known, and the loops over rounds and sessions."""
        from awards.notices import KINDS
        from awards.services import rounds, sessions  # noqa: F401
        from units.notices import register

        register(KINDS)
