"""Models of a campaign, one aggregate a file."""

from campaigns.models.after_close import (
    Correction,
    OpenedFinal,
    ReopenedFigure,
    Reopening,
)
from campaigns.models.banding import Band, BandCondition, Downgrade, Placing, TieBreak
from campaigns.models.campaign import Campaign, Content
from campaigns.models.columns import CrossCheck, JudgePoints, LineScore, ScoreColumn, Visit
from campaigns.models.evidence import Evidence
from campaigns.models.fact import CountedFact, ExternalFact
from campaigns.models.hearing import Acclaim, Conference, Opinion
from campaigns.models.indicator import Indicator, Target
from campaigns.models.participation import (
    REASON,
    SHEET_BEGAN,
    Participant,
    Result,
    gives_points,
    is_earlier,
    is_later,
    is_settled,
    is_submitted,
    takes_part,
)
from campaigns.models.past import Move, MovedLine, PastRevision
from campaigns.models.phase import PHASE_BEGAN, Phase, YearPart, check_remind_days
from campaigns.models.pledge import Pledge, Signature
from campaigns.models.public_standings import PublicStandings
from campaigns.models.question import ANSWER, QUESTION, FigureQuestion
from campaigns.models.reminder import PhaseReminder
from campaigns.models.revision import ClusterRevision, Seal, holding
from campaigns.models.scoring import Criterion, CriterionInput, ScoringTable, Step
from campaigns.models.stage import Stage, WindowMove
from campaigns.models.standing import ScoreLine, Standing
from campaigns.models.target_change import TargetChange

__all__ = [
    "ANSWER",
    "PHASE_BEGAN",
    "QUESTION",
    "REASON",
    "SHEET_BEGAN",
    "Acclaim",
    "Band",
    "BandCondition",
    "Campaign",
    "ClusterRevision",
    "Conference",
    "Content",
    "Correction",
    "CountedFact",
    "Criterion",
    "CriterionInput",
    "CrossCheck",
    "Downgrade",
    "Evidence",
    "ExternalFact",
    "FigureQuestion",
    "Indicator",
    "JudgePoints",
    "LineScore",
    "Move",
    "MovedLine",
    "OpenedFinal",
    "Opinion",
    "Participant",
    "PastRevision",
    "Phase",
    "PhaseReminder",
    "Placing",
    "Pledge",
    "PublicStandings",
    "ReopenedFigure",
    "Reopening",
    "Result",
    "ScoreColumn",
    "ScoreLine",
    "ScoringTable",
    "Seal",
    "Signature",
    "Stage",
    "Standing",
    "Step",
    "Target",
    "TargetChange",
    "TieBreak",
    "Visit",
    "WindowMove",
    "YearPart",
    "check_remind_days",
    "gives_points",
    "holding",
    "is_earlier",
    "is_later",
    "is_settled",
    "is_submitted",
    "takes_part",
]
