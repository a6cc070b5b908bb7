"""The product's settings with the floor's address beside its own."""

from emulation_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
