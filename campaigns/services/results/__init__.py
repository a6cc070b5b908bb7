"""Figures: entered, submitted, returned, verified, and the evidence behind them."""

from campaigns.services.results.appraising import (
    return_result,
    return_results,
    take_back_results,
    verify_results,
)
from campaigns.services.results.deciding import MOST, Decided
from campaigns.services.results.entering import (
    Collision,
    FiguresConflict,
    judge_figures,
    save_figures,
)
from campaigns.services.results.estimating import mark_estimates
from campaigns.services.results.evidence import attach_evidence, detach_evidence
from campaigns.services.results.figures import Figure, figure_fault, missing_day
from campaigns.services.results.submitting import submission_faults, submit_sheet

__all__ = [
    "MOST",
    "Collision",
    "Decided",
    "Figure",
    "FiguresConflict",
    "attach_evidence",
    "detach_evidence",
    "figure_fault",
    "judge_figures",
    "mark_estimates",
    "missing_day",
    "return_result",
    "return_results",
    "save_figures",
    "submission_faults",
    "submit_sheet",
    "take_back_results",
    "verify_results",
]
