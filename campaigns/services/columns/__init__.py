"""Three columns a line: the union's own points and those of a cross-checker, beside the appraised ones."""

from campaigns.services.columns.cross_check import save_cross_check, send_cross_check
from campaigns.services.columns.drawing import draw_checks, enter_checks
from campaigns.services.columns.filling import end_appraisal, end_due_appraisals
from campaigns.services.columns.self_score import save_self_score, send_self_score
from campaigns.services.columns.writing import Entry, Lines

__all__ = [
    "Entry",
    "Lines",
    "draw_checks",
    "end_appraisal",
    "end_due_appraisals",
    "enter_checks",
    "save_cross_check",
    "save_self_score",
    "send_cross_check",
    "send_self_score",
]
