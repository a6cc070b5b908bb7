"""What moves a figure after the close: corrections with the union's explanation, reopenings, finals opened again."""

from campaigns.services.after_close.correcting import (
    correct_figure,
    explain_correction,
    require_correcting,
    set_aside,
)
from campaigns.services.after_close.reopening import (
    approve_reopening,
    ask_reopening,
    decline_reopening,
    end_due_reopenings,
    end_reopening,
)
from campaigns.services.after_close.revising import open_final

__all__ = [
    "approve_reopening",
    "ask_reopening",
    "correct_figure",
    "decline_reopening",
    "end_due_reopenings",
    "end_reopening",
    "explain_correction",
    "open_final",
    "require_correcting",
    "set_aside",
]
