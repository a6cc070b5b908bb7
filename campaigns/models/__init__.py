"""Models of a campaign, one aggregate a file."""

from campaigns.models.banding import Band, BandCondition, Downgrade, Placing, TieBreak
from campaigns.models.campaign import Campaign, Content
from campaigns.models.fact import CountedFact, ExternalFact
from campaigns.models.indicator import Indicator, Target
from campaigns.models.participation import (
    REASON,
    SHEET_BEGAN,
    Evidence,
    Participant,
    Result,
    gives_points,
    is_earlier,
    is_later,
    is_submitted,
)
from campaigns.models.past import Move, MovedLine, PastRevision
from campaigns.models.phase import PHASE_BEGAN, Phase, YearPart
from campaigns.models.pledge import Pledge, Signature
from campaigns.models.question import ANSWER, QUESTION, FigureQuestion
from campaigns.models.revision import ClusterRevision, Seal, holding
from campaigns.models.scoring import Criterion, CriterionInput, ScoringTable, Step
from campaigns.models.standing import ScoreLine, Standing
from campaigns.models.target_change import TargetChange

__all__ = [
    "ANSWER",
    "PHASE_BEGAN",
    "QUESTION",
    "REASON",
    "SHEET_BEGAN",
    "Band",
    "BandCondition",
    "Campaign",
    "ClusterRevision",
    "Content",
    "CountedFact",
    "Criterion",
    "CriterionInput",
    "Downgrade",
    "Evidence",
    "ExternalFact",
    "FigureQuestion",
    "Indicator",
    "Move",
    "MovedLine",
    "Participant",
    "PastRevision",
    "Phase",
    "Placing",
    "Pledge",
    "Result",
    "ScoreLine",
    "ScoringTable",
    "Seal",
    "Signature",
    "Standing",
    "Step",
    "Target",
    "TargetChange",
    "TieBreak",
    "YearPart",
    "gives_points",
    "holding",
    "is_earlier",
    "is_later",
    "is_submitted",
]
