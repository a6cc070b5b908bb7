"""Three columns a line: the union's own points and those of a cross-checker, beside the appraised ones."""

from campaigns.services.columns.self_score import save_self_score, send_self_score
from campaigns.services.columns.writing import Entry, Lines

__all__ = ["Entry", "Lines", "save_self_score", "send_self_score"]
