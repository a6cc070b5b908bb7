"""Models of awards, one aggregate a file."""

from awards.models.catalogue import Award, RuleSet
from awards.models.council import Ballot, Council, CouncilMember, CouncilSession, Tally, Turnout
from awards.models.decision import Decision, Grant
from awards.models.round import AwardRound, Nomination, Quota, Registration, RoundRevision
from awards.models.round_move import RoundMove

__all__ = [
    "Award",
    "AwardRound",
    "Ballot",
    "Council",
    "CouncilMember",
    "CouncilSession",
    "Decision",
    "Grant",
    "Nomination",
    "Quota",
    "Registration",
    "RoundMove",
    "RoundRevision",
    "RuleSet",
    "Tally",
    "Turnout",
]
