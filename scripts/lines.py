"""Keeps files readable: the longest line and the largest file of each kind, and what is over the limit.

Left out: data, migrations, golden files, what other tools write (locks, translations), and what is not committed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_IN_A_LINE = 120
MOST_IN_A_FILE = 12_000
KINDS = {"templates": ".html", "Python": ".py", "CSS": ".css", "JavaScript": ".js"}
LEFT_OUT = ("migrations", "golden")


def committed(suffix: str) -> Iterator[tuple[str, str]]:
    """The name and text of every file of a kind that Git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", f"*{suffix}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in sorted(set(listed.stdout.splitlines())):
        path = ROOT / name
        if path.is_file() and not set(path.parts) & set(LEFT_OUT):
            yield name, path.read_text(encoding="utf-8")


def faults_of(name: str, text: str) -> Iterator[str]:
    """What of a file is over a limit."""
    if len(text) > MOST_IN_A_FILE:
        yield f"{name}: {len(text)} characters, at most {MOST_IN_A_FILE}: split it"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MOST_IN_A_LINE:
            yield f"{name}:{number}: {len(line)} characters, at most {MOST_IN_A_LINE}: break it"


def main() -> int:
    """Print one line for each kind, then the faults; 1 if there are any."""
    faults: list[str] = []
    for kind, suffix in KINDS.items():
        files = list(committed(suffix))
        longest, where = max((len(line), name) for name, text in files for line in text.splitlines())
        size, largest = max((len(text), name) for name, text in files)
        print(f"lines: {kind}: longest line {longest} in {where}, largest file {size} in {largest}")
        faults += [fault for name, text in files for fault in faults_of(name, text)]
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
