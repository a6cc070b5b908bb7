"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The top app: it reads standings of `campaigns`, and no other app imports it."""

    name = "awards"

    def ready(self) -> None:
        """Make the kinds of notices known, the loops over rounds and sessions, what an installation starts with, which
        points the rounds read, which therefore stay, and what awards say to the stages of a phase."""
        from awards.notices import KINDS
        from awards.queries.finals import acclaimable_awards, touched_awards
        from awards.queries.rounds import revisions_stood_on
        from awards.services import catalogue, rounds, sessions  # noqa: F401
        from campaigns.queries.acclaiming import acclaimable
        from campaigns.queries.revising import touched_by
        from campaigns.services.superseding import stands_on
        from units.notices import register
        from units.services import installation

        register(KINDS)
        stands_on.append(revisions_stood_on)
        touched_by.append(touched_awards)
        acclaimable.append(acclaimable_awards)
        installation.steps.append(catalogue.load_catalogue)
