"""Models of a campaign, one aggregate a file."""

from campaigns.models.campaign import Campaign, Content, Phase
from campaigns.models.indicator import Indicator, Target
from campaigns.models.participation import Evidence, Participant, Result, is_earlier, is_submitted
from campaigns.models.pledge import Pledge, Signature
from campaigns.models.scoring import Band, Criterion, CriterionInput, ScoringTable
from campaigns.models.standing import ScoreLine, Seal, Standing

__all__ = [
    "Band",
    "Campaign",
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
    "is_earlier",
    "is_submitted",
]
