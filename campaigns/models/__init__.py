"""Models of a campaign, one aggregate a file."""

from campaigns.models.campaign import PHASE_BEGAN, Campaign, Content, Phase
from campaigns.models.indicator import Indicator, Target
from campaigns.models.participation import (
    SHEET_BEGAN,
    Evidence,
    Participant,
    Result,
    gives_points,
    is_earlier,
    is_later,
    is_submitted,
)
from campaigns.models.pledge import Pledge, Signature
from campaigns.models.revision import ClusterRevision, Seal, holding
from campaigns.models.scoring import Band, Criterion, CriterionInput, ScoringTable
from campaigns.models.standing import ScoreLine, Standing
from campaigns.models.target_change import TargetChange

__all__ = [
    "PHASE_BEGAN",
    "SHEET_BEGAN",
    "Band",
    "Campaign",
    "ClusterRevision",
    "Content",
    "Criterion",
    "CriterionInput",
    "Evidence",
    "Indicator",
    "Participant",
    "Phase",
    "Pledge",
    "Result",
    "ScoreLine",
    "ScoringTable",
    "Seal",
    "Signature",
    "Standing",
    "Target",
    "TargetChange",
    "gives_points",
    "holding",
    "is_earlier",
    "is_later",
    "is_submitted",
]
