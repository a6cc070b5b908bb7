"""The demo as an app, for its command."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Builds the demo; has no models."""

    name = "emulation_tracker.demo"
    label = "demo"
