"""The awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """Award rounds, councils, decisions."""

    name = "awards"
