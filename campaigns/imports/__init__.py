"""The import of a workbook: planned, looked at, applied; and the jobs that do it."""

from campaigns.imports.asking import apply_plan, ask_import, require_importer
from campaigns.imports.outcome import Outcome
from campaigns.imports.running import run_import, run_plan
from campaigns.imports.taking import import_workbook

__all__ = [
    "Outcome",
    "apply_plan",
    "ask_import",
    "import_workbook",
    "require_importer",
    "run_import",
    "run_plan",
]
