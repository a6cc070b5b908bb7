"""A benchmark makes its own database and only then sets Django up: it must begin without settings."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["close", "entry", "tally"])
def test_a_benchmark_begins_without_settings(name: str) -> None:
    plain = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", f"benchmarks.{name}", "--help"]
    asked = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stdout[:6], asked.stderr) == (0, "usage:", "")
