"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The top app: it reads standings of `campaigns`, and no other app imports it."""

    name = "awards"

    def ready(self) -> None:
        """Make the kinds of notices known, the loops over rounds and sessions, what an installation starts with, and
        which points the rounds read, which therefore stay."""
        from awards.notices import KINDS
        from awards.queries.rounds import revisions_stood_on
        from awards.services import catalogue, rounds, sessions  # noqa: F401
        from campaigns.services.superseding import stands_on
        from units.notices import register
        from units.services import installation

        register(KINDS)
        stands_on.append(revisions_stood_on)
        installation.steps.append(catalogue.load_catalogue)
