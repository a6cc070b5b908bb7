"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The top app: it reads standings of `campaigns`, and no other app imports it."""

    name = "awards"

    def ready(self) -> None:
        """Make the kinds of notices known; let `run_due` close rounds and end sessions too."""
        from awards.notices import KINDS
        from awards.services import rounds, sessions
        from units.notices import register
        from units.services import due

        register(KINDS)
        due.steps += [rounds.close_due_rounds, sessions.end_due_sessions]
